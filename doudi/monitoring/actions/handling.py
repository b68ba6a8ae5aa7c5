"""预警办理: what a person does with an alert: sign for it, visit, hand over, conclude.

No verb here stops, refuses or grants anything by itself (个人信息保护法 第二十四条第三款; 社会救助法 第四十八条): an alert is a reason
to go and look, and its conclusion leads to an application, a change or a referral that people decide.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from doudi.base import access, audit, regions, workdays
from doudi.base.models import Officer
from doudi.monitoring.models import FOLLOWED_UP, Alert, Outcome, State, Visit, VisitOfficer
from doudi.registry import actions as registry

VISITORS = 2
CONCLUDE_WITHIN_WORKDAYS = 5  # 未规定: no national text sets a term for handling an alert; the county's own rule goes here.

STEPS: dict[str, tuple[str, ...]] = {
    "sign": (State.RAISED,),
    "unsign": (State.SIGNED,),
    "record_visit": (State.SIGNED, State.VISITED),
    "hand_over": (State.VISITED,),
    "conclude": (State.VISITED,),
}


class CannotSign(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotRecordVisit(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotHandOver(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotConclude(Exception):
    """Worded for the officer; shown on the page as it stands."""


def hold(*, alert_id: int) -> Alert:
    """The alert, kept from everybody else until the transaction ends: for flows that look at other rooms before it moves on."""
    return _locked(alert_id, CannotConclude)


@transaction.atomic
def sign(*, alert_id: int, officer: Officer, on: date) -> Alert:
    """The owner takes the alert in hand; of two officers who try, one has it and the other is told who."""
    alert = _locked(alert_id, CannotSign)
    _require_owner(alert, officer, "monitoring.sign", CannotSign)
    if alert.state not in STEPS["sign"]:
        raise CannotSign(f"这条预警已由{alert.signed_by.name if alert.signed_by else '他人'}签收，无需重复签收。")
    if on < alert.raised_on:
        raise CannotSign("签收日期不能早于预警生成日期。")
    alert.state, alert.signed_by, alert.signed_on = State.SIGNED, officer, on
    alert.save(update_fields=["state", "signed_by", "signed_on"])
    audit.record("monitoring.alert_signed", about=alert, by=officer)
    return alert


@transaction.atomic
def unsign(*, alert_id: int, officer: Officer, on: date) -> Alert:
    """Signed for by mistake: whoever signed takes it back on the same day, before anything else was done; its deadline has not moved."""
    alert = _locked(alert_id, CannotSign)
    _require_owner(alert, officer, "monitoring.sign", CannotSign)
    if alert.state not in STEPS["unsign"] or alert.signed_by_id != officer.pk or alert.signed_on != on:
        raise CannotSign("只能由签收人在签收当日、走访以前撤销签收。")
    alert.state, alert.signed_by, alert.signed_on = State.RAISED, None, None
    alert.save(update_fields=["state", "signed_by", "signed_on"])
    audit.record("monitoring.alert_unsigned", about=alert, by=officer)
    return alert


@transaction.atomic
def record_visit(*, alert_id: int, officers: Sequence[Officer], findings: str, on: date) -> Visit:
    """What at least two officers found at the family's door; the first of them writes it down.

    The day of the visit becomes a fact of the family, and the next deadline is the conclusion's.
    """
    alert = _locked(alert_id, CannotRecordVisit)
    if alert.state not in STEPS["record_visit"]:
        raise CannotRecordVisit("请先签收预警，再记录入户走访。" if alert.state == State.RAISED else "这条预警已有结论，不能再记录走访。")
    if len({officer.pk for officer in officers}) < VISITORS:
        raise CannotRecordVisit("入户走访须由两名以上工作人员共同进行，请填写至少两名不同的走访人。")
    for officer in officers:
        _require_owner(alert, officer, "monitoring.visit", CannotRecordVisit)
    if not findings.strip():
        raise CannotRecordVisit("请填写走访了解到的情况。")
    if alert.signed_on is not None and on < alert.signed_on:
        raise CannotRecordVisit("走访日期不能早于签收日期。")
    if alert.visits.filter(on=on).exists():
        raise CannotRecordVisit("当天的走访已经记录，请勿重复提交。")
    visit = Visit.objects.create(alert=alert, on=on, due_on=alert.due_on, findings=findings.strip(), region=alert.region)
    VisitOfficer.objects.bulk_create([VisitOfficer(visit=visit, officer_id=pk, region=alert.region) for pk in dict.fromkeys(o.pk for o in officers)])
    if alert.state == State.SIGNED:
        alert.state, alert.due_on = State.VISITED, workdays.workdays_after(on, CONCLUDE_WITHIN_WORKDAYS)
        alert.save(update_fields=["state", "due_on"])
    registry.record_fact(household_id=alert.household_id, name="visited_on", amount=1, from_on=on, source="入户走访", ref=f"visit:{visit.pk}", on=on)
    seen_by = sorted({officer.pk for officer in officers})
    audit.record("monitoring.alert_visited", about=alert, by=officers[0], detail={"visit": visit.pk, "officers": seen_by})
    return visit


@transaction.atomic
def hand_over(*, alert_id: int, follow_up: str, due_on: date, officer: Officer, on: date) -> Alert:
    """The alert waits for somebody else's answer: it stays with its owner, and its next deadline is theirs."""
    alert = _locked(alert_id, CannotHandOver)
    _require_owner(alert, officer, "monitoring.conclude", CannotHandOver)
    if alert.state not in STEPS["hand_over"]:
        raise CannotHandOver("请先完成入户走访，再推送有关部门。" if alert.state != State.CONCLUDED else "这条预警已有结论，不能再推送。")
    alert.follow_up, alert.due_on = follow_up, due_on
    alert.save(update_fields=["follow_up", "due_on"])
    audit.record("monitoring.alert_handed_over", about=alert, by=officer, detail={"follow_up": follow_up, "on": on.isoformat()})
    return alert


@transaction.atomic
def conclude(*, alert_id: int, outcome: str, words: str, follow_up: str = "", officer: Officer, on: date) -> Alert:
    """One of the seven outcomes, in words; 纳入, 转介部门 and 退出 name what they lead to (国办发〔2023〕39号 三(四)).

    Called by `flows.conclude`, which opens what follows and looks whether a department still owes an answer.
    """
    alert = _locked(alert_id, CannotConclude)
    _require_owner(alert, officer, "monitoring.conclude", CannotConclude)
    if alert.state not in STEPS["conclude"]:
        raise CannotConclude("这条预警已有结论。" if alert.state == State.CONCLUDED else "须先入户走访核实，才能作出结论。")
    if outcome not in Outcome.values:
        raise CannotConclude("请选择一种结论。")
    if not words.strip():
        raise CannotConclude("请写明结论的理由。")
    last_visit = alert.visits.order_by("-on").first()
    if last_visit is None or on < last_visit.on:
        raise CannotConclude("结论日期不能早于走访日期。")
    leads_to = follow_up or alert.follow_up
    expected = FOLLOWED_UP.get(Outcome(outcome))
    if expected and not leads_to.startswith(expected):
        raise CannotConclude(f"结论为“{Outcome(outcome).label}”时，须先办理相应的申请、变更或转介。")
    alert.state, alert.outcome, alert.conclusion_words, alert.follow_up = State.CONCLUDED, outcome, words.strip(), leads_to
    alert.concluded_by, alert.concluded_on = officer, on
    alert.save(update_fields=["state", "outcome", "conclusion_words", "follow_up", "concluded_by", "concluded_on"])
    audit.record("monitoring.alert_concluded", about=alert, by=officer, because=words.strip(), detail={"outcome": outcome, "follow_up": leads_to})
    return alert


def _locked(alert_id: int, refusal: type[Exception]) -> Alert:
    # No join here: whoever had to wait for the lock would read the joined officer as of before the wait.
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None:
        raise refusal("没有这条预警，或它不在您的辖区。")
    return alert


def _require_owner(alert: Alert, officer: Officer, permission: str, refusal: type[Exception]) -> None:
    """The officer's own office owns the alert: a county reviewer does not sign for a township, nor one township for another."""
    if officer.region != alert.owner_region or not access.may(officer, permission, alert.region):
        raise refusal(f"这条预警由{regions.name_of(alert.owner_region)}负责办理。")
