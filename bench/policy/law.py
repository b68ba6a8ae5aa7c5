"""共同的规则: the part of our law that every peer can express, and its figures written out for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from doudi import law
from doudi.policy import NEVER, Book, first_of, greatest, household, total, when
from doudi.policy.parameters import AREAS, Stretch
from doudi.policy.rule import HOUSEHOLD, PERSON, SUPPORTER

WANT = ("countable_income_12m", "tier", "dibao_monthly_amount")
ALWAYS: dict[str, Any] = {"dibao.floor_percent": 10, "income.counted_again": ("elder_allowance_12m", "disability_allowance_12m", "other_disregarded_12m")}
"""What the benchmark's place has set besides, so that the floor and the disregards have work to do."""
LINES = ("financial_months", "homes", "vehicles", "companies")
PLAIN = (
    "dibao.floor_percent",
    "marginal.percent",
    "income.losses_count",
    *(f"property.{tier}.{line}" for tier in ("dibao", "marginal") for line in LINES),
)
"""Figures that are one number for the whole city; only the standard differs by county and area."""
STEP = 1000
"""How much higher, in fen a month, each county's standard is than that of the county before it."""


@household("家庭可支配收入（近12个月）", source="57号 第十三条")
def countable_income_12m(income_of_member_12m, support_received_12m, counts):
    """The income of all who count and the support they report; nobody outside the household is asked, nothing is deducted."""
    return greatest(total(income_of_member_12m, where=counts) + total(support_received_12m, where=counts), 0)


@household("特困人员以外的收入", source="57号 第十三条")
def income_beside_tekun_12m(countable_income_12m):
    """Nobody is tekun here."""
    return countable_income_12m


@household("特困人员以外的人数", source="57号 第七条")
def members_beside_tekun(member_count):
    """Nobody is tekun here."""
    return member_count


@household("每月低保金", source="社会救助法 第十八条第二款")
def dibao_monthly_amount(dibao_eligible, dibao_top_up, dibao_least_amount):
    """By top-up, not less than the floor; no bands, no exit period."""
    return when(dibao_eligible, greatest(dibao_top_up, dibao_least_amount), 0)


@household("认定类型", source="社会救助法 第十三条")
def tier(dibao_eligible, marginal_eligible):
    """Dibao, else marginal, else neither."""
    return first_of((dibao_eligible, "dibao"), (marginal_eligible, "marginal"), otherwise="none")


SIMPLER = (countable_income_12m, income_beside_tekun_12m, members_beside_tekun, dibao_monthly_amount, tier)
"""In place of the law's rules of the same names, which ask more than every peer can express; the other rules are the law's own."""


def common_book(on: date, counties: Iterable[str]) -> Book:
    """The law's own rules but for the simpler ones above, with a standard of its own for each county."""
    book = law.book(on)
    names = {rule.name for rule in SIMPLER}
    rules = (*(rule for rule in book.all_rules if rule.name not in names), *SIMPLER)
    figures = book.figures.overridden(ALWAYS)
    standards = [
        Stretch(county, area, date.min, NEVER, book.figure("dibao.standard", region=county, area=area, on=on) + place * STEP, illustrative=True)
        for place, county in enumerate(sorted(counties))
        for area in AREAS
    ]
    local = replace(figures.parameters["dibao.standard"], stretches=tuple(standards))
    return replace(book, all_rules=rules, figures=figures.joined([local]))


def columns(book: Book) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The person and household columns the common results rest on; what is disregarded here is read by nobody."""
    disregarded = {*book.figures.parameters["income.counted_again"].words} - {*ALWAYS["income.counted_again"]}
    facts = book.plan(WANT).facts
    if beyond := [fact.name for fact in facts if fact.level == SUPPORTER]:
        raise ValueError(f"the common rules have come to look outside the household: {', '.join(beyond)}")
    people = tuple(fact.name for fact in facts if fact.level == PERSON and fact.name not in disregarded)
    return people, tuple(fact.name for fact in facts if fact.level == HOUSEHOLD)


def figures_for_peers(book: Book, counties: Iterable[str], on: date) -> dict[str, Any]:
    """The figures the common rules read, as plain numbers by county and area; refuses a city where more than the standard is local."""
    known = sorted(counties)
    places = [(county, area) for county in known for area in AREAS]
    fixed = {"dibao.method": "top_up", "dibao.rounding": "yuan_up", "marginal.standard": "none", "income.base_pension_disregarded": True}

    def everywhere(name: str) -> Any:
        values = {book.figure(name, region=county, area=area, on=on) for county, area in places}
        if len(values) != 1:
            raise ValueError(f"{name} differs within the city: the peers' rules take one number")
        return values.pop()

    if (other := {name: everywhere(name) for name in fixed}) != fixed:
        raise ValueError(f"the peers' rules are written for {fixed}, not {other}")
    return {
        "standard": {county: {area: book.figure("dibao.standard", region=county, area=area, on=on) for area in AREAS} for county in known},
        "counted_again": list(everywhere("income.counted_again")),
        **{name: everywhere(name) for name in PLAIN},
    }
