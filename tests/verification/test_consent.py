"""Consent: nobody is asked about without their own, and no answer is kept once it has ended, whichever way one tries."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from doudi.registry import actions as registry
from doudi.registry import queries as registered
from doudi.verification import consenting
from doudi.verification.actions import (
    CannotConsent,
    Paper,
    carry_consents,
    consent_at_window,
    consent_of_supporter,
    consent_with_application,
    end_consents,
    let_in,
    receive,
    request_checks,
    settle,
    withdraw_consent,
)
from doudi.verification.actions.held import FileHeld
from doudi.verification.models import Answer, Consent, Delivery, HeldFile, Request, RequestedPerson, WaitingRow
from doudi.verification.report import contents_of, found_about
from tests.people import ADULT, CHILD, a_family, a_household, a_person, an_id, consents_of, join
from tests.verification.files import DAY, a_file, a_vehicle
from tests.verification.test_requests import NEXT, number_of

PAPER = Paper("WC-2026-001", DAY)


def asked_about(*households: int, on: date = DAY) -> set[int]:
    """Whose names are on the lists that were sent to the vehicle office."""
    request_checks(household_ids=households, reason="申请", officer=None, on=on)
    return set(RequestedPerson.objects.filter(request__feed="vehicles").values_list("person_id", flat=True))


@pytest.fixture
def clerk(system: None, officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county")


def test_without_consent_nobody_is_asked_about(clerk: Officer) -> None:
    family = a_family(members=2)
    assert asked_about(family.household.pk) == set() and not Request.objects.exists()
    consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=PAPER, officer=clerk, on=DAY)
    assert asked_about(family.household.pk) == {family.head.pk}


def test_the_application_is_the_consent_of_those_who_signed_and_guardians_sign_for_children(clerk: Officer) -> None:
    family = a_family(members=3)
    head, spouse, child = family.people
    signed = {"applicant_id": spouse.pk, "reference": "SQS-1", "unsigned": {head.pk}}
    given = consent_with_application(household_id=family.household.pk, officer=clerk, on=DAY, **signed)
    assert {one.person_id: one.guardian for one in given} == {spouse.pk: "", child.pk: spouse.name}
    assert asked_about(family.household.pk) == {spouse.pk, child.pk}


def test_who_has_not_signed_signs_for_no_child(clerk: Officer) -> None:
    family = a_family(members=3)
    head, spouse, child = family.people
    signed = {"applicant_id": head.pk, "reference": "SQS-1", "unsigned": {head.pk, spouse.pk}}
    assert consent_with_application(household_id=family.household.pk, officer=clerk, on=DAY, **signed) == []


def test_signed_again_while_the_old_list_is_out_a_new_one_asks_at_once(clerk: Officer, tmp_path: Path) -> None:
    """The answer to the old list would not be kept: its consent has ended."""
    family = a_family(members=1)
    [mine] = consents_of(family.household.pk)
    asked_about(family.household.pk)
    withdraw_consent(consent_id=mine.pk, because="本人提出", officer=clerk, on=NEXT)
    consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("又签", NEXT), officer=clerk, on=NEXT)
    [again] = [one for one in request_checks(household_ids=[family.household.pk], reason="补签", officer=None, on=NEXT) if one.feed == "vehicles"]
    assert not request_checks(household_ids=[family.household.pk], reason="补签", officer=None, on=NEXT)
    row = a_vehicle(again.number, number_of(family.head), family.head.name, found="未命中")
    assert receive(path=a_file(tmp_path, "vehicles", [row], on=NEXT), on=NEXT, officer=None).accepted == 1


def test_a_child_alone_has_nobody_to_sign_and_is_not_asked_about(clerk: Officer) -> None:
    home, child = a_household(), a_person(born_on=CHILD)
    join(home, child, "head")
    assert consent_with_application(household_id=home.pk, applicant_id=child.pk, reference="SQS-2", unsigned=(), officer=clerk, on=DAY) == []
    with pytest.raises(CannotConsent, match="监护人"):
        consent_at_window(household_id=home.pk, person_id=child.pk, paper=PAPER, officer=clerk, on=DAY)
    consent_at_window(household_id=home.pk, person_id=child.pk, paper=Paper("JHR-1", DAY, guardian="某村委会"), officer=clerk, on=DAY)
    assert asked_about(home.pk) == {child.pk}


@pytest.mark.parametrize(("born_on", "is_refused"), [(date(2012, 10, 13), True), (date(2012, 10, 12), False)])
def test_at_fourteen_one_signs_oneself(clerk: Officer, born_on: date, is_refused: bool) -> None:
    home, young = a_household(), a_person(born_on=born_on)
    join(home, young, "head")
    if is_refused:
        with pytest.raises(CannotConsent, match="不满十四周岁"):
            consent_at_window(household_id=home.pk, person_id=young.pk, paper=PAPER, officer=clerk, on=DAY)
    else:
        assert consent_at_window(household_id=home.pk, person_id=young.pk, paper=PAPER, officer=clerk, on=DAY).guardian == ""


def test_a_paper_that_is_no_consent_is_refused_and_the_same_twice_counts_once(clerk: Officer) -> None:
    family = a_family(members=1)
    given = {"household_id": family.household.pk, "person_id": family.head.pk, "officer": clerk, "on": DAY}
    for paper, words in [
        (Paper(" ", DAY), "编号"),
        (Paper("A", NEXT), "晚于今天"),
        (Paper("A", date(2026, 1, 1), until_on=DAY - timedelta(days=1)), "到期"),
        (Paper("A", DAY, feeds=["hukou"]), "hukou"),
    ]:
        with pytest.raises(CannotConsent, match=words):
            consent_at_window(paper=paper, **given)
    with pytest.raises(CannotConsent, match="成员"):
        consent_at_window(paper=PAPER, **{**given, "person_id": a_person().pk})
    one, again = (consent_at_window(paper=PAPER, **given) for _ in range(2))
    assert one.pk == again.pk and Consent.objects.count() == 1
    assert AuditEntry.objects.filter(verb="verification.consented").count() == 1


def test_a_consent_covers_what_it_names_and_no_other_department(clerk: Officer) -> None:
    family = a_family(members=1)
    consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("A", DAY, feeds=["bank_deposits"]), officer=clerk, on=DAY)
    lists = request_checks(household_ids=[family.household.pk], reason="申请", officer=None, on=DAY)
    assert [one.feed for one in lists] == ["bank_deposits"]


def test_it_holds_until_its_last_day(clerk: Officer) -> None:
    family = a_family(members=1)
    consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("A", DAY, until_on=NEXT), officer=clerk, on=DAY)
    assert asked_about(family.household.pk, on=NEXT + timedelta(days=1)) == set()
    assert asked_about(family.household.pk, on=NEXT) == {family.head.pk}


def test_a_supporter_signs_for_themselves_and_is_no_member(clerk: Officer) -> None:
    family, number = a_family(members=1), an_id(ADULT)
    consents_of(family.household.pk)
    given = {"household_id": family.household.pk, "relation": "申请人的女儿", "paper": PAPER, "officer": clerk, "on": DAY}
    one = consent_of_supporter(name="某外甲", id_number=number, **given)
    assert (one.role, one.relation, one.person.name) == ("supporter", "申请人的女儿", "某外甲")
    assert asked_about(family.household.pk) == {family.head.pk, one.person_id}
    for name, written, words in [("某外甲", number[:-1], "身份证号"), ("某外乙", number, "另一个姓名"), (" ", number, "姓名")]:
        with pytest.raises(CannotConsent, match=words):
            consent_of_supporter(name=name, id_number=written, **given)
    with pytest.raises(CannotConsent, match="共同生活"):
        consent_of_supporter(name=family.head.name, id_number=number_of(family.head), **given)


def test_withdrawn_asks_no_more_and_keeps_no_answer_that_comes_later(clerk: Officer, tmp_path: Path) -> None:
    family = a_family(members=2)
    mine, _ = consents_of(family.household.pk)
    asked_about(family.household.pk)
    [request] = Request.objects.filter(feed="vehicles")
    with pytest.raises(CannotConsent, match="何时"):
        withdraw_consent(consent_id=mine.pk, because=" ", officer=clerk, on=NEXT)
    assert withdraw_consent(consent_id=mine.pk, because="本人来窗口提出", officer=clerk, on=NEXT).withdrawn_on == NEXT
    assert withdraw_consent(consent_id=mine.pk, because="再说一次", officer=clerk, on=NEXT).because == "本人来窗口提出"
    rows = [a_vehicle(request.number, number_of(person), person.name, found="未命中") for person in family.people]
    receipt = receive(path=a_file(tmp_path, "vehicles", rows), on=NEXT, officer=None)
    assert (receipt.accepted, receipt.refused_beyond) == (1, 1)
    assert list(Answer.objects.values_list("requested__person_id", flat=True)) == [family.people[1].pk]
    assert "授权已撤回或者到期，未留存" in Delivery.objects.get().receipt
    assert asked_about(family.household.pk, on=DAY + timedelta(days=60)) == {person.pk for person in family.people}
    assert not RequestedPerson.objects.filter(person=family.head, request__asked_on__gt=NEXT).exists()


def test_what_was_answered_before_the_withdrawal_is_kept_and_used_no_more(clerk: Officer, tmp_path: Path) -> None:
    family = a_family(members=1)
    [mine] = consents_of(family.household.pk)
    asked_about(family.household.pk)
    [request] = Request.objects.filter(feed="vehicles")
    registry.record(
        [receive(path=a_file(tmp_path, "vehicles", [a_vehicle(request.number, number_of(family.head), family.head.name)]), on=DAY, officer=None)], on=DAY
    )

    def seen(on: date) -> object:
        return registered.case_of(family.household.pk, on=on).members[0]["vehicles_seen"]

    assert seen(NEXT) == 1
    withdraw_consent(consent_id=mine.pk, because="本人提出", officer=clerk, on=NEXT)
    assert Answer.objects.get().found == "hit" and (seen(DAY), seen(NEXT)) == (1, None), "what was known on a day stays known of that day"
    again = consent_at_window(household_id=family.household.pk, person_id=family.head.pk, paper=Paper("SQS-2", NEXT), officer=clerk, on=NEXT)
    assert seen(NEXT) is None and asked_about(family.household.pk, on=NEXT) == {family.head.pk}, f"{again}: the department is asked anew"


def test_every_paper_for_the_family_goes_with_the_one_taken_back(clerk: Officer) -> None:
    family = a_family(members=1)
    consents_of(family.household.pk)  # from the filing cabinet
    given = {"household_id": family.household.pk, "officer": clerk, "on": DAY}
    [mine] = consent_with_application(applicant_id=family.head.pk, reference="SQS-1", unsigned=(), **given)
    withdraw_consent(consent_id=mine.pk, because="本人当面撤回授权", officer=clerk, on=NEXT)
    assert asked_about(family.household.pk, on=NEXT) == set()
    assert AuditEntry.objects.filter(verb="verification.consent_withdrawn").count() == 2


def test_a_list_waits_for_nobody_who_may_not_be_answered_about(clerk: Officer) -> None:
    family, other = a_family(members=1), a_family(members=1)
    [mine], [theirs] = consents_of(family.household.pk), consents_of(other.household.pk)
    asked_about(family.household.pk, other.household.pk)
    withdraw_consent(consent_id=mine.pk, because="本人提出", officer=clerk, on=NEXT)
    assert not Request.objects.exclude(answered_on=None).exists(), "the other one's answer may still come"
    assert end_consents(in_hand=[], on=NEXT) == 1 and theirs.pk
    assert not Request.objects.filter(answered_on=None).exists()


def test_a_township_closes_no_list_on_which_another_waits(clerk: Officer, officer_of: Callable[..., Officer]) -> None:
    """It sees of a county's list its own people alone: whoever waits elsewhere must not be taken for nobody."""
    family, other = a_family(members=1), a_family(members=1, region="370702002001")
    [mine], [theirs] = consents_of(family.household.pk), consents_of(other.household.pk)
    asked_about(family.household.pk, other.household.pk)
    town = officer_of("township", family.household.region[:9])
    with access.acting(town):
        withdraw_consent(consent_id=mine.pk, because="本人提出", officer=town, on=NEXT)
    assert theirs.region[:9] != town.region and not Request.objects.exclude(answered_on=None).exists()


def test_every_way_onto_a_list_is_held_by_the_database(clerk: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the gateway: with its word for everything, the trigger still refuses each kind of list without leave."""
    family, other = a_family(members=1), a_family(members=1)
    [mine] = consents_of(family.household.pk)
    [theirs] = consents_of(other.household.pk)
    given = {"household_id": family.household.pk, "person_id": family.head.pk, "officer": clerk, "on": DAY}
    narrow = consent_at_window(paper=Paper("B", DAY, feeds=["bank_deposits"]), **given)
    over = consent_at_window(paper=Paper("C", DAY, until_on=DAY), **given)

    def ask_by(leave: Consent, on: date) -> None:
        party = consenting.Party(family.head, family.household.pk, family.household.region, (leave,))
        monkeypatch.setattr(consenting.Party, "leave_for", lambda self, feed, asked_in="": leave)
        monkeypatch.setattr("doudi.verification.actions.request.parties", lambda households, on: [party])
        with transaction.atomic():
            request_checks(household_ids=[family.household.pk], reason="申请", officer=None, on=on)

    for leave, on in [(theirs, DAY), (narrow, DAY), (over, NEXT), (mine, mine.given_on - timedelta(days=1))]:
        with pytest.raises(DatabaseError, match="without their consent"):
            ask_by(leave, on)
    ask_by(mine, DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        one = RequestedPerson.objects.first()
        assert one
        RequestedPerson.objects.create(request=one.request, place=9, person=other.head, household=other.household, consent_id=None, region=one.region)


@pytest.mark.parametrize("way", ["file", "let in", "settled"])
def test_every_way_of_an_answer_is_held_by_the_database(clerk: Officer, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Received, let in after waiting, or settled by an officer: once the consent has ended before the file came, no answer comes of it."""
    family = a_family(members=1)
    [mine] = consents_of(family.household.pk)
    asked_about(family.household.pk)
    [request] = Request.objects.filter(feed="vehicles")
    name = "改过名" if way == "settled" else family.head.name
    rows = [a_vehicle(request.number, number_of(family.head), name, found="未命中")]
    if way == "let in":
        monkeypatch.setattr("doudi.verification.actions.taking._strange", lambda *args: ["与往常不同。"])
        with pytest.raises(FileHeld):
            receive(path=a_file(tmp_path, "vehicles", rows), on=DAY, officer=None)
    withdraw_consent(consent_id=mine.pk, because="本人提出", officer=clerk, on=NEXT)
    monkeypatch.setattr(consenting, "ended", lambda asked, on: set())
    with pytest.raises(DatabaseError, match="consent has ended"), transaction.atomic():
        if way == "let in":
            let_in(held_id=HeldFile.objects.get().pk, because="已核实", officer=clerk, on=NEXT)
        else:
            receive(path=a_file(tmp_path, "vehicles", rows, on=NEXT), on=NEXT, officer=None)
            settle(waiting_id=WaitingRow.objects.get().pk, person_id=family.head.pk, reason="核实", officer=clerk, on=NEXT)
    assert not Answer.objects.exists()


def test_a_consent_ends_sooner_or_is_withdrawn_and_is_not_changed_otherwise(clerk: Officer) -> None:
    [mine] = consents_of(a_family(members=1).household.pk)
    rows = Consent.objects.filter(pk=mine.pk)
    for change in [{"given_on": date(2020, 1, 1)}, {"person": a_person()}, {"feeds": ["vehicles"]}, {"reference": "X"}]:
        with pytest.raises(DatabaseError, match="ends sooner"), transaction.atomic():
            rows.update(**change)
    rows.update(until_on=NEXT)
    with pytest.raises(DatabaseError, match="ends sooner"), transaction.atomic():
        rows.update(until_on=NEXT + timedelta(days=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    withdraw_consent(consent_id=mine.pk, because="本人提出", officer=clerk, on=DAY)
    with pytest.raises(DatabaseError, match="ends sooner"), transaction.atomic():
        rows.update(withdrawn_on=None, withdrawn_by=None, because="")


def test_consents_end_with_what_they_were_given_for(clerk: Officer) -> None:
    helped, idle = a_family(members=1), a_family(members=1)
    [kept], [ended] = consents_of(helped.household.pk), consents_of(idle.household.pk)
    fresh = consent_at_window(household_id=idle.household.pk, person_id=idle.head.pk, paper=PAPER, officer=clerk, on=DAY)
    assert end_consents(in_hand={helped.household.pk}, on=DAY) == 1 and end_consents(in_hand={helped.household.pk}, on=DAY) == 0
    for one in (kept, ended, fresh):
        one.refresh_from_db()
    assert (kept.until_on, ended.until_on, fresh.until_on) == (None, DAY, None)


def test_who_moves_takes_their_consent_along(clerk: Officer) -> None:
    family, new = a_family(members=2), a_household(region="370702001002")
    consents_of(family.household.pk)
    given = {"person_ids": [family.head.pk], "from_household_id": family.household.pk, "to_household_id": new.pk, "on": DAY}
    assert carry_consents(**given) == 1
    carry_consents(**given)
    [one] = Consent.objects.filter(household=new)
    assert (one.person_id, one.region, one.given_on) == (family.head.pk, new.region, date(2026, 1, 5))


def test_consents_are_seen_in_their_place_alone(clerk: Officer, officer_of: Callable[..., Officer]) -> None:
    here, there = a_family(members=1), a_family(members=1, region="370703001001")
    consents_of(here.household.pk, there.household.pk)
    with access.acting(officer_of("township", region="370702001")):
        assert list(Consent.objects.values_list("household_id", flat=True)) == [here.household.pk]


def test_a_supporters_answer_stands_beside_the_familys_and_is_not_added_to_it(clerk: Officer, tmp_path: Path) -> None:
    family = a_family(members=2)
    consents_of(family.household.pk)
    withdraw_consent(consent_id=Consent.objects.get(person=family.people[1]).pk, because="本人提出", officer=clerk, on=DAY)
    given = {"household_id": family.household.pk, "relation": "申请人的女儿", "paper": PAPER, "officer": clerk, "on": DAY}
    daughter = consent_of_supporter(name="某外甲", id_number=an_id(ADULT), **given).person
    asked_about(family.household.pk)
    [request] = Request.objects.filter(feed="vehicles")
    rows = [a_vehicle(request.number, number_of(one), one.name, found=found) for one, found in ((family.head, "未命中"), (daughter, "命中"))]
    registry.record([receive(path=a_file(tmp_path, "vehicles", rows), on=DAY, officer=None)], on=DAY)
    found = found_about(family.household.pk, DAY)
    said = {one.whose: (one.state, one.words, one.is_outside) for one in found.told if one.feed.name == "vehicles"}
    assert said == {
        family.head.name: ("未命中", "", False),
        family.people[1].name: ("未请求", "没有有效授权", False),
        "某外甲（申请人的女儿）": ("命中", "", True),
    }
    about = {"number": "1", "household": family.household, "about": "", "made_on": DAY, "valid_until": DAY, "by": "经办", "supersedes": ""}
    [total] = [one for one in contents_of(found, **about)["totals"] if "车" in one["head"]]
    assert total["words"] == "1/2 人已答复" and "0" in total["found"]
