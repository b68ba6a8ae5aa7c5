"""Requested feeds: who is asked about, who may be answered about, and that nobody else ever is."""

import csv
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from doudi.base import access, crypto, lake
from doudi.base.models import AuditEntry, Officer
from doudi.flows.exchanging import send_due
from doudi.registry.models import Person
from doudi.verification import consenting, matching, queries
from doudi.verification.actions import CannotRequest, CannotSettle, receive, request_checks, settle
from doudi.verification.exchange.circuit import opening
from doudi.verification.matching import deciding
from doudi.verification.models import Answer, QuarantinedRow, Request, RequestedPerson, WaitingRow
from tests.databases import Clone
from tests.people import a_family, a_person, an_id, consents_of
from tests.verification.files import COUNTY, DAY, a_file, a_vehicle, reach_of

NEXT = DAY + timedelta(days=1)


def ask(*households: int, reason: str = "复核", officer: Officer | None = None, on: date = DAY) -> Request | None:
    """The list for the vehicle office, of those for every connected department; everybody has signed."""
    consents_of(*households)
    lists = request_checks(household_ids=households, reason=reason, officer=officer, on=on)
    return next((one for one in lists if one.feed == "vehicles"), None)


def ask_about(*households: int) -> Request:
    request = ask(*households, reason="申请（社会救助法 第四十条）")
    assert request
    return request


def number_of(person: Person) -> str:
    return crypto.open_text(bytes(person.id_sealed), purpose="id_number")


@pytest.mark.usefixtures("system")
def test_a_list_names_the_living_members_and_only_the_house_reads_it(own_home: Path, django_capture_on_commit_callbacks: Callable) -> None:
    family = a_family(members=3)
    Person.objects.filter(pk=family.people[2].pk).update(died_on=DAY)
    with django_capture_on_commit_callbacks(execute=True):
        request = ask_about(family.household.pk)
    path = own_home / "requests" / f"{request.number}.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["QQH"], row["XH"], row["SFZH"], row["XM"]) for row in rows] == [
        (request.number, str(place), number_of(person), person.name) for place, person in enumerate(family.people[:2], start=1)
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert request.number == "vehicles-370702-20261012-001" and request.due_on > DAY
    entry = AuditEntry.objects.filter(verb="verification.requested", detail__number=request.number).get()
    assert number_of(family.head) not in str(entry.detail) and entry.detail["people"] == 2


@pytest.mark.usefixtures("system")
def test_nobody_is_asked_twice_while_the_answer_is_due_or_fresh(tmp_path: Path) -> None:
    family, other = a_family(members=1), a_family(members=1)
    request = ask_about(family.household.pk)
    assert ask(family.household.pk, on=DAY) is None
    assert [one.person_id for one in ask_about(family.household.pk, other.household.pk).people.all()] == [other.head.pk]
    receive(path=a_file(tmp_path, "vehicles", [a_vehicle(request.number, number_of(family.head), family.head.name, found="未命中")]), on=DAY, officer=None)
    assert ask(family.household.pk, on=request.due_on + timedelta(days=1)) is None
    assert ask(family.household.pk, on=DAY + timedelta(days=30))
    overdue = ask(other.household.pk, on=request.due_on + timedelta(days=1))
    assert overdue and list(queries.unanswered_requests(request.due_on + timedelta(days=1)))


@pytest.mark.usefixtures("system")
def test_a_request_says_why_stays_in_one_county_and_needs_the_right_officer(officer_of: Callable[..., Officer]) -> None:
    here, there = a_family(members=1), a_family(members=1, region="370703001001")
    with pytest.raises(CannotRequest, match="依据"):
        ask(here.household.pk, reason=" ")
    with pytest.raises(CannotRequest, match="一个县区"):
        ask(here.household.pk, there.household.pk, reason="申请", officer=None)
    finance, township = officer_of("finance"), officer_of("township", region="370702001")
    with access.acting(finance), pytest.raises(access.CannotAccess):
        ask(here.household.pk, reason="申请", officer=finance)
    with access.acting(township):
        asked = ask(here.household.pk, there.household.pk, reason="申请", officer=township)
        assert asked and [one.person_id for one in asked.people.all()] == [here.head.pk]


@pytest.mark.usefixtures("system")
def test_each_answer_is_counted_and_none_found_is_a_known_zero(tmp_path: Path) -> None:
    family = a_family(members=3)
    request = ask_about(family.household.pk)
    head, spouse, child = family.people
    rows = [
        a_vehicle(request.number, number_of(head), head.name),
        a_vehicle(request.number, number_of(head), head.name, plate="鲁V示0002", kind="普通二轮摩托车"),
        a_vehicle(request.number, number_of(head), head.name, plate="鲁V示0003", state="注销"),
        a_vehicle(request.number, number_of(head), head.name, plate="鲁V示0004"),
        a_vehicle(request.number, number_of(spouse), spouse.name, found="未命中"),
    ]
    receipt = receive(path=a_file(tmp_path, "vehicles", rows), on=DAY, officer=None)
    assert (receipt.rows, receipt.accepted) == (5, 5)
    facts = {fact["person_id"]: fact for fact in receipt.facts.to_pylist()}
    assert {person: fact["amount"] for person, fact in facts.items()} == {head.pk: 2, spouse.pk: 0}
    assert facts[head.pk]["ref"] == f"{request.number}/{head.pk}" and facts[head.pk]["name"] == "vehicles_seen"
    assert dict(Answer.objects.values_list("requested__person", "found")) == {head.pk: "hit", spouse.pk: "miss"}
    seen = reach_of("vehicles", DAY)
    assert (seen.asked, seen.answered, seen.hits) == (3, 2, 1) and Request.objects.get(feed="vehicles").answered_on is None
    receive(path=a_file(tmp_path, "vehicles", [a_vehicle(request.number, number_of(child), child.name, found="未命中")], on=NEXT), on=NEXT, officer=None)
    assert Request.objects.get(feed="vehicles").answered_on == NEXT


@pytest.mark.usefixtures("system")
def test_rows_beyond_the_list_are_sent_back_and_nothing_of_them_is_kept(tmp_path: Path, own_home: Path, django_capture_on_commit_callbacks: Callable) -> None:
    family, stranger = a_family(members=1), an_id()
    neighbour = a_person()
    request = ask_about(family.household.pk)
    rows = [
        a_vehicle(request.number, number_of(family.head), family.head.name, found="未命中"),
        a_vehicle(request.number, stranger, "路人"),
        a_vehicle(request.number, number_of(neighbour), neighbour.name),
        a_vehicle("vehicles-370702-20261012-999", number_of(family.head), family.head.name),
        a_vehicle(request.number, stranger, "路人", plate="鲁V示9999") | {"ZCRQ": "20260230"},
        a_vehicle(request.number, stranger[:-2], "路人"),
        a_vehicle(request.number, "", "路人甲乙丙丁"),
        a_vehicle("鲁V示9998 路人", number_of(family.head), family.head.name),
        a_vehicle(request.number, stranger, "路人"),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        path = a_file(tmp_path, "vehicles", rows)
        receipt = receive(path=path, on=DAY, officer=None)
    assert (receipt.accepted, receipt.refused_beyond, receipt.waiting, receipt.quarantined) == (1, 8, 0, 0)
    assert [fact["person_id"] for fact in receipt.facts.to_pylist()] == [family.head.pk]
    told = (own_home / "receipts" / f"{path.name}.receipt.txt").read_text(encoding="utf-8")
    assert told.count("不在请求名单上，未留存") == 8 and stranger not in told and "路人" not in told
    assert not WaitingRow.objects.exists() and not QuarantinedRow.objects.exists()
    kept = b"".join(Path(file).read_bytes() for feed in ("vehicles", "spoken.vehicles") for file in lake.read(feed, until_on=DAY))
    assert stranger.encode() not in kept and "路人".encode() not in kept


@pytest.mark.usefixtures("system")
def test_without_the_gateway_the_database_still_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the gateway: let through whom nobody asked about, and the foreign key stops the whole file."""
    neighbour = a_person()
    for asking in (matching, deciding):
        monkeypatch.setattr(asking, "listed", lambda pairs, feed, region: dict.fromkeys(pairs))
    monkeypatch.setattr(consenting, "ended", lambda asked, on: set())
    monkeypatch.setattr(deciding, "_as_listed", lambda asked, name: matching.Verdict(neighbour.pk, requested_id=4_000_000_000))
    with pytest.raises(IntegrityError), transaction.atomic():
        receive(path=a_file(tmp_path, "vehicles", [a_vehicle("R-1", number_of(neighbour), neighbour.name)]), on=DAY, officer=None)
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    monkeypatch.setattr(deciding, "_as_listed", lambda asked, name: matching.Verdict(neighbour.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        receive(path=a_file(tmp_path, "vehicles", [a_vehicle("R-1", number_of(neighbour), neighbour.name)], on=NEXT), on=NEXT, officer=None)
    assert not Answer.objects.exists() and lake.read("vehicles", until_on=NEXT) == []


@pytest.mark.usefixtures("system")
def test_half_an_answer_about_somebody_is_no_answer(tmp_path: Path) -> None:
    family = a_family(members=1)
    request = ask_about(family.household.pk)
    number = number_of(family.head)
    rows = [
        a_vehicle(request.number, number, family.head.name, kind="普通二轮摩托车"),
        a_vehicle(request.number, number, family.head.name, plate="鲁V示0002") | {"ZCRQ": "20260230"},
    ]
    receipt = receive(path=a_file(tmp_path, "vehicles", rows), on=DAY, officer=None)
    assert (receipt.accepted, receipt.quarantined) == (0, 2) and not Answer.objects.exists()


@pytest.mark.usefixtures("system")
def test_an_answer_under_another_name_waits_and_can_only_be_that_person(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    family, other = a_family(members=1), a_person()
    request = ask_about(family.household.pk)
    receive(path=a_file(tmp_path, "vehicles", [a_vehicle(request.number, number_of(family.head), "改过名")]), on=DAY, officer=None)
    row, officer = WaitingRow.objects.get(), officer_of("county")
    with pytest.raises(CannotSettle, match="名单上的本人"):
        settle(waiting_id=row.pk, person_id=other.pk, reason="核实", officer=officer, on=NEXT)
    settle(waiting_id=row.pk, person_id=family.head.pk, reason="公安确认改名", officer=officer, on=NEXT)
    assert Answer.objects.get().found == "hit" and lake.read("vehicles", until_on=NEXT)


@pytest.mark.usefixtures("system")
def test_answers_and_lists_stay_as_they_were_given() -> None:
    ask_about(a_family(members=1).household.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestedPerson.objects.all().delete()


@pytest.mark.usefixtures("system")
def test_a_lost_list_is_written_again_whole_by_somebody_who_sees_all_of_it(own_home: Path, officer_of: Callable[..., Officer]) -> None:
    here, there = a_family(members=1), a_family(members=2, region="370702002001")
    request = ask_about(here.household.pk, there.household.pk)
    path = own_home / "requests" / f"{request.number}.csv"
    township = officer_of("township", region="370702001")
    with access.acting(township):
        ask(here.household.pk, officer=township)
    assert not path.exists()
    send_due(on=DAY, now=opening(DAY), region=COUNTY)
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 4


def test_the_list_of_a_real_commit_names_everybody(fresh_database: Clone, own_home: Path) -> None:
    """After a commit nobody's rows are in sight any more: the list was read before."""
    with access.acting_as_system():
        request = ask_about(a_family(members=2).household.pk)
    assert len((own_home / "requests" / f"{request.number}.csv").read_text(encoding="utf-8-sig").splitlines()) == 3


@pytest.mark.usefixtures("system")
def test_another_departments_list_is_no_leave_to_tell_of_the_same_people(tmp_path: Path) -> None:
    family = a_family(members=1)
    consents_of(family.household.pk)
    lists = {one.feed: one for one in request_checks(household_ids=[family.household.pk], reason="申请", officer=None, on=DAY)}
    row = a_vehicle(lists["bank_deposits"].number, number_of(family.head), family.head.name)
    refused = receive(path=a_file(tmp_path, "vehicles", [row]), on=DAY, officer=None)
    assert (refused.accepted, refused.refused_beyond, Answer.objects.count()) == (0, 1, 0)
    row = a_vehicle(lists["vehicles"].number, number_of(family.head), family.head.name)
    elsewhere = receive(path=a_file(tmp_path, "vehicles", [row], region="370703"), on=DAY, officer=None)
    assert (elsewhere.accepted, elsewhere.refused_beyond, Answer.objects.count()) == (0, 1, 0)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.usefixtures("system")
def test_one_row_under_another_name_makes_all_of_an_answer_wait(tmp_path: Path, turned: bool) -> None:
    family = a_family(members=1)
    request = ask_about(family.household.pk)
    rows = [a_vehicle(request.number, number_of(family.head), name, plate=f"鲁V示000{place}") for place, name in enumerate([family.head.name, "某乙"])]
    receipt = receive(path=a_file(tmp_path, "vehicles", rows[::-1] if turned else rows), on=DAY, officer=None)
    assert (receipt.accepted, receipt.waiting) == (0, 2)
