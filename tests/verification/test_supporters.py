"""Who is bound to support a family is known to that family's case alone: their answers stand in no other, and their own county learns nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.db import DatabaseError, transaction

from doudi.base import access, crypto
from doudi.base.models import Officer
from doudi.registry import actions as registry
from doudi.registry import queries as known
from doudi.registry.models import Person
from doudi.verification.actions import CannotConsent, Paper, consent_of_supporter, receive, request_checks
from doudi.verification.lakeside import FACT_ROWS
from doudi.verification.models import Answer, Consent, Request, RequestedPerson
from doudi.verification.told import told_about
from tests.people import Family, a_family, a_person, an_id, consents_of, join
from tests.verification.files import DAY, a_file, a_vehicle
from tests.verification.test_requests import number_of

pytestmark = pytest.mark.usefixtures("system")
ELSEWHERE = "370783001001"


@pytest.fixture
def clerk(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


def supporter(parents: Family, child: Person, officer: Officer, **paper: Any) -> Consent:
    """The child signs for the parents' case."""
    signed = Paper(f"YWR-{parents.household.pk}", DAY, **paper)
    given = {"name": child.name, "id_number": number_of(child), "relation": "申请人的女儿", "paper": signed}
    return consent_of_supporter(household_id=parents.household.pk, **given, officer=officer, on=DAY)


def asked_for(*families: Family, on: date = DAY) -> list[Request]:
    """The vehicle office's lists for these families together."""
    lists = request_checks(household_ids=[one.household.pk for one in families], reason="申请", officer=None, on=on)
    return [one for one in lists if one.feed == "vehicles"]


def answered(request: Request, folder: Path, found: dict[int, str], turn: int = 0) -> None:
    """The office answers about everybody on one list: `found` by person, else nothing."""
    rows = [
        a_vehicle(request.number, number_of(one.person), one.person.name, found=found.get(one.person_id, "未命中"))
        for one in request.people.select_related("person").order_by("place")
    ]
    path = a_file(folder, "vehicles", rows, on=date(2026, 10, 5 + turn))
    registry.record([receive(path=path, on=DAY, officer=None)], on=DAY)


def vehicles_of(family: Family) -> tuple[dict[str, str], Any]:
    """What the vehicle office has said of each in this family's case, and how many vehicles its head is known to have."""
    registry.watch_household(household_id=family.household.pk, on=DAY)
    case = known.case_of(family.household.pk, on=DAY)
    return {one.whose: one.state for one in told_about(case) if one.feed.name == "vehicles"}, case.members[0].get("vehicles_seen")


def test_what_is_answered_for_the_parents_case_stands_not_in_the_childs_own(clerk: Officer, tmp_path: Path) -> None:
    parents, own = a_family(members=1), a_family(members=1)
    consents_of(parents.household.pk, own.household.pk)
    row = supporter(parents, own.head, clerk).person
    assert row.pk != own.head.pk
    [request] = asked_for(parents)
    answered(request, tmp_path, {row.pk: "命中"})
    assert vehicles_of(parents)[0][f"{own.head.name}（申请人的女儿）"] == "命中"
    assert vehicles_of(own) == ({own.head.name: "未请求"}, None), "neither the answer nor the fact"
    [mine] = asked_for(own)
    assert list(mine.people.values_list("person_id", flat=True)) == [own.head.pk], "their own case asks for itself"


def test_control_an_answer_for_ones_own_case_does_stand_there(clerk: Officer, tmp_path: Path) -> None:
    """The reading above would have shown it."""
    own = a_family(members=1)
    consents_of(own.household.pk)
    [request] = asked_for(own)
    answered(request, tmp_path, {own.head.pk: "命中"})
    states, count = vehicles_of(own)
    assert states == {own.head.name: "命中"} and count


def test_control_by_the_registers_own_row_it_would_stand_there_and_the_database_refuses_that(clerk: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    parents, own = a_family(members=1), a_family(members=1)
    consents_of(parents.household.pk, own.household.pk)
    monkeypatch.setattr("doudi.verification.actions.consent.register.supporter_of", lambda household, **given: own.head)
    with pytest.raises(DatabaseError, match="the row kept for it"), transaction.atomic():
        supporter(parents, own.head, clerk)
    vehicles_of(own)
    said = {"person_id": own.head.pk, "name": "vehicles_seen", "amount": 1, "from_on": DAY, "source": "vehicles", "known_on": DAY}
    asked_for_the_parents = pa.Table.from_pylist([said | {"ref": f"vehicles-370702-20261012-001/{own.head.pk}"}], schema=FACT_ROWS)
    registry.record([registry.Received("vehicles", asked_for_the_parents)], on=DAY)
    assert vehicles_of(own)[1] == 1, "what the row of their own keeps out"


def test_the_child_of_two_families_is_asked_about_for_each_by_a_list_of_its_own(clerk: Officer, tmp_path: Path) -> None:
    mother, father, child = a_family(members=1), a_family(members=1), a_person()
    consents_of(mother.household.pk, father.household.pk)
    for_mother, for_father = (supporter(one, child, clerk).person for one in (mother, father))
    first, second = asked_for(mother, father)
    about = {pk: set(RequestedPerson.objects.filter(request=pk).values_list("person_id", flat=True)) for pk in (first.pk, second.pk)}
    assert about == {first.pk: {mother.head.pk, father.head.pk, for_mother.pk}, second.pk: {for_father.pk}}
    answered(first, tmp_path, {for_mother.pk: "命中"})
    answered(second, tmp_path, {}, turn=1)
    whose = f"{child.name}（申请人的女儿）"
    assert (vehicles_of(mother)[0][whose], vehicles_of(father)[0][whose]) == ("命中", "未命中")
    assert not asked_for(mother, father), "everybody has been answered about"


def test_nobody_stands_twice_on_a_list(clerk: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    mother, father, child = a_family(members=1), a_family(members=1), a_person()
    for one in (mother, father):
        supporter(one, child, clerk)
    monkeypatch.setattr("doudi.verification.actions.request._once_each", lambda people: [people])
    with pytest.raises(DatabaseError, match="twice on a list"), transaction.atomic():
        asked_for(mother, father)


def test_the_row_kept_for_a_case_belongs_to_it_and_lives_nowhere(clerk: Officer) -> None:
    mother, father, child = a_family(members=1), a_family(members=1), a_person()
    row = supporter(mother, child, clerk).person
    with pytest.raises(DatabaseError, match="no member of a household"), transaction.atomic():
        join(father.household, row)
    join(father.household, child)
    paper = {"household": father.household, "reference": "冒用", "given_on": DAY, "recorded_on": DAY, "manner": "window", "region": father.household.region}
    outside = {"role": "supporter", "relation": "儿子"}
    for given in ({"person": row, **outside}, {"person": row, "role": "member"}, {"person": child, **outside}):
        with pytest.raises(DatabaseError, match="one family's case"), transaction.atomic():
            Consent.objects.create(**paper, **given)
    with pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.filter(pk=row.pk).update(supports=father.household)


def test_no_number_and_no_likeness_leads_to_it(clerk: Officer) -> None:
    parents, number = a_family(members=1), an_id()
    given = {"household_id": parents.household.pk, "relation": "申请人的儿子", "paper": Paper("YWR", DAY), "officer": clerk, "on": DAY}
    row = consent_of_supporter(name="某外甲", id_number=number, **given).person
    mark = crypto.index(number, purpose="id_number")
    assert known.match([mark]) == {} and known.named(["某外甲"]) == [] and known.mark_of(row) == mark
    assert list(known.find_people("某外甲")) == []
    again = consent_of_supporter(name="某外甲", id_number=number, **given).person
    assert again.pk == row.pk
    with pytest.raises(CannotConsent, match="另一个姓名"):
        consent_of_supporter(name="某外乙", id_number=number, **given)
    with pytest.raises(registry.CannotNameSupporter, match="身份证号"):
        registry.supporter_of(parents.household, name="某外甲", id_number="1")


def test_of_the_dead_nobody_is_asked(clerk: Officer) -> None:
    parents, child = a_family(members=1), a_person()
    supporter(parents, child, clerk)
    assert asked_for(parents)[0].people.count() == 1
    Person.objects.filter(pk=child.pk).update(died_on=DAY, death_known_on=DAY)
    later = date(2027, 8, 2)
    assert not [one for one in request_checks(household_ids=[parents.household.pk], reason="复查", officer=None, on=later) if one.people.exists()]


@pytest.mark.parametrize("registered", [ELSEWHERE, ""])
def test_wherever_they_are_registered_the_familys_county_asks_and_theirs_learns_nothing(
    registered: str, officer_of: Callable[..., Officer], tmp_path: Path
) -> None:
    parents, number = a_family(members=1), an_id(address="370783" if registered else "110105")
    own = a_person(id_number=number, region=registered) if registered else None
    name = own.name if own else "某外乡"
    clerk, theirs = officer_of("township", region="370702001"), officer_of("county", region="370783")
    given = {"household_id": parents.household.pk, "name": name, "id_number": number, "relation": "申请人的儿子", "paper": Paper("YWR", DAY), "on": DAY}
    with access.acting(clerk):
        assert not own or not Person.objects.filter(pk=own.pk).exists(), "the township does not see them where they are registered"
        consent = consent_of_supporter(officer=clerk, **given)
        [request] = [one for one in request_checks(household_ids=[parents.household.pk], reason="申请", officer=clerk, on=DAY) if one.feed == "vehicles"]
    answered(request, tmp_path, {consent.person_id: "命中"})
    assert request.region == "370702" and Answer.objects.get().requested.person_id == consent.person_id
    with access.acting(theirs):
        assert not Person.objects.filter(pk=consent.person_id).exists() and not Consent.objects.exists()
        assert not RequestedPerson.objects.exists() and not Answer.objects.exists()
    with access.acting(clerk):
        assert Person.objects.get(pk=consent.person_id).region == parents.household.region
