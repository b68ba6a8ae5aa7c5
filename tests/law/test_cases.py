"""法律的案例: every case of every scheme, one by one and as columns; every rule has its ordinary, boundary and unknown cases."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pyarrow as pa
import pytest

from doudi import law
from doudi.law.sources import in_force
from doudi.policy import NEVER, Figures
from doudi.policy.parameters import Stretch

TODAY = date(2026, 11, 23)
FILES = sorted(law.FOLDER.glob("*/cases.yaml"))
CASES = [pytest.param(case, id=f"{file.parent.name}: {case.name}") for file in FILES for case in law.read_cases(file)]
ALL = [param.values[0] for param in CASES]


@pytest.mark.parametrize("case", CASES)
def test_one_by_one(case):
    decision = law.book(case.date).decide(case)
    assert decision.differences == []


@cache
def as_columns() -> dict[int, dict]:
    """What the columnar face finds of every case, a day at a time: a case with figures of its own lives in a village of its own, which has set them."""
    found = {}
    for on in sorted({case.date for case in ALL}):
        cases = {place: case for place, case in enumerate(ALL) if case.date == on}
        villages = {place: f"{case.region[:6]}{place:06}" for place, case in cases.items() if case.law and case.region}
        book = law.book(on)
        set_there = defaultdict(tuple)
        for place, village in villages.items():
            for one in book.figures:
                if (one.of or one.name) in cases[place].law:
                    set_there[one.name] += (Stretch(village, "", date.min, NEVER, cases[place].law[one.of or one.name]),)
        book = replace(book, figures=Figures({one.name: replace(one, stretches=(*set_there[one.name], *one.stretches)) for one in book.figures}))
        found |= assessed(book, on, cases, villages)
    return found


def assessed(book, on, cases, villages) -> dict[int, dict]:
    types = {"money": pa.int64(), "number": pa.int64(), "yesno": pa.bool_(), "text": pa.string(), "date": pa.date32()}
    keys = [("household_id", pa.int64()), ("person_id", pa.int64()), ("region", pa.string()), ("area", pa.string()), ("supports", pa.list_(pa.int64()))]
    want = [name for name, step in book.steps.items() if step.level != "supporter"]

    def table(level, rows):
        return pa.Table.from_pylist(rows, schema=pa.schema([*keys, *((fact.name, types[fact.kind]) for fact in book.plan(want).facts_of(level))]))

    found = book.assess(
        table("household", [{"household_id": at, "region": villages.get(at, one.region), "area": one.area, **one.household} for at, one in cases.items()]),
        table("person", [{"household_id": at, "person_id": place, **member} for at, one in cases.items() for place, member in enumerate(one.members, 1)]),
        table("supporter", [{"household_id": at, **each} for at, one in cases.items() for each in one.supporters]),
        on=on,
        want=want,
    )
    households = {row["household_id"]: row for row in found.households.to_pylist()}
    persons = sorted(found.persons.to_pylist(), key=lambda row: (row["household_id"], row["person_id"]))
    of_person = [name for name in want if book.steps[name].level == "person"]
    return {at: households[at] | {name: [row[name] for row in persons if row["household_id"] == at] for name in of_person} for at in cases}


@pytest.mark.parametrize("place", [pytest.param(place, id=param.id) for place, param in enumerate(CASES)])
def test_as_columns(place):
    found, expected = as_columns()[place], ALL[place].expect
    assert {name: found[name] for name in expected if name in found} == {name: value for name, value in expected.items() if name in found}


def said_of_rules():
    said = defaultdict(set)
    for case in ALL:
        for name, value in case.expect.items():
            said[name].update(value if isinstance(value, list) else [value])
    return said


@pytest.mark.parametrize("name", sorted(law.book(TODAY).steps))
def test_every_rule_has_known_cases_on_both_sides_and_an_unknown_one(name):
    values = said_of_rules()[name]
    assert None in values, f"no case in which {name} cannot be told"
    assert len(values - {None}) >= 2, f"no boundary of {name} is told: {values}"


UNCHANGING = {
    **dict.fromkeys(("age", "counts", "member_count"), "57号 第七条 reads facts and the day alone, and has stood since the first day"),
    **dict.fromkeys(("severe_disability", "disability_of_mind", "grade_three_mind", "without_labour_ability", "self_care"), "read the register alone"),
    **dict.fromkeys(("wage_counted_12m", "illness_costs_12m", "rigid_costs_of_member_12m", "rigid_costs_12m"), "read facts alone"),
    **dict.fromkeys(("disabled_adult_without_work", "takes_child_benefit_instead", "supported_as_rural", "goes_on_as_tekun"), "read facts alone"),
    **dict.fromkeys(("supporter_supports_counted", "supporter_counted_here", "supporter_paid_each_12m", "supporter_may_be_spared"), "read facts alone"),
    **dict.fromkeys(("supporter_gravely_disabled", "minor_without_parents"), "read facts alone"),
    **dict.fromkeys(("head_counts", "spouse_counts", "child_counts", "parent_counts"), "ask who counts"),
}
"""Rules that no change of the law has reached."""


def changes_of(name):
    """The days on which another variant of the rule, or another text under it, came into force."""
    mine = [rule for rule in law.rules() if rule.name == name]
    return {rule.since for rule in mine} - {min(rule.since for rule in mine)} | {in_force()[rule.source.split(" ")[0]] for rule in mine if rule.formerly}


def changes_below(name):
    """The days on which a figure it rests on changed."""
    book = law.book(TODAY)
    read = [stretch for one in book.plan((name,)).parameters for stretch in book.figures.parameters[one].stretches]
    return {day for stretch in read for day in (stretch.from_on, stretch.until_on)} - {NEVER}


@pytest.mark.parametrize("name", sorted(law.book(TODAY).steps))
def test_every_rule_is_told_on_both_sides_of_a_change(name):
    days = {case.date for case in ALL if name in case.expect}
    told = {day for day in changes_of(name) | changes_below(name) if {day, day - timedelta(1)} <= days}
    assert changes_of(name) <= told, f"{name} needs a case of the day before its change and one of the day: {changes_of(name) - told}"
    if name in UNCHANGING:
        assert not changes_below(name), f"{name} does change"
    else:
        assert told, f"no case of {name} on the day before a change and on the day: one of {sorted(changes_below(name))}"


def test_every_day_of_change_since_2026_is_told():
    days = {case.date for case in ALL}
    changes = {day for name in law.book(TODAY).steps for day in changes_of(name) | changes_below(name) if day >= date(2026, 1, 1)}
    assert {date(2026, 1, 1), date(2026, 7, 1)} <= changes
    assert changes | {day - timedelta(1) for day in changes} <= days


def test_no_two_cases_have_the_same_name():
    names = [case.name for case in ALL]
    assert len(names) == len(set(names))


def test_the_set_of_rules_does_not_shrink_silently():
    assert len({rule.name for rule in law.rules()}) == 94


def test_every_parameter_covers_today_and_every_figure_of_a_city_is_marked():
    for one in law.parameters():
        for stretch in one.stretches:
            assert stretch.illustrative or not stretch.region, f"{one.name} {stretch.region}: an official figure needs its document"
        if one.stretches:
            for area in ("urban", "rural"):
                assert law.book(TODAY).figures.value(one.name, "370702", area, TODAY)[0].is_given is not None, one.name
