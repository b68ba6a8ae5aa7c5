"""追补: a death learned of after the money went, or a corrected decision, opens an adjustment, whichever arrives first."""

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.models import Adjustment, Award, PayLine, PayRun, Standing
from doudi.benefits.months import month_after, month_of
from doudi.benefits.rules import is_death_month_paid
from doudi.registry import queries as registry

SOON = 10  # working days for one whose three months have run out already


def mark(adjustment_id: int) -> str:
    """How an award names the adjustment that it pays."""
    return f"adjustment:{adjustment_id}"


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
    SELECT l.award_id, l.household_id, l.month, l.region, dead.id AS person_id, dead.died_on, l.amount_fen - coalesce((
        SELECT sum(j.amount_fen) FROM benefits_adjustment j LEFT JOIN benefits_recovery v ON v.id = j.recovery_id
        WHERE j.award_id = l.award_id AND j.month = l.month AND j.direction = 'over' AND j.result <> 'not_due' AND v.outcome IS DISTINCT FROM 'nothing'
    ), 0) AS amount_fen, l.person_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM registry_membership m LEFT JOIN dead gone ON gone.id = m.person_id AND gone.not_due_from <= l.month
        WHERE m.household_id = l.household_id AND m.from_on <= l.month AND (m.until_on IS NULL OR m.until_on > l.month) AND gone.id IS NULL
    ) AS nobody_left
    FROM sent l JOIN dead ON dead.death_known_on >= l.fixed_on AND dead.not_due_from <= l.month
    WHERE dead.id = l.person_id OR (l.person_id IS NULL AND (dead.id = l.payee_id OR EXISTS (
        SELECT FROM registry_membership m WHERE m.household_id = l.household_id AND m.person_id = dead.id AND (m.until_on IS NULL OR m.until_on >= dead.died_on)
    )))
)
INSERT INTO benefits_adjustment (award_id, household_id, person_id, month, direction, decided_by, amount_fen, reason,
    opened_on, due_on, owner_region, state, result, outcome, region)
SELECT award_id, household_id, person_id, month, 'over', '', CASE WHEN nobody_left THEN amount_fen END,
    CASE WHEN nobody_left THEN '领取人去世后仍发放，全额应核退' ELSE '家庭成员去世后仍按原人数发放，金额待核定' END,
    %(on)s, greatest((died_on + interval '3 months')::date, %(soon)s), left(region, 9), 'open', '', '', region
FROM touched WHERE amount_fen > 0 ORDER BY region, award_id, month, person_id
ON CONFLICT DO NOTHING RETURNING id
"""


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

    Given is what stands on a list for the family in that month and kind of help, by whatever award, or will where this month's list is not made yet,
    with what earlier findings have added or taken: so it does not matter which of two late facts arrives first. For a month after the death of whose
    money it is nothing is due. A month with nothing over or under opens nothing; asked again, nothing is opened twice. Owner: the township; term: ten
    working days.
    """
    awards = list(Award.objects.filter(household_id=household_id, kind=kind).order_by("-from_month", "-pk"))
    if not awards:
        return []
    access.require(officer, "benefits.confirm", awards[0].region)
    given, not_due_from = _given(household_id, kind, awards, from_month, until_month, on), nothing_due_from(awards[0].standing, from_month, on)
    over_of = {month: fen - (0 if not_due_from and month >= not_due_from else due_fen) for month, fen in given.items()}
    wanted = [(next((one for one in awards if one.from_month <= month), awards[-1]), month, fen) for month, fen in over_of.items() if fen]
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
    for found in found_before(household_id, kind):
        if found.month in given:
            given[found.month] += (found.amount_fen or 0) * (-1 if found.direction == Adjustment.Direction.OVER else 1)
    return {month: given[month] for month in months}


def found_before(household_id: int, kind: str) -> QuerySet[Adjustment]:
    """What was found of a family's money of one kind, of its arrears too, and stands: neither dismissed nor left to the family."""
    of_kind = Adjustment.objects.filter(household_id=household_id, award__kind=kind)
    arrears = Adjustment.objects.filter(household_id=household_id, award__kind=Award.Kind.ARREARS, award__decided_by__in=[mark(one.pk) for one in of_kind])
    standing = (of_kind | arrears).exclude(result=Adjustment.Result.NOT_DUE).exclude(recovery__outcome="nothing")
    return standing.order_by("month", "pk")


def nothing_due_from(standing: Standing, month: date, on: date) -> date | None:
    """From which month on nothing is due because nobody is left of those whose money it was in a month, as far as is known by a day; None while one lives."""
    people = [standing.person] if standing.person else [one.person for one in registry.members_of(standing.household_id, month)]
    if not people or not all(one.death_known_on and one.death_known_on <= on and one.died_on for one in people):
        return None
    last = max(one.died_on for one in people if one.died_on)
    return month_after(last) if is_death_month_paid(standing.region[:6], on) else month_of(last)
