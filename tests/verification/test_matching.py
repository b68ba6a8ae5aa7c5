"""Whom a row is about: sure, or somebody is asked; nobody is guessed."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base import idnumber
from doudi.registry.actions import Newcomer, register_people
from doudi.registry.queries import get_person
from doudi.verification import matching
from doudi.verification.actions import receive
from doudi.verification.columns import Given, Name
from doudi.verification.feed import all_feeds
from doudi.verification.matching import ONE_DIGIT, SAME_BIRTHDAY, SAME_NUMBER, TRANSPOSED, UNKNOWN, Verdict, identify, neighbours
from doudi.verification.models import WaitingRow
from tests.people import a_person, an_id
from tests.verification.files import DAY, a_death, a_file

BORN = date(1960, 2, 29)


def verdict_on(number: str, name: str) -> Verdict:
    rows = pa.table({code: [value] for code, value in a_death(number, name).items()})
    verdicts = identify(rows, all_feeds()["hukou"], "370702")
    place = verdicts.rows[0].as_py()
    return verdicts.unsure.get(place) or matching.Verdict(verdicts.who["person_id"][place].as_py())


def one_digit_wrong(number: str, at: int = 15) -> str:
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_every_single_slip_is_found_among_the_neighbours(born_on: date, order: int, at: int, step: int) -> None:
    body = f"370702{born_on:%Y%m%d}{order:03d}"
    number = body + idnumber.check_character(body)
    slip = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
    assert neighbours(slip)[number] == ONE_DIGIT
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number and swapped[:17].isdigit():
        assert number in neighbours(swapped)
    assert all(idnumber.check(meant) is None for meant in neighbours(slip))


@pytest.mark.usefixtures("system")
def test_number_and_name_together_are_sure() -> None:
    number = an_id(BORN)
    person = a_person(name="欧阳某", id_number=number, born_on=BORN)
    assert verdict_on(number, "欧阳某") == Verdict(person.pk)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("dot", "•・‧∙･⋅.")
def test_a_name_with_a_dot_is_one_name_whichever_dot_was_typed(dot: str) -> None:
    """In the file, and in a register that was filled before names had one spelling."""
    number = an_id(BORN)
    person = a_person(name=f"阿依古丽{dot}某", id_number=number, born_on=BORN)
    [written], [wrong] = (found.to_pylist() for found in Name("姓名").read(pa.array([f"阿依古丽 {dot}某"]), Given("370702", DAY)))
    assert (written, wrong) == ("阿依古丽·某", None) and verdict_on(number, written) == Verdict(person.pk)
    [registered] = register_people([Newcomer(f"买买提{dot}某", an_id(), date(1990, 1, 1), "male", "370702001001", "urban")])
    assert get_person(registered).name == "买买提·某"


@pytest.mark.usefixtures("system")
def test_each_likeness_waits_with_its_reason() -> None:
    number = an_id(BORN)
    person = a_person(name="欧阳某", id_number=number, born_on=BORN)
    namesake = a_person(name="欧阳某", born_on=BORN)
    assert verdict_on(number, "欧阳其") == Verdict(reason=SAME_NUMBER, candidates=((person.pk, SAME_NUMBER),))
    wrong = verdict_on(one_digit_wrong(number), "欧阳某")
    assert (wrong.person_id, wrong.reason) == (None, "身份证号校验码不符") and dict(wrong.candidates) == {person.pk: ONE_DIGIT, namesake.pk: SAME_BIRTHDAY}
    at = next(place for place in range(13, 16) if number[place] != number[place + 1])
    assert (person.pk, TRANSPOSED) in verdict_on(number[:at] + number[at + 1] + number[at] + number[at + 2 :], "欧阳某").candidates
    stranger = verdict_on(an_id(BORN), "欧阳某")
    assert stranger.reason == UNKNOWN and {who for who, _ in stranger.candidates} == {person.pk, namesake.pk}
    assert verdict_on(an_id(), "欧阳某") == Verdict(reason=UNKNOWN)
    assert verdict_on(one_digit_wrong(number), "别人").candidates == ()


@pytest.mark.usefixtures("system")
def test_twins_of_one_name_are_told_apart_by_number_alone() -> None:
    numbers = [an_id(BORN), an_id(BORN)]
    twins = [a_person(name="某双", id_number=number, born_on=BORN) for number in numbers]
    assert [verdict_on(number, "某双").person_id for number in numbers] == [twin.pk for twin in twins]


@pytest.mark.usefixtures("system")
def test_a_source_that_ties_very_many_to_one_person_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_ROWS", 5)
    monkeypatch.setattr(matching, "MOST_CLAIMS", 3)
    number = an_id(BORN)
    person = a_person(name="某甲", id_number=number, born_on=BORN)
    rows = [a_death(number, "某甲", ref=f"HJ{place}") for place in range(6)]
    rows += [a_death(an_id(BORN), "某甲", ref=f"HJ1{place}") for place in range(4)]
    receipt = receive(path=a_file(tmp_path, "hukou", rows), on=DAY, officer=None)
    assert (receipt.accepted, receipt.waiting) == (0, 10)
    held, claims = WaitingRow.objects.filter(row_number__lte=7), WaitingRow.objects.filter(row_number__gt=7)
    assert {one.candidates.get().person_id for one in held} == {person.pk}
    assert [one.candidates.count() for one in claims] == [0] * 4 and "大量记录" in claims.first().reason
