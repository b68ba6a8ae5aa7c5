"""法律的案例: every case of every scheme, one by one and as columns; every rule has its ordinary, boundary and unknown cases."""

from collections import defaultdict
from datetime import date

import pyarrow as pa
import pytest

from doudi import law
from doudi.policy import Case

FILES = sorted(law.FOLDER.glob("*/cases.yaml"))
CASES = [pytest.param(case, id=f"{file.parent.name}: {case.name}") for file in FILES for case in law.read_cases(file)]
ALL = [param.values[0] for param in CASES]


@pytest.mark.parametrize("case", CASES)
def test_one_by_one(case):
    decision = law.book(case.date).decide(case)
    assert decision.differences == []


def columns(case: Case) -> dict:
    """What the columnar face finds of one family."""
    book = law.book(case.date).overridden(case.law) if case.law else law.book(case.date)
    plan = book.plan()
    types = {"money": pa.int64(), "number": pa.int64(), "yesno": pa.bool_(), "text": pa.string(), "date": pa.date32()}

    def table(level, rows):
        names = [(fact.name, types[fact.kind]) for fact in plan.facts_of(level)]
        keys = [("household_id", pa.int64()), ("person_id", pa.int64()), ("region", pa.string()), ("area", pa.string()), ("supports", pa.list_(pa.int64()))]
        return pa.Table.from_pylist(rows, schema=pa.schema([*keys, *names]))

    household = table("household", [{"household_id": 1, "region": case.region, "area": case.area, **case.household}])
    members = table("person", [{"household_id": 1, "person_id": place, **member} for place, member in enumerate(case.members, 1)])
    supporters = table("supporter", [{"household_id": 1, **one} for one in case.supporters])
    want = [name for name, step in book.steps.items() if step.level != "supporter"]
    found = book.assess(household, members, supporters, on=case.date, want=want)
    persons = sorted(found.persons.to_pylist(), key=lambda row: row["person_id"])
    return {name: [row[name] for row in persons] if book.steps[name].level == "person" else found.households[name].to_pylist()[0] for name in want}


@pytest.mark.parametrize("case", CASES)
def test_as_columns(case):
    found = columns(case)
    assert {name: found[name] for name in case.expect if name in found} == {name: value for name, value in case.expect.items() if name in found}


def said_of_rules():
    said = defaultdict(set)
    for case in ALL:
        for name, value in case.expect.items():
            said[name].update(value if isinstance(value, list) else [value])
    return said


@pytest.mark.parametrize("name", sorted(law.book(date(2026, 8, 1)).steps))
def test_every_rule_has_known_cases_on_both_sides_and_an_unknown_one(name):
    values = said_of_rules()[name]
    assert None in values, f"no case in which {name} cannot be told"
    assert len(values - {None}) >= 2, f"no boundary of {name} is told: {values}"


def test_the_days_of_change_are_told():
    days = {case.date for case in ALL}
    changes = {stretch.from_on for one in law.parameters() for stretch in one.stretches} | {rule.since for rule in law.rules()} - {date.min}
    read = {name for step in law.book(date(2026, 8, 1)).steps.values() for name in step.parameters}
    used = {stretch.from_on for one in law.parameters() if one.name in read for stretch in one.stretches if stretch.from_on >= date(2026, 1, 1)}
    assert used <= changes
    assert used | {date(2026, 7, 1)} <= days
    assert {date(2025, 12, 31), date(2026, 6, 30), date(2024, 12, 31)} <= days


def test_no_two_cases_have_the_same_name():
    names = [case.name for case in ALL]
    assert len(names) == len(set(names))


def test_the_set_of_rules_does_not_shrink_silently():
    assert len({rule.name for rule in law.rules()}) == 23


def test_every_parameter_covers_today_and_every_figure_of_a_city_is_marked():
    today = date(2026, 11, 23)
    for one in law.parameters():
        for stretch in one.stretches:
            assert stretch.illustrative or not stretch.region, f"{one.name} {stretch.region}: an official figure needs its document"
        if one.stretches:
            for area in ("urban", "rural"):
                assert law.book(today).figures.value(one.name, "370702", area, today)[0].is_given is not None, one.name
