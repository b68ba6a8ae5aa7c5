"""抵扣月份: months that are paid less by agreement; none of them outlives what is left to return."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, Sum

from doudi.base import audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.models import Adjustment, Award, PayLine, Recovery, RecoveryMove
from doudi.benefits.months import month_after, month_of

from .adjustments import SOON

BY_AGREEMENT = "recovery:"
GONE = (PayLine.State.REISSUED, PayLine.State.CANCELLED)


def mark(recovery_id: int) -> str:
    """How an award names the recovery whose agreement made it."""
    return f"{BY_AGREEMENT}{recovery_id}"


def paper_of(line: PayLine) -> str:
    """How a month that was set off names the line it was paid less by."""
    return f"{line.month:%Y-%m} {line.pk}"


@dataclass(frozen=True)
class LessMonth:
    """One month paid less by agreement that has brought nothing yet: by which award, and whether it stands on a list."""

    month: date
    award: Award
    is_listed: bool


def month_not_listed(award: Award, on: date) -> date:
    """The first month after this one that no list holds for the award's standing and kind: what is listed stays as it was signed for."""
    listed = PayLine.objects.filter(award__standing=award.standing_id, kind=award.kind).exclude(state__in=GONE).aggregate(last=Max("month"))["last"]
    return max(month_after(on), month_after(listed) if listed else date.min)


def again(award: Award, *, amount_fen: int, set_off_fen: int = 0, from_month: date, until_month: date | None, ended_by: str, decided_by: str) -> Award:
    """The same help to the same payee, of another amount or for other months."""
    kept = {name: getattr(award, name) for name in ("standing_id", "household_id", "kind", "payee_id", "account_id", "region")}
    return Award.objects.create(
        amount_fen=amount_fen, set_off_fen=set_off_fen, from_month=from_month, until_month=until_month, ended_by=ended_by, decided_by=decided_by, **kept
    )


def pay_in_full(recovery: Recovery, *, since: date | None = None, on: date) -> None:
    """From `since` on, and never earlier than the first month that no list holds, the award is paid in full again."""
    for less in _less_awards(recovery):
        resumed, end = max(since or date.min, month_not_listed(less, on), less.from_month), less.until_month
        if end is None or end <= resumed:
            continue
        ended_by, less.until_month, less.ended_by = less.ended_by, resumed, mark(recovery.pk)
        less.save(update_fields=["until_month", "ended_by"])
        again(less, amount_fen=less.amount_fen + less.set_off_fen, from_month=resumed, until_month=end, ended_by=ended_by, decided_by=mark(recovery.pk))


def keep_to_what_is_left(recovery: Recovery, *, because: str, officer: Officer | None, on: date) -> None:
    """After every receipt and change: the months ahead go on being paid less only as far as what is left takes whole ones; then the award is full again.

    A month that stands on a list already is owed what was kept back of it for nothing: that opens a 少发. Where no month is paid less any more the
    agreement is over. The caller holds the recovery locked.
    """
    left, is_planned = recovery.left_fen, False
    for one in _uncounted(recovery, on):
        taken = min(left, one.award.set_off_fen)
        left -= taken
        if taken == one.award.set_off_fen:
            is_planned = True
        elif one.is_listed:
            is_planned = is_planned or taken > 0
            owe_for_month(recovery, one.award, one.month, one.award.set_off_fen - taken, on)
        elif one.month > month_of(on):
            pay_in_full(recovery, since=one.month, on=on)
            break
    if recovery.sets_off_fen and not is_planned:
        end_agreement(recovery, because=because, officer=officer)


def owe_for_month(recovery: Recovery, less: Award, month: date, fen: int, on: date) -> None:
    """Open what a month was paid too little (fen) because nothing was left to set it against; what is open of it already, or settled, counts."""
    found = Adjustment.objects.filter(award=less, month=month, direction=Adjustment.Direction.UNDER, decided_by__startswith=f"{mark(recovery.pk)}:")
    missing = fen - (found.aggregate(fen=Sum("amount_fen"))["fen"] or 0)
    if missing <= 0:
        return
    adjustment = Adjustment.objects.create(
        award=less,
        household_id=less.household_id,
        person_id=less.payee_id,
        month=month,
        direction=Adjustment.Direction.UNDER,
        amount_fen=missing,
        reason=f"清退 {recovery.number} 已没有这么多未退金额，当月仍按抵扣约定少发，应补发",
        decided_by=f"{mark(recovery.pk)}:{found.count() + 1}",
        opened_on=on,
        due_on=workdays_after(on, SOON),
        owner_region=less.region[:9],
        region=less.region,
    )
    audit.record("adjustment.opened", about=adjustment, by=None, because=adjustment.reason)


def agreements_of(awards: Iterable[Award]) -> list[Recovery]:
    """The recoveries by whose agreement part of these is or was set off, locked; those beyond the asker's region are not seen."""
    named = {name.removeprefix(BY_AGREEMENT) for one in awards for name in (one.decided_by, one.ended_by) if name.startswith(BY_AGREEMENT)}
    return list(Recovery.objects.select_for_update(of=("self",)).filter(pk__in=[int(number) for number in named], sets_off_fen__gt=0).order_by("pk"))


def end_agreement(recovery: Recovery, *, because: str, officer: Officer | None) -> None:
    """Nothing more is set off by it; saves it."""
    recovery.sets_off_fen = 0
    recovery.save(update_fields=["sets_off_fen"])
    audit.record("recovery.set_off_stopped", about=recovery, by=officer, because=because)


def _less_awards(recovery: Recovery) -> list[Award]:
    less = Award.objects.select_for_update().filter(decided_by=mark(recovery.pk), set_off_fen__gt=0, until_month__gt=F("from_month"))
    return list(less.order_by("from_month", "pk"))


def _uncounted(recovery: Recovery, on: date) -> list[LessMonth]:
    """The earliest first; a month that has gone by without a list was not paid less."""
    awards = _less_awards(recovery)
    counted = {paper[:7] for paper in recovery.moves.filter(kind=RecoveryMove.Kind.SET_OFF).values_list("paper", flat=True)}
    listed = set(PayLine.objects.filter(award__in=awards).exclude(state__in=GONE).values_list("award", "month"))
    found = []
    for award in awards:
        month = award.from_month
        while award.until_month and month < award.until_month:
            is_listed = (award.pk, month) in listed
            if f"{month:%Y-%m}" not in counted and (is_listed or month >= month_of(on)):
                found.append(LessMonth(month, award, is_listed))
            month = month_after(month)
    return found
