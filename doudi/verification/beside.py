"""对照: what departments answered about a family beside what it declared, and what the rules would find if the answers were right: never a verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from doudi import law
from doudi.base.money import yuan_words
from doudi.policy.rule import MONEY
from doudi.registry.queries import FamilyCase, Source
from doudi.verification.tellers import connected
from doudi.verification.words import BY_NAME, said, said_of

OF_FAMILY = {
    "homes": ("homes_seen",),
    "companies": ("companies_seen",),
    "financial_assets": ("deposits_seen", "securities_seen", "insurance_seen", "payment_balance_seen"),
}
"""What a family declared as a whole, and what of it departments see person by person."""
OF_PERSON = {"wage_12m": ("taxed_income_seen", "insured_wage_seen"), "pension_12m": ("pension_seen",)}
"""What somebody declared, and the departments that see the same money: the largest of their words counts."""
WANTED = ("tier", "income_per_member", "dibao_monthly_amount", "property_within_limits", "below_dibao_standard")


class Part(NamedTuple):
    """One department's word about one person: what it sees, and since when the house knows it; a value of None is not known."""

    person_id: int
    name: str
    value: Any
    source: Source | None


@dataclass(frozen=True)
class Beside:
    """One thing declared and found: of whom (None: the family), the fact, both values, and the words it was found in. An unknown declaration is not held
    against anybody; what is found beyond a known one differs."""

    person_id: int | None
    name: str
    declared: Any
    found: Any
    parts: tuple[Part, ...]

    @property
    def still(self) -> int:
        """How many answers are missing."""
        return sum(part.value is None for part in self.parts)

    @property
    def is_found(self) -> bool:
        """Whether any department has answered."""
        return self.still < len(self.parts)

    @property
    def differs(self) -> bool:
        """Whether more was found than was declared."""
        return self.is_found and self.declared is not None and self.found > self.declared

    @property
    def sources(self) -> list[Source]:
        """Who has spoken."""
        return [part.source for part in self.parts if part.source]

    @property
    def day(self) -> date | None:
        """When the house learned the latest of it."""
        return max((one.day for one in self.sources), default=None)


@dataclass(frozen=True)
class Effect:
    """What the rules find on the declaration, and what they would find on the answers where those say more; `change` is the difference in one line.

    `is_illustrative`: some figure they read is not an official one.
    """

    declared: str
    found: str
    change: str
    is_illustrative: bool


def beside_of(case: FamilyCase) -> list[Beside]:
    """Declared beside found, what differs first; only what some connected department sees."""
    seen, rows = _seen(case), []
    for name, parts in OF_FAMILY.items():
        if asked := [part for part in parts if part in seen]:
            found = tuple(_part(case, person, member, part) for person, member in living(case) for part in asked)
            rows.append(Beside(None, name, case.household.get(name), _together(name, [one.value for one in found]), found))
    for person, member in living(case):
        for name, parts in OF_PERSON.items():
            if asked := [part for part in parts if part in seen]:
                found = tuple(_part(case, person, member, part) for part in asked)
                rows.append(Beside(person, name, member.get(name), max((one.value or 0 for one in found), default=0), found))
    return sorted(rows, key=lambda row: not row.differs)


def effect_of(case: FamilyCase) -> Effect | None:
    """What would follow if what was found beyond the declaration were so; None where the rules find the same."""
    rows = beside_of(case)
    more = {(row.person_id, row.name): row.found for row in rows if row.differs}
    if not more:
        return None
    home = {**case.household, **{name: value for (person, name), value in more.items() if person is None}}
    people = [
        {**member, **{name: value for (whose, name), value in more.items() if whose == person}}
        for person, member in zip(case.person_ids, case.members, strict=True)
    ]
    book = law.book(case.date)
    before, after = (book.decide(one, WANTED) for one in (case, replace(case, household=home, members=people)))
    declared, found = _words(before.results), _words(after.results)
    return None if declared == found else Effect(declared, found, _change(before.results, after.results), bool(after.illustrative))


def rules_touched(name: str, on: date) -> list[tuple[str, str]]:
    """Title and article of the rules that read a fact on the way to what a family is found to be."""
    steps = law.book(on).plan(WANTED).steps
    return [(step.rule.title, step.rule.source) for step in steps if name in step.rule.arguments]


def living(case: FamilyCase) -> list[tuple[int, Mapping[str, Any]]]:
    """The members who were alive that day, each with what is known of them, as a family names itself: the head, the spouse, then by age."""
    alive = [(person, member) for person, member in zip(case.person_ids, case.members, strict=True) if member["died_on"] > case.date]
    return sorted(alive, key=lambda one: (one[1]["relation"] != "head", one[1]["relation"] != "spouse", one[1]["born_on"]))


def _seen(case: FamilyCase) -> set[str]:
    return {feed.tells[0] for feed in connected(case.region, case.date)}


def _part(case: FamilyCase, person: int, member: Mapping[str, Any], name: str) -> Part:
    return Part(person, name, member.get(name), case.sources.get((person, name)))


def _together(name: str, found: Iterable[int | None]) -> int:
    """Money adds up; a home or a business may be two people's, answered for each: at least as many as one of them has."""
    known = [value for value in found if value is not None]
    return sum(known) if BY_NAME[name].kind == MONEY else max(known, default=0)


def _words(results: Mapping[str, Any]) -> str:
    income, money, within = (results.get(name) for name in ("income_per_member", "dibao_monthly_amount", "property_within_limits"))
    words = [f"人均月收入 {yuan_words(int(income))}" if income is not None else "人均月收入不清楚"]
    words += [{True: "财产未超出低保规定", False: "财产超出低保规定"}.get(within, "财产不清楚"), f"类型：{_tier(results)}"]
    words += [f"每月低保金 {yuan_words(int(money))}"] if money else []
    return "，".join(words)


def _tier(results: Mapping[str, Any]) -> str:
    tier = results.get("tier")
    return "不属于低保、特困、低保边缘和刚性支出困难" if tier == "none" else said(BY_NAME["already_tier"], tier) if tier else "还不能判断"


def _change(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """人均月收入 612.00 元 → 1,038.00 元，超出低保标准: what moves, and across which line."""
    incomes = [said_of("wage_12m", one.get("income_per_member")) or "不清楚" for one in (before, after)]
    words = [f"人均月收入 {incomes[0]} → {incomes[1]}"] if incomes[0] != incomes[1] else []
    lines = (("below_dibao_standard", "超出低保标准"), ("property_within_limits", "财产超出低保规定"))
    words += [crossed for name, crossed in lines if after.get(name) is False and before.get(name) is not False]
    tiers = [_tier(one) for one in (before, after)]
    words += [f"类型 {tiers[0]} → {tiers[1]}"] if tiers[0] != tiers[1] else []
    return "，".join(words) or "每月低保金有变化"
