"""异议、复议与自理能力: a family may object in its term, somebody else answers with the file; a tekun person's care follows what they can do."""

from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.benefits import actions as paying
from doudi.benefits import queries as benefits
from doudi.casework import actions, queries
from doudi.casework.actions import CannotAnswer, CannotCloseChallenge, CannotDecideChange, CannotRegisterChallenge, CannotReview
from doudi.casework.actions.self_care import ABLE
from doudi.casework.models import Challenge, Decision
from doudi.flows import review as flow
from doudi.registry.actions import Declared
from tests.casework.story import DECIDED, a_poor_family, applied, granted, opined, staff, surveyed
from tests.casework.test_change import heard

pytestmark = pytest.mark.usefixtures("system")

TOLD = date(2026, 10, 28)


def refused(family, people) -> Decision:
    """A family without a reason to be refused by the rules, refused all the same."""
    application = opined(surveyed(applied(family, people), people), people, outcome="refuse", reason="房屋另有收益。")
    actions.submit(application_id=application.pk, officer=people.clerk, on=date(2026, 10, 15))
    return actions.decide(application_id=application.pk, outcome="refuse", reason="房屋另有收益。", second=people.visitor, officer=people.reviewer, on=DECIDED)


def told(decision, people, on=TOLD):
    actions.tell(decision_id=decision.pk, how="当面送达。", officer=people.clerk, on=on)
    return decision


def register(decision, family, people, **given):
    usual = {"channel": "reconsideration", "body": "潍城区人民政府", "person_id": family.head.pk, "words": "请求撤销。"}
    usual |= {"filed_on": date(2026, 11, 9), "answer_due_on": date(2026, 11, 20), "officer": people.clerk, "on": date(2026, 11, 10)}
    return actions.register_challenge(decision_id=decision.pk, **{**usual, **given})


def test_sixty_days_from_the_telling_and_the_last_day_moves_to_a_working_day(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = told(refused(family, people), people)
    challenge = register(decision, family, people)
    assert (challenge.last_on, challenge.is_late, challenge.due_on) == (date(2026, 12, 28), False, date(2026, 11, 20))  # 27 December is a Sunday


@pytest.mark.parametrize(("filed", "is_late"), [(date(2026, 12, 28), False), (date(2026, 12, 29), True)])
def test_a_late_one_is_registered_and_marked(officer_of, filed, is_late):
    people, family = staff(officer_of), a_poor_family()
    decision = told(refused(family, people), people)
    assert register(decision, family, people, filed_on=filed, answer_due_on=date(2027, 1, 10), on=date(2026, 12, 30)).is_late is is_late


def test_who_was_never_told_has_a_year(officer_of):
    people, family = staff(officer_of), a_poor_family()
    assert register(refused(family, people), family, people).last_on == date(2027, 10, 26)


def test_an_objection_is_answered_by_somebody_else_in_fifteen_working_days(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = told(refused(family, people), people)
    challenge = register(decision, family, people, channel="objection", body="潍城区民政局", answer_due_on=None)
    assert challenge.due_on == date(2026, 12, 1)
    with pytest.raises(CannotAnswer, match="另一人"):
        actions.answer_challenge(challenge_id=challenge.pk, answer="维持。", officer=people.reviewer, on=date(2026, 11, 12))
    with pytest.raises(CannotAccess):
        actions.answer_challenge(challenge_id=challenge.pk, answer="维持。", officer=people.clerk, on=date(2026, 11, 12))
    with pytest.raises(CannotCloseChallenge, match="待答复"):
        actions.close_challenge(challenge_id=challenge.pk, result="keep", words="。", officer=people.visitor, on=date(2026, 11, 12))
    with pytest.raises(CannotAnswer, match="请写明"):
        actions.answer_challenge(challenge_id=challenge.pk, answer=" ", officer=people.visitor, on=date(2026, 11, 12))
    actions.answer_challenge(challenge_id=challenge.pk, answer="经复查，收益属实。", officer=people.visitor, on=date(2026, 11, 12))
    closed = actions.close_challenge(challenge_id=challenge.pk, result="keep", words="理由充分。", officer=people.visitor, on=date(2026, 11, 13))
    assert closed.state == "closed" and closed.closed_on == date(2026, 11, 13)
    assert not queries.challenges_waiting().exists()
    register(decision, family, people, on=date(2026, 11, 16))  # it may still go to reconsideration


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"channel": "shouting"}, "请选择途径"),
        ({"filed_on": date(2026, 10, 25)}, "提出日期"),
        ({"filed_on": date(2026, 11, 11)}, "提出日期"),
        ({"answer_due_on": None}, "要求答复的日期"),
        ({"answer_due_on": date(2026, 11, 9)}, "不能早于今天"),
        ({"words": ""}, "请求和理由"),
        ({"body": " "}, "受理机关"),
        ({"decision_id": 0}, "没有这项决定"),
    ],
)
def test_a_registration_that_makes_no_sense_is_refused(officer_of, given, words):
    people, family = staff(officer_of), a_poor_family()
    decision = told(refused(family, people), people)
    wanted = {"decision_id": decision.pk, **given}
    with pytest.raises(CannotRegisterChallenge, match=words):
        register(Decision(pk=wanted.pop("decision_id")), family, people, **wanted)
    with pytest.raises(CannotRegisterChallenge, match="该户在世"):
        register(decision, a_poor_family(1), people)
    assert not Challenge.objects.exists()


def test_one_of_a_channel_at_a_time(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = told(refused(family, people), people)
    first = register(decision, family, people)
    with pytest.raises(CannotRegisterChallenge, match=first.number):
        register(decision, family, people)


def test_what_is_ordered_waits_until_the_decision_is_made_anew(officer_of):
    """A refusal is undone by a new application on the same papers; help missed meanwhile goes to payday."""
    people, family = staff(officer_of), a_poor_family()
    decision = told(refused(family, people), people)
    challenge = register(decision, family, people)
    actions.answer_challenge(challenge_id=challenge.pk, answer="附案卷。", officer=people.visitor, on=date(2026, 11, 12))
    actions.close_challenge(challenge_id=challenge.pk, result="redo", words="事实不清。", officer=people.visitor, on=date(2026, 11, 30))
    assert queries.challenges_waiting().get().state == "ordered"
    with pytest.raises(actions.CannotCorrect, match="重新受理"):
        actions.correct(decision_id=decision.pk, kind="increase", since_month=date(2026, 11, 1), words="错。", officer=people.visitor, on=date(2026, 11, 30))
    again = applied(family, people, on=date(2026, 11, 30), origin=f"challenge:{challenge.pk}")
    given = {"application": again, "since_month": date(2026, 11, 1), "words": "房屋没有收益。", "officer": people.visitor, "on": date(2026, 11, 30)}
    correction = actions.correct_refusal(decision_id=decision.pk, **given)
    assert not queries.challenges_waiting().exists() and correction.application_id == again.pk
    assert queries.uncounted_corrections() == []  # nothing is decided yet


def test_the_file_holds_what_the_decision_rests_on_in_the_order_of_days(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = Decision.objects.get(application=granted(family, people))
    told(decision, people)
    papers = queries.dossier_of(decision.pk)
    assert [paper.title for paper in papers] == [
        "申请书、申报表和授权核查书",
        "入户调查记录",
        "初审意见",
        "公示",
        "规则核算过程",
        "决定书",
        "送达记录",
    ]


# 自理能力


def tekun(family, people, care_fen=20_000):
    """The head is supported as tekun, with care for who can do all alone."""
    head, on = family.head, DECIDED
    given = {"decided_by": "import:1", "officer": people.reviewer, "on": on}
    standing = paying.confirm_standing(household_id=family.household.pk, person_id=head.pk, kind="tekun", from_on=on, **given)
    for kind, fen in (("tekun_basic", 131_300), ("tekun_care", care_fen)):
        if fen:
            paying.open_award(standing_id=standing.pk, kind=kind, amount_fen=fen, from_month=date(2026, 11, 1), payee_id=head.pk, account_id=None, **given)
    return standing


def reported(family, people, on=date(2026, 11, 2)):
    given = {"household_id": family.household.pk, "person_id": family.head.pk, "officer": people.clerk, "on": on}
    return flow.report_change(cause="self_care", words="村里报告：卧床。", **given)


def assessed(review, people, lost, on=date(2026, 11, 3)):
    able = [name for name in ABLE if name not in list(ABLE)[:lost]]
    return actions.assess_self_care(review_id=review.pk, able=able, findings="两人上门评估。", officer=people.visitor, on=on)


def a_supported_old_man(officer_of):
    people, family = staff(officer_of), a_poor_family(1)
    tekun(family, people)
    return people, family


@pytest.mark.parametrize(("lost", "grade", "fen"), [(0, "full", 20_000), (1, "partial", 34_000), (3, "partial", 34_000), (4, "dependent", 68_000)])
def test_the_grade_follows_the_six(officer_of, lost, grade, fen):
    people, family = a_supported_old_man(officer_of)
    review = reported(family, people)
    assert review.due_on == date(2026, 11, 16)  # ten working days from the report: 43号 23
    found = assessed(review, people, lost)
    assert (found.grade, found.amount_fen, found.change is not None) == (grade, fen, lost > 0)


def test_more_care_is_decided_by_a_second_person_without_a_hearing(officer_of):
    people, family = a_supported_old_man(officer_of)
    change = assessed(reported(family, people), people, 4).change
    given = {"change_id": change.pk, "outcome": "increase", "reason": "完全丧失自理能力。", "on": date(2026, 11, 4)}
    with pytest.raises(CannotDecideChange, match="提出变更"):
        actions.decide_change(**given, officer=people.visitor)
    decision = actions.decide_change(**given, officer=people.reviewer)
    assert "照料护理费增发为每月 680.00 元" in decision.written_text
    kinds = {(one.kind, one.amount_fen): one.until_month for one in benefits.awards_of(family.household.pk)}
    assert kinds == {("tekun_basic", 131_300): None, ("tekun_care", 20_000): date(2026, 12, 1), ("tekun_care", 68_000): None}


def test_less_care_is_heard_first(officer_of):
    people, family = staff(officer_of), a_poor_family(1)
    tekun(family, people, care_fen=68_000)
    change = assessed(reported(family, people), people, 0).change
    assert (change.kind, change.state) == ("reduce", "opened")
    with pytest.raises(CannotDecideChange, match="待听取"):
        actions.decide_change(change_id=change.pk, outcome="reduce", reason="。", officer=people.reviewer, on=date(2026, 11, 4))
    heard(change, family, people, on=date(2026, 11, 4))
    decision = actions.decide_change(change_id=change.pk, outcome="reduce", reason="恢复自理能力。", officer=people.reviewer, on=date(2026, 11, 5))
    assert (decision.amount_fen, decision.heard_on) == (20_000, date(2026, 11, 4))


def test_an_assessment_is_the_countys_and_of_the_six_alone(officer_of):
    people, family = a_supported_old_man(officer_of)
    review = reported(family, people)
    with pytest.raises(CannotAccess):
        actions.assess_self_care(review_id=review.pk, able=[], findings="。", officer=people.clerk, on=date(2026, 11, 3))
    with pytest.raises(CannotReview, match="没有这些评估指标"):
        actions.assess_self_care(review_id=review.pk, able=["flies_unaided"], findings="。", officer=people.visitor, on=date(2026, 11, 3))
    with pytest.raises(CannotReview, match="不能办理"):
        actions.close_review(review_id=review.pk, outcome="unchanged", findings="。", officer=people.clerk, on=date(2026, 11, 3))
    with pytest.raises(CannotReview, match="特困人员"):
        reported(a_poor_family(1), people)


def test_a_declared_fact_of_a_stranger_is_refused(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    review = flow.report_change(household_id=family.household.pk, cause="report", words="有变化。", officer=people.clerk, on=date(2026, 10, 27))
    stranger = a_poor_family(1)
    facts = [Declared(stranger.head.pk, "wage", amount=1)]
    with pytest.raises(CannotReview, match="该户在世"):
        actions.close_review(review_id=review.pk, outcome="unchanged", findings="。", facts=facts, officer=people.clerk, on=date(2026, 10, 27))
