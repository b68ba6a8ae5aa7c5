"""怎么说: a fact's value in the words officers and families read."""

from datetime import date
from typing import Any

from doudi.base import regions
from doudi.base.money import yuan_words
from doudi.policy.facts import FACTS, SAID
from doudi.policy.rule import MONEY, NEVER, YESNO, Fact
from doudi.registry.house_facts import SEEN

UNITS = {"homes": "套", "vehicles": "辆", "companies": "个"}
UNITS |= {"homes_seen": "套", "vehicles_seen": "辆", "companies_seen": "个", "vessels_seen": "艘", "farm_machines_seen": "台"}
BY_NAME: dict[str, Fact] = {fact.name: fact for fact in FACTS}
SEEN_BY_NAME: dict[str, Fact] = {fact.name: fact for fact in SEEN}


def said(fact: Fact, value: Any) -> str:
    """A fact's value in words: 1,200.00 元, 2 辆, 是."""
    if fact.kind == MONEY:
        return yuan_words(value)
    if fact.kind == YESNO:
        return "是" if value else "否"
    if isinstance(value, date):
        return "没有" if value == NEVER else value.isoformat()
    return SAID.get(value, f"{value} {UNITS[fact.name]}" if fact.name in UNITS else str(value))


def said_of(name: str, value: Any) -> str:
    """The same by the fact's name; what nobody knows is an empty text."""
    return "" if value is None else said(fact_of(name), value)


def fact_of(name: str) -> Fact:
    """What departments found, or what a family declares."""
    return SEEN_BY_NAME.get(name) or BY_NAME[name]


def place_words(region: str) -> str:
    """The names from the city down; the code where the table does not know it."""
    try:
        return regions.path_of(region)
    except regions.UnknownRegion:
        return region


def day_words(on: date | None) -> str:
    """2026年10月12日; nothing for a day that has not come."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""
