"""转介: the medical insurance bureau accepts, now and then returns, and answers; one need in four lies until it is escalated."""

from typing import Any

from doudi.base.workdays import workdays_after
from doudi.referral import actions as referral
from doudi.referral import queries as referrals
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.desk import Desk

FORGOTTEN = (2, 5)
"""Of eight fates, those of needs that the department lets lie past their deadline; it turns to them once both sides are told."""


def work_on_referrals(desk: Desk) -> None:
    """The department goes through its inbox; townships put right what came back."""
    (officer,) = desk.cast.of_role("department")
    for one in desk.ask(officer, referrals.inbox):
        _department(desk, one, officer)
    for senders, one in desk.look_over(referrals.returned):
        if desk.on > one.returned_on:
            words = f"{one.need_words}已补充住院结算单。"
            desk.do(senders[0], "补正后再推送", referral.send_again, referral_id=one.pk, need_words=words)


def _department(desk: Desk, one: Any, officer: Any) -> None:
    fate = luck("fate", one.household_id) % 8  # never by the referral's own number: a run that died leaves gaps in those
    if fate in FORGOTTEN and one.escalated_on is None:
        return
    if one.state == "sent" and desk.on > one.sent_on:
        if fate == 3 and not one.returned_on:
            desk.do(officer, "退回转介", referral.return_, referral_id=one.pk, reason="缺少住院结算单，请补正。")
        else:
            desk.do(officer, "接收转介", referral.accept, referral_id=one.pk)
    elif one.state == "accepted" and desk.on >= workdays_after(one.accepted_on, 2 + luck("answer", one.household_id) % 3):
        desk.do(officer, "反馈结果", referral.complete, referral_id=one.pk, **_answer(one.household_id))


def _answer(household_id: int) -> dict[str, Any]:
    """Mostly money; now and then enrolment, or not eligible with its reason."""
    fate = luck("outcome", household_id) % 7
    if fate == 4:
        return {"outcome": "not_eligible", "reason": "below_deductible", "words": "扣除保险报销后未达起付线。"}
    if fate == 6:
        return {"outcome": "enrolled", "words": "已资助参加城乡居民基本医疗保险。"}
    return {"outcome": "aided", "amount_fen": (2_000 + luck("aid", household_id) % 8_000) * 100, "words": "已按规定给予医疗救助。"}
