"""核对: what departments answered about a family beside what it declared, and what the rules would find if the answers were right: never a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from doudi import law
from doudi.base.money import yuan_words
from doudi.policy.rule import MONEY
from doudi.registry.house_facts import SEEN
from doudi.verification.tellers import connected, who_could_tell
from doudi.web.components.sources import whence
from doudi.web.console.family_facts import BY_NAME, said

SEEN_BY_NAME = {fact.name: fact for fact in SEEN}
OF_FAMILY = {
    "homes": ("homes_seen",),
    "companies": ("companies_seen",),
    "financial_assets": ("deposits_seen", "securities_seen", "insurance_seen", "payment_balance_seen"),
}
"""What a family declared as a whole, and what of it departments see person by person."""
OF_PERSON = {"wage_12m": ("taxed_income_seen", "insured_wage_seen"), "pension_12m": ("pension_seen",)}
"""What somebody declared, and the departments that see the same money: the largest of their words counts."""


@dataclass(frozen=True)
class Held:
    """One thing: of whom, as declared, as found so far, by which departments until when; `still` says how many answers are missing."""

    whose: str
    title: str
    declared: str
    found: str
    who: str
    day: date | None
    still: int
    differs: bool


@dataclass(frozen=True)
class Effect:
    """What the rules find on the declaration, and what they would find on the answers where those say more."""

    declared: str
    found: str


def checks_of(case: Any) -> list[dict[str, Any]]:
    """What each connected department answered about each living member, or that it has not."""
    names = ["medical_self_paid_12m", *(feed.tells[0] for feed in connected(case.region, case.date))]
    found = []
    for person_id, member in _living(case):
        for name in names:
            source, value = case.sources.get((person_id, name)), member.get(name)
            who = whence(source.source) if source else who_could_tell(name)
            title = _fact(name).title.removeprefix("核对发现的")
            found.append({"whose": member["name"], "title": title, "answer": _said(name, value), "who": who, "day": source.day if source else None})
    return found


def held_against(case: Any) -> list[Held]:
    """Declared against found, what differs first; only what some connected department sees."""
    seen = {feed.tells[0] for feed in connected(case.region, case.date)}
    rows = []
    for name, parts in OF_FAMILY.items():
        if asked := [part for part in parts if part in seen]:
            values = [(person, part, member.get(part)) for person, member in _living(case) for part in asked]
            rows += _row("全家", name, case.household.get(name), _together(name, [value for _, _, value in values]), values, case)
    for person, member in _living(case):
        for name, parts in OF_PERSON.items():
            if asked := [part for part in parts if part in seen]:
                values = [(person, part, member.get(part)) for part in asked]
                most = max((value for _, _, value in values if value is not None), default=0)
                rows += _row(member["name"], name, member.get(name), most, values, case)
    return sorted(rows, key=lambda row: not row.differs)


def effect_of(case: Any) -> Effect | None:
    """What would follow if what was found beyond the declaration were so; None where the rules find the same."""
    seen = {feed.tells[0] for feed in connected(case.region, case.date)}
    home, people = dict(case.household), [dict(member) for member in case.members]
    for name, parts in OF_FAMILY.items():
        found = [member.get(part) for _, member in _living(case) for part in parts if part in seen]
        home[name] = _more(home.get(name), _together(name, found))
    for member in people:
        for name, parts in OF_PERSON.items():
            member[name] = _more(member.get(name), max((member.get(part) or 0 for part in parts if part in seen), default=0))
    if home == dict(case.household) and people == [dict(member) for member in case.members]:
        return None
    declared, found_so = (_words(law.book(case.date).decide(one, WANTED).results, case.date) for one in (case, replace(case, household=home, members=people)))
    return None if declared == found_so else Effect(declared, found_so)


WANTED = ("tier", "income_per_member", "dibao_monthly_amount", "property_within_limits")


def _words(results: Mapping[str, Any], on: date) -> str:
    tier = said(BY_NAME["already_tier"], results["tier"]) if results.get("tier") else "还不能判断"
    income, money, within = (results.get(name) for name in ("income_per_member", "dibao_monthly_amount", "property_within_limits"))
    words = [f"人均月收入 {yuan_words(int(income))}" if income is not None else "人均月收入不清楚"]
    words += [{True: "财产未超出低保规定", False: "财产超出低保规定"}.get(within, "财产不清楚"), f"类型：{tier}"]
    words += [f"每月低保金 {yuan_words(int(money))}"] if money else []
    return "，".join(words)


def _together(name: str, found: list[int | None]) -> int:
    """Money adds up; a home or a business may be two people's, answered for each: at least as many as one of them has."""
    known = [value for value in found if value is not None]
    return sum(known) if BY_NAME[name].kind == MONEY else max(known, default=0)


def _more(declared: int | None, found: int) -> int | None:
    return found if declared is not None and found > declared else declared


def _row(whose: str, name: str, declared: int | None, found: int, values: list[tuple[int, str, int | None]], case: Any) -> list[Held]:
    sources = [case.sources.get((person, part)) for person, part, _ in values]
    answered = [source for source in sources if source]
    still = sum(value is None for _, _, value in values)
    who = "、".join(dict.fromkeys(whence(source.source) for source in answered))
    is_found = still < len(values)
    differs = is_found and declared is not None and found > declared
    return [
        Held(
            whose,
            BY_NAME[name].title,
            _said(name, declared),
            _said(name, found) if is_found else "",
            who,
            max((one.day for one in answered), default=None),
            still,
            differs,
        )
    ]


def _living(case: Any) -> list[tuple[int, Mapping[str, Any]]]:
    return [(person, member) for person, member in zip(case.person_ids, case.members, strict=True) if member["died_on"] > case.date]


def _fact(name: str) -> Any:
    return SEEN_BY_NAME.get(name) or BY_NAME[name]


def _said(name: str, value: Any) -> str:
    return "" if value is None else said(_fact(name), value)
