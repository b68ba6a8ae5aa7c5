"""An officer says who a row is about; then it counts as if it had matched."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from doudi.base import access, lake
from doudi.base.models import AuditEntry, Officer
from doudi.registry.models import Membership, Person
from doudi.verification import queries
from doudi.verification.actions import CannotSettle, admit, receive, settle
from doudi.verification.models import Outcome, WaitingRow
from tests.people import a_household, a_person, an_id
from tests.verification.files import DAY, a_bill, a_death, a_file

pytestmark = pytest.mark.usefixtures("system")
NEXT = DAY + timedelta(days=1)
BORN = date(2026, 10, 1)


@pytest.fixture
def officer(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


def a_waiting_death(tmp_path: Path) -> tuple[WaitingRow, Person]:
    number = an_id()
    person = a_person(name="某甲", id_number=number)
    wrong = number[:15] + str((int(number[15]) + 3) % 10) + number[16:]
    receive(path=a_file(tmp_path, "hukou", [a_death(wrong, "某甲", ref="HJ1")]), on=DAY, officer=None)
    return WaitingRow.objects.get(ref="HJ1"), person


def test_a_settled_row_is_recorded_as_if_it_had_matched(tmp_path: Path, officer: Officer) -> None:
    row, person = a_waiting_death(tmp_path)
    [shown] = queries.waiting()
    assert [(one.person.name, one.why) for one in shown.candidates.all()] == [("某甲", "姓名相同，身份证号差一位")]
    with access.acting(officer):
        settle(waiting_id=row.pk, person_id=person.pk, reason="派出所电话核实", officer=officer, on=NEXT)
    person.refresh_from_db()
    assert (person.died_on, person.death_known_on) == (date(2026, 10, 9), NEXT)
    assert lake.read("hukou", until_on=NEXT) and not queries.waiting().exists()
    [entry] = AuditEntry.objects.filter(verb="verification.settled")
    assert (entry.officer_id, entry.because, entry.detail) == (officer.pk, "派出所电话核实", {"person_id": person.pk, "outcome": "matched"})


def test_the_same_answer_again_changes_nothing_and_another_is_refused(tmp_path: Path, officer: Officer) -> None:
    row, person = a_waiting_death(tmp_path)
    for _ in range(2):
        settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)
    assert AuditEntry.objects.filter(verb="verification.settled").count() == 1
    with pytest.raises(CannotSettle, match="结果不同"):
        settle(waiting_id=row.pk, person_id=None, reason="核实", officer=officer, on=NEXT)


def test_nobody_here_records_nothing(tmp_path: Path, officer: Officer) -> None:
    row, person = a_waiting_death(tmp_path)
    settle(waiting_id=row.pk, person_id=None, reason="外地人员", officer=officer, on=NEXT)
    person.refresh_from_db()
    assert person.died_on is None and lake.read("hukou", until_on=NEXT) == []
    assert WaitingRow.objects.get().outcome == Outcome.NOBODY


def test_one_answer_settles_every_row_written_alike(tmp_path: Path, officer: Officer) -> None:
    number = an_id()
    person = a_person(name="某甲")
    rows = [a_bill(number, "某甲", ref=f"YB{place}", yuan=str(3000 + place)) for place in range(3)] + [a_bill(number, "某乙", ref="YB9")]
    receive(path=a_file(tmp_path, "hospital_bills", rows), on=DAY, officer=None)
    first = WaitingRow.objects.get(ref="YB0")
    settle(waiting_id=first.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)
    assert list(WaitingRow.objects.filter(settled_on=None).values_list("ref", flat=True)) == ["YB9"]


def test_a_correction_from_the_sender_ends_the_waiting(tmp_path: Path, officer: Officer) -> None:
    row, person = a_waiting_death(tmp_path)
    again = a_file(tmp_path, "hukou", [a_death(an_id(), "某乙", ref="HJ1")], on=NEXT)
    receive(path=again, on=NEXT, officer=None)
    row.refresh_from_db()
    assert (row.outcome, row.settled_on) == (Outcome.SUPERSEDED, NEXT)
    with pytest.raises(CannotSettle, match="已更正"):
        settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)


def test_a_newborn_is_admitted_into_the_household(tmp_path: Path, officer: Officer) -> None:
    number, home = an_id(BORN), a_household(number="H370702001000007")
    birth = a_death(number, "某新", YWLX="出生", YHZGX="子女", HH=home.number, on="20261002")
    receive(path=a_file(tmp_path, "hukou", [birth]), on=DAY, officer=None)
    with access.acting(officer):
        row = admit(waiting_id=WaitingRow.objects.get().pk, reason="出生登记", officer=officer, on=NEXT)
    child = Person.objects.get(pk=row.person_id)
    assert (child.name, child.born_on, child.region) == ("某新", BORN, home.region)
    [lives] = Membership.objects.filter(person=child)
    assert (lives.household_id, lives.relation, lives.from_on) == (home.pk, "child", date(2026, 10, 2))
    assert admit(waiting_id=row.pk, reason="出生登记", officer=officer, on=NEXT).person_id == child.pk


def test_who_is_registered_in_another_county_is_left_to_the_office_above(tmp_path: Path, officer: Officer) -> None:
    number, home = an_id(), a_household(number="H370702001000001")
    there = a_person(name="某外乡", id_number=number, region="370703001001")
    moved = a_death(number, "某外乡", on="20261002", ref="HJ2", YWLX="迁入", HH=home.number, YHZGX="子女")
    with access.acting_as_system("370702"):
        receive(path=a_file(tmp_path, "hukou", [moved]), on=DAY, officer=None)
    with access.acting(officer), pytest.raises(CannotSettle, match="负责的区域以外") as refusal:
        admit(waiting_id=WaitingRow.objects.get().pk, reason="户籍迁入", officer=officer, on=DAY)
    assert number not in str(refusal.value) and not Membership.objects.filter(person=there).exists()
    assert WaitingRow.objects.get().settled_on is None


def test_only_a_whole_number_and_a_move_in_admit_anybody(tmp_path: Path, officer: Officer) -> None:
    row, _ = a_waiting_death(tmp_path)
    with pytest.raises(CannotSettle, match="只有出生和迁入"):
        admit(waiting_id=row.pk, reason="登记", officer=officer, on=NEXT)
    number, home = an_id(BORN), a_household(number="H370702001000008")
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17:]
    birth = a_death(wrong, "某新", YWLX="出生", HH=home.number, on="20261002", ref="HJ2")
    receive(path=a_file(tmp_path, "hukou", [birth], on=NEXT), on=NEXT, officer=None)
    with pytest.raises(CannotSettle, match="校验码不符"):
        admit(waiting_id=WaitingRow.objects.get(ref="HJ2").pk, reason="登记", officer=officer, on=NEXT)


def test_a_reason_a_role_and_the_own_county_are_needed(tmp_path: Path, officer: Officer, officer_of: Callable[..., Officer]) -> None:
    row, person = a_waiting_death(tmp_path)
    with pytest.raises(CannotSettle, match="依据"):
        settle(waiting_id=row.pk, person_id=person.pk, reason=" ", officer=officer, on=NEXT)
    inspector = officer_of("inspector")
    with access.acting(inspector), pytest.raises(access.CannotAccess):
        settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=inspector, on=NEXT)
    elsewhere = officer_of("county", region="370703")
    with access.acting(elsewhere):
        assert not queries.waiting().exists() and queries.count_waiting() == 0
        with pytest.raises(CannotSettle, match="没有这条"):
            settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=elsewhere, on=NEXT)
    with access.acting(officer):
        stranger = a_person(region="370702001001")
        assert queries.masked_number(row).count("*") == 10
        with pytest.raises(CannotSettle, match="没有这个人员"):
            settle(waiting_id=row.pk, person_id=stranger.pk + 1000, reason="核实", officer=officer, on=NEXT)
