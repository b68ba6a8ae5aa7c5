"""谁的手: wrong roles, one's own case, other regions, two tabs; a named person at every step."""

import threading
from datetime import date

import pytest
from django.db import connection

from doudi.base.access import CannotAccess, acting, acting_as_system
from doudi.benefits.models import Award, Standing
from doudi.casework import actions, queries
from doudi.casework.actions import CannotAccept, CannotDecide, CannotInvestigate
from doudi.casework.models import Application, Decision
from doudi.referral import actions as referral
from doudi.registry.models import StaffMember
from tests.casework.story import DECIDED, ON, SUBMITTED, SURVEYED, a_poor_family, applied, fresh, staff, submitted, surveyed, workday


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("role", ["county", "finance", "inspector", "administrator"])
def test_only_the_township_accepts(officer_of, role):
    family = a_poor_family()
    with pytest.raises(CannotAccess):
        actions.accept(household_id=family.household.pk, applicant_id=family.head.pk, declared=[], origin="window", officer=officer_of(role, "370702"), on=ON)


@pytest.mark.usefixtures("system")
def test_the_township_does_not_decide(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    with pytest.raises(CannotAccess):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.clerk, on=DECIDED)


@pytest.mark.usefixtures("system")
def test_the_house_itself_takes_no_step(officer_of):
    """acting_as_system may do much; a case is a person's work all the same."""
    people, family = staff(officer_of), a_poor_family()
    with pytest.raises(CannotAccept, match="具体的人"):
        actions.accept(household_id=family.household.pk, applicant_id=family.head.pk, declared=[], origin="window", officer=None, on=ON)
    application = submitted(family, people)
    with pytest.raises(CannotDecide, match="具体的人"):
        actions.decide(application_id=application.pk, outcome="refuse", reason="超过标准。", officer=None, on=DECIDED)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("hand", ["clerk", "surveyor", "second"])
def test_nobody_decides_what_they_made(officer_of, hand):
    """Somebody moved from the town to the county last week still made this case."""
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    maker = getattr(people, hand)
    maker.role_id, maker.region = "county", "370702"
    maker.save()
    del maker.permissions
    with pytest.raises(CannotDecide, match="不能审核同一申请"):
        actions.decide(application_id=application.pk, outcome="grant", officer=maker, on=DECIDED)
    assert actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)


@pytest.mark.usefixtures("system")
def test_both_investigators_must_be_of_the_place(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    other = officer_of("township", "370702002")
    with pytest.raises(CannotAccess):
        actions.investigate(application_id=application.pk, officers=[people.surveyor, other], findings="属实。", on=SURVEYED)


@pytest.mark.usefixtures("system")
def test_another_town_finds_no_case(officer_of):
    """Under row-level security a case of another town does not exist, whichever way it is asked for."""
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    stranger = officer_of("township", "370702002")
    with acting(stranger):
        assert not Application.objects.exists()
        assert queries.work_queue("", ON) == [] and queries.counts_by_deadline(ON).later == 0
        assert queries.timeline(family.household.pk) == [] and queries.find_open_application(family.household.pk) is None
        with pytest.raises(CannotInvestigate, match="不在您负责的区域"):
            actions.investigate(application_id=application.pk, officers=[stranger, people.second], findings="属实。", on=SURVEYED)
    with acting(people.surveyor):
        assert queries.find_open_application(family.household.pk) == application
        assert surveyed(application, people).state == "investigated"


@pytest.mark.usefixtures("system")
def test_relatives_of_staff_are_filed_apart_and_visited_by_the_county(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people, relatives="户主之弟为本村委员会委员")
    assert application.staff_relative
    with pytest.raises(CannotDecide, match="近亲属备案.*入户调查"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    actions.visit_by_county(application_id=application.pk, officers=[people.reviewer, people.visitor], findings="情况属实。", on=DECIDED)
    assert actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)


@pytest.mark.usefixtures("system")
def test_the_staff_register_is_asked_even_when_the_family_says_nothing(officer_of):
    people, family = staff(officer_of), a_poor_family()
    spouse = family.people[1]
    StaffMember.objects.create(name=spouse.name, id_index=bytes(spouse.id_index), unit="某村委员会", post="委员", region=family.household.region, from_on=ON)
    application = applied(family, people)
    assert application.staff_relative and "某村委员会" in application.staff_relative_words


ALERT = "alert:77"


def referred(people, family, origin, on=DECIDED):
    return referral.open_referral(
        route="medical_aid",
        household_id=family.household.pk,
        person_id=family.head.pk,
        origin=origin,
        need_words="住院自付费用较高，请核定医疗救助。",
        officer=people.clerk,
        on=on,
    )


def answered(sent, officer_of, on):
    desk = officer_of("department", "370702", "medical_insurance")
    referral.accept(referral_id=sent.pk, officer=desk, on=on)
    referral.complete(referral_id=sent.pk, outcome="not_eligible", reason="below_deductible", words="", officer=desk, on=on)


@pytest.mark.usefixtures("system")
def test_a_case_does_not_close_over_an_unanswered_referral(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    sent = referred(people, family, f"application:{application.pk}")
    with pytest.raises(CannotDecide, match="没有得到答复"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    with pytest.raises(actions.CannotWithdraw, match="没有得到答复"):
        actions.withdraw(application_id=application.pk, reason="自愿撤回。", officer=people.clerk, on=DECIDED)
    answered(sent, officer_of, DECIDED)
    assert actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("way", ["decide", "withdraw", "end"])
def test_nor_over_a_referral_of_the_alert_it_was_born_of(officer_of, way):
    people, family = staff(officer_of), a_poor_family()
    sent = referred(people, family, ALERT, on=ON)
    application = submitted(family, people, origin=ALERT)
    close = {
        "decide": lambda: actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED),
        "withdraw": lambda: actions.withdraw(application_id=application.pk, reason="自愿撤回。", officer=people.clerk, on=DECIDED),
        "end": lambda: actions.end(application_id=application.pk, reason="拒不配合。", officer=people.clerk, on=DECIDED),
    }[way]
    with pytest.raises((CannotDecide, actions.CannotWithdraw, actions.CannotEnd), match="没有得到答复"):
        close()
    assert [one.pk for one in queries.page_of(application.pk, DECIDED).unanswered] == [sent.pk]
    answered(sent, officer_of, DECIDED)
    close()
    assert fresh(application).closed_on == DECIDED


@pytest.mark.usefixtures("system")
def test_a_silent_department_costs_no_family_a_month(officer_of):
    """57号 21: money flows from the month after the decision; decided on the last working days of October, it comes in November."""
    people, family = staff(officer_of), a_poor_family()
    referred(people, family, ALERT, on=ON)
    application = submitted(family, people, origin=ALERT)
    with pytest.raises(CannotDecide, match="没有得到答复"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=date(2026, 10, 27))
    with pytest.raises(actions.CannotWithdraw, match="没有得到答复"):
        actions.withdraw(application_id=application.pk, reason="自愿撤回。", officer=people.clerk, on=date(2026, 10, 27))
    decision = actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=date(2026, 10, 28))
    assert decision.effective_month == date(2026, 11, 1) and fresh(application).closed_on is None


@pytest.mark.usefixtures("system")
def test_in_the_last_days_of_the_term_it_is_decided_and_closes_with_the_answer(officer_of):
    """57号 20: ten working days; a silent department does not take them from the family, and the case stays open for its answer."""
    people, family = staff(officer_of), a_poor_family()
    sent = referred(people, family, ALERT, on=ON)
    application = submitted(family, people, origin=ALERT)
    in_time = workday(7, SUBMITTED)
    with pytest.raises(CannotDecide, match="没有得到答复"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=workday(6, SUBMITTED))
    decision = actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=in_time)
    assert (fresh(application).state, fresh(application).closed_on) == ("decided", None)
    assert queries.find_open_application(family.household.pk) is None and decision.amount_fen == 203_000
    assert actions.close_answered(on=workday(8, SUBMITTED)) == 0
    answered(sent, officer_of, workday(8, SUBMITTED))
    assert actions.close_answered(on=workday(9, SUBMITTED)) == 1
    assert fresh(application).closed_on == workday(9, SUBMITTED)
    assert actions.close_answered(on=workday(10, SUBMITTED)) == 0


# --- two tabs, really at once ------------------------------------------------------------------------------------------------------------------------------


def at_once(*calls) -> list[object]:
    """Run the calls in threads that start together, each in a transaction of its own; what each returned or raised."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            gate.wait(timeout=10)
            with acting_as_system():
                answers[place] = call()
        except Exception as error:  # noqa: BLE001
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def test_two_windows_accept_one_application(fresh_database, officer_of):
    with acting_as_system():
        people, family = staff(officer_of), a_poor_family()
    answers = at_once(*[lambda: applied(family, people)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Application", "CannotAccept"]
    first, refusal = sorted(answers, key=lambda answer: isinstance(answer, Exception))
    assert first.number in str(refusal)


def test_two_tabs_decide_once(fresh_database, officer_of):
    with acting_as_system():
        people, family = staff(officer_of), a_poor_family()
        application = submitted(family, people)
    decide = [
        lambda officer=officer: actions.decide(application_id=application.pk, outcome="grant", officer=officer, on=DECIDED)
        for officer in (people.reviewer, people.visitor)
    ]
    answers = at_once(*decide)
    assert sorted(type(answer).__name__ for answer in answers) == ["CannotDecide", "Decision"]
    with acting_as_system():
        assert (Decision.objects.count(), Standing.objects.count(), Award.objects.count()) == (1, 1, 1)


def test_a_verb_that_fails_leaves_nothing(fresh_database, officer_of, monkeypatch):
    """The decision, the standing and the award are written together or not at all."""
    with acting_as_system():
        people, family = staff(officer_of), a_poor_family()
        application = submitted(family, people)

    def fail(**_):
        raise RuntimeError("no award today")

    monkeypatch.setattr("doudi.benefits.actions.open_award", fail)
    with pytest.raises(RuntimeError), acting_as_system():
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    with acting_as_system():
        assert not Decision.objects.exists() and not Standing.objects.exists()
        assert Application.objects.get(pk=application.pk).state == "submitted"
