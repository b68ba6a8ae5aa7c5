"""收支财产: what is known of a family's money and from whom, what is known to be nothing, what nobody has said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.policy.rule import PERSON, Fact
from doudi.verification.tellers import who_could_tell
from doudi.verification.words import BY_NAME, said
from doudi.web.components.sources import whence

COMES_IN = (
    "wage_12m", "business_net_12m", "property_net_12m", "pension_12m", "support_received_12m", "other_transfer_12m", "other_income_12m",
    "base_pension_12m", "honour_benefit_12m", "scholarship_12m", "assistance_received_12m", "elder_allowance_12m", "disability_allowance_12m",
    "other_disregarded_12m",
)  # fmt: skip
GOES_OUT = (
    "work_cost_12m", "transfer_paid_12m", "medical_self_paid_12m", "education_self_paid_12m", "rehabilitation_self_paid_12m", "other_rigid_12m",
    "living_costs_12m",
)  # fmt: skip
OWNED = ("financial_assets", "homes", "vehicles", "companies")
GROUPS = (("收入（近12个月）", COMES_IN), ("支出（近12个月）", GOES_OUT), ("财产", OWNED))
APART = {
    "died_on": "已死亡",
    "lives_apart": "不共同生活",
    "in_custody": "服刑或强制隔离戒毒",
    "declared_missing": "被宣告失踪",
    "years_in_religious_life_apart": "脱离家庭的宗教教职",
}


@dataclass(frozen=True)
class Known:
    """One figure: what, whose, how much, who said it and when."""

    title: str
    whose: str
    value: str
    source: str
    day: date | None


@dataclass(frozen=True)
class Unknown:
    """One thing nobody has said: what, whose, and who could tell."""

    title: str
    whose: str
    who: str


@dataclass(frozen=True)
class Group:
    """Money in, money out, or property: what there is, what there is not, what is not known."""

    title: str
    known: Sequence[Known]
    nothing: Sequence[str]
    unknown: Sequence[Unknown]


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Memberships as a family names itself: the head, the spouse, then by age."""
    return sorted(rows, key=lambda row: (row.relation != "head", row.relation != "spouse", row.person.born_on))


def money_of(case: Any) -> list[Group]:
    """The family's figures in three groups; `case` is the registry's FamilyCase."""
    return [_group(title, names, case) for title, names in GROUPS]


def why_not_counted(member: Mapping[str, Any], on: date) -> str:
    """Why a member does not count, in words; empty where nothing known speaks against it."""
    for name, words in APART.items():
        value = member.get(name)
        if (isinstance(value, date) and value <= on) or (not isinstance(value, date) and value):
            return words
    return ""


def _group(title: str, names: Iterable[str], case: Any) -> Group:
    known, nothing, unknown = [], [], []
    for name in names:
        fact = BY_NAME[name]
        values = list(_values(fact, case))
        lacking = [whose for _, whose, value in values if value is None]
        if lacking:
            unknown.append(Unknown(fact.title, "全家" if len(lacking) == len(values) else "、".join(lacking), who_could_tell(name)))
        for person, whose, value in values:
            if value:
                said_by = case.sources.get((person, name))
                known.append(Known(fact.title, whose, said(fact, value), whence(said_by.source) if said_by else "", said_by.day if said_by else None))
        if values and not lacking and not any(value for _, _, value in values):
            nothing.append(fact.title)
    return Group(title, known, nothing, unknown)


def _values(fact: Fact, case: Any) -> Iterable[tuple[int | None, str, Any]]:
    if fact.level != PERSON:
        yield None, "全家", case.household.get(fact.name)
        return
    for person_id, member in zip(case.person_ids, case.members, strict=True):
        if member["died_on"] > case.date:
            yield person_id, member["name"], member.get(fact.name)
