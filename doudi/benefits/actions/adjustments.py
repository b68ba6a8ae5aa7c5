"""追补: a death learned of after the money went, or a corrected decision, opens an adjustment; a person works it out and settles it."""

from datetime import date

from django.db import connection, transaction
from django.db.models import Sum

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.models import Adjustment, Award, PayLine, PayRun
from doudi.benefits.months import month_after, month_of
from doudi.benefits.rules import is_death_month_paid

SOON = 10  # working days for one whose three months have run out already

# Money for a month after somebody's death, sent before the death was known. Whose life it rests on: the person of the standing, else every
# member of the family. With nobody left all of it was too much; with others left the amount is for the review of the family to say.
OPEN = """
WITH sent AS (
    SELECT l.*, s.person_id, coalesce(r.frozen_on, l.answered_on, r.settled_on) AS fixed_on
    FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id
    JOIN benefits_award a ON a.id = l.award_id JOIN benefits_standing s ON s.id = a.standing_id
    WHERE l.state IN ('sent', 'paid') AND starts_with(l.region, %(county)s)
), dead AS (
    SELECT id, died_on, death_known_on,
        (date_trunc('month', died_on) + CASE WHEN %(month_paid)s THEN interval '1 month' ELSE interval '0' END)::date AS not_due_from
    FROM registry_person WHERE death_known_on <= %(on)s
), touched AS (
    SELECT l.award_id, l.household_id, l.month, l.amount_fen, l.region, dead.id AS person_id, dead.died_on, l.person_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM registry_membership m LEFT JOIN dead gone ON gone.id = m.person_id AND gone.not_due_from <= l.month
        WHERE m.household_id = l.household_id AND m.from_on <= l.month AND (m.until_on IS NULL OR m.until_on > l.month) AND gone.id IS NULL
    ) AS nobody_left
    FROM sent l JOIN dead ON dead.death_known_on >= l.fixed_on AND dead.not_due_from <= l.month
    WHERE dead.id = l.person_id OR (l.person_id IS NULL AND (dead.id = l.payee_id OR EXISTS (
        SELECT FROM registry_membership m WHERE m.household_id = l.household_id AND m.person_id = dead.id AND (m.until_on IS NULL OR m.until_on >= dead.died_on)
    )))
)
INSERT INTO benefits_adjustment (award_id, household_id, person_id, month, direction, decided_by, amount_fen, reason,
    opened_on, due_on, owner_region, state, outcome, region)
SELECT award_id, household_id, person_id, month, 'over', '', CASE WHEN nobody_left THEN amount_fen END,
    CASE WHEN nobody_left THEN '领取人去世后仍发放，全额应核退' ELSE '家庭成员去世后仍按原人数发放，金额待核定' END,
    %(on)s, greatest((died_on + interval '3 months')::date, %(soon)s), left(region, 9), 'open', '', region
FROM touched ORDER BY region, award_id, month, person_id
ON CONFLICT DO NOTHING RETURNING id
"""


class CannotSettleAdjustment(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_adjustments(on: date) -> list[Adjustment]:
    """Open what deaths known by this day have shown of lines frozen before; the new ones. Owner: the township; term: three months
    from the death (83号 一(三)), or ten working days where those have run out. Asked again it opens nothing twice."""
    opened: list[int] = []
    with connection.cursor() as cursor:
        for county in sorted(set(PayRun.objects.values_list("region", flat=True))):
            cursor.execute(OPEN, {"county": county, "on": on, "month_paid": is_death_month_paid(county, on), "soon": workdays_after(on, SOON)})
            opened += [row[0] for row in cursor.fetchall()]
    adjustments = list(Adjustment.objects.filter(pk__in=opened).order_by("pk"))
    for adjustment in adjustments:
        audit.record("adjustment.opened", about=adjustment, by=None, because=adjustment.reason)
    return adjustments


@transaction.atomic
def open_differences(
    *, household_id: int, kind: str, due_fen: int, from_month: date, until_month: date, reason: str, decided_by: str, officer: Officer | None, on: date
) -> list[Adjustment]:
    """What a corrected decision shows to have been paid too much or too little, month by month (fen); nothing is taken or paid by this.

    Paid is what is on a list for the family in that month and kind of help, by whatever award, or will be where this month's list is not made
    yet. A month with nothing over or under opens nothing; asked again, nothing is opened twice. Owner: the township; term: ten working days.
    """
    awards = list(Award.objects.filter(household_id=household_id, kind=kind).order_by("-from_month", "-pk"))
    if not awards:
        return []
    access.require(officer, "benefits.confirm", awards[0].region)
    given = _given(household_id, kind, awards, from_month, until_month, on)
    wanted = [(next((one for one in awards if one.from_month <= month), awards[-1]), month, fen - due_fen) for month, fen in given.items() if fen != due_fen]
    opened = []
    for award, month, over in wanted:
        adjustment, is_new = Adjustment.objects.get_or_create(
            award=award,
            month=month,
            person_id=award.payee_id,
            decided_by=decided_by,
            defaults={
                "household_id": household_id,
                "direction": Adjustment.Direction.OVER if over > 0 else Adjustment.Direction.UNDER,
                "amount_fen": abs(over),
                "reason": reason[:200],
                "opened_on": on,
                "due_on": workdays_after(on, SOON),
                "owner_region": award.region[:9],
                "region": award.region,
            },
        )
        if is_new:
            audit.record("adjustment.opened", about=adjustment, by=officer, because=adjustment.reason)
        opened.append(adjustment)
    return opened


def _given(household_id: int, kind: str, awards: list[Award], from_month: date, until_month: date, on: date) -> dict[date, int]:
    """Fen by month, every month of the period."""
    listed = PayLine.objects.filter(household_id=household_id, kind=kind, month__gte=from_month, month__lt=until_month)
    listed = listed.exclude(state__in=("reissued", "cancelled")).order_by()
    given = dict(listed.values_list("month").annotate(fen=Sum("amount_fen")))
    months = []
    while from_month < until_month:
        months.append(from_month)
        from_month = month_after(from_month)
    for month in months:
        if month not in given:
            runs = [one for one in awards if one.from_month <= month and (one.until_month is None or month < one.until_month)]
            given[month] = sum(one.amount_fen for one in runs) if month >= month_of(on) else 0
    return {month: given[month] for month in months}


@transaction.atomic
def settle_adjustment(*, adjustment_id: int, outcome: str, because: str, officer: Officer, on: date) -> Adjustment:
    """Say what came of it: returned, waived by approval, or not due after all."""
    adjustment = Adjustment.objects.select_for_update().get(pk=adjustment_id)
    access.require(officer, "benefits.settle_adjustment", adjustment.region)
    if adjustment.state == Adjustment.State.SETTLED:
        raise CannotSettleAdjustment("该事项已经办结。")
    if not outcome.strip() or not because.strip():
        raise CannotSettleAdjustment("请写明处理结果和理由。")
    adjustment.state, adjustment.outcome, adjustment.settled_on = Adjustment.State.SETTLED, outcome.strip(), on
    adjustment.save(update_fields=["state", "outcome", "settled_on"])
    audit.record("adjustment.settled", about=adjustment, by=officer, because=because)
    return adjustment
