"""责令限期退回: where a decision to reduce or end is not followed and money is kept; heard once more, ordered by another, told (法 74, 48)."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.base.workdays import days_after
from doudi.benefits import letters
from doudi.benefits.models import Recovery, ReturnOrder
from doudi.benefits.models.return_order import MOST_DAYS
from doudi.benefits.rules import least_return_days, recovery_due_on

from .recovery import CannotRecover, take, words_of

State = ReturnOrder.State


@transaction.atomic
def propose_return_order(
    *, recovery_id: int, outcome: str, number: str, reached_on: date | None, ground: str, decision: str = "", officer: Officer, on: date
) -> ReturnOrder:
    """Say which decision to reduce or end (`outcome`) was not followed, when it reached the family, and what is kept; nothing is ordered by this.

    `decision` names a decision of ours, as awards do. Only of money without deceit (deceit is ordered back by 法 73), asked back by a decision that the
    family was told of, and not repaid. Raises CannotRecover, CannotAccess.
    """
    recovery = take(recovery_id, officer, "benefits.decide_recovery", Recovery.State.DECIDED)
    if recovery.is_fraud:
        raise CannotRecover("查明骗取的，清退决定已经依照第七十三条责令退回，不再另行责令。")
    if recovery.told_on is None:
        raise CannotRecover("清退决定还没有告知家庭，不能责令限期退回。")
    _not_to_be_given_up(recovery)
    if recovery.order:
        raise CannotRecover(f"这件清退已经有责令限期退回，见 {recovery.order}。")
    if outcome not in ReturnOrder.Outcome.values or not number.strip() or reached_on is None or not ground.strip():
        raise CannotRecover("请写明没有履行的是调减还是终止决定、它的文号和送达日，以及查明的事实。")
    if reached_on > on:
        raise CannotRecover("决定送达日不能晚于今天。")
    order = ReturnOrder.objects.create(
        recovery=recovery,
        decision=decision,
        outcome=outcome,
        number=number.strip()[:60],
        reached_on=reached_on,
        ground=ground.strip()[:500],
        proposed_by=officer,
        proposed_on=on,
        region=recovery.region,
    )
    _due(recovery, recovery_due_on("step", recovery.region, on))
    audit.record("return_order.proposed", about=order, by=officer, because=order.ground, detail={"number": order.number, "fen": recovery.left_fen})
    return order


@transaction.atomic
def hear_about_return_order(*, order_id: int, person_id: int | None, words: str, officer: Officer, on: date) -> ReturnOrder:
    """What somebody of the family says about it before anything is ordered (法 48); None where nobody of it is left, with how that was made sure."""
    order = _take(order_id, officer, "benefits.recover", State.PROPOSED)
    order.heard_words = words_of(order.recovery, person_id, words, on)
    order.heard_person_id, order.heard_by, order.heard_on, order.state = person_id, officer, on, State.HEARD
    order.save()
    _due(order.recovery, recovery_due_on("step", order.region, on))
    audit.record("return_order.heard", about=order, by=officer, because=order.heard_words)
    return order


@transaction.atomic
def order_return(*, order_id: int, days: int, reason: str, officer: Officer, on: date) -> ReturnOrder:
    """Order back all that is left, within so many days of the day it is told; by somebody of the county who neither proposed nor heard."""
    order = _take(order_id, officer, "benefits.decide_recovery", State.HEARD)
    _by_another(order, officer)
    _not_to_be_given_up(order.recovery)
    least = least_return_days(order.region[:6], on)
    if not least <= days <= MOST_DAYS or not reason.strip():
        raise CannotRecover(f"请写明理由和期限：自告知之日的次日起，不少于 {least} 日、不超过 {MOST_DAYS} 日。")
    order.days, order.amount_fen, order.reason = days, order.recovery.left_fen, reason.strip()[:500]
    order.decided_by, order.decided_on, order.state = officer, on, State.ORDERED
    order.letter = letters.of_order(order)
    order.save()
    _due(order.recovery, recovery_due_on("tell", order.region, on))
    audit.record("return_order.ordered", about=order, by=officer, because=order.reason, detail={"fen": order.amount_fen, "days": days})
    return order


@transaction.atomic
def drop_return_order(*, order_id: int, reason: str, officer: Officer, on: date) -> ReturnOrder:
    """What was proposed is not ordered, with a reason, by somebody who could order it; another may be proposed later."""
    order = _take(order_id, officer, "benefits.decide_recovery", State.PROPOSED, State.HEARD)
    _by_another(order, officer)
    if not reason.strip():
        raise CannotRecover("请写明不予责令的理由。")
    order.reason, order.decided_by, order.decided_on, order.state = reason.strip()[:500], officer, on, State.DROPPED
    order.save()
    _due(order.recovery, recovery_due_on("repay", order.region, on))
    audit.record("return_order.dropped", about=order, by=officer, because=order.reason)
    return order


@transaction.atomic
def tell_return_order(*, order_id: int, how: str, officer: Officer, on: date) -> ReturnOrder:
    """The letter reached the family: its term runs from the next day, and is the day by which the recovery is due."""
    order = _take(order_id, officer, "benefits.recover", State.ORDERED)
    if not how.strip():
        raise CannotRecover("请写明怎样告知。")
    order.told_how, order.told_by, order.told_on, order.state = how.strip()[:120], officer, on, State.TOLD
    order.until_on = days_after(on, order.days or 0)
    order.save()
    _due(order.recovery, order.until_on)
    audit.record("return_order.told", about=order, by=officer, because=order.told_how, detail={"until_on": order.until_on.isoformat()})
    return order


def _take(order_id: int, officer: Officer, permission: str, *states: ReturnOrder.State) -> ReturnOrder:
    """The order, locked with its recovery, where the officer may do this, it has come so far, and something is left to return."""
    order = ReturnOrder.objects.filter(pk=order_id).first()
    if order is None:
        raise CannotRecover("没有这件责令，或者它不在您负责的区域内。")
    recovery = take(order.recovery_id, officer, permission, Recovery.State.DECIDED)
    order = ReturnOrder.objects.select_for_update().get(pk=order_id)
    if order.state not in states:
        raise CannotRecover(f"这件责令现在是“{order.get_state_display()}”，不能办理这一步。")
    order.recovery = recovery
    return order


def _by_another(order: ReturnOrder, officer: Officer) -> None:
    if officer.pk in (order.proposed_by_id, order.heard_by_id):
        raise CannotRecover("提出责令和听取意见的人不能作决定，请由另一人决定。")


def _not_to_be_given_up(recovery: Recovery) -> None:
    if recovery.waive_by_id:
        raise CannotRecover("已经提出核销，等待另一人审批；审批以后再办理责令。")


def _due(recovery: Recovery, on: date | None) -> None:
    recovery.due_on = on
    recovery.save(update_fields=["due_on"])
