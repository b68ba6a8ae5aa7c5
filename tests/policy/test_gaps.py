"""差距: exact to the fen and the piece; found for random families; nothing where the outcome is not known."""

from collections import Counter
from datetime import date

import pytest

from doudi import law
from doudi.policy import Case
from doudi.policy.gaps import INCOME, Gap, changed, gaps

from . import families

ON = date(2026, 8, 1)
BOOK = law.book(ON)


def of(tmp_path, case):
    file = tmp_path / "case.yaml"
    file.write_text('- {date: 2026-08-01, region: "370702", area: urban, ' + case + "}", encoding="utf-8")
    (one,) = law.read_cases(file)
    return gaps(BOOK, BOOK.decide(one))


def income(found, sign):
    return [(gap.by, gap.then) for gap in found if gap.lever == INCOME and gap.by * sign > 0]


def test_how_far_the_lines_are(tmp_path):
    """At the line is not below it: a fen less is; the marginal line lies at one and a half."""
    at_the_line = of(tmp_path, "members: [{wage_12m: 12120}]")
    assert income(at_the_line, -1) == [(-1, "dibao")]
    assert income(at_the_line, 1) == [(606000, "none")]
    a_fen_below = of(tmp_path, "members: [{wage_12m: 12119.99}]")
    assert income(a_fen_below, -1) == []
    assert income(a_fen_below, 1) == [(1, "marginal")]


def test_a_vehicle_fewer_and_money_less(tmp_path):
    assert Gap("vehicles", "number", -2, "dibao") in of(tmp_path, "household: {vehicles: 2}, members: [{}]")
    assert Gap("financial_assets", "money", -1, "dibao") in of(tmp_path, "household: {financial_assets: 24240.01}, members: [{}]")
    assert Gap("homes", "number", 1, "marginal") in of(tmp_path, "household: {homes: 1}, members: [{}]")


def test_less_income_is_taken_from_the_largest_heads_of_those_who_count(tmp_path):
    found = of(tmp_path, "members: [{wage_12m: 10000}, {pension_12m: 30000}, {wage_12m: 90000, in_custody: true}]")
    assert income(found, -1) == [(-(4000000 - 1515 * 2 * 12 * 100 + 1), "marginal")]


def test_two_obstacles_have_no_single_way(tmp_path):
    assert of(tmp_path, "household: {vehicles: 1, companies: 1}, members: [{}]") == ()


@pytest.mark.parametrize("case", ["members: [{wage_12m: unknown}]", "household: {homes: unknown}, members: [{}]"])
def test_nothing_where_the_outcome_is_not_known(tmp_path, case):
    assert of(tmp_path, case) == ()


def test_one_unknown_thing_hides_only_its_own_distance(tmp_path):
    """A household over the limit is refused whatever it lives on; how far its income is, nobody knows."""
    found = {gap.lever: gap for gap in of(tmp_path, "household: {vehicles: 1, companies: 1}, members: [{wage_12m: unknown}]")}
    assert found == {INCOME: Gap(INCOME, "money", 0, None)}
    found = {gap.lever: gap for gap in of(tmp_path, "household: {vehicles: 1, financial_assets: unknown}, members: [{}]")}
    assert found["financial_assets"] == Gap("financial_assets", "money", 0, None)
    assert found["vehicles"] == Gap("vehicles", "number", 0, None), "one vehicle fewer, and it depends on what nobody knows"


@pytest.mark.parametrize("on", [date(2026, 6, 30), ON])
def test_for_any_family_the_change_told_changes_it_and_one_nearer_does_not(on):
    book, told = law.book(on), Counter()
    for case in families.families(11, book, on, 0.01, 300):
        decision = book.decide(case)
        now = decision.results["tier"]
        counted = decision.told.values["counts"].plain
        for gap in gaps(book, decision):
            if not gap.by:
                continue

            def tier(by, lever=gap.lever, case=case, counted=counted):
                return book.decide(changed(case, lever, by, counted), ("tier",)).results["tier"]

            nearer = gap.by - (1 if gap.by > 0 else -1)
            assert tier(gap.by) == gap.then != now and tier(nearer) == now
            told[gap.lever, gap.by > 0] += 1
    assert min(told[lever, further] for lever in (INCOME, "financial_assets", "vehicles") for further in (True, False)) > 0, told


def test_the_check_above_would_see_an_error_of_a_fen():
    plain, house = ({fact.name: fact.left_out for fact in BOOK.facts.values() if fact.level == level} for level in ("person", "household"))
    case = Case(ON, "370702", "urban", house, [{**plain, "wage_12m": 1212000, "born_on": date(1986, 8, 1)}])
    (gap,) = [gap for gap in gaps(BOOK, BOOK.decide(case)) if gap.by < 0]
    assert BOOK.decide(changed(case, INCOME, gap.by + 1, [True]), ("tier",)).results["tier"] != gap.then
