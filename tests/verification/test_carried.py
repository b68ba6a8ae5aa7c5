"""A supporter's paper goes along with the family's own case within its county, and nowhere else; never does it say more than was signed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from doudi.registry import actions as registry
from doudi.registry.models import Household, Membership, Person
from doudi.verification import consent_slips
from doudi.verification.actions import Paper, carry_consents, consent_at_window, request_checks, withdraw_consent, withdraw_online
from doudi.verification.models import Consent, Request, RequestedPerson
from doudi.verification.queries import signers_of
from tests.people import Family, a_family, a_household, a_person, consents_of, join
from tests.verification.files import DAY
from tests.verification.test_requests import NEXT
from tests.verification.test_supporters import asked_for, supporter

pytestmark = pytest.mark.usefixtures("system")
NEXT_TOWN, OTHER_COUNTY = "370702002001", "370783001001"
THIRD = date(2026, 10, 14)


@pytest.fixture
def clerk(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


@pytest.fixture
def parents(clerk: Officer) -> Family:
    """A mother whose daughter has signed for her case."""
    made = a_family(members=1)
    consents_of(made.household.pk)
    supporter(made, a_person(region=OTHER_COUNTY), clerk, feeds=["vehicles", "real_estate"], until_on=date(2027, 10, 1))
    return made


def moved(family: Family, region: str = NEXT_TOWN, *, is_whole: bool = True, on: date = NEXT) -> Household:
    """Everybody of the family lives under another number from that day; `is_whole`: as one family that has moved."""
    home = a_household(region=region)
    ids = [one.pk for one in family.people]
    for one in ids:
        Membership.objects.filter(person=one, until_on=None).update(until_on=on)
        join(home, Person.objects.get(pk=one), from_on=on)
    carry_consents(person_ids=ids, from_household_id=family.household.pk, to_household_id=home.pk, on=on, is_whole=is_whole)
    return home


def of_supporter(household: Household) -> Consent:
    return Consent.objects.select_related("person").get(household=household, role="supporter")


def test_within_the_county_it_goes_along_as_it_was_signed(parents: Family, clerk: Officer) -> None:
    before = of_supporter(parents.household)
    [waiting] = asked_for(parents)
    home = moved(parents)
    paper = of_supporter(home)
    assert (paper.reference, paper.relation, paper.feeds, paper.given_on, paper.until_on) == ("YWR-" + str(parents.household.pk), *SIGNED)
    assert paper.carried_from_id == before.pk and paper.person_id != before.person_id and paper.region == paper.person.region == NEXT_TOWN
    assert bytes(paper.person.number_mark) == bytes(before.person.number_mark) and paper.person.supports_id == home.pk
    before.refresh_from_db()
    assert before.until_on == NEXT and before.withdrawn_on is None, "for the case under its former number nobody asks about her after that day"
    lists = request_checks(household_ids=[parents.household.pk, home.pk], reason="申请", officer=None, on=THIRD)
    asked = RequestedPerson.objects.filter(request__in=lists, consent__role="supporter")
    assert {(one.person_id, one.household_id) for one in asked} == {(paper.person_id, home.pk)}
    assert {one.request.feed for one in asked.select_related("request")} == {"vehicles", "real_estate"}, "what she agreed to, and nothing else"
    assert Request.objects.get(pk=waiting.pk).answered_on is None, "the mother's own answer is still waited for"


SIGNED = ("申请人的女儿", ["real_estate", "vehicles"], DAY, date(2027, 10, 1))


@pytest.mark.parametrize(("region", "is_whole"), [(OTHER_COUNTY, True), (NEXT_TOWN, False), ("370702001002", False)])
def test_into_another_county_or_another_case_it_does_not(parents: Family, region: str, is_whole: bool) -> None:
    home = moved(parents, region, is_whole=is_whole)
    assert not Consent.objects.filter(household=home, role="supporter").exists() and not Person.objects.filter(supports=home).exists()
    assert Consent.objects.filter(household=home, role="member").count() == 1, "the control: the mother's own does"
    assert of_supporter(parents.household).until_on == SIGNED[3], "where she signed it holds as before"
    lists = request_checks(household_ids=[home.pk], reason="申请", officer=None, on=NEXT)
    assert lists and not RequestedPerson.objects.filter(request__in=lists, consent__role="supporter").exists()


def test_it_goes_along_again_and_over_it_is_left_behind(parents: Family, clerk: Officer) -> None:
    first = moved(parents)
    second = moved(parents_at(parents, first), "370702003001", on=date(2026, 10, 20))
    assert of_supporter(second).carried_from_id == of_supporter(first).pk and of_supporter(first).until_on == date(2026, 10, 20)
    withdraw_consent(consent_id=of_supporter(second).pk, because="本人提出", officer=clerk, on=date(2026, 10, 21))
    assert set(Consent.objects.filter(role="supporter").values_list("withdrawn_on", flat=True)) == {date(2026, 10, 21)}
    third = moved(parents_at(parents, second), on=date(2026, 10, 22))
    assert not Consent.objects.filter(household=third, role="supporter").exists()


def test_moved_on_the_day_of_the_list_nobody_was_asked_about_without_leave(parents: Family) -> None:
    [request] = asked_for(parents, on=NEXT)
    moved(parents, on=NEXT)
    asked = RequestedPerson.objects.get(request=request, consent__role="supporter")
    assert asked.consent.given_on <= request.asked_on <= asked.consent.until_on


def parents_at(family: Family, home: Household) -> Family:
    return Family(home, family.people)


CHANGES: tuple[dict[str, Any], ...] = (
    {"feeds": []},
    {"feeds": ["vehicles", "real_estate", "bank_deposits"]},
    {"until_on": None},
    {"until_on": date(2028, 1, 1)},
    {"relation": "申请人的儿子"},
    {"reference": "另一份"},
    {"given_on": date(2026, 10, 1)},
    {"manner": "batch"},
    {"recorded_on": date(2027, 10, 2)},
)


@pytest.mark.parametrize("change", [{}, *CHANGES])
def test_the_database_lets_no_copy_say_more(change: dict[str, Any], parents: Family) -> None:
    origin, home = of_supporter(parents.household), a_household(region=NEXT_TOWN)
    row = registry.supporter_moved(origin.person_id, home)
    same = ("role", "relation", "asked_at", "asked_in", "manner", "feeds", "guardian", "reference", "given_on", "until_on")
    copy = Consent(**{name: getattr(origin, name) for name in same} | {"recorded_on": NEXT} | change, carried_from=origin)
    copy.person, copy.household, copy.region = row, home, home.region
    if not change:
        copy.save()  # the control: the same, and no more
        return
    with pytest.raises(DatabaseError, match="say more than"), transaction.atomic():
        copy.save()


def test_nor_for_another_person_another_county_or_what_was_taken_back(parents: Family, clerk: Officer) -> None:
    origin = of_supporter(parents.household)
    same = ("role", "relation", "asked_at", "asked_in", "manner", "feeds", "guardian", "reference", "given_on", "until_on")
    said = {name: getattr(origin, name) for name in same} | {"recorded_on": NEXT, "carried_from": origin}
    near, far, other = a_household(region=NEXT_TOWN), a_household(region=OTHER_COUNTY), a_family(members=1)
    somebody = supporter(other, a_person(), clerk).person
    here = registry.supporter_moved(origin.person_id, near)
    tries = [(registry.supporter_moved(somebody.pk, near), near), (registry.supporter_moved(origin.person_id, far), far)]
    for person, home in tries:
        with pytest.raises(DatabaseError, match="say more than"), transaction.atomic():
            Consent.objects.create(**said, person=person, household=home, region=home.region)
    withdraw_consent(consent_id=origin.pk, because="本人提出", officer=clerk, on=DAY)
    with pytest.raises(DatabaseError, match="say more than"), transaction.atomic():
        Consent.objects.create(**said, person=here, household=near, region=near.region)


def test_taken_back_where_they_live_now_it_is_taken_back_where_they_lived(parents: Family, officer_of: Callable[..., Officer]) -> None:
    home = moved(parents)
    there = officer_of("township", region=NEXT_TOWN[:9])
    paper = of_supporter(home)
    with access.acting(there):
        assert not Consent.objects.filter(household=parents.household).exists(), "the officer does not see the former place"
        withdraw_consent(consent_id=paper.pk, because="本人提出", officer=there, on=NEXT)
        assert not Consent.objects.filter(household=parents.household).exists(), "nor after"
    gone = Consent.objects.filter(role="supporter")
    assert gone.count() == 2 and set(gone.values_list("withdrawn_on", "withdrawn_by")) == {(NEXT, there.pk)}
    assert not Consent.objects.filter(role="member").exclude(withdrawn_on=None).exists(), "the mother's own papers stand"


@pytest.mark.parametrize(("place", "on"), [("before", NEXT), ("after", NEXT), ("before", THIRD), ("after", THIRD)])
def test_either_slip_takes_back_both_and_both_show_the_receipt(parents: Family, place: str, on: date) -> None:
    first = of_supporter(parents.household)
    second = of_supporter(moved(parents))
    number = (first if place == "before" else second).number
    slip = {"number": number, "code": consent_slips.code_of(number)}
    shown = consent_slips.shown_to_holder(**slip, on=THIRD)
    assert shown and shown.holds and shown.region == NEXT_TOWN and [one.pk for one in shown.papers] == [second.pk]
    receipt = withdraw_online(**slip, address="192.0.2.1", on=on)
    assert (receipt.household_id, receipt.person_id) == (second.household_id, second.person_id)
    assert set(Consent.objects.filter(role="supporter").values_list("withdrawal", flat=True)) == {receipt.pk}
    for other in (first, second):
        theirs = consent_slips.shown_to_holder(other.number, consent_slips.code_of(other.number), THIRD)
        assert theirs and not theirs.holds and theirs.withdrawal == receipt


@pytest.mark.parametrize("way", ["consent_withdrawn", "consent_withdrawn_online"])
def test_each_row_that_was_taken_back_is_written_down_where_it_stands(way: str, parents: Family, officer_of: Callable[..., Officer]) -> None:
    """The paper as it stood before the move has run out, and is out of the officer's sight: it is taken back all the same, and that is recorded there."""
    paper = of_supporter(moved(parents))
    other = supporter(a_family(members=1), a_person(), officer_of("county"))
    there = officer_of("township", region=NEXT_TOWN[:9])
    if way == "consent_withdrawn":
        with access.acting(there):
            withdraw_consent(consent_id=paper.pk, because="本人提出", officer=there, on=THIRD)
    else:
        withdraw_online(number=paper.number, code=consent_slips.code_of(paper.number), address="192.0.2.1", on=THIRD)
    changed = set(Consent.objects.exclude(withdrawn_on=None).values_list("pk", "region"))
    told = list(AuditEntry.objects.filter(verb=f"verification.{way}").values_list("about_id", "region"))
    assert len(changed) == 2 and sorted(told) == sorted(changed), "each once, in its own place"
    assert other.pk not in {one for one, _ in told}
    with access.acting(officer_of("township", region=parents.household.region[:9])):
        assert [one.about_id for one in AuditEntry.objects.filter(verb=f"verification.{way}")] == [paper.carried_from_id], "those who looked after them see it"


def test_of_another_supporter_no_receipt_is_taken(parents: Family, clerk: Officer) -> None:
    """The control of the number's mark in the database's own rule."""
    home, other = moved(parents), a_family(members=1)
    theirs = supporter(other, a_person(), clerk)
    number = of_supporter(home).number
    receipt = withdraw_online(number=number, code=consent_slips.code_of(number), address="192.0.2.1", on=NEXT)
    with pytest.raises(DatabaseError, match="by somebody else"), transaction.atomic():
        Consent.objects.filter(pk=theirs.pk).update(withdrawn_on=NEXT, withdrawal=receipt, because="冒充")


def test_where_she_lives_herself_changes_nothing(parents: Family) -> None:
    row = of_supporter(parents.household).person
    own = Person.objects.get(id_index=row.number_mark)
    join(a_household(region=OTHER_COUNTY), own)
    Person.objects.filter(pk=own.pk).update(region="370725001001")
    [request] = asked_for(parents)
    assert row.pk in request.people.values_list("person_id", flat=True) and request.region == "370702"


def test_who_comes_to_live_in_the_family_is_asked_about_by_what_they_sign_as_a_member(parents: Family, clerk: Officer) -> None:
    row = of_supporter(parents.household).person
    [request] = asked_for(parents)
    assert row.pk in request.people.values_list("person_id", flat=True), "the control: as long as she lives elsewhere she is"
    own = Person.objects.get(id_index=row.number_mark)
    join(parents.household, own, relation="child", from_on=NEXT)
    [signer] = [one for one in signers_of(parents.household.pk, NEXT) if one.is_supporter]
    assert signer.has_joined and signer.person == row
    later = date(2027, 1, 5)
    lists = request_checks(household_ids=[parents.household.pk], reason="复查", officer=None, on=later)
    assert lists and not RequestedPerson.objects.filter(request__in=lists, person__in=[row, own]).exists()
    consent_at_window(household_id=parents.household.pk, person_id=own.pk, paper=Paper("SQS-2", later), officer=clerk, on=later)
    lists = request_checks(household_ids=[parents.household.pk], reason="复查", officer=None, on=later)
    assert {one.person_id for one in RequestedPerson.objects.filter(request__in=lists)} == {own.pk}
