"""执行变更: what a decision on a change does to standing and money, in the same transaction."""

from datetime import date
from typing import Any

from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.benefits import queries as paid
from doudi.casework.actions.step import living_members
from doudi.casework.models import Change, Decision, Move


def carry_out(change: Change, decision: Decision, award_ids: list[int], officer: Officer) -> None:
    """The present help is paid to the end of this month in any case, in an exit period to its end."""
    match decision.outcome:
        case "end" | "exit":
            _end(change, decision, award_ids, officer)
        case "reduce" | "increase" if change.scheme == "tekun_care":
            _regrade(change, decision, award_ids, officer)
        case "reduce" | "increase":
            for kind, fen in (("dibao_monthly", decision.amount_fen), ("dibao_supplement", decision.supplement_fen)):
                _pay_from_now(change, decision, award_ids, officer, kind=kind, amount_fen=fen)
        case "resume":
            _resume(change, decision, officer)
        case "move":
            _move(change, decision, officer)


def _month(decision: Decision) -> date:
    if decision.effective_month is None:
        raise ValueError(f"{decision.number} changes nothing")
    return decision.effective_month


def _by(decision: Decision, officer: Officer) -> dict[str, Any]:
    return {"decided_by": f"decision:{decision.pk}", "officer": officer, "on": decision.decided_on}


def _end(change: Change, decision: Decision, award_ids: list[int], officer: Officer) -> None:
    for award_id in award_ids:
        benefits.end_award(award_id=award_id, until_month=_month(decision), **_by(decision, officer))
    benefits.end_standing(standing_id=change.standing_id, until_on=_month(decision), **_by(decision, officer))


def _pay_from_now(change: Change, decision: Decision, award_ids: list[int], officer: Officer, *, kind: str, amount_fen: int) -> None:
    """One kind of the standing's money: changed, opened beside the rest, or ended; what stays as it was is not touched."""
    running = [one for one in paid.monthly_awards_of(change.household_id) if one.pk in award_ids]
    same = [one for one in running if one.kind == kind]
    lasting = max(same, key=lambda one: (one.from_month, one.pk)) if same else None
    if amount_fen == (lasting.amount_fen if lasting else 0):
        return
    if not amount_fen:
        for one in same:
            benefits.end_award(award_id=one.pk, until_month=_month(decision), **_by(decision, officer))
    elif lasting:
        benefits.change_award(award_id=lasting.pk, amount_fen=amount_fen, from_month=_month(decision), **_by(decision, officer))
    else:
        _open_like(running[0], change.standing_id, kind, amount_fen, decision, officer)


def _open_like(like: Any, standing_id: int, kind: str, amount_fen: int, decision: Decision, officer: Officer) -> None:
    """A kind that was not paid before goes where the rest goes."""
    benefits.open_award(
        standing_id=standing_id,
        kind=kind,
        amount_fen=amount_fen,
        from_month=_month(decision),
        payee_id=like.payee_id,
        account_id=like.account_id,
        **_by(decision, officer),
    )


def _regrade(change: Change, decision: Decision, award_ids: list[int], officer: Officer) -> None:
    """The care money of one tekun person; a grade that brings none ends it, one that brings some for the first time opens it."""
    care = [one for one in paid.monthly_awards_of(change.household_id) if one.pk in award_ids]
    if not care:
        like = next(one for one in paid.monthly_awards_of(change.household_id) if one.standing_id == change.standing_id)
        _open_like(like, change.standing_id, "tekun_care", decision.amount_fen, decision, officer)
    elif decision.amount_fen:
        benefits.change_award(award_id=care[0].pk, amount_fen=decision.amount_fen, from_month=_month(decision), **_by(decision, officer))
    else:
        benefits.end_award(award_id=care[0].pk, until_month=_month(decision), **_by(decision, officer))


def _resume(change: Change, decision: Decision, officer: Officer) -> None:
    """A standing of its own from next month; one that was still running out ends where the new one begins."""
    ended, month = paid.get_standing(change.standing_id), _month(decision)
    last = next(one for one in paid.monthly_awards_of(change.household_id) if one.standing_id == ended.pk and one.kind == "dibao_monthly")
    if ended.until_on is not None and ended.until_on > month:
        benefits.end_standing(standing_id=ended.pk, until_on=month, **_by(decision, officer))
    standing = benefits.confirm_standing(household_id=change.household_id, kind=ended.kind, from_on=month, **_by(decision, officer))
    living = living_members(change.household_id, decision.decided_on)
    payee_id, account_id = (last.payee_id, last.account_id) if last.payee_id in living else (living[0], None)
    for kind, fen in (("dibao_monthly", decision.amount_fen), ("dibao_supplement", decision.supplement_fen)):
        if fen:
            benefits.open_award(
                standing_id=standing.pk, kind=kind, amount_fen=fen, from_month=month, payee_id=payee_id, account_id=account_id, **_by(decision, officer)
            )


def _move(change: Change, decision: Decision, officer: Officer) -> None:
    """Every standing of the family goes with it, with its money."""
    to = Move.objects.get(change=change).to_household_id
    for standing in paid.standings_of(change.household_id, decision.decided_on):
        if standing.until_on is None:
            benefits.transfer_standing(standing_id=standing.pk, to_household_id=to, from_on=_month(decision), **_by(decision, officer))
