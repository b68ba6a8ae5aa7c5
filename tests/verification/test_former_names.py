"""曾用名 in matching: a row under a name borne before leads to its bearer, is accepted where that has been proved, else asked; and all can be taken back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from doudi.base.models import Officer
from doudi.registry.actions import record_former_name, withdraw_former_name
from doudi.registry.models import FormerName, Person
from doudi.verification.actions import CannotSettle, receive, settle, take_back
from doudi.verification.matching import deciding
from doudi.verification.matching.learnt import Learnt, Seen
from doudi.verification.models import Outcome, WaitingRow
from tests.people import a_household, a_person, an_id, join
from tests.verification.files import DAY, a_bill, a_death, a_file
from tests.verification.test_matching import one_digit_wrong, verdict_on, who

pytestmark = pytest.mark.usefixtures("system")
NEXT = DAY + timedelta(days=1)
BORN = date(1960, 2, 29)


@pytest.fixture
def officer(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


@pytest.fixture
def renamed(officer: Officer) -> tuple[Person, str]:
    """Somebody who was called 某大妮, and their number."""
    number = an_id(BORN)
    person = a_person(name="某文静", id_number=number, born_on=BORN)
    record_former_name(person_id=person.pk, name="某大妮", because="户口簿", officer=officer, on=DAY)
    return person, number


@pytest.fixture
def unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "learnt", lambda: Learnt({}, (), 0, None))


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "learnt", lambda: Learnt({("same_number", "former", "alone"): Seen(10_000, 0)}, (), 0, None))


def test_under_the_number_it_says_so_and_is_asked_where_nothing_is_proved(renamed: tuple[Person, str], unproved: None) -> None:
    person, number = renamed
    verdict = verdict_on(number, "某大妮", "hospital_bills")
    assert (verdict.person_id, who(verdict)) == (None, {person.pk: "曾用名相同，身份证号相同"})
    assert who(verdict_on(number, "某大娃", "hospital_bills")) == {person.pk: "姓名不同，身份证号相同"}  # the control: a name nobody recorded


def test_it_is_accepted_where_that_is_proved_but_no_death_ever(renamed: tuple[Person, str], proved: None) -> None:
    person, number = renamed
    assert verdict_on(number, "某大妮", "hospital_bills").person_id == person.pk
    assert verdict_on(number, "某大妮", "hukou").person_id is None
    assert verdict_on(number, "某大娃", "hospital_bills").person_id is None
    withdraw_former_name(former_name_id=FormerName.objects.get().pk, because="有误", officer=Officer.objects.get(), on=NEXT)
    assert verdict_on(number, "某大妮", "hospital_bills").person_id is None


def test_the_content_in_use_says_whether_it_is_accepted(renamed: tuple[Person, str]) -> None:
    person, number = renamed
    seen = deciding.learnt().patterns.get(("same_number", "former", "alone"), Seen(0, 0))
    assert verdict_on(number, "某大妮", "hospital_bills").person_id == (person.pk if seen.may_be_accepted else None)


def test_with_a_wrong_number_they_are_found_by_that_name_and_birthday_or_home(renamed: tuple[Person, str], unproved: None) -> None:
    person, number = renamed
    assert who(verdict_on(one_digit_wrong(number), "某大妮")) == {person.pk: "曾用名相同，身份证号差一位"}
    assert who(verdict_on(an_id(BORN, seq=341), "某大妮")) == {person.pk: "曾用名相同，出生日期相同"}
    home, relative = a_household(), an_id(date(1985, 1, 1))
    holder = a_person(name="某乙", id_number=relative, born_on=date(1985, 1, 1))
    for one in (person, holder):
        join(home, one)
    assert who(verdict_on(relative, "某大妮")) == {holder.pk: "姓名不同，身份证号相同", person.pk: "曾用名相同，与该号码的登记人同户"}
    withdraw_former_name(former_name_id=FormerName.objects.get().pk, because="有误", officer=Officer.objects.get(), on=NEXT)
    left = who(verdict_on(an_id(BORN, seq=341), "某大妮"))
    assert left == {person.pk: "同姓，出生日期相同，同村（社区）"}, "what is left agrees, the name does not"


def test_settling_records_it_the_next_row_needs_nobody_and_taking_back_withdraws_it(tmp_path: Path, officer: Officer, proved: None) -> None:
    number = an_id()
    person = a_person(name="某文静", id_number=number)
    receive(path=a_file(tmp_path, "hospital_bills", [a_bill(number, "某大妮", ref="YB1")]), on=DAY, officer=None)
    row = WaitingRow.objects.get(ref="YB1")
    settle(waiting_id=row.pk, person_id=person.pk, reason="户口簿曾用名栏", officer=officer, on=NEXT, is_former_name=True)
    [former] = FormerName.objects.all()
    assert (former.person_id, former.name, former.source, former.because) == (person.pk, "某大妮", f"waiting:{row.pk}", "户口簿曾用名栏")
    receive(path=a_file(tmp_path, "hospital_bills", [a_bill(number, "某大妮", ref="YB2")], on=NEXT), on=NEXT, officer=None)
    assert WaitingRow.objects.get(ref="YB2").outcome == Outcome.ACCEPTED
    take_back(waiting_id=row.pk, reason="不是此人", officer=officer, on=NEXT)
    former.refresh_from_db()
    assert (former.withdrawn_on, former.withdrawn_by, former.withdrawn_because) == (NEXT, officer, "撤销核对：不是此人")


def test_nobody_here_has_no_former_name_and_nothing_is_half_done(tmp_path: Path, officer: Officer) -> None:
    number = an_id()
    person = a_person(name="张国某", id_number=number)
    receive(path=a_file(tmp_path, "hukou", [a_death(number, "張國某", ref="HJ1")]), on=DAY, officer=None)
    row = WaitingRow.objects.get(ref="HJ1")
    for chosen, words in ((None, "不能登记曾用名"), (person.pk, "与现在登记的姓名相同")):
        with pytest.raises(CannotSettle, match=words):
            settle(waiting_id=row.pk, person_id=chosen, reason="核实", officer=officer, on=NEXT, is_former_name=True)
        assert WaitingRow.objects.get(pk=row.pk).settled_on is None and not FormerName.objects.exists()
    settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)  # the control
    assert WaitingRow.objects.get(pk=row.pk).outcome == Outcome.MATCHED
