"""罚款: for money got by deceit, at most twice of it; told with its ground, the person speaks in defence, somebody else decides (法 73)."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits import letters
from doudi.benefits.models import Penalty, Recovery

SPEAK_WITHIN = 5
"""Working days for the statement and defence; illustrative. 行政处罚法 (unread here) asks for it, and that what is said makes nothing worse."""


class CannotPenalise(Exception):
    """Worded for the officer."""


@transaction.atomic
def propose_penalty(*, recovery_id: int, amount_fen: int, ground: str, officer: Officer, on: date) -> Penalty:
    """Tell the person which fine is meant, on which facts and grounds, and until when they may speak."""
    recovery = Recovery.objects.select_for_update(of=("self",)).filter(pk=recovery_id).first()
    if recovery is None:
        raise CannotPenalise("没有这件清退，或者它不在您负责的区域内。")
    access.require(officer, "benefits.penalise", recovery.region)
    if not recovery.is_fraud or recovery.outcome != Recovery.Outcome.REPAY:
        raise CannotPenalise("只有查明虚报、隐瞒、伪造并已责令退回的，才可以处罚款（社会救助法 第七十三条）。")
    if hasattr(recovery, "penalty"):
        raise CannotPenalise("这件清退已经告知过罚款。")
    if Penalty.objects.filter(Q(recovery__withdrawn_by=recovery) | Q(recovery__withdraws=recovery)).exists():  # one deceit is fined once
        raise CannotPenalise("同一笔多领的款项，撤销减免前后只处一次罚款；另一件清退已经告知过。")
    if not 0 < amount_fen <= 2 * recovery.decided_fen:
        raise CannotPenalise(f"罚款不超过非法所得 {recovery.decided_fen / 100:,.2f} 元的二倍。")
    if not ground.strip():
        raise CannotPenalise("请写明事实、理由和依据。")
    penalty = Penalty.objects.create(
        recovery=recovery,
        gain_fen=recovery.decided_fen,
        proposed_fen=amount_fen,
        ground=ground.strip()[:500],
        told_by=officer,
        told_on=on,
        speak_until=workdays_after(on, SPEAK_WITHIN),
        region=recovery.region,
    )
    audit.record("penalty.proposed", about=penalty, by=officer, because=penalty.ground, detail={"fen": amount_fen})
    return penalty


@transaction.atomic
def hear_defence(*, penalty_id: int, words: str, officer: Officer, on: date) -> Penalty:
    """What the person says in defence; or, once the term is over, that nothing was said."""
    penalty = _take(penalty_id, officer, Penalty.State.TOLD)
    if not words.strip() and on <= penalty.speak_until:
        raise CannotPenalise(f"陈述申辩的期限到 {penalty.speak_until:%Y年%m月%d日}；期满没有陈述的，期满后再记录。")
    penalty.statement, penalty.heard_by, penalty.heard_on = words.strip()[:500] or "期满未作陈述申辩。", officer, on
    penalty.state = Penalty.State.HEARD
    penalty.save()
    audit.record("penalty.heard", about=penalty, by=officer, because=penalty.statement)
    return penalty


@transaction.atomic
def decide_penalty(*, penalty_id: int, fine_fen: int, reason: str, officer: Officer, on: date) -> Penalty:
    """A fine of no more than was told, or none; never by who told or heard. What was said in defence makes nothing worse."""
    penalty = _take(penalty_id, officer, Penalty.State.HEARD)
    if officer.pk in (penalty.told_by_id, penalty.heard_by_id):
        raise CannotPenalise("告知和记录陈述的人不能作决定，请由另一人决定。")
    if not 0 <= fine_fen <= penalty.proposed_fen or not reason.strip():
        raise CannotPenalise("罚款不得高于告知的金额，不罚的写零；请写明理由。")
    penalty.fine_fen, penalty.reason, penalty.decided_by, penalty.decided_on = fine_fen, reason.strip()[:500], officer, on
    penalty.state, penalty.letter = Penalty.State.DECIDED, ""
    penalty.letter = letters.of_penalty(penalty)
    penalty.save()
    audit.record("penalty.decided", about=penalty, by=officer, because=reason, detail={"fen": fine_fen})
    return penalty


@transaction.atomic
def record_fine(*, penalty_id: int, paper: str, officer: Officer, on: date) -> Penalty:
    """The fine was paid to the treasury, by its receipt; it never stands in the books of assistance."""
    penalty = _take(penalty_id, officer, Penalty.State.DECIDED)
    if penalty.paid_paper or not paper.strip() or not penalty.fine_fen:
        raise CannotPenalise("没有要登记的罚款，或者已经登记过；请写明缴款凭证号。")
    penalty.paid_paper = paper.strip()[:60]
    penalty.save(update_fields=["paid_paper"])
    audit.record("penalty.paid", about=penalty, by=officer, because=penalty.paid_paper)
    return penalty


def _take(penalty_id: int, officer: Officer, state: Penalty.State) -> Penalty:
    penalty = Penalty.objects.select_for_update(of=("self",)).select_related("recovery__person").filter(pk=penalty_id).first()
    if penalty is None:
        raise CannotPenalise("没有这件罚款，或者它不在您负责的区域内。")
    access.require(officer, "benefits.penalise", penalty.region)
    if penalty.state != state:
        raise CannotPenalise(f"这件罚款现在是“{penalty.get_state_display()}”，不能办理这一步。")
    return penalty
