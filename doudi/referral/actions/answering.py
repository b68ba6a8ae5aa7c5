"""反馈: the department's side: accept, return with a reason, complete with an outcome, see an ID number when the work needs it."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto, workdays
from doudi.base.models import Officer
from doudi.referral.actions.sending import STEPS, locked
from doudi.referral.models import Referral, State
from doudi.referral.route import all_routes


class CannotAccept(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotReturn(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotComplete(Exception):
    """Worded for the officer; shown on the page as it stands."""


class CannotReveal(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def accept(*, referral_id: int, officer: Officer, on: date) -> Referral:
    """The department takes the need in hand; the deadline stays what it was."""
    referral = locked(referral_id, CannotAccept)
    _require_department(referral, officer, "referral.answer", CannotAccept)
    if referral.state not in STEPS["accept"]:
        raise CannotAccept("这条转介已经接收或已经退回、办结。")
    referral.state, referral.accepted_by, referral.accepted_on = State.ACCEPTED, officer, on
    referral.save(update_fields=["state", "accepted_by", "accepted_on"])
    audit.record("referral.accepted", about=referral, by=officer)
    return referral


@transaction.atomic
def return_(*, referral_id: int, reason: str, officer: Officer, on: date) -> Referral:
    """The department sends it back to be corrected, saying why; from now the clock is the sender's."""
    referral = locked(referral_id, CannotReturn)
    _require_department(referral, officer, "referral.answer", CannotReturn)
    if referral.state not in STEPS["return_"]:
        raise CannotReturn("这条转介已经退回或办结。")
    if not reason.strip():
        raise CannotReturn("请写明退回的原因，便于推送单位补正。")
    referral.state, referral.returned_on, referral.returned_reason = State.RETURNED, on, reason.strip()
    referral.due_on = workdays.workdays_after(on, all_routes()[referral.route].correct_workdays)
    referral.escalated_on = referral.escalation_due_on = None
    referral.save()
    audit.record("referral.returned", about=referral, by=officer, because=reason.strip())
    return referral


@transaction.atomic
def complete(
    *,
    referral_id: int,
    outcome: str,
    amount_fen: int | None = None,
    from_on: date | None = None,
    reason: str = "",
    words: str = "",
    officer: Officer,
    on: date,
) -> Referral:
    """The department's answer: one of the route's outcomes, with the amount in fen and its first day, or the reason from the list, that it asks for."""
    referral = locked(referral_id, CannotComplete)
    _require_department(referral, officer, "referral.answer", CannotComplete)
    if referral.state not in STEPS["complete"]:
        raise CannotComplete("请先接收转介，再填写办理结果。" if referral.state == State.SENT else "这条转介已经退回或办结。")
    answer = all_routes()[referral.route].outcomes.get(outcome)
    if answer is None:
        raise CannotComplete("请选择一种办理结果。")
    if answer.has_amount and (amount_fen is None or amount_fen <= 0):
        raise CannotComplete("请填写救助金额。")
    if not answer.has_amount and amount_fen is not None:
        raise CannotComplete(f"办理结果为“{answer.title}”时，不填写金额。")
    if answer.reasons and reason not in answer.reasons:
        raise CannotComplete("请从列表中选择不符合条件的原因。")
    referral.state, referral.outcome, referral.outcome_words = State.COMPLETED, outcome, words.strip()
    referral.outcome_reason = reason if answer.reasons else ""
    referral.outcome_amount_fen, referral.outcome_from_on = amount_fen, (from_on or on) if answer.has_amount else None
    referral.completed_by, referral.completed_on = officer, on
    referral.save()
    audit.record("referral.completed", about=referral, by=officer, because=referral.outcome_words, detail={"outcome": outcome, "reason": reason})
    return referral


@transaction.atomic
def reveal(*, referral_id: int, reason: str, officer: Officer, on: date) -> str:
    """The ID number of an open referral, for the department that works on it, with the reason kept in the audit; shown once, never stored."""
    referral = locked(referral_id, CannotReveal)
    _require_department(referral, officer, "referral.reveal", CannotReveal)
    if referral.state not in STEPS["reveal"]:
        raise CannotReveal("转介已退回或办结，不再显示身份证号。")
    if not reason.strip():
        raise CannotReveal("请说明查看身份证号的理由。")
    audit.record("referral.id_number_revealed", about=referral, by=officer, because=reason.strip(), detail={"on": on.isoformat()})
    return crypto.open_text(bytes(referral.id_sealed), purpose="id_number")


def _require_department(referral: Referral, officer: Officer, permission: str, refusal: type[Exception]) -> None:
    if officer.department != referral.department or not access.may(officer, permission, referral.region):
        raise refusal(f"这条转介由{all_routes()[referral.route].department_title}办理。")
