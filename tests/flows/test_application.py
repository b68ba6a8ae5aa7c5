"""申请与复核: the whole way, each step under its officer's own row-level scope, across the rooms."""

from datetime import date, timedelta

import pytest

from doudi.base.access import acting
from doudi.benefits import queries as benefits
from doudi.casework import actions as casework
from doudi.casework import queries
from doudi.flows.application import apply_for_help
from doudi.flows.consents import sign
from doudi.flows.review import review_household
from doudi.verification.actions import CannotConsent, Paper, consent_at_window, consent_of_supporter
from doudi.verification.models import Consent, Request, RequestedPerson
from tests.casework.story import DECIDED, LAST_OF_NOTICE, ON, OPINED, POSTED, SUBMITTED, SURVEYED, Staff, an_account, staff, vehicles_answered, yearly_wages
from tests.people import Family, a_family, an_id

pytestmark = pytest.mark.usefixtures("system")


def helped(family: Family, people: Staff) -> int:
    """From the window to the decision; every officer sees only what is theirs."""
    with acting(people.clerk):
        application = apply_for_help(
            household_id=family.household.pk,
            applicant_id=family.head.pk,
            declared=yearly_wages(family, 1000),
            origin="window",
            officer=people.clerk,
            on=ON,
            account_id=an_account(family, people.clerk),
        )
    pk = application.pk
    vehicles_answered(family, on=SURVEYED)
    with acting(people.surveyor):
        casework.investigate(application_id=pk, officers=[people.surveyor, people.second], findings="属实。", on=SURVEYED)
        casework.give_opinion(application_id=pk, outcome="grant", officer=people.surveyor, on=OPINED)
        casework.post_notice(application_id=pk, officer=people.surveyor, on=POSTED)
        assert queries.notices_hanging(LAST_OF_NOTICE)
        casework.submit(application_id=pk, officer=people.surveyor, on=SUBMITTED)
    with acting(people.reviewer):
        decision = casework.decide(application_id=pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    with acting(people.clerk):
        casework.tell(decision_id=decision.pk, how="本人签收", officer=people.clerk, on=DECIDED)
    return decision.amount_fen


def test_applying_asks_the_departments_about_this_family_alone(officer_of):
    people, family, other = staff(officer_of), a_family(3), a_family(2)
    assert helped(family, people) == 203_000
    asked = Request.objects.get(feed="vehicles")
    assert asked.feed == "vehicles" and asked.asked_on == ON and asked.due_on > ON
    assert set(RequestedPerson.objects.values_list("person_id", flat=True)) == {person.pk for person in family.people}
    assert other.head.pk not in RequestedPerson.objects.values_list("person_id", flat=True)
    award = benefits.find_award(family.household.pk, DECIDED)
    assert award.account_id is not None and award.from_month == date(2026, 11, 1)


def test_who_has_not_signed_is_not_asked_about_and_signing_later_asks_at_once(officer_of):
    people, family = staff(officer_of), a_family(2)
    given = {"household_id": family.household.pk, "applicant_id": family.head.pk, "declared": [], "origin": "window", "officer": people.clerk, "on": ON}
    with acting(people.clerk):
        application = apply_for_help(**given, unsigned=[family.people[1].pk])
        assert set(RequestedPerson.objects.values_list("person_id", flat=True)) == {family.head.pk}
        assert Consent.objects.get().reference == f"SQS-{application.number}"
        sign(consent_at_window, household_id=family.household.pk, person_id=family.people[1].pk, paper=Paper("SQS-2", ON), officer=people.clerk, on=ON)
        assert set(RequestedPerson.objects.values_list("person_id", flat=True)) == {person.pk for person in family.people}


def test_a_family_with_nothing_in_hand_signs_nothing(officer_of):
    people, family = staff(officer_of), a_family(1)
    given = {"household_id": family.household.pk, "paper": Paper("SQS-2", ON), "officer": people.clerk, "on": ON}
    with acting(people.clerk), pytest.raises(CannotConsent, match="没有在办的事项"):
        sign(consent_at_window, person_id=family.head.pk, **given)
    with acting(people.clerk), pytest.raises(CannotConsent, match="没有在办的事项"):
        sign(consent_of_supporter, name="某外甲", id_number=an_id(), relation="女儿", **given)


def test_an_application_that_is_refused_at_the_window_asks_nobody(officer_of):
    people, family = staff(officer_of), a_family(1)
    family.household.closed_on = ON
    family.household.save()
    with pytest.raises(casework.CannotAccept):
        apply_for_help(household_id=family.household.pk, applicant_id=family.head.pk, declared=[], origin="window", officer=people.clerk, on=ON)
    assert not Request.objects.exists()


def test_a_review_asks_again_and_hears_before_it_ends(officer_of):
    people, family = staff(officer_of), a_family(3)
    helped(family, people)
    on = DECIDED + timedelta(days=1)
    with acting(people.clerk):
        change = review_household(household_id=family.household.pk, kind="end", cause="alert:5", reason="核对发现车辆。", officer=people.clerk, on=on)
        with pytest.raises(casework.CannotOpenChange):
            review_household(household_id=family.household.pk, kind="end", cause="alert:6", reason="又一预警。", officer=people.clerk, on=on)
        casework.hear(change_id=change.pk, person_id=family.head.pk, words="车已卖。", officer=people.clerk, on=on)
    with acting(people.reviewer):
        decision = casework.decide_change(change_id=change.pk, outcome="keep", reason="车辆已过户，维持。", officer=people.reviewer, on=on)
    assert decision.outcome == "keep" and benefits.find_award(family.household.pk, on).amount_fen == 203_000
