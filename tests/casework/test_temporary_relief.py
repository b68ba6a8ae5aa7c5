"""临时救助: sudden trouble is helped once, the ordinary way or at once with the papers after; whoever is helped already may have it too."""

from datetime import date, timedelta

import pytest

from doudi.benefits import actions as paying
from doudi.benefits import queries as benefits
from doudi.benefits.checks import statements
from doudi.benefits.models import PayLine, PayRun
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.models import Decision, Review
from doudi.registry.actions import Declared
from tests.casework.story import ON, a_poor_family, an_account, fresh, granted, staff

pytestmark = pytest.mark.usefixtures("system")

FIRE = (Declared(None, "emergency", word="fire"), Declared(None, "emergency_need", amount=80_000))


def struck(family, people, *, scheme="urgent_relief", said=FIRE, on=ON):
    return actions.accept(
        household_id=family.household.pk, applicant_id=family.head.pk, declared=said, origin="window", scheme=scheme, officer=people.clerk, on=on
    )


def proposed(case, people, *, kind="urgent_relief", on=ON):
    return actions.give_opinion(application_id=case.pk, outcome="grant", kind=kind, officer=people.clerk, on=on)


def test_help_at_once_asks_for_no_income_no_visit_and_no_notice(officer_of):
    people, family = staff(officer_of), a_poor_family()
    case = struck(family, people)
    assert case.decider == "township" and case.due_on == ON + timedelta(days=3), "the place's three days"
    proposed(case, people)
    case = fresh(case)
    assert (case.state, case.submitted_on, case.notice_posted_on) == ("submitted", ON, None)
    decision = actions.decide(application_id=case.pk, outcome="grant", kind="urgent_relief", officer=people.surveyor, on=ON)
    assert decision.amount_fen == 80_000 and decision.effective_month == ON.replace(day=1) and "一次性" in decision.written_text
    award = benefits.awards_of(family.household.pk).get()
    assert (award.kind, award.amount_fen) == ("temporary_relief", 80_000)
    assert benefits.standings_of(family.household.pk, ON) == [], "it makes nobody a family in help"
    owed = Review.objects.get(household=family.household, cause="relief")
    assert owed.due_on > ON and owed in list(cases.open_reviews())


def test_who_proposes_does_not_decide(officer_of):
    people, family = staff(officer_of), a_poor_family()
    case = struck(family, people)
    proposed(case, people)
    with pytest.raises(actions.CannotDecide, match="不能审核同一申请"):
        actions.decide(application_id=case.pk, outcome="grant", kind="urgent_relief", officer=people.clerk, on=ON)


def test_never_more_than_the_highest_grade(officer_of):
    people, family = staff(officer_of), a_poor_family()
    case = struck(family, people, said=(FIRE[0], Declared(None, "emergency_need", amount=9_999_900)))
    proposed(case, people)
    assert fresh(case).opinion_amount_fen in (101_000, 81_000), "one month of the standard of its area"


def test_nothing_has_struck_and_nothing_is_given(officer_of):
    people, family = staff(officer_of), a_poor_family()
    case = struck(family, people, said=())
    with pytest.raises(actions.CannotGiveOpinion):
        proposed(case, people)


def test_whoever_receives_dibao_may_be_struck_too(officer_of):
    people, family = staff(officer_of), a_poor_family(1)
    granted(family, people, wage=0)
    on = date(2026, 12, 1)
    with pytest.raises(actions.CannotAccept, match="临时救助"):
        struck(family, people, scheme="dibao", said=(), on=on)
    case = struck(family, people, scheme="temporary_relief", on=on)
    assert case.procedure.notice is not None
    actions.investigate(application_id=case.pk, officers=[people.clerk, people.surveyor], findings="房屋失火，属实。", on=on)
    actions.give_opinion(application_id=case.pk, outcome="grant", kind="temporary_relief", officer=people.surveyor, on=on)
    assert fresh(case).state == "proposed"
    assert [one.kind for one in benefits.standings_of(family.household.pk, on)] == ["dibao"]


def test_as_often_as_the_place_allows_then_with_a_reason(officer_of):
    people, family = staff(officer_of), a_poor_family()
    for turn in range(2):
        on = ON + timedelta(days=7 * turn)
        case = struck(family, people, on=on)
        proposed(case, people, on=on)
        actions.decide(application_id=case.pk, outcome="grant", kind="urgent_relief", officer=people.surveyor, on=on)
    on = ON + timedelta(days=21)
    case = struck(family, people, on=on)
    with pytest.raises(actions.CannotGiveOpinion, match="十二个月内已有 2 次"):
        proposed(case, people, on=on)
    actions.give_opinion(application_id=case.pk, outcome="grant", kind="urgent_relief", reason="再次失火，与前次无关。", officer=people.clerk, on=on)
    assert Decision.objects.filter(kind="urgent_relief").count() == 2


def test_it_is_paid_once_by_a_run_of_its_own(officer_of):
    people, family = staff(officer_of), a_poor_family()
    case = struck(family, people)
    proposed(case, people)
    decision = actions.decide(application_id=case.pk, outcome="grant", kind="urgent_relief", officer=people.surveyor, on=ON)
    (run,) = paying.prepare_once(region="370702", on=ON, officer=None)
    assert (run.kind, run.month) == ("once", ON.replace(day=1))
    assert paying.prepare_once(region="370702", on=ON, officer=None) == [], "asked again"
    with pytest.raises(paying.CannotPrepareRun):
        paying.prepare_run(region="370702", month=ON.replace(day=1), on=ON, officer=None)
    line = PayLine.objects.get(household=family.household)
    assert (line.amount_fen, line.state, line.hold_reason) == (80_000, "held", "nowhere_to_pay"), "no account has been named"
    with pytest.raises(paying.CannotHelpOnce):
        paying.help_once(
            household_id=family.household.pk,
            kind="urgent_relief",
            amount_fen=1,
            payee_id=family.head.pk,
            account_id=None,
            decided_by=f"decision:{decision.pk}",
            officer=people.surveyor,
            on=ON,
        )
    assert PayRun.objects.filter(kind="once").count() == 1


def twice_in_a_month(officer_of) -> list[str]:
    people, family = staff(officer_of), a_poor_family()
    account = an_account(family, people.clerk)
    for turn in range(2):
        on = ON + timedelta(days=turn)
        case = struck(family, people, on=on)
        actions.name_account(application_id=case.pk, payee_id=family.head.pk, account_id=account, officer=people.clerk, on=on)
        proposed(case, people, on=on)
        actions.decide(application_id=case.pk, outcome="grant", kind="urgent_relief", officer=people.surveyor, on=on)
    paying.prepare_once(region="370702", on=ON + timedelta(days=2), officer=None)
    return [f"{line.state} {line.hold_reason}".strip() for line in PayLine.objects.order_by("pk")]


def test_two_decisions_of_one_month_are_both_paid(officer_of):
    assert twice_in_a_month(officer_of) == ["due", "due"]


def test_a_check_by_kind_alone_would_hold_the_second(officer_of, monkeypatch):
    """Negative control: without the decision in it, the check for what stands twice takes the second for the first again."""
    monkeypatch.setattr("doudi.benefits.checks.statements.INSERT_ONCE", statements.INSERT_ONCE.replace("kind, decision,", "kind,"))
    assert twice_in_a_month(officer_of) == ["due", "held twice"]
