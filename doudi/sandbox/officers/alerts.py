"""预警: signed for, visited by two, and brought to what the visit has shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits import queries as paid
from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.flows.application import apply_for_help
from doudi.flows.conclude import conclude_alert, origin_of, refer_alert
from doudi.monitoring import actions as monitoring
from doudi.monitoring import queries as alerts
from doudi.referral import queries as referrals
from doudi.registry import actions as registry
from doudi.registry import queries as known
from doudi.sandbox.calibration import STANDARD
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.accounts import open_account_for
from doudi.sandbox.officers.desk import Desk
from doudi.sandbox.officers.family import Seen, look


def work_on_alerts(desk: Desk) -> None:
    """Each office takes its own alerts, nearest deadline first; a finding that crosses townships is the county's."""
    for officers, alert in desk.look_over(alerts.queue):
        _one_step(desk, alert, officers)


def _one_step(desk: Desk, alert: Any, officers: list[Officer]) -> None:
    first = officers[luck("alert", alert.household.number) % len(officers)]
    second = next(one for one in officers if one.pk != first.pk)
    if alert.state == "raised" and desk.waited(alert.raised_on, "sign", alert.household.number):
        desk.do(first, "签收预警", monitoring.sign, alert_id=alert.pk)
    elif alert.state == "signed" and desk.on >= workdays_after(alert.signed_on, 1):
        seen = look(desk.city, alert.household.number)
        desk.do(first, "入户走访", monitoring.record_visit, alert_id=alert.pk, officers=[first, second], findings=_findings(alert.signal, seen))
    elif alert.state == "visited":
        _bring_to_an_end(desk, alert, first)


def _findings(signal: str, seen: Seen) -> str:
    if not seen.facts and not seen.situations:
        return "两人入户走访，家庭生活正常，未发现新的困难。"
    words = {
        "heavy_medical_spending": "查看住院票据和家中生活，了解收入来源和医疗负担。",
        "death_of_recipient": "家属说明去世经过，出示火化证明；已了解家中其余成员生活。",
        "nonexempt_vehicle": "当面核对车辆登记、使用人和来源。",
        "in_two_households": "核对两处户籍与实际居住地，听取双方说明。",
    }
    return f"两人入户走访。{words.get(signal, '了解家庭情况。')}"


def _bring_to_an_end(desk: Desk, alert: Any, officer: Officer) -> None:
    seen = look(desk.city, alert.household.number)
    match alert.signal:
        case "heavy_medical_spending":
            _hardship(desk, alert, officer, seen)
        case "death_of_recipient":
            _leave(desk, alert, officer, "家庭成员去世，按现有人口重新核算。")
        case "nonexempt_vehicle" if seen.situations.get("vehicle") == "hidden":
            _leave(desk, alert, officer, "家庭名下有未申报、不属于豁免范围的机动车，财产状况不再符合规定。")
        case "nonexempt_vehicle" if seen.situations.get("vehicle") == "lent" and luck("heard", alert.household.number) % 2:
            _leave(desk, alert, officer, "名下登记有机动车，家庭称系亲属借名购买，提请听取意见后决定。")
        case "nonexempt_vehicle":
            _conclude(desk, alert, officer, "false_alarm", "车辆系他人借名登记，已提交购车付款凭证和实际使用人说明，不是本户财产。")
        case "in_two_households":
            _one_home(desk, alert, officer, seen)


@dataclass(frozen=True)
class _Family:
    """How an ill family stands with the house when its officers sit down to conclude."""

    members: list[Any]
    patient: int
    application: Any
    sent: list[Any]


def _family(alert: Any, *, on: date) -> _Family:
    living = [member.person for member in known.members_of(alert.household_id, on) if member.person.died_on is None]
    patient = alert.person_id if alert.person_id in {person.pk for person in living} else living[0].pk
    origin = origin_of(alert.pk)
    return _Family(living, patient, cases.application_from(origin), list(referrals.from_origin(origin)))


def _hardship(desk: Desk, alert: Any, officer: Officer, seen: Seen) -> None:
    kind, number = seen.situations.get("illness", ""), alert.household.number
    if kind not in ("hardship", "receives"):
        _conclude(desk, alert, officer, "no_hardship", "医疗费用虽高，但家庭收入和存款足以负担，生活没有困难。")
        return
    family = desk.ask(officer, _family, alert, on=desk.on)
    line = STANDARD[alert.household.area] * 100 * 12 * len(family.members)
    applies = kind == "hardship" and (seen.income_fen < line * 3 // 2 or luck("insists", number) % 3 == 0)
    if applies and family.application is None:
        _apply(desk, alert, officer, seen, min(family.members, key=lambda person: person.born_on))
    if not family.sent and (not applies or luck("both", number) % 3 == 0):
        words = "住院自付费用较高，家庭难以负担，请予医疗救助。"
        desk.do(officer, "推送医疗救助", refer_alert, alert_id=alert.pk, person_id=family.patient, need_words=words)
    elif all(one.state == "completed" for one in family.sent):
        if applies:
            _conclude(desk, alert, officer, "include", "因病致困，收入低于或接近低保标准，引导其申请最低生活保障。")
        else:
            _conclude(desk, alert, officer, "refer", "基本生活有保障，医疗负担重，已由医疗保障部门办理。")


def _apply(desk: Desk, alert: Any, officer: Officer, seen: Seen, applicant: Any) -> None:
    """The family applies, with all it would declare, and says where it is to be paid."""
    household = alert.household_id
    declared = desk.ask(officer, seen.declared, household, on=desk.on)
    account = open_account_for(desk, officer, applicant)
    given = {"household_id": household, "applicant_id": applicant.pk, "declared": declared, "origin": origin_of(alert.pk)}
    desk.do(officer, "受理申请", apply_for_help, **given, account_id=account and account.pk)


def _leave(desk: Desk, alert: Any, officer: Officer, reason: str, *, household_id: int | None = None) -> None:
    """Propose what the rules now say of the family: the end, less or more; where nothing changes, say so."""
    household = household_id or alert.household_id
    kind = desk.ask(officer, lambda: _kind_of_change(household, alert.signal, on=desk.on))
    if kind == "wait":
        return
    if kind is None:
        _conclude(desk, alert, officer, "already_helped", "按现有人口和收入核算，待遇不需调整。")
    elif kind == "none":
        _conclude(desk, alert, officer, "conference", "该户身份不在本级调整范围，提请县级一事一议，办理终止手续。")
    else:
        _conclude(desk, alert, officer, "exit", reason, kind=kind)


def _kind_of_change(household_id: int, signal: str, *, on: date) -> str | None:
    """end, reduce or increase as the rules reckon; None where the amount stays, "wait" while they cannot tell, "none" without a standing to end."""
    standing = paid.standing_of(household_id, on)
    if standing is None:
        return "none"
    living = [member for member in known.members_of(household_id, on) if member.person.died_on is None]
    award = paid.find_award(household_id, on)
    if signal == "nonexempt_vehicle" or not living or award is None:
        return "end"
    assessment = cases.assess_household(household_id, on=on)
    if assessment.amount_fen is None:
        return "wait"
    if assessment.amount_fen == award.amount_fen:
        return None
    if assessment.amount_fen == 0:
        return "end"
    return "reduce" if assessment.amount_fen < award.amount_fen else "increase"


def _one_home(desk: Desk, alert: Any, officer: Officer, seen: Seen) -> None:
    """Whoever stands in two families leaves the one they do not live in; then the family that is paid is reckoned anew."""
    lives_in = seen.situations.get("lives_in")
    homes = desk.ask(officer, known.households_of, alert.person_id, desk.on)
    for home in homes:
        if lives_in and home.household.number != lives_in:
            at = desk.cast.at(home.household.region[:9])[0]
            desk.do(
                at,
                "理清重复登记",
                registry.end_membership,
                household_id=home.household_id,
                person_id=alert.person_id,
                until_on=desk.on,
                because="经走访核实，不在该户共同生活。",
            )
            standing = desk.ask(at, paid.standing_of, home.household_id, desk.on)
            if standing and desk.ask(at, cases.change_from, origin_of(alert.pk)) is None and desk.ask(at, cases.find_open_change, home.household_id) is None:
                kind = desk.ask(at, lambda home=home: _kind_of_change(home.household_id, alert.signal, on=desk.on))
                if kind in ("end", "reduce", "increase"):
                    reason = "成员重复登记，按实际共同生活人口重新核算。"
                    desk.do(at, "提出变更", casework.open_change, household_id=home.household_id, kind=kind, cause=origin_of(alert.pk), reason=reason)
    change = desk.ask(officer, cases.change_from, origin_of(alert.pk))
    if change:
        _conclude(desk, alert, officer, "exit", "重复登记属实，已理清户籍关系，对享受待遇的家庭重新核算。")
    else:
        _conclude(desk, alert, officer, "already_helped", "重复登记已理清，待遇不需调整。")


def _conclude(desk: Desk, alert: Any, officer: Officer, outcome: str, words: str, **more: Any) -> None:
    desk.do(officer, "预警结论", conclude_alert, alert_id=alert.pk, outcome=outcome, words=words, **more)
