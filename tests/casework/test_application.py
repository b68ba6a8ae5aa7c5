"""一个申请: from the window to the first month's money, and every clock on the way."""

from datetime import date, timedelta

import pytest

from doudi.base.models import AuditEntry
from doudi.benefits import queries as benefits
from doudi.casework import actions, queries
from doudi.casework.actions import CannotAccept, CannotDecide, CannotExtend, CannotGiveOpinion, CannotInvestigate, CannotObject, CannotSendBack, CannotSubmit
from doudi.registry import actions as registry
from doudi.registry.actions import Declared
from doudi.registry.models import Fact
from tests.casework.story import (
    DECIDED,
    LAST_OF_NOTICE,
    ON,
    OPINED,
    POSTED,
    SUBMITTED,
    SURVEYED,
    a_poor_family,
    an_account,
    applied,
    fresh,
    granted,
    opined,
    staff,
    submitted,
    surveyed,
    vehicles_answered,
    workday,
)
from tests.people import a_family

pytestmark = pytest.mark.usefixtures("system")


def test_a_family_applies_and_receives(officer_of):
    people, family = staff(officer_of), a_poor_family()
    account_id = an_account(family, people.clerk)
    application = submitted(family, people)
    actions.name_account(application_id=application.pk, payee_id=family.head.pk, account_id=account_id, officer=people.clerk, on=SUBMITTED)
    decision = actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)

    assert (decision.outcome, decision.kind, decision.amount_fen, decision.effective_month) == ("grant", "dibao", 203_000, date(2026, 11, 1))
    assert not decision.against_rules
    assert benefits.standing_of(family.household.pk, DECIDED).decided_by == f"decision:{decision.pk}"
    award = benefits.find_award(family.household.pk, DECIDED)
    assert (award.amount_fen, award.from_month, award.payee_id, award.account_id) == (203_000, date(2026, 11, 1), family.head.pk, account_id)
    assert fresh(application).state == "decided"
    verbs = list(AuditEntry.objects.filter(about_kind="casework.application", about_id=application.pk).order_by("id").values_list("verb", flat=True))
    assert verbs[0] == "application.accepted" and verbs[-1] == "application.decided" and len(verbs) == 7


def test_the_decision_keeps_what_it_rested_on(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = granted(family, people)
    decision = queries.get_decision(application.decision.pk)
    kept = decision.explanation
    assert kept["results"] == {"tier": "dibao", "dibao_monthly_amount": "2030.00"} and kept["missing"] == []
    assert {"countable_income_12m", "member_count", "below_dibao_standard"} <= {step["rule"] for step in kept["steps"]}
    assert kept["day"] == DECIDED.isoformat() and kept["illustrative"]
    assert kept["sources"][f"{family.head.pk}:wage_12m"] == {"source": f"application:{application.pk}", "day": ON.isoformat()}
    assert len(decision.rule_version) == 16


def test_every_clock_is_set_from_acceptance_on(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    assert application.survey_due_on == application.next_due_on == date(2026, 10, 15)  # three working days: 57号 15
    assert application.due_on == workday(30)  # 57号 22
    assert surveyed(application, people).next_due_on == application.due_on
    opined(fresh(application), people)
    noticed = actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    assert noticed.notice_last_on == LAST_OF_NOTICE  # seven full days after posting: 57号 19
    sent = actions.submit(application_id=application.pk, officer=people.clerk, on=SUBMITTED)
    assert sent.decision_due_on == sent.next_due_on == workday(10, SUBMITTED)  # 57号 20


def test_the_last_day_of_the_notice_is_a_whole_day(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = opined(surveyed(applied(family, people), people), people)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    with pytest.raises(CannotSubmit, match="2026-10-22 才满"):
        actions.submit(application_id=application.pk, officer=people.clerk, on=LAST_OF_NOTICE)
    actions.object_to(application_id=application.pk, objector="某村民", words="其子在外有收入。", officer=people.clerk, on=LAST_OF_NOTICE)
    assert fresh(application).state == "objected"


def test_an_objection_after_the_notice_is_a_complaint(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = opined(surveyed(applied(family, people), people), people)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    with pytest.raises(CannotObject, match="投诉举报"):
        actions.object_to(application_id=application.pk, objector="某村民", words="其子在外有收入。", officer=people.clerk, on=SUBMITTED)
    actions.record_complaint(application_id=application.pk, words="其子在外有收入。", officer=people.clerk, on=SUBMITTED)
    actions.submit(application_id=application.pk, officer=people.clerk, on=SUBMITTED)
    with pytest.raises(CannotDecide, match="投诉举报"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    actions.visit_by_county(application_id=application.pk, officers=[people.reviewer, people.visitor], findings="入户复核，举报不实。", on=DECIDED)
    assert actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED).outcome == "grant"


def test_a_visit_made_before_the_complaint_is_no_answer_to_it(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    both = [people.reviewer, people.visitor]
    actions.visit_by_county(application_id=application.pk, officers=both, findings="情况属实。", on=SUBMITTED)
    actions.record_complaint(application_id=application.pk, words="其子在外有收入。", officer=people.clerk, on=DECIDED)
    with pytest.raises(CannotDecide, match="此后县级须入户"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    actions.visit_by_county(application_id=application.pk, officers=both, findings="举报不实。", on=DECIDED)
    assert actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)


def earns(family, yuan_a_month):
    """What became known since the notice was posted."""
    registry.record_fact(person_id=family.head.pk, name="wage", amount=yuan_a_month * 12 * 100, source="visit", ref="later", on=SUBMITTED)


def test_another_standing_than_the_posted_one_goes_back_for_a_new_opinion_and_notice(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    earns(family, 4000)
    for reason in ("", "收入增加，改为低保边缘。"):
        with pytest.raises(CannotDecide, match="重新提出初审意见并公示"):
            actions.decide(application_id=application.pk, outcome="grant", kind="marginal", reason=reason, officer=people.reviewer, on=DECIDED)
    with pytest.raises(CannotSendBack, match="理由"):
        actions.send_back(application_id=application.pk, reason=" ", officer=people.reviewer, on=DECIDED)
    back = actions.send_back(application_id=application.pk, reason="收入有变化。", officer=people.reviewer, on=DECIDED)
    assert (back.state, back.notice_posted_on, back.submitted_on, back.due_on) == ("investigated", None, None, application.due_on)
    opined(back, people, kind="marginal", on=DECIDED)
    last = actions.post_notice(application_id=application.pk, officer=people.clerk, on=DECIDED).notice_last_on
    after = last + timedelta(days=1)
    actions.submit(application_id=application.pk, officer=people.clerk, on=after)
    assert actions.decide(application_id=application.pk, outcome="grant", kind="marginal", officer=people.reviewer, on=after).kind == "marginal"


def test_another_amount_than_the_posted_one_is_explained(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    earns(family, 1500)
    with pytest.raises(CannotDecide, match="1,530.00.*2,030.00.*理由"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    decision = actions.decide(application_id=application.pk, outcome="grant", reason="户主找到零工。", officer=people.reviewer, on=DECIDED)
    assert (decision.amount_fen, decision.against_rules) == (153_000, False)


@pytest.mark.parametrize("again", ["survey", "community"])
def test_an_objection_brings_a_second_look_and_a_new_opinion_but_no_second_notice(officer_of, again):
    people, family = staff(officer_of), a_poor_family()
    application = opined(surveyed(applied(family, people), people), people)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    objected_on = POSTED + timedelta(days=4)
    actions.object_to(application_id=application.pk, objector="某村民", words="其子在外有收入。", officer=people.clerk, on=objected_on)
    with pytest.raises(CannotSubmit):
        actions.submit(application_id=application.pk, officer=people.clerk, on=SUBMITTED)
    both = [people.surveyor, people.second]
    if again == "survey":
        found = (Declared(family.head.pk, "wage", amount=24_000 * 100),)
        actions.investigate(application_id=application.pk, officers=both, findings="另查明户主月收入 2000 元。", facts=found, on=objected_on)
    else:
        actions.review_community(application_id=application.pk, officers=both, findings="评议认为情况属实。", on=objected_on)
    ready = opined(fresh(application), people, on=objected_on)
    assert ready.state == "ready" and ready.opinion_amount_fen == (103_000 if again == "survey" else 203_000)
    sent = actions.submit(application_id=application.pk, officer=people.clerk, on=objected_on)
    assert sent.state == "submitted"
    assert not queries.notices_hanging(objected_on)


def test_nobody_is_helped_who_was_never_posted(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = opined(surveyed(applied(family, people), people), people, outcome="refuse", reason="认为不符合条件。")
    actions.submit(application_id=application.pk, officer=people.clerk, on=POSTED)
    with pytest.raises(CannotDecide, match="没有公示过"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=SUBMITTED)
    assert benefits.standing_of(family.household.pk, SUBMITTED) is None


def test_the_thirtieth_working_day_is_in_time_and_the_day_after_counts_as_overdue(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    assert application.due_on == date(2026, 11, 23) == workday(30)
    assert queries.counts_by_deadline(application.next_due_on).today == 1
    late = application.next_due_on + timedelta(days=1)
    assert queries.counts_by_deadline(late) == queries.Counts(overdue=1, today=0, three_days=0, later=0)
    assert actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=application.due_on).outcome == "grant"


def test_the_term_is_extended_once_with_a_reason_while_it_runs(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    with pytest.raises(CannotExtend, match="理由"):
        actions.extend(application_id=application.pk, reason=" ", officer=people.clerk, on=SURVEYED)
    extended = actions.extend(application_id=application.pk, reason="公示有异议。", officer=people.clerk, on=application.due_on)
    assert extended.due_on == workday(45) and extended.next_due_on == date(2026, 10, 15)
    with pytest.raises(CannotExtend, match="一次"):
        actions.extend(application_id=application.pk, reason="再延。", officer=people.clerk, on=SURVEYED)


def test_a_term_that_has_run_out_is_not_extended(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    with pytest.raises(CannotExtend, match="已过"):
        actions.extend(application_id=application.pk, reason="调查难度较大。", officer=people.clerk, on=application.due_on + timedelta(days=1))


def test_what_a_survey_finds_replaces_what_was_declared(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people, wage=1000)
    surveyed(application, people, facts=(Declared(family.head.pk, "wage", amount=12 * 1_500 * 100),))
    assert queries.assess_application(application.pk, OPINED).amount_fen == 153_000
    assert list(Fact.objects.filter(household=family.household, name__in=["applied_on", "visited_on"]).order_by("name").values_list("name", "from_on")) == [
        ("applied_on", ON),
        ("visited_on", SURVEYED),
    ]


def test_a_marginal_family_has_a_standing_and_no_money(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = granted(family, people, wage=4000, kind="marginal")
    assert benefits.standing_of(family.household.pk, DECIDED).kind == "marginal"
    assert benefits.find_award(family.household.pk, DECIDED) is None
    assert "低保边缘" in application.decision.written_text or "边缘家庭" in application.decision.written_text


def test_a_marginal_family_that_becomes_dibao_has_one_standing(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people, wage=4000, kind="marginal")
    on = date(2026, 10, 27)
    application = opined(surveyed(applied(family, people, wage=1000, on=on), people, on=on), people, on=on)
    posted = actions.post_notice(application_id=application.pk, officer=people.clerk, on=on)
    after = posted.notice_last_on + timedelta(days=1)
    actions.submit(application_id=application.pk, officer=people.clerk, on=after)
    actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=after)
    assert [standing.kind for standing in benefits.standings_of(family.household.pk, after)] == ["dibao"]


# --- broken ---------------------------------------------------------------------------------------------------------------------------------------------


def test_help_waits_for_the_missing_facts_and_they_are_named(officer_of):
    people, family = staff(officer_of), a_family(3)  # no department has answered about vehicles
    application = surveyed(applied(family, people), people)
    with pytest.raises(CannotGiveOpinion, match="缺少：.*机动车|缺少：.*车辆"):
        opined(application, people)
    vehicles_answered(family, on=OPINED)
    assert opined(application, people).opinion_amount_fen == 203_000


def test_what_becomes_unknown_before_the_decision_stops_the_grant(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    unknown = (Declared(family.head.pk, "wage"),)
    actions.visit_by_county(application_id=application.pk, officers=[people.reviewer, people.visitor], findings="户主工资无法查明。", facts=unknown, on=DECIDED)
    with pytest.raises(CannotDecide, match="工资性收入"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    refusal = actions.decide(
        application_id=application.pk, outcome="refuse", reason="家庭拒不说明工资。", second=people.visitor, officer=people.reviewer, on=DECIDED
    )
    assert refusal.against_rules  # "cannot tell" never refuses by itself: the officer's reason does, and is marked


def test_a_closed_household_a_stranger_and_the_dead_do_not_apply(officer_of):
    people, family = staff(officer_of), a_poor_family()
    stranger = a_poor_family(1)
    with pytest.raises(CannotAccept, match="申请人"):
        actions.accept(household_id=family.household.pk, applicant_id=stranger.head.pk, declared=[], origin="window", officer=people.clerk, on=ON)
    family.head.died_on = ON - timedelta(days=1)
    family.head.save()
    with pytest.raises(CannotAccept, match="申请人"):
        applied(family, people)
    stranger.household.closed_on = ON
    stranger.household.save()
    with pytest.raises(CannotAccept, match="销户"):
        applied(stranger, people)


def test_a_household_closed_on_the_way_receives_nothing(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    family.household.closed_on = DECIDED
    family.household.save()
    with pytest.raises(CannotDecide, match="销户"):
        actions.decide(application_id=application.pk, outcome="grant", officer=people.reviewer, on=DECIDED)


def test_a_dibao_family_does_not_apply_again(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    with pytest.raises(CannotAccept, match="已是低保"):
        applied(family, people, on=DECIDED)


def test_a_second_application_is_refused_with_the_first_ones_number(officer_of):
    people, family = staff(officer_of), a_poor_family()
    first = applied(family, people)
    with pytest.raises(CannotAccept, match=first.number):
        applied(family, people)
    actions.withdraw(application_id=first.pk, reason="申请人另有收入，自愿撤回。", officer=people.clerk, on=SURVEYED)
    assert applied(family, people, on=SURVEYED).pk != first.pk


def test_one_person_alone_is_no_survey(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    with pytest.raises(CannotInvestigate, match="两名"):
        actions.investigate(application_id=application.pk, officers=[people.surveyor, people.surveyor], findings="属实。", on=SURVEYED)


def test_a_day_before_the_case_began_is_refused(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    with pytest.raises(CannotInvestigate, match="早于"):
        actions.investigate(application_id=application.pk, officers=[people.surveyor, people.second], findings="属实。", on=ON - timedelta(days=1))
