"""撤销减免: where deceit shows later, what was given up with approval is asked back by a decision of its own; the former one stays as it was written."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import Adjustment, Recovery
from doudi.benefits.rules import recovery_due_on

from .recovery import CannotRecover
from .settlements import close


def mark(adjustment_id: int) -> str:
    """How what was given up of a finding is named when it is found again."""
    return f"remission:{adjustment_id}"


@transaction.atomic
def propose_withdrawal(*, recovery_id: int, words: str, officer: Officer, on: date) -> Recovery:
    """Say what was hidden and how it came to light; of this a recovery is opened about all that was given up, month by month (法 47, 73).

    Nothing is claimed by it: the family is heard (法 48) and somebody else of the county decides, as about every recovery; to leave it given up takes an
    approval again. What is written off as never to be had is not given up so, and stays. Owner: the township.
    """
    former = Recovery.objects.select_for_update(of=("self",)).select_related("person").filter(pk=recovery_id).first()
    if former is None:
        raise CannotRecover("没有这件清退，或者它不在您负责的区域内。")
    access.require(officer, "benefits.recover", former.region)
    if former.approved_on is None:
        raise CannotRecover("这件清退没有经批准的减免，没有可以撤销的。")
    if hasattr(former, "withdrawn_by"):
        raise CannotRecover(f"这件减免已经提请撤销，见 {former.withdrawn_by.number}。")
    if not words.strip():
        raise CannotRecover("请写明查明的虚报、隐瞒、伪造，和怎样查明的。")
    withdrawal = Recovery.objects.create(
        household_id=former.household_id,
        person_id=former.person_id,
        kind=former.kind,
        is_fraud=True,
        found_fen=former.remitted_fen,
        words=words.strip()[:300],
        opened_by=officer,
        opened_on=on,
        due_on=recovery_due_on("step", former.region, on),
        region=former.region,
        withdraws=former,
    )
    for found in former.adjustments.prefetch_related("parts").order_by("month", "pk"):
        if given_up := (found.amount_fen or 0) - sum(part.amount_fen for part in found.parts.all()):
            _find_again(found, given_up, withdrawal, on)
    detail = {"fen": withdrawal.found_fen, "withdrawal": withdrawal.pk}
    audit.record("recovery.remission_withdrawal_proposed", about=former, by=officer, because=withdrawal.words, detail=detail)
    audit.record("recovery.opened", about=withdrawal, by=officer, because=withdrawal.words, detail={"fen": withdrawal.found_fen, "withdraws": former.pk})
    return withdrawal


def _find_again(found: Adjustment, given_up: int, withdrawal: Recovery, on: date) -> None:
    again = Adjustment.objects.create(
        award_id=found.award_id,
        household_id=found.household_id,
        person_id=found.person_id,
        month=found.month,
        direction=Adjustment.Direction.OVER,
        amount_fen=given_up,
        reason=f"原已减免，查明骗取：{found.reason}"[:200],
        decided_by=mark(found.pk),
        opened_on=on,
        due_on=withdrawal.due_on or on,
        owner_region=found.owner_region,
        region=found.region,
        recovery=withdrawal,
    )
    close(again, Adjustment.Result.RECOVERY, withdrawal.number, on)
