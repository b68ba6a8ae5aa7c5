"""清退: what was too much is found, the family is heard, somebody else decides and writes to it; nothing is taken by a machine (法 47, 48, 73, 74)."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import letters
from doudi.benefits.models import Adjustment, Recovery, RecoveryPart
from doudi.benefits.queries.recoveries import people_to_hear
from doudi.benefits.rules import recovery_due_on

from .adjustments import asked_fen, found_of_month
from .parts import decide_parts, lines_of_month, post_claim, spent_on
from .settlements import close, take_open


class CannotRecover(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_recovery(
    *, adjustment_ids: Sequence[int], words: str, is_fraud: bool = False, amounts: Mapping[int, int] | None = None, officer: Officer, on: date
) -> Recovery:
    """Put what was paid too much of one family's money of one kind together; `amounts` (fen) says what was still to be worked out.

    Owner: the township, which hears the family within the term that its place has set.
    """
    access.require(officer, "benefits.recover")
    found = [take_open(number, officer) for number in sorted(set(adjustment_ids))]
    if not found or not words.strip():
        raise CannotRecover("请选择多发的事项，并写明情况。")
    if len({(one.household_id, one.award.standing_id) for one in found}) > 1 or any(one.direction != Adjustment.Direction.OVER for one in found):
        raise CannotRecover("一件清退只收同一户同一身份的多发事项。")
    for one in found:
        one.amount_fen = _worked_out(one, (amounts or {}).get(one.pk))
    first = found[0]
    recovery = Recovery.objects.create(
        household_id=first.household_id,
        person_id=first.award.payee_id,
        kind=first.award.kind,
        is_fraud=is_fraud,
        found_fen=sum(one.amount_fen or 0 for one in found),
        words=words.strip()[:300],
        opened_by=officer,
        opened_on=on,
        due_on=recovery_due_on("step", first.region, on),
        region=first.region,
    )
    for one in found:
        one.recovery = recovery
        close(one, Adjustment.Result.RECOVERY, recovery.number, on)
    detail = {"fen": recovery.found_fen, "adjustments": [one.pk for one in found]}
    audit.record("recovery.opened", about=recovery, by=officer, because=words.strip(), detail=detail)
    return recovery


@transaction.atomic
def hear_about_recovery(*, recovery_id: int, person_id: int | None, words: str, officer: Officer, on: date) -> Recovery:
    """What somebody of the family says before anything is decided (法 48); None where nobody of it is left, with how that was made sure."""
    recovery = take(recovery_id, officer, "benefits.recover", Recovery.State.FOUND)
    recovery.heard_words = words_of(recovery, person_id, words, on)
    recovery.heard_person_id, recovery.heard_by, recovery.heard_on = person_id, officer, on
    recovery.state, recovery.due_on = Recovery.State.HEARD, recovery_due_on("step", recovery.region, on)
    recovery.save()
    audit.record("recovery.heard", about=recovery, by=officer, because=recovery.heard_words)
    return recovery


@transaction.atomic
def decide_recovery(
    *, recovery_id: int, outcome: str, amount_fen: int = 0, amounts: Mapping[int, int] | None = None, reason: str, remitted_because: str = "",
    officer: Officer, on: date,
) -> Recovery:  # fmt: skip
    """The county decides, by somebody who neither found nor heard: how much is to be returned, or that it stays with the family (fen).

    `amounts` says it by adjustment, month by month, wherever less than all of several months is to come back. Less than was found takes a reason of its own
    (`remitted_because`) and stands only when somebody else approves it (`answer_remission`): until then nothing is claimed and no letter is written.
    """
    recovery = take(recovery_id, officer, "benefits.decide_recovery", Recovery.State.HEARD)
    if officer.pk in (recovery.opened_by_id, recovery.heard_by_id):
        raise CannotRecover("立项和听取意见的人不能作决定，请由另一人决定。")
    if outcome not in Recovery.Outcome.values or not reason.strip():
        raise CannotRecover("请选择要求退回或者不予追回，并写明理由。")
    decided = _by_month(recovery, amounts, amount_fen) if outcome == Recovery.Outcome.REPAY else {}
    parts = decide_parts(recovery, decided)
    if isinstance(parts, str):
        raise CannotRecover(parts)
    recovery.reason, recovery.decided_by, recovery.decided_on, recovery.approval = reason.strip()[:500], officer, on, ""
    recovery.remitted_fen = recovery.found_fen - sum(decided.values())
    if not recovery.remitted_fen:
        return _stands(recovery, parts, officer, on)
    if not remitted_because.strip():
        raise CannotRecover("少于发现金额的，请写明减免的理由，由县级另一人审批。")
    recovery.remitted_because = remitted_because.strip()[:300]
    recovery.state, recovery.due_on = Recovery.State.REMITTING, recovery_due_on("approve", recovery.region, on)
    recovery.save()
    detail = {"fen": recovery.found_fen - recovery.remitted_fen, "remitted_fen": recovery.remitted_fen, "reason": recovery.reason}
    audit.record("recovery.remission_proposed", about=recovery, by=officer, because=recovery.remitted_because, detail=detail)
    return recovery


@transaction.atomic
def answer_remission(*, recovery_id: int, is_approved: bool, words: str, officer: Officer, on: date) -> Recovery:
    """Somebody of the county who neither found, heard nor decided approves what is given up, with a reason: the decision stands from this day.

    Or sends it back: it is to be decided anew, and all of what was found counts again.
    """
    recovery = take(recovery_id, officer, "benefits.decide_recovery", Recovery.State.REMITTING)
    if officer.pk in (recovery.opened_by_id, recovery.heard_by_id, recovery.decided_by_id):
        raise CannotRecover("立项、听取意见和作决定的人不能审批减免，请由另一人审批。")
    if not words.strip():
        raise CannotRecover("请写明审批意见：为什么同意或者不同意减免。")
    recovery.approval = words.strip()[:300]
    if is_approved:
        recovery.approved_by, recovery.approved_on, recovery.decided_on = officer, on, on
        audit.record("recovery.remitted", about=recovery, by=officer, because=recovery.approval, detail={"fen": recovery.remitted_fen})
        return _stands(recovery, list(recovery.parts.select_related("line__run")), officer, on)
    detail = {"remitted_fen": recovery.remitted_fen, "because": recovery.remitted_because}
    recovery.parts.all().delete()
    recovery.remitted_fen, recovery.remitted_because, recovery.reason, recovery.decided_by, recovery.decided_on = 0, "", "", None, None
    recovery.state, recovery.due_on = Recovery.State.HEARD, recovery_due_on("step", recovery.region, on)
    recovery.save()
    audit.record("recovery.remission_refused", about=recovery, by=officer, because=recovery.approval, detail=detail)
    return recovery


@transaction.atomic
def tell_recovery(*, recovery_id: int, how: str, officer: Officer, on: date) -> Recovery:
    """The letter reached the family; what is not to be returned is closed with this."""
    recovery = take(recovery_id, officer, "benefits.recover", Recovery.State.DECIDED)
    if recovery.told_on or not how.strip():
        raise CannotRecover("已经告知过。" if recovery.told_on else "请写明怎样告知。")
    recovery.told_how, recovery.told_by, recovery.told_on = how.strip()[:120], officer, on
    recovery.due_on = recovery_due_on("repay", recovery.region, on)
    close_if_done(recovery, on)
    recovery.save()
    audit.record("recovery.told", about=recovery, by=officer, because=recovery.told_how)
    return recovery


def take(recovery_id: int, officer: Officer, permission: str, state: Recovery.State) -> Recovery:
    """The recovery, locked, where the officer may do this and it has come so far."""
    recovery = Recovery.objects.select_for_update(of=("self",)).filter(pk=recovery_id).first()
    if recovery is None:
        raise CannotRecover("没有这件清退，或者它不在您负责的区域内。")
    access.require(officer, permission, recovery.region)
    if recovery.state != state:
        raise CannotRecover(f"这件清退现在是“{recovery.get_state_display()}”，不能办理这一步。")
    return recovery


def words_of(recovery: Recovery, person_id: int | None, words: str, on: date) -> str:
    """What was said, where it was said by somebody living of the family; by nobody only where nobody is left, with how that was made sure."""
    if not words.strip():
        raise CannotRecover("请写明听取的意见；没有在世成员的，写明怎样核实。")
    living = {one.pk for one in people_to_hear(recovery.household_id, on)}
    if (person_id is None and living) or (person_id is not None and person_id not in living):
        raise CannotRecover("请选择听取了哪位在世的家庭成员的意见。")
    return words.strip()[:500]


def close_if_done(recovery: Recovery, on: date) -> None:
    """Closed once the family knows and nothing is left."""
    if recovery.told_on and recovery.left_fen == 0:
        recovery.state, recovery.closed_on = Recovery.State.CLOSED, on


def _stands(recovery: Recovery, parts: Sequence[RecoveryPart], officer: Officer, on: date) -> Recovery:
    """The decision: its letter, and what it claims in the books."""
    recovery.decided_fen = recovery.left_fen = recovery.found_fen - recovery.remitted_fen
    recovery.outcome = Recovery.Outcome.REPAY if recovery.decided_fen else Recovery.Outcome.NOTHING
    recovery.state, recovery.due_on = Recovery.State.DECIDED, recovery_due_on("tell", recovery.region, on)
    recovery.letter = letters.of_recovery(recovery, _of_months(parts))
    recovery.save()
    post_claim(recovery, parts, on)
    detail = {"outcome": recovery.outcome, "fen": recovery.decided_fen, "decided_by": recovery.decided_by_id}
    audit.record("recovery.decided", about=recovery, by=officer, because=recovery.reason, detail=detail)
    if recovery.withdraws and recovery.decided_fen:
        audit.record("recovery.remission_withdrawn", about=recovery.withdraws, by=officer, because=recovery.number, detail={"fen": recovery.decided_fen})
    return recovery


def _by_month(recovery: Recovery, amounts: Mapping[int, int] | None, amount_fen: int) -> dict[int, int]:
    """How much of each adjustment (fen) is to come back; never more than was found of it."""
    found = {one.pk: one.amount_fen or 0 for one in recovery.adjustments.all()}
    if amounts is None:
        if amount_fen != recovery.found_fen and len(found) > 1 and 0 < amount_fen < recovery.found_fen:
            raise CannotRecover("应退金额少于发现金额的，请逐月写明。")
        amounts = found if amount_fen == recovery.found_fen else dict.fromkeys(found, amount_fen)
    if not set(amounts) <= set(found) or any(not 0 <= fen <= found[one] for one, fen in amounts.items()) or not sum(amounts.values()):
        raise CannotRecover("应退金额应大于零，每月不超过发现的多发金额。")
    return dict(amounts)


def _of_months(parts: Sequence[RecoveryPart]) -> dict[date, int]:
    sums: dict[date, int] = {}
    for part in parts:
        sums[part.line.month] = sums.get(part.line.month, 0) + part.amount_fen
    return sums


def _worked_out(one: Adjustment, fen: int | None) -> int:
    """How much of a month is to come back; never of a line that has not left, nor what other findings take back already."""
    paid_fen = sum(spent_on(lines_of_month(one)).values())
    if not paid_fen:
        raise CannotRecover(f"{one.month:%Y年%m月}的这一笔没有付出：先处理暂缓或退回的明细；取消了的，把事项办结为核实无须处理。")
    if one.amount_fen is not None:
        return one.amount_fen
    most = paid_fen - sum(asked_fen(other) for other in found_of_month(one))
    if fen is None or not 0 < fen <= most:
        raise CannotRecover(f"{one.month:%Y年%m月}的多发金额待核定：请填写大于零、且不超过当月实发（除去已查明的多发）的金额。")
    return fen
