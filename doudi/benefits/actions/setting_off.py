"""抵扣: what is to be returned, set against coming months only where the place allows it, with the family's written consent, and never below the standard."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.benefits.chains import household_now
from doudi.benefits.models import Award, PayLine, Recovery, RecoveryMove
from doudi.benefits.months import month_after
from doudi.benefits.rules import may_set_off

from .recovery import CannotRecover, take
from .repayment import DECIDED, move
from .set_off_months import BY_AGREEMENT, again, end_agreement, mark, month_not_listed, owe_for_month, paper_of, pay_in_full

ABOVE_STANDARD = Award.Kind.DIBAO_SUPPLEMENT
"""Dibao brings a family up to the standard; what it is given beyond it is all that may be set off."""


@transaction.atomic
def set_off(*, recovery_id: int, monthly_fen: int, paper: str, officer: Officer, on: date) -> Recovery:
    """From next month on so much less (fen) of what the family is given beyond the standard, for as many whole months as what is left takes.

    `paper` is the family's written consent. Raises CannotRecover where the place has not allowed it (`benefits.set_off_allowed`, off by default).
    """
    recovery = take(recovery_id, officer, "benefits.recover", DECIDED)
    if not may_set_off(recovery.region[:6], on):
        raise CannotRecover("本地没有开通抵扣；请约定由家庭退回。")
    if recovery.sets_off_fen or not paper.strip():
        raise CannotRecover("已经在抵扣。" if recovery.sets_off_fen else "请写明家庭书面同意的文件号。")
    award = Award.objects.select_for_update().filter(household_id=household_now(recovery.household_id), kind=ABOVE_STANDARD, until_month=None).first()
    months = recovery.left_fen // monthly_fen if monthly_fen > 0 else 0
    if award is None or not 0 < monthly_fen < award.amount_fen or not months:
        raise CannotRecover("只能从高于保障标准的增发部分抵扣：每月金额须小于增发金额，且不超过未退金额。")
    first = max(month_not_listed(award, on), award.from_month)
    _split(award, first, month_after(first, months), monthly_fen, mark(recovery.pk))
    recovery.sets_off_fen = monthly_fen
    recovery.save(update_fields=["sets_off_fen"])
    audit.record("recovery.set_off_agreed", about=recovery, by=officer, because=paper.strip(), detail={"monthly_fen": monthly_fen, "months": months})
    return recovery


@transaction.atomic
def stop_set_off(*, recovery_id: int, words: str, officer: Officer, on: date) -> Recovery:
    """The family takes its consent back: from next month on it is paid in full again."""
    recovery = take(recovery_id, officer, "benefits.recover", DECIDED)
    if not recovery.sets_off_fen or not words.strip():
        raise CannotRecover("请写明家庭怎样提出。" if recovery.sets_off_fen else "没有在抵扣。")
    pay_in_full(recovery, on=on)
    end_agreement(recovery, because=words.strip(), officer=officer)
    return recovery


@transaction.atomic
def count_set_offs(*, region: str, on: date) -> list[RecoveryMove]:
    """What months paid less by agreement have brought; each month counts once, and what it brought beyond what was left is owed to the family.

    The day's flow asks.
    """
    made = []
    lines = PayLine.objects.filter(award__decided_by__startswith=BY_AGREEMENT, award__set_off_fen__gt=0, state=PayLine.State.PAID, region__startswith=region)
    for line in lines.select_related("award").order_by("month", "pk"):
        number = int(line.award.decided_by.removeprefix(BY_AGREEMENT))
        recovery = Recovery.objects.select_for_update(of=("self",)).filter(pk=number).first()
        if recovery is None or recovery.moves.filter(paper=paper_of(line)).exists():
            continue
        fen = min(line.award.set_off_fen, recovery.left_fen)
        if fen:
            made.append(move(recovery, RecoveryMove.Kind.SET_OFF, fen, paper_of(line), None, on, spent_as=line))
        owe_for_month(recovery, line.award, line.month, line.award.set_off_fen - fen, on)
    return made


def _split(award: Award, first: date, after: date, monthly_fen: int, by: str) -> None:
    """As it was until a month, less for some months, and then as it was."""
    full = award.amount_fen
    award.until_month, award.ended_by = first, by
    award.save(update_fields=["until_month", "ended_by"])
    again(award, amount_fen=full - monthly_fen, set_off_fen=monthly_fen, from_month=first, until_month=after, ended_by=by, decided_by=by)
    again(award, amount_fen=full, from_month=after, until_month=None, ended_by="", decided_by=by)
