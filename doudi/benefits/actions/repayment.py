"""退回: by agreement, receipt by receipt; given up only with a second officer's approval."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.benefits import books
from doudi.benefits.models import PayLine, Recovery, RecoveryMove

from .parts import clear_parts, goes_back_to, post_move
from .recovery import CannotRecover, close_if_done, take
from .set_off_months import keep_to_what_is_left

DECIDED = Recovery.State.DECIDED


@transaction.atomic
def agree_on_repayment(*, recovery_id: int, words: str, officer: Officer, on: date) -> Recovery:
    """How the family returns it, as it has agreed; agreed anew, the audit keeps what was agreed before."""
    recovery = take(recovery_id, officer, "benefits.recover", DECIDED)
    if not words.strip() or not recovery.left_fen:
        raise CannotRecover("请写明怎样分期、何时退回。" if recovery.left_fen else "已经没有未退的金额。")
    before = recovery.repays_by
    recovery.repays_by, recovery.agreed_by, recovery.agreed_on = words.strip()[:200], officer, on
    recovery.save(update_fields=["repays_by", "agreed_by", "agreed_on"])
    audit.record("recovery.agreed", about=recovery, by=officer, because=recovery.repays_by, detail={"before": before})
    return recovery


@transaction.atomic
def record_repayment(*, recovery_id: int, amount_fen: int, paper: str, officer: Officer, on: date) -> RecoveryMove:
    """Money that has come back, by its receipt; a receipt counts once.

    What was spent this year goes back to the sources it was drawn from, and can be used again; what an earlier year spent is turned in to the treasury.
    """
    recovery = take(recovery_id, officer, "benefits.record_repayment", DECIDED)
    return move(recovery, RecoveryMove.Kind.REPAID, amount_fen, paper, officer, on)


@transaction.atomic
def propose_write_off(*, recovery_id: int, reason: str, officer: Officer, on: date) -> Recovery:
    """Say why what is left cannot come back; another officer of the county approves it or not."""
    recovery = take(recovery_id, officer, "benefits.decide_recovery", DECIDED)
    if not reason.strip() or not recovery.left_fen or recovery.waive_by_id:
        raise CannotRecover("已经提出核销，等待另一人审批。" if recovery.waive_by_id else "请写明核销理由。" if recovery.left_fen else "已经没有未退的金额。")
    recovery.waive_reason, recovery.waive_by, recovery.waive_on = reason.strip()[:300], officer, on
    recovery.save(update_fields=["waive_reason", "waive_by", "waive_on"])
    audit.record("recovery.write_off_proposed", about=recovery, by=officer, because=recovery.waive_reason, detail={"fen": recovery.left_fen})
    return recovery


@transaction.atomic
def answer_write_off(*, recovery_id: int, is_approved: bool, paper: str, officer: Officer, on: date) -> Recovery:
    """Approve what a colleague proposed, with the number of the approval, or send it back: what is left is then still to be returned."""
    recovery = take(recovery_id, officer, "benefits.decide_recovery", DECIDED)
    if recovery.waive_by_id is None:
        raise CannotRecover("还没有人提出核销。")
    if recovery.waive_by_id == officer.pk:
        raise CannotRecover("提出核销的人不能自己审批。")
    if is_approved:
        move(recovery, RecoveryMove.Kind.WRITTEN_OFF, recovery.left_fen, paper, officer, on)
        return recovery
    recovery.waive_reason, recovery.waive_by, recovery.waive_on = "", None, None
    recovery.save(update_fields=["waive_reason", "waive_by", "waive_on"])
    audit.record("recovery.write_off_refused", about=recovery, by=officer, because=paper)
    return recovery


def move(
    recovery: Recovery, kind: RecoveryMove.Kind, fen: int, paper: str, officer: Officer | None, on: date, *, spent_as: PayLine | None = None
) -> RecoveryMove:
    """One receipt or approval: the books, what is left, and the end where nothing is; months that were to be set off against it are paid in full again.

    `spent_as` is the line that was paid less where it was set off.
    """
    if not 0 < fen <= recovery.left_fen:
        raise CannotRecover(f"金额应大于零，且不超过未退的 {recovery.left_fen / 100:,.2f} 元。")
    if not paper.strip():
        raise CannotRecover("请写明凭证号或者批准文号。")
    if recovery.moves.filter(paper=paper.strip()).exists():
        raise CannotRecover("这张凭证已经登记过。")
    cleared = clear_parts(recovery, fen, is_given_up=kind == RecoveryMove.Kind.WRITTEN_OFF)
    made = RecoveryMove.objects.create(
        recovery=recovery, kind=kind, amount_fen=fen, paper=paper.strip()[:60], by=officer, on=on, region=recovery.region,
        fund_fen=sum(fen for _, run, fen in goes_back_to(cleared) if books.year_of(run) == on.year) if kind == RecoveryMove.Kind.REPAID else 0,
    )  # fmt: skip
    post_move(made, cleared, on, spent_as)
    recovery.left_fen -= fen
    close_if_done(recovery, on)
    recovery.save(update_fields=["left_fen", "state", "closed_on"])
    detail = {"fen": fen, "left_fen": recovery.left_fen, "fund_fen": made.fund_fen}
    audit.record(f"recovery.{kind}", about=recovery, by=officer, because=made.paper, detail=detail)
    keep_to_what_is_left(recovery, because=made.paper, officer=officer, on=on)
    return made
