"""规则书: dated variants, more rules and facts, versions, parameters by name."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from doudi import law
from doudi.policy import BadRule, Case, Fact, count_of, household, percent, person

from . import toy

ON = date(2026, 8, 1)
SEEN = Fact("vehicles_seen", "person", "number", "查得的车辆数", 0)


@person("有车", source="39号 三(三)")
def has_vehicle(vehicles_seen):
    """Any."""
    return vehicles_seen > 0


@household("有车的人数", source="39号 三(三)")
def owners(has_vehicle, counts):
    """Among those who count."""
    return count_of(has_vehicle, where=counts)


@person("医疗费过高", source="39号 三(三)")
def heavy_bills(medical_self_paid_12m, member_count, law):
    """A person rule borrows the household's numbers and the law's."""
    return medical_self_paid_12m > percent(law.income.disposable_last_year * member_count, law.monitoring.medical_red_percent)


def test_a_room_adds_its_rules_and_facts_and_both_faces_take_them():
    book = law.book(ON).extended([has_vehicle, owners, heavy_bills], [SEEN]).overridden({"monitoring.medical_red_percent": 50})
    blank = {fact.name: fact.left_out for fact in book.facts.values() if fact.level == "person"} | {"born_on": date(1980, 1, 1)}
    members = [{**blank, "vehicles_seen": 2, "medical_self_paid_12m": 4800000}, {**blank, "vehicles_seen": None, "medical_self_paid_12m": 4800001}]
    decision = book.decide(Case(ON, "370702", "urban", {}, members), ["owners", "has_vehicle", "heavy_bills"])
    assert decision.results == {"owners": None, "has_vehicle": [True, None], "heavy_bills": [False, True]}
    assert decision.missing == ["vehicles_seen"]
    rows = pa.Table.from_pylist([{"household_id": 1, "person_id": number, **one} for number, one in enumerate(members)])
    found = book.assess(pa.table({"household_id": [1], "region": ["370702"], "area": ["urban"]}), rows, on=ON, want=["owners", "has_vehicle", "heavy_bills"])
    assert found.households["owners"].to_pylist() == [None]
    assert [row["heavy_bills"] for row in sorted(found.persons.to_pylist(), key=lambda row: row["person_id"])] == [False, True]


def test_the_same_additions_are_the_same_book():
    book = law.book(ON)
    assert book.extended([has_vehicle], [SEEN]) is book.extended([has_vehicle], [SEEN])
    assert book.extended([has_vehicle], [SEEN]) is not book


def test_an_added_rule_is_checked_like_the_rest():
    with pytest.raises(BadRule, match="no fact or rule named `vehicles_seen`"):
        law.book(ON).extended([has_vehicle])


def test_yesterday_is_judged_by_yesterdays_rule():
    before, after = toy.book(date(2026, 6, 30)), toy.book(date(2026, 7, 1))
    assert before.rules["group"].source == "试 一"
    assert after.rules["group"].source == "试 二"
    assert before.until == date(2026, 7, 1)


def test_a_book_refuses_the_day_of_another():
    with pytest.raises(ValueError, match="ask the book of 2026-06-30"):
        law.book(ON).decide(Case(date(2026, 6, 30), "370702", "urban"))
    with pytest.raises(ValueError, match="ask the book of 2027-01-01"):
        law.book(ON).assess(pa.table({"household_id": [1]}), pa.table({"household_id": [1], "person_id": [1]}), on=date(2027, 1, 1))


def test_one_book_for_every_day_of_an_age():
    assert law.book(date(2026, 7, 1)) is law.book(date(2026, 12, 31))
    assert law.book(date(2026, 6, 30)) is not law.book(date(2026, 7, 1))


def test_the_article_is_the_one_in_force_that_day():
    cited = {on: law.book(on).source_of(law.book(on).rules["dibao_eligible"]) for on in (date(2026, 6, 30), date(2026, 7, 1))}
    assert cited == {date(2026, 6, 30): "暂行办法 第九条", date(2026, 7, 1): "社会救助法 第十八条"}
    sources = {on: law.book(on).source_of(law.book(on).rules["below_marginal_standard"]) for on in cited}
    assert sources == {date(2026, 6, 30): "57号 第八条第二款", date(2026, 7, 1): "社会救助法 第二十一条第三款"}
    steps = law.book(date(2026, 6, 30)).decide(Case(date(2026, 6, 30), "370702", "urban")).steps
    assert next(step for step in steps if step.rule == "below_marginal_standard").source == "57号 第八条第二款"


def test_the_version_changes_with_a_figure_and_with_a_rule_and_with_nothing_else():
    book = law.book(ON)
    assert book.version == law.book(ON).overridden({}).version
    assert book.version != book.overridden({"dibao.standard": 99000}).version
    assert book.version != book.extended([has_vehicle], [SEEN]).version


def test_a_parameter_is_asked_by_name():
    book = law.book(ON)
    assert book.figure("dibao.standard", region="370702001001", area="rural", on=ON) == 81000
    assert book.figure("dibao.bands", region="370702", on=ON) == "none"
    assert book.figure("benefits.payday", region="370702", on=ON) == 10
    for name in ("dibao.bands", "dibao.floor_percent", "dibao.supplement.elder"):
        with pytest.raises(LookupError, match=name):  # a gap is not `none`
            book.figure(name, region="370102", on=ON)
    with pytest.raises(LookupError, match="dibao.standard"):
        book.figure("dibao.standard", region="370102", area="urban", on=ON)


def test_an_unknown_result_is_refused_by_name():
    with pytest.raises(KeyError, match="teir"):
        law.book(ON).plan(["teir"])


def test_unbuilt_results_are_absent():
    book = replace(law.book(ON), results=(*law.RESULTS, "not_built_yet"))
    assert set(book.decide(Case(ON, "370702", "urban")).results) == set(law.RESULTS)
