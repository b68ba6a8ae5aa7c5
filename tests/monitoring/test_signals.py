"""信号: each passes its own example on both faces; an unknown fact never raises it; one that cannot be right is refused by name."""

from datetime import date
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.monitoring.book import book
from doudi.monitoring.composing import Finding, spoken
from doudi.monitoring.signal import BadSignal, Signal, all_signals, signal, signal_modules
from doudi.policy import Case, read_cases
from doudi.policy.rule import MONEY, NUMBER, TEXT

ON = date(2026, 11, 2)
FOUR = {"heavy_medical_spending", "death_of_recipient", "nonexempt_vehicle", "in_two_households"}


def examples(module: ModuleType, folder: Path) -> list[Case]:
    path = folder / f"{module.__name__.rpartition('.')[2]}.yaml"
    path.write_text(module.EXAMPLES, encoding="utf-8")
    return read_cases(path, book)


def test_the_four_stand() -> None:
    assert all_signals().keys() >= FOUR


@pytest.mark.parametrize("module", signal_modules(), ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_signal_passes_its_own_example(module: ModuleType, tmp_path: Path) -> None:
    cases = examples(module, tmp_path)
    names = {one.name for one in vars(module).values() if isinstance(one, Signal)}
    said = {str(value) for case in cases for name in names & case.expect.keys() for value in _each(case.expect[name])}
    assert said == {"True", "False", "None"}, "an example that raises it, one that does not, one with an unknown fact"
    for case in cases:
        assert book(case.date).decide(case, want=list(case.expect)).differences == [], case.name


@pytest.mark.parametrize("module", signal_modules(), ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_population_is_found_the_same(module: ModuleType, tmp_path: Path) -> None:
    for case in examples(module, tmp_path):
        rules = book(case.date).overridden(case.law)
        households = pa.Table.from_pylist([{"household_id": 1, "region": case.region, "area": case.area, **case.household}])
        members = pa.Table.from_pylist([{"household_id": 1, "person_id": place, **member} for place, member in enumerate(case.members)])
        found = rules.assess(households, members, on=case.date, want=list(case.expect))
        for name, expected in case.expect.items():
            table = found.persons.sort_by("person_id") if isinstance(expected, list) else found.households
            assert table[name].to_pylist() == _each(expected), f"{case.name}: {name}"


_PERSON = {
    "died_on": date(2026, 11, 1),
    "paid_households": 2,
    "person_standing": "none",
    "households_registered": 2,
    "vehicles_seen": 2,
    "medical_self_paid_12m": 99_999_999,
}
_HOUSEHOLD = {"standing": "dibao", "registered_members": 2}


@settings(max_examples=200, deadline=None)
@given(st.sets(st.sampled_from(sorted({*_PERSON, *_HOUSEHOLD}))), st.sampled_from(["dibao", "none"]))
def test_an_unknown_fact_never_raises_and_filling_it_in_changes_no_answer(unknown: set[str], standing: str) -> None:
    """Whatever is not known: what is said without it stays when it becomes known, and nothing is said for lack of it."""

    def answers(missing: set[str]) -> dict[str, object]:
        household = {name: None if name in missing else value for name, value in {**_HOUSEHOLD, "standing": standing}.items()}
        member = {name: None if name in missing else value for name, value in _PERSON.items()}
        case = Case(ON, "370702", "urban", household, [member], law={"income.disposable_last_year": 4_000_000, "monitoring.medical_red_percent": 25})
        return dict(book(ON).decide(case, want=sorted(FOUR)).results)

    with_gaps, whole = answers(unknown), answers(set())
    for name, answer in with_gaps.items():
        needs = _all_needs(name)
        assert answer in (whole[name], None, [None]), name
        if needs <= unknown:
            assert answer in (None, [None]), name


def _all_needs(name: str) -> set[str]:
    rules = book(ON).rules
    direct = set(rules[name].arguments)
    return {fact for need in direct for fact in (_all_needs(need) if need in rules else {need})}


def test_figures_are_said_as_officers_read_them() -> None:
    rules = book(ON)
    assert {rules.kind_of("medical_red_line"), rules.kind_of("registered_members"), rules.kind_of("standing")} == {MONEY, NUMBER, TEXT}
    assert spoken(rules, "medical_red_line", 2_850_000) == "28,500.00 元"
    assert spoken(rules, "died_on", date(2026, 10, 3)) == "2026年10月3日"
    assert spoken(rules, "standing", "dibao") == "最低生活保障家庭"
    assert spoken(rules, "registered_members", None) == "未知"


def test_a_cause_names_whom_it_rests_on() -> None:
    one = all_signals()
    at_home = Finding(one["heavy_medical_spending"], 7, None, (7,), 1, {}, {}, frozenset())
    dead = Finding(one["death_of_recipient"], 7, 3, (7,), 0, {}, {}, frozenset())
    double = Finding(one["in_two_households"], 7, 3, (4, 7), 0, {}, {}, frozenset())
    assert [finding.cause for finding in (at_home, dead, double)] == ["household:7", "person:3/household:7", "person:3/household:4+7"]


@pytest.mark.parametrize("wrong", [{"level": "purple"}, {"visit_within_workdays": 0}, {"offer": []}, {"offer": ["jail"]}])
def test_a_signal_that_cannot_be_right_is_refused_by_name(wrong: dict[str, object]) -> None:
    def too_many_homes(homes):  # type: ignore[no-untyped-def]
        """More than one home."""
        return homes > 1

    right = {"level": "red", "source": "39号 三(三)", "visit_within_workdays": 5, "offer": ["review"], "says": "有多套住房。"}
    assert signal("多套住房", **right)(too_many_homes).name == "too_many_homes"
    with pytest.raises(BadSignal, match="too_many_homes"):
        signal("多套住房", **{**right, **wrong})(too_many_homes)


def test_a_signal_says_what_it_means() -> None:
    def silent(homes):  # type: ignore[no-untyped-def]
        return homes > 1

    with pytest.raises(BadSignal, match="silent"):
        signal("多套住房", level="red", source="39号 三(三)", visit_within_workdays=5, offer=["review"], says="有多套住房。")(silent)


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
