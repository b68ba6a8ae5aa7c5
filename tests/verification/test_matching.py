"""Whom a row is about: sure, accepted by a likeness that was proved, or somebody is asked; nobody is guessed."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from doudi.base import idnumber
from doudi.registry.actions import Newcomer, register_people
from doudi.registry.queries import get_person
from doudi.verification.actions import receive, settle
from doudi.verification.columns import Given, Name
from doudi.verification.feed import all_feeds
from doudi.verification.matching import Candidate, Verdict, deciding, identify
from doudi.verification.matching.learnt import Learnt, Seen
from doudi.verification.matching.slips import ONE_DIGIT, SWAPPED_DATE, TRANSPOSED, meant
from doudi.verification.matching.verdicts import CROWD, SAME_NUMBER, UNKNOWN
from doudi.verification.models import Outcome, WaitingRow
from tests.people import a_household, a_person, an_id, join
from tests.verification.files import DAY, a_bill, a_death, a_file

BORN = date(1960, 2, 29)
WORDS = {ONE_DIGIT: "姓名相同，身份证号差一位", TRANSPOSED: "姓名相同，身份证号相邻两位颠倒", SWAPPED_DATE: "姓名相同，身份证号中月、日颠倒"}
SAME_BIRTHDAY = "姓名相同，出生日期相同"
PROVED, DOUBTFUL = Seen(10_000, 0), Seen(9, 1)


def verdict_on(number: str, name: str, feed: str = "hukou") -> Verdict:
    row = a_death(number, name) if feed == "hukou" else a_bill(number, name)
    verdicts = identify(pa.table({code: [value] for code, value in row.items()}), all_feeds()[feed], "370702")
    place = verdicts.rows[0].as_py()
    return verdicts.told.get(place) or Verdict(verdicts.who["person_id"][place].as_py())


def who(verdict: Verdict) -> dict[int, str]:
    return {one.person_id: one.why for one in verdict.candidates}


def one_digit_wrong(number: str, at: int = 15) -> str:
    return number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]


@pytest.fixture
def taught(monkeypatch: pytest.MonkeyPatch) -> None:
    """One digit wrong under the same name is proved; the same homophone is not."""
    patterns = {("one_digit", "same", "alone"): PROVED, ("one_digit", "same", "several"): PROVED, ("one_digit", "homophone", "alone"): DOUBTFUL}
    monkeypatch.setattr(deciding, "learnt", lambda: Learnt(patterns, (), 0, None))


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
@example(date(2001, 2, 22), 0, 1, 1)  # the 29th of February 2001 is one digit away
def test_every_single_slip_leads_back_to_the_number(born_on: date, order: int, at: int, step: int) -> None:
    body = f"370702{born_on:%Y%m%d}{order:03d}"
    number = body + idnumber.check_character(body)
    slip = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    days = number[:10] + number[12:14] + number[10:12] + number[14:]
    found = {(row["number"], row["slip"]) for row in meant([slip]).to_pylist()}
    assert (number, ONE_DIGIT) in found and all(idnumber.check(other) is None for other, _ in found)
    if swapped != number and swapped[:17].isdigit():
        assert (number, TRANSPOSED) in {(row["number"], row["slip"]) for row in meant([swapped]).to_pylist()}
    if days != number:
        assert (number, SWAPPED_DATE) in {(row["number"], row["slip"]) for row in meant([days]).to_pylist()}


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
    namesake = a_person(name="欧阳某", id_number=an_id(BORN, seq=417), born_on=BORN)
    assert who(verdict_on(number, "欧阳其")) == {person.pk: "姓名差一个字，身份证号相同"} and verdict_on(number, "欧阳其").reason == SAME_NUMBER
    wrong = verdict_on(one_digit_wrong(number), "欧阳某")
    assert (wrong.person_id, wrong.reason) == (None, "身份证号校验码不符") and who(wrong) == {person.pk: WORDS[ONE_DIGIT], namesake.pk: SAME_BIRTHDAY}
    at = next(place for place in range(13, 16) if number[place] != number[place + 1])
    assert who(verdict_on(number[:at] + number[at + 1] + number[at] + number[at + 2 :], "欧阳某"))[person.pk] == WORDS[TRANSPOSED]
    stranger = verdict_on(an_id(BORN, seq=222), "欧阳某")
    assert stranger.reason == UNKNOWN and who(stranger).keys() == {person.pk, namesake.pk}
    assert who(verdict_on(one_digit_wrong(number), "别人")) == {} and who(verdict_on(an_id(date(1931, 5, 6)), "别人")) == {}


@pytest.mark.usefixtures("system")
def test_an_old_number_with_a_wrong_digit_and_a_swapped_date_are_recognised() -> None:
    """Neither can be told from the check character: the old number had none, and the other is made to fit."""
    born = date(1961, 3, 5)
    number = an_id(born, seq=4)
    person = a_person(name="单某", id_number=number, born_on=born)
    old = idnumber.normalise(one_digit_wrong(number[:6] + number[8:17], 12))
    assert idnumber.check(old) is None and who(verdict_on(old, "单某")) == {person.pk: "姓名相同，身份证号差一位（校验码随之改变）"}
    swapped = number[:10] + "0503" + number[14:17]
    assert who(verdict_on(swapped + idnumber.check_character(swapped), "单某")) == {person.pk: WORDS[SWAPPED_DATE]}


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize(
    ("registered", "written", "words"),
    [
        ("曾国某", "增国某", "姓名同音"),
        ("张国某", "張國某", "姓名为异体字"),
        ("尉迟某", "玉迟某", "姓名同音"),
        ("单小某", "山小某", "姓名同音"),
        ("单小某", "丹小某", "姓名差一个字"),
    ],
)
def test_names_are_compared_by_sound_with_the_readings_of_surnames(registered: str, written: str, words: str) -> None:
    number = an_id()
    person = a_person(name=registered, id_number=number)
    assert who(verdict_on(number, written)) == {person.pk: f"{words}，身份证号相同"}


@pytest.mark.usefixtures("system")
def test_a_relatives_number_leads_to_both_and_to_nobody_by_itself(taught: None) -> None:
    home = a_household()
    number = an_id(seq=21)
    holder, meant_one = a_person(name="某甲", id_number=number), a_person(name="某乙", id_number=an_id(seq=345))
    for person in (holder, meant_one):
        join(home, person)
    verdict = verdict_on(number, "某乙", "hospital_bills")
    assert verdict.person_id is None and who(verdict) == {holder.pk: "姓名不同，身份证号相同", meant_one.pk: "姓名相同，与该号码的登记人同户"}


@pytest.mark.usefixtures("system")
def test_what_no_slip_explains_is_weighed_and_waits() -> None:
    """A digit of the order and one of the year wrong, the check made to fit: name, month and day, and sex are left."""
    born = date(1962, 4, 5)
    number = an_id(born, seq=6)
    person = a_person(name="解放某", id_number=number, born_on=born)
    body = one_digit_wrong(one_digit_wrong(number, 9), 15)[:17]
    verdict = verdict_on(body + idnumber.check_character(body), "解放某")
    assert verdict.reason == UNKNOWN and who(verdict)[person.pk].startswith("姓名相同，出生月日相同")


@pytest.mark.usefixtures("system")
def test_a_proved_likeness_is_accepted_and_an_unproved_one_is_asked(taught: None) -> None:
    number = an_id(BORN)
    person = a_person(name="欧阳国某", id_number=number, born_on=BORN)
    accepted = verdict_on(one_digit_wrong(number), "欧阳国某", "hospital_bills")
    assert accepted == Verdict(person.pk, "身份证号校验码不符", (Candidate(person.pk, WORDS[ONE_DIGIT], 10_000),)) and accepted.is_likely
    asked = verdict_on(one_digit_wrong(number), "欧阳果某", "hospital_bills")
    assert asked.person_id is None and asked.candidates == (Candidate(person.pk, "姓名同音，身份证号差一位", 9_000),)


@pytest.mark.usefixtures("system")
def test_a_death_or_a_move_is_never_accepted_by_likeness(taught: None) -> None:
    number = an_id(BORN)
    person = a_person(name="欧阳某", id_number=number, born_on=BORN)
    wrong = one_digit_wrong(number)
    assert verdict_on(wrong, "欧阳某", "hospital_bills").person_id == person.pk
    assert verdict_on(wrong, "欧阳某", "hukou").person_id is None
    assert {name for name, feed in all_feeds().items() if feed.changes_register} == {"hukou", "funerals"}


@pytest.mark.usefixtures("system")
def test_two_who_are_one_slip_away_are_a_persons_to_tell_apart(taught: None) -> None:
    """Even though, by what was learnt, each alone would be accepted."""
    number = an_id(BORN, seq=8)
    slip = one_digit_wrong(number)
    other = next(row["number"] for row in meant([slip]).to_pylist() if row["slip"] == ONE_DIGIT and row["number"] != number)
    one, two = (a_person(name="某双", id_number=each, born_on=BORN) for each in (number, other))
    verdict = verdict_on(slip, "某双", "hospital_bills")
    assert verdict.person_id is None and who(verdict).keys() == {one.pk, two.pk}
    two.delete()
    assert verdict_on(slip, "某双", "hospital_bills").person_id == one.pk


@pytest.mark.usefixtures("system")
def test_what_an_officer_is_asked_or_has_denied_no_likeness_decides(taught: None, tmp_path: Path, officer_of) -> None:
    number = an_id(BORN)
    person = a_person(name="某甲甲", id_number=number, born_on=BORN)
    wrong = one_digit_wrong(number)
    receive(path=a_file(tmp_path, "hukou", [a_death(wrong, "某甲甲")]), on=DAY, officer=None)
    assert verdict_on(wrong, "某甲甲", "hospital_bills").person_id is None
    row = WaitingRow.objects.get()
    settle(waiting_id=row.pk, person_id=None, reason="外地人员", officer=officer_of("county"), on=DAY)
    assert verdict_on(wrong, "某甲甲", "hospital_bills").person_id is None
    WaitingRow.objects.update(outcome=Outcome.SUPERSEDED)
    assert verdict_on(wrong, "某甲甲", "hospital_bills").person_id == person.pk


@pytest.mark.usefixtures("system")
def test_what_was_accepted_by_likeness_stands_beside_with_its_reason(taught: None, tmp_path: Path) -> None:
    number = an_id(BORN)
    person = a_person(name="某甲甲", id_number=number, born_on=BORN)
    rows = [a_bill(one_digit_wrong(number), "某甲甲", ref="YB1"), a_bill(number, "某甲甲", ref="YB2")]
    receipt = receive(path=a_file(tmp_path, "hospital_bills", rows), on=DAY, officer=None)
    assert (receipt.accepted, receipt.waiting) == (2, 0) and receipt.facts["person_id"].to_pylist() == [person.pk] * 2
    [kept] = WaitingRow.objects.all()
    assert (kept.ref, kept.outcome, kept.person_id, kept.settled_on) == ("YB1", Outcome.ACCEPTED, person.pk, DAY)
    assert [(one.person_id, one.why, one.certainty) for one in kept.candidates.all()] == [(person.pk, WORDS[ONE_DIGIT], 10_000)]


@pytest.mark.usefixtures("system")
def test_twins_of_one_name_are_told_apart_by_number_alone() -> None:
    numbers = [an_id(BORN), an_id(BORN)]
    twins = [a_person(name="某双", id_number=number, born_on=BORN) for number in numbers]
    assert [verdict_on(number, "某双").person_id for number in numbers] == [twin.pk for twin in twins]


@pytest.mark.usefixtures("system")
def test_a_source_that_ties_very_many_to_one_person_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "MOST_ROWS", 5)
    monkeypatch.setattr(deciding, "MOST_CLAIMS", 3)
    number = an_id(BORN)
    person = a_person(name="某甲", id_number=number, born_on=BORN)
    rows = [a_death(number, "某甲", ref=f"HJ{place}") for place in range(6)]
    rows += [a_death(an_id(BORN), "某甲", ref=f"HJ1{place}") for place in range(4)]
    receipt = receive(path=a_file(tmp_path, "hukou", rows), on=DAY, officer=None)
    assert (receipt.accepted, receipt.waiting) == (0, 10)
    held, claims = WaitingRow.objects.filter(row_number__lte=7), WaitingRow.objects.filter(row_number__gt=7)
    assert {one.candidates.get().person_id for one in [*held, *claims]} == {person.pk}
    assert {one.reason for one in claims} == {CROWD}
    monkeypatch.setattr(deciding, "MOST_CLAIMS", 4)
    assert CROWD not in {verdict_on(an_id(BORN), "某甲").reason}
