"""办结追补: what was too little is paid by an award of its own, what was not due after all is said so; a person decides each, with a reason."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.chains import RESTS_ON, CannotReckon, awards_on, carried
from doudi.benefits.models import Adjustment, Award
from doudi.benefits.months import month_after

from .adjustments import mark
from .differences import nothing_due_from

Result = Adjustment.Result


class CannotSettleAdjustment(Exception):
    """Worded for the officer."""


@transaction.atomic
def settle_adjustment(*, adjustment_id: int, result: str, because: str, officer: Officer, on: date) -> Adjustment:
    """`paid` opens an award for what was too little, paid once by a run that is signed like any other; `not_due` says that nothing is owed either way.

    What was too much is settled by a recovery (`open_recovery`). Raises CannotSettleAdjustment, CannotAccess.
    """
    adjustment = take_open(adjustment_id, officer)
    if not because.strip():
        raise CannotSettleAdjustment("请写明理由。")
    if result == Result.PAID:
        _pay(adjustment, on)
    elif result != Result.NOT_DUE:
        raise CannotSettleAdjustment("处理方式只有：补发、核实无须处理；多发的请转入清退。")
    close(adjustment, Result(result), because, on)
    audit.record("adjustment.settled", about=adjustment, by=officer, because=because, detail={"result": result})
    return adjustment


def take_open(adjustment_id: int, officer: Officer) -> Adjustment:
    """The adjustment, locked, where the officer may settle it and it is open; raises Adjustment.DoesNotExist beyond their region."""
    adjustment = Adjustment.objects.select_for_update(of=("self",)).select_related("award__standing").get(pk=adjustment_id)
    access.require(officer, "benefits.settle_adjustment", adjustment.region)
    if adjustment.state == Adjustment.State.SETTLED:
        raise CannotSettleAdjustment("该事项已经办结。")
    return adjustment


def close(adjustment: Adjustment, result: Adjustment.Result, words: str, on: date) -> None:
    """Settled this way; saves it."""
    adjustment.state, adjustment.result, adjustment.settled_on = Adjustment.State.SETTLED, result, on
    adjustment.outcome = f"{result.label}：{words.strip()}"[:200]
    adjustment.save(update_fields=["state", "result", "outcome", "settled_on", "recovery", "amount_fen"])


def _pay(adjustment: Adjustment, on: date) -> Award:
    """The arrears of a month, to whom and where the help is paid now, by the household that carries it now."""
    award = adjustment.award
    if adjustment.direction != Adjustment.Direction.UNDER or not adjustment.amount_fen:
        raise CannotSettleAdjustment("只有少发的可以补发；多发的请转入清退。")
    stop = nothing_due_from(award.standing, adjustment.month, on)
    if stop and adjustment.month >= stop:
        raise CannotSettleAdjustment("该月在领取人去世以后，不补发；请办结为核实无须处理。")
    try:
        kind = RESTS_ON.get(Award.Kind(award.kind), award.kind)
        now = next(iter(awards_on(carried(award.household_id, kind, award.standing_id), kind)), award)
    except CannotReckon as refusal:
        raise CannotSettleAdjustment(str(refusal)) from None
    return Award.objects.create(
        standing_id=now.standing_id,
        household_id=now.household_id,
        kind=Award.Kind.ARREARS,
        amount_fen=adjustment.amount_fen,
        from_month=adjustment.month,
        until_month=month_after(adjustment.month),
        payee_id=now.payee_id,
        account_id=now.account_id,
        decided_by=mark(adjustment.pk),
        ended_by=mark(adjustment.pk),
        region=now.region,
    )
