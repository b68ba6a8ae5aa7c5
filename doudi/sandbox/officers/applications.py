"""申请: investigated by two, judged beside the rules, posted, sent up, decided by the county, told."""

from typing import Any

from doudi.base.models import Officer
from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.registry import queries as known
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.desk import Desk
from doudi.sandbox.officers.family import look
from doudi.sandbox.officers.reports import report_before_deciding


def work_on_applications(desk: Desk) -> None:
    """Townships take their part, then the county decides what has come up to it."""
    for officers, application in desk.look_over(cases.open_applications):
        if application.state != "submitted":
            _township(desk, application, officers)
        elif desk.waited(application.submitted_on, "decide", application.household.number):
            _county(desk, application, desk.cast.at(COUNTY))


def _township(desk: Desk, application: Any, officers: list[Officer]) -> None:
    number = application.household.number
    first = next(one for one in officers if one.pk == application.accepted_by_id)
    second = next(one for one in officers if one.pk != first.pk)
    if application.state in ("accepted", "objected") and desk.waited(application.accepted_on, "investigate", number, most=2):
        facts = desk.ask(first, lambda: look(desk.city, number).declared(application.household_id, on=desk.on)) if application.state == "accepted" else []
        findings = "入户查看居住、收入和支出情况，走访邻里，与申报一致。" if application.state == "accepted" else "就异议重新入户调查，所反映情况不影响认定。"
        desk.do(
            first,
            "入户调查",
            casework.investigate,
            application_id=application.pk,
            officers=[first, second],
            findings=findings,
            facts=_corrections(facts, number),
        )
    elif application.state == "investigated":
        outcome, kind, reason = _judged(desk, application, second)
        if outcome:
            desk.do(second, "初审意见", casework.give_opinion, application_id=application.pk, outcome=outcome, kind=kind, reason=reason)
    elif application.state == "proposed":
        desk.do(second, "张贴公示", casework.post_notice, application_id=application.pk)
    elif application.state == "noticed" and luck("object", number) % 12 == 5 and desk.on > application.notice_posted_on:
        _object(desk, application, second)
    elif application.state == "noticed" and desk.on > application.notice_last_on or application.state == "ready":
        desk.do(second, "报送县级", casework.submit, application_id=application.pk)


def _object(desk: Desk, application: Any, officer: Officer) -> None:
    """A neighbour writes on the public page; the officer finds it the next time round and takes it up. Every other one comes to the window."""
    words = "反映该户有一名成年子女在外务工。"
    waiting = desk.ask(officer, lambda: list(cases.waiting_about(application)))
    if waiting:
        desk.do(officer, "登记异议", casework.record_online, online_id=waiting[0].pk)
    elif desk.on > application.notice_last_on:
        desk.do(officer, "报送县级", casework.submit, application_id=application.pk)
    elif luck("online", application.household.number) % 2:
        casework.receive_objection(number=application.number, words=words, objector="同村居民", contact="", address=application.number, on=desk.on)
    else:
        desk.do(officer, "登记异议", casework.object_to, application_id=application.pk, objector="同村居民", words=words)


def _corrections(facts: list[Any], number: str) -> list[Any]:
    """What the visit corrects of the declaration: one family in four had left its savings out by a little."""
    if luck("corrects", number) % 4:
        return []
    return [fact for fact in facts if fact.name == "financial_assets"]


def _judged(desk: Desk, application: Any, officer: Officer) -> tuple[str, str, str]:
    """Outcome, kind and reason by the rules' result; nothing while the rules cannot tell."""
    assessment = desk.ask(officer, cases.assess_application, application.pk, desk.on)
    if assessment.tier in ("dibao", "marginal"):
        moved = application.opinion_amount_fen is not None and application.opinion_amount_fen != assessment.amount_for(assessment.tier)
        return "grant", assessment.tier, "公示后情况有变化，按现有情况重新核算金额。" if moved else ""
    if assessment.tier is None:
        return "", "", ""
    return "refuse", "dibao", "家庭人均收入或者财产状况不符合最低生活保障和低保边缘家庭规定。"


def _county(desk: Desk, application: Any, reviewers: list[Officer]) -> None:
    first, second, decider = reviewers
    if application.staff_relative and not desk.ask(first, lambda: application.investigations.filter(manner="county").exists()):
        findings = "县级入户核查近亲属备案申请，情况属实。"
        desk.do(first, "县级入户", casework.visit_by_county, application_id=application.pk, officers=[first, second], findings=findings)
        return
    outcome, kind, reason = _judged(desk, application, decider)
    if outcome == "grant" and kind != application.opinion_kind:
        because = f"公示后家庭情况有变化，按规则不再是“{application.get_opinion_kind_display()}”。"
        desk.do(decider, "退回重新初审", casework.send_back, application_id=application.pk, reason=because)
    elif outcome and not desk.ask(decider, cases.held_up_by, application, desk.on):
        if outcome == "grant":
            report_before_deciding(desk, application, first)
        desk.do(decider, "审核确认", casework.decide, application_id=application.pk, outcome=outcome, kind=kind, reason=reason)


def tell_families(desk: Desk) -> None:
    """Townships hand over the letters."""
    for officers, decision in desk.look_over(cases.awaiting_telling, desk.on):
        if desk.waited(decision.decided_on, "tell", (decision.application or decision.change).household_id, most=2):
            desk.do(officers[0], "书面告知", casework.tell, decision_id=decision.pk, how="当面送达，家庭成员签收")


def living_adult(household_id: int, desk: Desk) -> Any | None:
    """Who speaks for a family: its oldest living member."""
    living = [member.person for member in known.members_of(household_id, desk.on) if member.person.died_on is None]
    return min(living, key=lambda person: person.born_on, default=None)
