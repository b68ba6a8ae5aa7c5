"""变更: the family is heard, then the county decides by the rules; one family's hearing keeps its award."""

from typing import Any

from doudi.base.models import Officer
from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.officers.applications import living_adult
from doudi.sandbox.officers.desk import Desk
from doudi.sandbox.officers.family import look

LENT = "车辆由亲属出资购买并一直使用，已提交付款凭证、保险单和实际使用人证明。"


def work_on_changes(desk: Desk) -> None:
    """Townships hear and post, the county decides."""
    *_, beside, decider = desk.cast.at(COUNTY)
    for officers, change in desk.look_over(cases.open_changes):
        _township(desk, change, officers)
        _county(desk, change, decider, beside)


def _township(desk: Desk, change: Any, officers: list[Officer]) -> None:
    hearer = next(one for one in officers if one.pk != change.opened_by_id)
    if change.state == "opened" and desk.on > change.opened_on:
        speaker = desk.ask(hearer, living_adult, change.household_id, desk)
        words = _words(desk, change) if speaker else "家中已无在世成员，由村（居）委会证明。"
        desk.do(hearer, "听取意见", casework.hear, change_id=change.pk, person_id=speaker and speaker.pk, words=words)
    elif change.state == "heard" and change.scheme == "tekun":
        desk.do(hearer, "终止公示", casework.post_ending, change_id=change.pk)


def _words(desk: Desk, change: Any) -> str:
    """What the family says and shows at its hearing, where its officers see it as on a visit."""
    is_lent = look(desk.city, change.household.number).situations.get("vehicle") == "lent"
    return LENT if is_lent else "对所提情况没有不同意见。"


def _is_proved_lent(change: Any) -> bool:
    """Whether the record of the hearing holds the proofs; the county was not there and knows no more than the record."""
    return change.hearing_words == LENT


def _county(desk: Desk, change: Any, decider: Officer, beside: Officer) -> None:
    ready = change.state in ("heard", "ready") and change.scheme != "tekun" and desk.on > (change.heard_on or change.opened_on)
    posted = change.state == "noticed" and desk.on > change.notice_last_on
    if not (ready or posted) or desk.ask(decider, cases.held_up_by, change, desk.on):
        return
    if _is_proved_lent(change):
        outcome, reason = "keep", "经听取意见并核实凭证，车辆不属于该家庭财产，待遇保持不变。"
    else:
        outcome, reason = change.kind, f"{change.reason}已听取意见。" if change.heard_on else change.reason
    given = {"change_id": change.pk, "second": beside}  # stands for it too where it differs from the rules
    if desk.do(decider, "变更决定", casework.decide_change, outcome=outcome, reason=reason, **given) is None and outcome != "keep":
        reason = "重新核算后金额与现金额一致或者条件已变化，保持不变。"
        desk.do(decider, "变更决定", casework.decide_change, outcome="keep", reason=reason, **given)
