"""一案办理: a family asks for help; a no to one scheme goes on as the next, in the same case, on the same papers, with its word."""

from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits import queries as benefits
from doudi.casework import actions, assessment
from doudi.casework.actions import CannotDecide, CannotExtend, CannotGiveOpinion, CannotGoOn, CannotPostNotice, CannotTurn
from doudi.casework.models import Application, Passage
from doudi.registry import actions as registry
from tests.casework.story import DECIDED, ON, OPINED, POSTED, SUBMITTED, a_poor_family, applied, fresh, opined, staff, surveyed
from tests.people import ELDER

pytestmark = pytest.mark.usefixtures("system")

WENT_ON = date(2026, 10, 27)
AMID = 1300
"""Yuan a month for a family of three: above dibao's 3,030, below one and a half times it."""


@pytest.fixture
def people(officer_of):
    return staff(officer_of)


@pytest.fixture
def middling():
    """A family of three who earn 3,900 yuan a month: not dibao, marginal."""
    return a_poor_family()


def refused(family, people, *, wage=3900) -> Application:
    """Dibao has been refused, by the rules."""
    case = opined(surveyed(applied(family, people, wage=wage), people), people, outcome="refuse", reason="收入高于低保标准。")
    actions.submit(application_id=case.pk, officer=people.clerk, on=POSTED)
    actions.decide(application_id=case.pk, outcome="refuse", reason="收入高于低保标准。", second=people.visitor, officer=people.reviewer, on=DECIDED)
    return fresh(case)


def gone_on(case, people, scheme="marginal", on=WENT_ON) -> Application:
    actions.go_on(application_id=case.pk, scheme=scheme, words="本人电话同意按边缘家庭办理。", officer=people.clerk, on=on)
    return fresh(case)


def an_old_man():
    """Alone, 76, without income or anybody who owes him support; he cannot bathe or walk by himself."""
    family = a_poor_family(1)
    family.head.born_on = ELDER
    family.head.save()
    registry.record_fact(household_id=family.household.pk, name="able_supporter_outside", amount=0, source="investigation", ref="test", on=ON)
    for name in ("bathes_unaided", "walks_unaided"):
        registry.record_fact(person_id=family.head.pk, name=name, amount=0, source="investigation", ref=f"test/{name}", on=ON)
    return family


def test_refused_dibao_and_confirmed_marginal_in_one_case(middling, people):
    case = refused(middling, people)
    first = case.decision
    case = gone_on(case, people)
    assert (case.state, case.scheme, case.is_open, case.opinion) == ("investigated", "marginal", True, "")
    assert (case.began_on, case.due_on) == (WENT_ON, workdays_after(WENT_ON, 30))
    opined(case, people, kind="marginal", on=WENT_ON)
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=date(2026, 10, 28))
    actions.submit(application_id=case.pk, officer=people.clerk, on=date(2026, 11, 5))
    second = actions.decide(application_id=case.pk, outcome="grant", kind="marginal", officer=people.reviewer, on=date(2026, 11, 6))
    assert [(one.outcome, one.scheme, one.seq) for one in fresh(case).decisions.order_by("seq")] == [("refuse", "dibao", 1), ("grant", "marginal", 2)]
    assert second.number == f"{first.number}-2"
    assert [one.kind for one in benefits.standings_of(middling.household.pk, date(2026, 11, 6))] == ["marginal"]
    assert "在同一案中继续办理" in second.written_text and "不予确认最低生活保障告知书" in first.written_text
    verbs = [one.verb for one in Passage.objects.filter(application=case)]
    assert verbs == ["accept", "investigate", "give_opinion", "submit", "decide", "go_on", "give_opinion", "post_notice", "submit", "decide"]


def test_the_refusal_is_still_told_in_its_term_and_may_be_objected_to(middling, people):
    case = refused(middling, people)
    decision = case.decision
    gone_on(case, people)
    telling = actions.tell(decision_id=decision.pk, how="当面送达。", officer=people.clerk, on=WENT_ON)
    assert telling.on <= decision.tell_due_on == workdays_after(DECIDED, 3)


def test_going_on_needs_a_no_the_familys_word_and_something_to_go_on_with(middling, people):
    case = applied(middling, people, wage=3900)
    with pytest.raises(CannotGoOn, match="不能办理"):
        gone_on(case, people)
    case = refused(a_poor_family(), people)
    with pytest.raises(CannotGoOn, match="请写明申请人的意见"):
        actions.go_on(application_id=case.pk, scheme="marginal", words=" ", officer=people.clerk, on=WENT_ON)
    for wrong in ("dibao", "medical", ""):
        with pytest.raises(CannotGoOn, match="不能改按这一类办理"):
            gone_on(case, people, scheme=wrong)
    with pytest.raises(CannotAccess):
        actions.go_on(application_id=case.pk, scheme="marginal", words="同意。", officer=people.reviewer, on=WENT_ON)
    assert fresh(case).state == "decided"


def test_a_granted_case_does_not_go_on(people):
    family = a_poor_family()
    case = opined(surveyed(applied(family, people), people), people)
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=POSTED)
    actions.submit(application_id=case.pk, officer=people.clerk, on=SUBMITTED)
    actions.decide(application_id=case.pk, outcome="grant", officer=people.reviewer, on=DECIDED)
    with pytest.raises(CannotGoOn, match="只有决定不予同意"):
        gone_on(case, people)


def test_a_second_open_application_stands_in_the_way(middling, people):
    case = refused(middling, people)
    again = applied(middling, people, wage=3900, on=WENT_ON)
    with pytest.raises(CannotGoOn, match=again.number):
        gone_on(case, people)


def test_each_scheme_is_decided_once(middling, people):
    case = gone_on(refused(middling, people), people)
    assert actions.schemes_left(case) == ["tekun", "rigid_expenditure", "temporary_relief", "urgent_relief"]


def test_before_an_opinion_a_case_turns_to_what_fits_and_its_term_still_runs_from_acceptance(people):
    case = applied(an_old_man(), people, wage=0)
    actions.turn_to(application_id=case.pk, scheme="tekun", words="本人同意。", officer=people.clerk, on=date(2026, 10, 15))
    case = fresh(case)
    assert (case.scheme, case.state) == ("tekun", "accepted")
    assert case.next_due_on == workdays_after(ON, 15)
    opinion_on = opined(surveyed(case, people), people, kind="tekun")
    with pytest.raises(CannotTurn, match="不能办理"):
        actions.turn_to(application_id=opinion_on.pk, scheme="dibao", words="同意。", officer=people.clerk, on=OPINED)


def test_an_old_man_becomes_tekun(people):
    family = an_old_man()
    case = applied(family, people, wage=0)
    found = assessment.assess(family.household.pk, on=ON).proposal("tekun")
    assert found.is_met and found.people == [family.head.pk] and set(found.shares[0].sums) == {"tekun_basic", "tekun_care"}
    actions.turn_to(application_id=case.pk, scheme="tekun", words="本人同意。", officer=people.clerk, on=ON)
    opined(surveyed(fresh(case), people), people, kind="tekun")
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=POSTED)
    actions.submit(application_id=case.pk, officer=people.clerk, on=SUBMITTED)
    case = fresh(case)
    assert case.decision_due_on == workdays_after(SUBMITTED, 15)
    actions.visit_by_county(application_id=case.pk, officers=[people.reviewer, people.visitor], findings="抽查，属实。", on=DECIDED)
    decision = actions.decide(application_id=case.pk, outcome="grant", kind="tekun", officer=people.reviewer, on=DECIDED)
    (standing,) = benefits.standings_of(family.household.pk, DECIDED)
    assert (standing.kind, standing.person_id) == ("tekun", family.head.pk)
    assert {award.kind: award.amount_fen for award in standing.awards.all()} == found.shares[0].sums
    assert decision.amount_fen == found.amount_fen and decision.people == [family.head.pk]
    assert "特困人员认定通知书" in decision.written_text and family.head.name in decision.written_text and "照料护理费" in decision.written_text


def test_an_objection_to_tekun_starts_the_terms_anew_and_asks_for_a_new_notice(people):
    case = applied(an_old_man(), people, wage=0)
    actions.turn_to(application_id=case.pk, scheme="tekun", words="本人同意。", officer=people.clerk, on=ON)
    opined(surveyed(fresh(case), people), people, kind="tekun")
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=POSTED)
    objected = date(2026, 10, 20)
    actions.object_to(application_id=case.pk, objector="某村民", words="他有儿子。", officer=people.clerk, on=objected)
    case = fresh(case)
    assert case.next_due_on == workdays_after(objected, 15)
    case = surveyed(case, people, on=date(2026, 10, 21))
    assert opined(case, people, kind="tekun", on=date(2026, 10, 22)).state == "proposed"
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=date(2026, 10, 23))
    assert (fresh(case).objected_on, fresh(case).notice_posted_on) == (None, date(2026, 10, 23))


def test_rigid_expenditure_is_not_posted_and_ends_by_its_own_decision(people, middling):
    case = gone_on(refused(middling, people), people, scheme="rigid_expenditure")
    case = opined(case, people, kind="rigid_expenditure", reason="房屋灾损，必需支出远高于收入。", on=WENT_ON)
    assert case.state == "ready"
    with pytest.raises(CannotPostNotice):
        actions.post_notice(application_id=case.pk, officer=people.clerk, on=WENT_ON)
    actions.submit(application_id=case.pk, officer=people.clerk, on=WENT_ON)
    given = {"application_id": case.pk, "outcome": "grant", "kind": "rigid_expenditure", "officer": people.reviewer, "on": date(2026, 10, 28)}
    with pytest.raises(CannotDecide, match="必须写明理由"):
        actions.decide(**given)
    decision = actions.decide(**given, second=people.visitor, reason="房屋灾损，必需支出远高于收入。")
    (standing,) = benefits.standings_of(middling.household.pk, date(2026, 10, 28))
    assert (standing.kind, standing.until_on) == ("rigid_expenditure", date(2027, 10, 28))
    assert decision.against_rules and not standing.awards.exists() and "到期" in decision.written_text


def test_a_kind_of_another_scheme_is_refused_with_the_way_to_it(people):
    case = surveyed(applied(an_old_man(), people, wage=0), people)
    with pytest.raises(CannotGiveOpinion, match="请先改按相应程序办理"):
        opined(case, people, kind="tekun")


def test_tekun_has_no_longer_term(people):
    case = applied(an_old_man(), people, wage=0)
    actions.turn_to(application_id=case.pk, scheme="tekun", words="本人同意。", officer=people.clerk, on=ON)
    with pytest.raises(CannotExtend, match="不能办理"):
        actions.extend(application_id=case.pk, reason="人户分离。", officer=people.clerk, on=OPINED)


def test_where_townships_decide_another_officer_of_the_town_does_and_sooner(people, monkeypatch):
    monkeypatch.setattr("doudi.casework.rules.decided_by", lambda region, on: "township")
    family = a_poor_family()
    case = opined(surveyed(applied(family, people), people), people)
    assert (case.decider, case.due_on) == ("township", workdays_after(ON, 20))
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=POSTED)
    actions.submit(application_id=case.pk, officer=people.clerk, on=SUBMITTED)
    given = {"application_id": case.pk, "outcome": "grant", "on": DECIDED}
    with pytest.raises(CannotAccess, match="不由您所在的单位办理"):
        actions.decide(**given, officer=people.reviewer)
    for maker in (people.clerk, people.surveyor, people.second):
        with pytest.raises(CannotDecide, match="不能审核同一申请"):
            actions.decide(**given, officer=maker)
    fourth = Officer.objects.create(username="fourth", name="经办四", role_id="township", region=people.clerk.region)
    assert actions.decide(**given, officer=fourth).outcome == "grant"
    assert [one.kind for one in benefits.standings_of(family.household.pk, DECIDED)] == ["dibao"]


def test_where_the_county_decides_a_township_never_does(people):
    """Negative control of the table: the role may decide somewhere, not here."""
    case = opined(surveyed(applied(a_poor_family(), people), people), people)
    actions.post_notice(application_id=case.pk, officer=people.clerk, on=POSTED)
    actions.submit(application_id=case.pk, officer=people.clerk, on=SUBMITTED)
    with pytest.raises(CannotAccess, match="不由您所在的单位办理"):
        actions.decide(application_id=case.pk, outcome="grant", officer=people.second, on=DECIDED)


def test_the_rules_propose_every_kind_in_order(middling, people):
    applied(middling, people, wage=3900)
    found = assessment.assess(middling.household.pk, on=ON).proposals
    assert [one.kind for one in found] == ["tekun", "single_person_dibao", "dibao", "marginal", "rigid_expenditure", "temporary_relief", "urgent_relief"]
    assert {one.kind: one.is_met for one in found if one.kind in ("dibao", "marginal")} == {"dibao": False, "marginal": True}
