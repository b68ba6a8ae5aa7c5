"""A supporter who lives in another county of the city is asked about by that county's departments, and by nobody else there; the answer is the family's."""

from collections.abc import Callable
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.db import DatabaseError, transaction

from doudi.base import access, crypto
from doudi.base.models import AuditEntry, Officer
from doudi.flows.exchanging import send_due
from doudi.registry import actions as registry
from doudi.registry import queries as known
from doudi.registry.models import Person
from doudi.verification import crossing, reports
from doudi.verification.actions import (
    CannotConsent,
    CannotSetSource,
    CannotTrust,
    make_report,
    receive,
    receive_signed,
    register_sender,
    request_checks,
    set_source,
    trust,
    wake_source,
)
from doudi.verification.exchange import circuit, queries
from doudi.verification.models import Answer, Attempt, Circuit, Consent, CrossPerson, CrossRequest, Delivery, Exchange, Request, RequestedPerson
from doudi.verification.told import Told, told_about
from tests.people import Family, a_family, a_person, consents_of
from tests.verification.a_source import AUDIENCE, KEY, STRANGER, answering, pem, refusing, serving
from tests.verification.files import COUNTY, DAY, a_vehicle, csv_bytes, laid
from tests.verification.test_requests import NEXT, number_of
from tests.verification.test_supporters import supporter

pytestmark = pytest.mark.usefixtures("system")
THERE, THIRD = "370783", "370725"
NOW = circuit.opening(DAY)


@pytest.fixture
def clerk(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("township", region="370702001")


@pytest.fixture
def parents(clerk: Officer) -> Family:
    """A mother who has signed, and her daughter of another county, whose paper says that the departments there are asked."""
    made, daughter = a_family(members=1), a_person(region=f"{THERE}001001")
    consents_of(made.household.pk)
    with access.acting(clerk):
        supporter(made, daughter, clerk, asked_at="city", asked_in=THERE)
    return made


def signed(family: Family) -> Consent:
    return Consent.objects.select_related("person").get(household=family.household, role="supporter", withdrawn_on=None)


def asked_for(family: Family, officer: Officer | None = None) -> list[Request]:
    return request_checks(household_ids=[family.household.pk], reason="申请", officer=officer, on=DAY, now=NOW)


def list_of(family: Family, asked_in: str = THERE) -> Request:
    [one] = [one for one in asked_for(family) if (one.feed, one.asked_in) == ("vehicles", asked_in)]
    return one


def answer_name(request: Request, on: Any = DAY) -> str:
    """What the file is called that answers this list alone."""
    return f"vehicles_{COUNTY}_{on:%Y%m%d}_qq{'_'.join(request.number.rsplit('-', 2)[1:])}.csv"


def word_of(family: Family) -> Told:
    """The vehicle office's word about the daughter in the mother's case."""
    registry.watch_household(household_id=family.household.pk, on=DAY)
    [one] = [one for one in told_about(known.case_of(family.household.pk, on=DAY)) if one.feed.name == "vehicles" and one.is_outside]
    return one


def test_her_countys_departments_get_the_list_and_the_answer_is_the_familys(
    parents: Family, clerk: Officer, own_home: Path, officer_of: Callable[..., Officer], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True), access.acting(clerk):
        lists = asked_for(parents, clerk)
    daughter = signed(parents).person
    about = {one.asked_in: {row.person_id for row in one.people.all()} for one in lists}
    assert about == {"": {parents.head.pk}, THERE: {daughter.pk}} and {one.region for one in lists} == {COUNTY}
    [request] = [one for one in lists if one.asked_in and one.feed == "vehicles"]
    [own] = [one for one in lists if not one.asked_in and one.feed == "vehicles"]
    assert number_of(daughter) in (own_home / "requests" / THERE / f"{request.number}.csv").read_text("utf-8-sig")
    assert (own_home / "requests" / f"{own.number}.csv").exists() and not (own_home / "requests" / f"{request.number}.csv").exists()
    rows = [a_vehicle(request.number, number_of(daughter), daughter.name)]
    county = officer_of("county")
    registry.record([receive(path=laid(own_home / "t", answer_name(request), csv_bytes(rows, feed="vehicles")), on=DAY, officer=county)], on=DAY)
    word = word_of(parents)
    assert (word.state, word.asked_in, word.department) == ("命中", THERE, "寿光市公安局交通管理")
    said = reports.read_report(make_report(household_id=parents.household.pk, officer=county, on=DAY))
    assert [one["source"].split("·")[0] for one in said["sources"] if one["state"] == "命中"] == ["寿光市公安局交通管理"]
    entry = AuditEntry.objects.get(verb="verification.requested", detail__number=request.number)
    assert entry.detail["asked_in"] == THERE and entry.officer_id == clerk.pk


def test_what_her_countys_office_sees_of_it(
    parents: Family, officer_of: Callable[..., Officer], own_home: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """Nothing; the control: the family's county sees all of it."""
    with django_capture_on_commit_callbacks(execute=True):
        request = list_of(parents)
    daughter = signed(parents).person
    rows = [a_vehicle(request.number, number_of(daughter), "某别人")]  # waits for an officer: the family's county's
    receive(path=laid(own_home / "t", answer_name(request), csv_bytes(rows, feed="vehicles")), on=DAY, officer=None)
    tables = (Request, RequestedPerson, Exchange, Attempt, Circuit, Delivery, Consent)
    seen = {}
    for region in (THERE, COUNTY):
        with access.acting(officer_of("county", region=region)):
            theirs = {table.__name__: table.objects.count() for table in tables}
            seen[region] = theirs | {"row": Person.objects.filter(supports__isnull=False).count(), "sources": len(queries.sources(DAY, region=region))}
    assert not any(count for name, count in seen[THERE].items() if name != "sources") and all(seen[COUNTY].values())
    with access.acting(officer_of("county", region=THERE)):
        assert {one.asked_in for one in queries.sources(DAY, region=THERE)} == {""}
    assert not Answer.objects.exists()


def test_by_address_it_goes_where_that_county_has_entered_it_and_comes_back_signed(parents: Family) -> None:
    with serving(answering(claims={"aud": f"doudi:{THERE}"})) as service:
        at(service, THERE)
        list_of(parents)
        send_due(on=DAY, now=NOW, region=COUNTY)
    [asked] = service.asked
    assert [one["SFZH"] for one in asked.rows] == [number_of(signed(parents).person)]
    assert word_of(parents).state == "未命中" and Attempt.objects.get(exchange__request__number=asked.number).outcome == "answered"


def at(service: Any, region: str, *, key: Any = KEY, **limits: int) -> None:
    """That county's vehicle office is asked at this service, and its key is known there."""
    register_sender(name="示例车管系统", region=region, feeds=["vehicles"], public_key=pem(key), officer=None, on=DAY)
    set_source(feed="vehicles", region=region, address=service.address, audience=AUDIENCE, officer=None, on=DAY, seconds=5, **limits)


@pytest.mark.parametrize("region", [THIRD, COUNTY])
def test_no_other_countys_department_answers_for_it(parents: Family, region: str) -> None:
    """Its key is known, its signature right; but this list was not sent to it. The control is the test before."""
    with serving(answering(key=STRANGER, claims={"aud": f"doudi:{region}"})) as service:
        at(service, THERE)
        register_sender(name="别处的系统", region=region, feeds=["vehicles"], public_key=pem(STRANGER), officer=None, on=DAY)
        request = list_of(parents)
        for hours, scope in ((1, COUNTY), (9, "3707")):
            send_due(on=DAY, now=NOW + timedelta(hours=hours), region=scope)
    tries = list(Attempt.objects.filter(exchange__request=request).values_list("outcome", flat=True))
    assert len(tries) == 2 and set(tries) == {"failed"} and not Answer.objects.exists()


def test_a_department_of_another_county_sends_nothing_but_the_answer_to_its_list(parents: Family, own_home: Path) -> None:
    there = register_sender(name="示例车管系统", region=THERE, feeds=["vehicles"], public_key=pem(KEY), officer=None, on=DAY)
    home = register_sender(name="本地车管系统", region=COUNTY, feeds=["vehicles"], public_key=pem(STRANGER), officer=None, on=DAY)
    lists = {one.asked_in: one for one in asked_for(parents) if one.feed == "vehicles"}
    about = {place: one.people.get().person for place, one in lists.items()}
    files = {place: csv_bytes([a_vehicle(lists[place].number, number_of(about[place]), about[place].name)], feed="vehicles") for place in lists}
    theirs, own = answer_name(lists[THERE]), answer_name(lists[""])
    tries = [(there, own, files[""]), (there, f"vehicles_{COUNTY}_20261012.csv", files[THERE]), (home, theirs, files[THERE])]
    for sender, name, content in tries:
        with pytest.raises(CannotTrust, match="没有登记发送"):
            brought(sender, name, content, own_home)
    assert not Answer.objects.exists()
    for sender, name, content in ((there, theirs, files[THERE]), (home, own, files[""])):  # the control: each its own
        assert brought(sender, name, content, own_home).accepted == 1


def brought(sender: Any, name: str, content: bytes, folder: Path) -> Any:
    """A file that this sender has signed."""
    digest, key = crypto.sm3(content).hex(), KEY if sender.public_key == pem(KEY) else STRANGER
    begins = int(NOW.timestamp())
    claims = {"iss": sender.fingerprint, "aud": f"doudi:{sender.region}", "iat": begins, "exp": begins + 300, "file": name, "sm3": digest}
    _, envelope = trust(token=jwt.encode(claims, key, "EdDSA"), now=NOW.astimezone(UTC), on=DAY)
    return receive_signed(path=laid(folder / "s", name, content), digest=digest, sender=sender, envelope=envelope, on=DAY)


@pytest.mark.parametrize(
    ("asked_at", "asked_in"), [("city", ""), ("city", COUNTY), ("city", "370799"), ("city", "110105"), ("here", THERE), ("elsewhere", THERE)]
)
def test_the_paper_names_one_other_county_of_the_city_or_none(asked_at: str, asked_in: str, officer_of: Callable[..., Officer]) -> None:
    family = a_family(members=1)
    with pytest.raises(CannotConsent, match="哪个县区"):
        supporter(family, a_person(), officer_of("county"), asked_at=asked_at, asked_in=asked_in)
    assert not Consent.objects.filter(role="supporter").exists()


def test_the_database_lets_no_list_go_where_the_paper_does_not_say(parents: Family, clerk: Officer) -> None:
    paper, mother = signed(parents), Consent.objects.get(household=parents.household, role="member")
    said = {"feed": "vehicles", "region": COUNTY, "asked_on": DAY, "due_on": NEXT, "reason": "申请"}
    for place, (consent, asked_in) in enumerate([(paper, ""), (paper, THIRD), (mother, THERE)]):
        request = Request.objects.create(number=f"vehicles-{COUNTY}-x-{place}", asked_in=asked_in, **said)
        with pytest.raises(DatabaseError, match="without their consent"), transaction.atomic():
            asks(request, consent)
    right = Request.objects.create(number=f"vehicles-{COUNTY}-x-9", asked_in=THERE, **said)
    asks(right, paper)  # the control
    for change in ({"asked_in": THIRD}, {"asked_in": ""}, {"region": THIRD}, {"feed": "real_estate"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Request.objects.filter(pk=right.pk).update(**change)


def asks(request: Request, consent: Consent) -> None:
    row = {"person_id": consent.person_id, "household_id": consent.household_id, "consent": consent, "region": consent.region}
    RequestedPerson.objects.create(request=request, place=1, **row)


def test_nor_is_an_office_of_another_province_asked_on_it(parents: Family, clerk: Officer) -> None:
    assert {one.person.pk for one, _ in crossing.may_be_asked(parents.household.pk, DAY)} == {parents.head.pk}, "the control: the mother may be"
    key = register_sender(name="示例外省核对中心", region=COUNTY, feeds=["cross_province"], public_key=pem(KEY), officer=None, on=DAY)
    asked = {"number": "XC-x", "peer": key, "peer_name": key.name, "household": parents.household, "reason": "申请", "sealed": b"", "digest": "x"}
    made = CrossRequest.objects.create(direction="out", asked_on=DAY, asked_by=clerk, region=parents.household.region, **asked)
    mother = Consent.objects.get(household=parents.household, role="member")
    CrossPerson.objects.create(request=made, place=1, consent=mother, region=made.region)
    with pytest.raises(DatabaseError, match="asked about elsewhere without"), transaction.atomic():
        CrossPerson.objects.create(request=made, place=2, consent=signed(parents), region=made.region)


@pytest.mark.parametrize(("asked_at", "asked_in"), [("city", ""), ("city", COUNTY), ("here", THERE), ("elsewhere", THERE)])
def test_the_database_keeps_no_paper_that_says_both(asked_at: str, asked_in: str, parents: Family) -> None:
    row = signed(parents)
    said = {"role": "supporter", "relation": "女儿", "manner": "window", "given_on": DAY, "recorded_on": DAY, "region": row.region, "reference": "另一份"}
    with pytest.raises(DatabaseError, match="asked_about_elsewhere"), transaction.atomic():
        Consent.objects.create(person=row.person, household=row.household, asked_at=asked_at, asked_in=asked_in, **said)


def test_a_line_that_is_down_there_holds_up_nobody_here_and_is_woken_apart(parents: Family, officer_of: Callable[..., Officer]) -> None:
    with serving(refusing(503)) as there, serving(answering(key=STRANGER)) as here:
        at(there, THERE, most_failures=1)
        at(here, COUNTY, key=STRANGER)
        request = list_of(parents)
        send_due(on=DAY, now=NOW, region=COUNTY)
    assert {line.asked_in: line.failures for line in Circuit.objects.filter(feed="vehicles")} == {"": 0, THERE: 1}
    states = {one.asked_in: one.is_resting for one in queries.sources(DAY, region=COUNTY) if one.feed.name == "vehicles"}
    assert states == {"": False, THERE: True}
    [waits] = [one for one in queries.progress_of(parents.household.pk, on=DAY) if one.asked_in and one.feed.name == "vehicles"]
    assert waits.next_at and waits.next_at > NOW
    county = officer_of("county")
    assert wake_source(feed="vehicles", region=COUNTY, because="电话核实", officer=county) == 0
    assert wake_source(feed="vehicles", region=COUNTY, because="电话核实", officer=county, asked_in=THERE) == 1
    assert Exchange.objects.get(request=request).next_at is None
    with pytest.raises(CannotSetSource, match="县区代码"):
        wake_source(feed="vehicles", region=COUNTY, because="电话核实", officer=county, asked_in="110105")


def test_she_has_moved_again_and_signs_for_the_departments_there(parents: Family, clerk: Officer) -> None:
    list_of(parents)
    assert not [one for one in asked_for(parents) if one.asked_in], "there nobody is asked twice"
    own = Person.objects.get(id_index=signed(parents).person.number_mark)
    Person.objects.filter(pk=own.pk).update(region=f"{THIRD}001001")
    assert not [one for one in asked_for(parents) if one.asked_in], "of her moving alone nothing follows"
    first = signed(parents)
    Consent.objects.create(
        person=first.person, household=first.household, role="supporter", relation="申请人的女儿", manner="window", asked_at="city", asked_in=THIRD,
        reference="YWR-2", given_on=DAY, recorded_on=DAY, region=first.region,
    )  # fmt: skip
    assert {one.asked_in for one in asked_for(parents)} == {THIRD}
