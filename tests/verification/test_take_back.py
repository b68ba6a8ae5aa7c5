"""A decision about whom a row is about can be taken back: everything stands as before, to the byte."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest
from django.db import IntegrityError, connection, transaction

from doudi.base import access, lake
from doudi.base.models import AuditEntry, LakeDay, Officer
from doudi.registry import actions as register
from doudi.registry.actions import watch_household
from doudi.registry.models import Fact, Membership, Person
from doudi.verification import lakeside
from doudi.verification.actions import CannotTakeBack, receive, request_checks, settle, take_back
from doudi.verification.actions.settle import admit
from doudi.verification.matching import Verdict, deciding
from doudi.verification.matching.learnt import Learnt, Seen
from doudi.verification.models import Answer, Outcome, Request, Settling, WaitingRow
from tests.people import a_family, a_household, a_person, an_id, consents_of, join
from tests.verification.files import DAY, a_bill, a_death, a_file, a_vehicle

pytestmark = pytest.mark.usefixtures("system")
NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=2)
PROVED = Learnt({("one_digit", "same", "alone"): Seen(10_000, 0)}, (), 0, None)
TABLES = ("registry_person", "registry_household", "registry_membership", "registry_fact", "registry_searchentry", "registry_coverage") + (
    "verification_delivery",
    "verification_waitingrow",
    "verification_waitingcandidate",
    "verification_request",
    "verification_requestedperson",
    "verification_answer",
    "base_lakeday",
)


def standing(*without: str, tables: tuple[str, ...] = TABLES) -> dict[str, str]:
    """Every byte of every table that a decision may touch, and of every file the lake's catalogue names; `without` these columns."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t) {''.join(f' - {column!r}' for column in without)} FROM {table} t ORDER BY 1")
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    for feed in sorted(set(LakeDay.objects.values_list("feed", flat=True))):
        for file in lake.read(feed, until_on=date.max):
            found["/".join(Path(file).parts[-4:])] = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    return found


@pytest.fixture
def officer(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


def slipped(number: str) -> str:
    return number[:15] + str((int(number[15]) + 3) % 10) + number[16:]


def undone(row: WaitingRow, officer: Officer, on: date = LATER) -> WaitingRow:
    with access.acting(officer):
        return take_back(waiting_id=row.pk, reason="经来源核实，不是此人", officer=officer, on=on)


def test_a_death_that_was_somebody_elses_is_undone_to_the_byte(tmp_path: Path, officer: Officer) -> None:
    number, home = an_id(), a_household()
    person = a_person(name="某甲", id_number=number)
    join(home, person)
    watch_household(household_id=home.pk, on=DAY)
    receive(path=a_file(tmp_path, "hukou", [a_death(slipped(number), "某甲", ref="HJ1"), a_death(slipped(number), "某甲", ref="HJ2")]), on=DAY, officer=None)
    before, row = standing(), WaitingRow.objects.get(ref="HJ1")
    with access.acting(officer):
        settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)
    person.refresh_from_db()
    settled = standing()
    changed = {name for name in before | settled if before.get(name) != settled.get(name)}
    assert person.died_on and {"registry_person", "registry_fact", "verification_waitingrow", "base_lakeday"} <= changed
    undone(row, officer)
    assert standing() == before
    [decision] = Settling.objects.all()
    assert (decision.person, decision.outcome, decision.taken_back_on, decision.taken_back_by) == (person.pk, "matched", LATER, officer)
    assert "某甲" not in f"{decision.before}{decision.after}" and number not in f"{decision.before}{decision.after}"
    entries = AuditEntry.objects.filter(verb="verification.taken_back")
    assert entries.count() == 2 and entries.first().because == "经来源核实，不是此人"


def test_a_move_and_an_admission_are_undone_to_the_byte(tmp_path: Path, officer: Officer) -> None:
    """Somebody moves into a watched home: the membership, where they are registered, and the facts that were copied for them go again."""
    number, child = an_id(), an_id(date(2026, 10, 1))
    person, old, new = a_person(name="某乙", id_number=number), a_household(), a_household(number="H370702001000009", region="370702002001")
    join(old, person)
    watch_household(household_id=new.pk, on=DAY)
    register.record([receive(path=a_file(tmp_path, "hospital_bills", [a_bill(number, "某乙")]), on=DAY, officer=None)], on=DAY)
    rows = [
        a_death(slipped(number), "某乙", ref="HJ1", YWLX="迁入", HH=new.number, YHZGX="子女"),
        a_death(child, "某新", ref="HJ2", YWLX="出生", HH=new.number, YHZGX="子女", on="20261002"),
    ]
    receive(path=a_file(tmp_path, "hukou", rows), on=DAY, officer=None)
    before = standing()
    moved, born = WaitingRow.objects.get(ref="HJ1"), WaitingRow.objects.get(ref="HJ2")
    with access.acting(officer):
        settle(waiting_id=moved.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)
        admit(waiting_id=born.pk, reason="出生登记", officer=officer, on=NEXT)
    person.refresh_from_db()
    assert person.region == new.region and Membership.objects.filter(household=new).count() == 2
    assert Fact.objects.filter(name="medical_self_paid", person=person).count() == 1 and Person.objects.filter(name="某新").exists()
    undone(born, officer)
    undone(moved, officer)
    assert standing() == before


def test_nobody_here_is_undone_and_may_be_decided_anew(tmp_path: Path, officer: Officer) -> None:
    number = an_id()
    person = a_person(name="某甲", id_number=number)
    receive(path=a_file(tmp_path, "hukou", [a_death(slipped(number), "某甲")]), on=DAY, officer=None)
    before, row = standing(), WaitingRow.objects.get()
    settle(waiting_id=row.pk, person_id=None, reason="外地人员", officer=officer, on=NEXT)
    undone(row, officer)
    assert standing() == before
    settle(waiting_id=row.pk, person_id=person.pk, reason="再次核实", officer=officer, on=LATER)
    person.refresh_from_db()
    assert person.died_on and Settling.objects.count() == 2


def test_an_answer_to_a_list_is_taken_back_with_its_decision_and_no_other(tmp_path: Path, officer: Officer) -> None:
    family = a_family(members=1)
    consents_of(family.household.pk)
    [request] = [one for one in request_checks(household_ids=[family.household.pk], reason="申请", officer=officer, on=DAY) if one.feed == "vehicles"]
    from doudi.registry.queries import numbers_of

    [number] = numbers_of([family.head.pk]).values()
    receive(path=a_file(tmp_path, "vehicles", [a_vehicle(request.number, number, "别名某")]), on=DAY, officer=None)
    before, row = standing(), WaitingRow.objects.get()
    settle(waiting_id=row.pk, person_id=family.head.pk, reason="曾用名", officer=officer, on=NEXT)
    assert Request.objects.get(pk=request.pk).answered_on and Answer.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.all().delete()
    undone(row, officer)
    assert standing() == before


def test_what_likeness_accepted_is_taken_back_as_if_it_had_waited(
    tmp_path: Path, officer: Officer, owner_of: Callable[[], psycopg.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside it another accepted and an exact one stay; the house ends as one in which the row has waited from the first, but for the delivery's counts."""
    numbers, home = [an_id(seq=200), an_id(seq=310), an_id(seq=400)], a_household()
    people = [a_person(name=f"某甲{letter}", id_number=number) for letter, number in zip("子丑寅", numbers, strict=True)]
    for person in people:
        join(home, person)
    watch_household(household_id=home.pk, on=DAY)
    rows = [
        a_bill(slipped(numbers[0]), "某甲子", ref="YB3"),
        a_bill(slipped(numbers[1]), "某甲丑", ref="YB2"),
        a_bill(numbers[2], "某甲寅", ref="YB1"),
    ]
    path = a_file(tmp_path, "hospital_bills", rows)
    tables = tuple(table for table in TABLES if table != "verification_delivery")

    def in_the_end(*waiting: str) -> dict[str, str]:
        """Received, recorded, and of 某甲子 whatever was accepted taken back; then nothing of it stays."""
        with owner_of() as owner:
            owner.execute("SELECT setval('verification_delivery_id_seq', 900000)")
        real = deciding.in_the_register

        def asked(people: pa.Table, **given: object) -> tuple[object, dict[int, Verdict]]:
            person, found = real(people, **given)
            names = people["name"].to_pylist()
            return person, {place: one.waits(one.reason) if names[place] in waiting else one for place, one in found.items()}

        with monkeypatch.context() as patched:
            patched.setattr(deciding, "learnt", lambda: PROVED)
            patched.setattr(deciding, "in_the_register", asked)
            try:
                with transaction.atomic():
                    register.record([receive(path=path, on=DAY, officer=None)], on=DAY)
                    for row in WaitingRow.objects.filter(outcome=Outcome.ACCEPTED, name="某甲子"):
                        undone(row, officer)
                    found = standing("id", "id_sealed", "waiting_id", tables=tables)
                    raise InterruptedError
            except InterruptedError:
                return found

    waited = in_the_end("某甲子")
    assert in_the_end() == waited
    monkeypatch.setattr(lakeside, "take_out", lambda delivery, refs, **given: [])
    assert in_the_end() != waited


def test_what_came_later_stops_it(tmp_path: Path, officer: Officer) -> None:
    """A newer word of the source, or another change of the same person in the register."""
    number, other = an_id(), an_id()
    person = a_person(name="某甲", id_number=number)
    a_person(name="某丙", id_number=other)
    receive(path=a_file(tmp_path, "hukou", [a_death(slipped(number), "某甲", ref="HJ1")]), on=DAY, officer=None)
    row = WaitingRow.objects.get()
    settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(died_on=date(2026, 10, 1))
        stood = standing()
        with pytest.raises(CannotTakeBack, match="又有变动"):
            undone(row, officer)
        assert standing() == stood and not Settling.objects.filter(taken_back_on__isnull=False).exists()
        Person.objects.filter(pk=person.pk).update(died_on=date(2026, 10, 9))
    receive(path=a_file(tmp_path, "hukou", [a_death(other, "某丙", ref="HJ1")], on=NEXT), on=NEXT, officer=None)
    with pytest.raises(CannotTakeBack, match="以更正为准"):
        undone(row, officer)


def test_a_reason_a_role_a_decision_and_the_own_county_are_needed(tmp_path: Path, officer: Officer, officer_of: Callable[..., Officer]) -> None:
    number = an_id()
    person = a_person(name="某甲", id_number=number)
    receive(path=a_file(tmp_path, "hukou", [a_death(slipped(number), "某甲")]), on=DAY, officer=None)
    row = WaitingRow.objects.get()
    with pytest.raises(CannotTakeBack, match="尚未核对"):
        undone(row, officer)
    settle(waiting_id=row.pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)
    with pytest.raises(CannotTakeBack, match="理由"):
        take_back(waiting_id=row.pk, reason=" ", officer=officer, on=LATER)
    inspector, elsewhere = officer_of("inspector"), officer_of("county", region="370703")
    with access.acting(inspector), pytest.raises(access.CannotAccess):
        take_back(waiting_id=row.pk, reason="核实", officer=inspector, on=LATER)
    with pytest.raises(CannotTakeBack, match="没有这条"):
        undone(row, elsewhere)
    undone(row, officer)
    with pytest.raises(CannotTakeBack, match="尚未核对"):
        undone(row, officer)


def test_a_decision_is_kept_as_it_was_made(tmp_path: Path, officer: Officer) -> None:
    """Changed or deleted by nobody, and taken back once."""
    receive(path=a_file(tmp_path, "hukou", [a_death(an_id(), "某甲")]), on=DAY, officer=None)
    row = WaitingRow.objects.get()
    settle(waiting_id=row.pk, person_id=None, reason="外地人员", officer=officer, on=NEXT)
    for change in ({"because": "别的"}, {"person": 1}, {"settled_on": DAY}):
        with pytest.raises(IntegrityError, match="keeps what was decided"), transaction.atomic():
            Settling.objects.update(**change)
    with pytest.raises(IntegrityError, match="keeps what was decided"), transaction.atomic():
        Settling.objects.all()._raw_delete("default")
    undone(row, officer)
    with pytest.raises(IntegrityError, match="keeps what was decided"), transaction.atomic():
        Settling.objects.update(taken_back_because="别的")


def test_somebody_admitted_stays_where_something_else_rests_on_them(tmp_path: Path, officer: Officer) -> None:
    child, home = an_id(date(2026, 10, 1)), a_household(number="H370702001000011")
    birth = a_death(child, "某新", YWLX="出生", HH=home.number, YHZGX="子女", on="20261002")
    receive(path=a_file(tmp_path, "hukou", [birth]), on=DAY, officer=None)
    row = WaitingRow.objects.get()
    admit(waiting_id=row.pk, reason="出生登记", officer=officer, on=NEXT)
    other = join(a_household(), Person.objects.get(name="某新"))
    stood = standing()
    with pytest.raises(CannotTakeBack, match="以其为依据"):
        undone(row, officer)
    assert standing() == stood
    other.delete()
    undone(row, officer)
    assert not Person.objects.filter(name="某新").exists()


def test_the_files_of_what_is_taken_back_are_erased_and_the_others_stay(
    tmp_path: Path, own_home: Path, officer: Officer, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    number = an_id()
    person = a_person(name="某甲", id_number=number)
    rows = [a_death(slipped(number), "某甲"), a_death(an_id(), "某戊", ref="HJ9")]
    receive(path=a_file(tmp_path, "hukou", rows), on=DAY, officer=None)
    folders = set((own_home / "lake").glob("*/*/*"))
    settle(waiting_id=WaitingRow.objects.get(ref="HJ1").pk, person_id=person.pk, reason="核实", officer=officer, on=NEXT)
    assert len(set((own_home / "lake").glob("*/*/*")) - folders) == 2
    with django_capture_on_commit_callbacks(execute=True):
        undone(WaitingRow.objects.get(ref="HJ1"), officer)
    assert set((own_home / "lake").glob("*/*/*")) == folders
