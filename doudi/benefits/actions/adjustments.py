"""追补: a death learned of after the money went opens an adjustment; what was found stands until somebody says otherwise."""

from datetime import date

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from doudi.base import audit
from doudi.base.workdays import workdays_after
from doudi.benefits.models import Adjustment, PayRun, Recovery
from doudi.benefits.rules import is_death_month_paid

SOON = 10  # working days for one whose three months have run out already
ALL_OF_IT = "领取人去世后仍发放，全额应核退"
"""Nobody is left of those whose money it was."""


def mark(adjustment_id: int) -> str:
    """How an award names the adjustment that it pays."""
    return f"adjustment:{adjustment_id}"


# Money for a month after somebody's death, sent before the death was known. Whose life it rests on: the person of the standing, else every
# member of the family, those too who have moved since the death while the household they left is still paid. With nobody left all of it was too much;
# with others left the amount is for the review of the family to say. A month of which part was withheld by agreement has brought that part too, against
# the family's debt, less what is owed of it (`owe_for_month`): it is looked at once what it has brought is counted.
OPEN = """
WITH sent AS (
    SELECT l.*, s.person_id, coalesce(r.frozen_on, l.answered_on, r.settled_on) AS fixed_on, CASE WHEN a.set_off_fen = 0 THEN 0 ELSE a.set_off_fen - coalesce((
        SELECT sum(o.amount_fen) FROM benefits_adjustment o WHERE o.award_id = a.id AND o.month = l.month AND starts_with(o.decided_by, 'recovery:')
    ), 0) END AS against_fen
    FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id
    JOIN benefits_award a ON a.id = l.award_id JOIN benefits_standing s ON s.id = a.standing_id
    WHERE l.state IN ('sent', 'paid') AND starts_with(l.region, %(county)s) AND (a.set_off_fen = 0
        OR EXISTS (SELECT FROM benefits_adjustment o WHERE o.award_id = a.id AND o.month = l.month AND starts_with(o.decided_by, 'recovery:'))
        OR EXISTS (SELECT FROM benefits_recoverymove v WHERE v.kind = 'set_off' AND v.paper = to_char(l.month, 'YYYY-MM') || ' ' || l.id))
), dead AS (
    SELECT id, died_on, death_known_on,
        (date_trunc('month', died_on) + CASE WHEN %(month_paid)s THEN interval '1 month' ELSE interval '0' END)::date AS not_due_from
    FROM registry_person WHERE death_known_on <= %(on)s
), touched AS (
    SELECT l.award_id, l.household_id, l.month, l.region, dead.id AS person_id, dead.died_on, l.amount_fen + l.against_fen - coalesce((
        SELECT sum(CASE WHEN v.is_unapproved OR EXISTS (SELECT FROM benefits_recovery w WHERE w.withdraws_id = v.id)
            THEN (SELECT coalesce(sum(p.amount_fen), 0) FROM benefits_recoverypart p WHERE p.adjustment_id = j.id) ELSE j.amount_fen END)
        FROM benefits_adjustment j LEFT JOIN benefits_recovery v ON v.id = j.recovery_id
        WHERE j.award_id = l.award_id AND j.month = l.month AND j.direction = 'over' AND j.result <> 'not_due'
    ), 0) AS amount_fen, l.person_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM registry_membership m LEFT JOIN dead gone ON gone.id = m.person_id AND gone.not_due_from <= l.month
        WHERE m.household_id = l.household_id AND m.from_on <= l.month AND gone.id IS NULL
            AND (m.until_on IS NULL OR m.until_on > least(l.month, dead.died_on))
    ) AS nobody_left
    FROM sent l JOIN dead ON dead.death_known_on >= l.fixed_on AND dead.not_due_from <= l.month
    WHERE dead.id = l.person_id OR (l.person_id IS NULL AND (dead.id = l.payee_id OR EXISTS (
        SELECT FROM registry_membership m WHERE m.household_id = l.household_id AND m.person_id = dead.id AND (m.until_on IS NULL OR m.until_on >= dead.died_on)
    )))
)
INSERT INTO benefits_adjustment (award_id, household_id, person_id, month, direction, decided_by, amount_fen, reason,
    opened_on, due_on, owner_region, state, result, outcome, region)
SELECT award_id, household_id, person_id, month, 'over', '', CASE WHEN nobody_left THEN amount_fen END,
    CASE WHEN nobody_left THEN %(all_of_it)s ELSE '家庭成员去世后仍按原人数发放，金额待核定' END,
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
            month_paid, soon = is_death_month_paid(county, on), workdays_after(on, SOON)
            cursor.execute(OPEN, {"county": county, "on": on, "month_paid": month_paid, "soon": soon, "all_of_it": ALL_OF_IT})
            opened += [row[0] for row in cursor.fetchall()]
    adjustments = list(Adjustment.objects.filter(pk__in=opened).order_by("pk"))
    for adjustment in adjustments:
        audit.record("adjustment.opened", about=adjustment, by=None, because=adjustment.reason)
    return adjustments


def standing_findings(found: QuerySet[Adjustment]) -> QuerySet[Adjustment]:
    """Those that count against later findings: not dismissed; each with `decided_fen`, what a decision takes back, and what of that was written off."""
    sums = {"decided_fen": Sum("parts__amount_fen", default=0), "written_off_fen": Sum("parts__written_off_fen", default=0)}
    withdrawn = Exists(Recovery.objects.filter(withdraws=OuterRef("recovery")))
    counted = found.exclude(result=Adjustment.Result.NOT_DUE).select_related("recovery").annotate(**sums, is_withdrawn=withdrawn)
    return counted.order_by("month", "pk")


def asked_fen(found: Adjustment) -> int:
    """How much of a finding is not asked for again: all of it, what was given up with approval (减免、核销) too.

    What was left to the family before that took an approval (`Recovery.is_unapproved`) may be found again. What was given up and is withdrawn counts
    with the finding of the recovery that withdraws it.
    """
    may_be_found_again = found.recovery and (found.recovery.is_unapproved or found.is_withdrawn)  # type: ignore[attr-defined]
    return found.decided_fen if may_be_found_again else (found.amount_fen or 0)  # type: ignore[attr-defined]


def taken_fen(found: Adjustment) -> int:
    """How much of a finding does not stay with the family: all of it until it is decided, then what was decided and not written off."""
    if found.recovery is None or not found.recovery.outcome:
        return found.amount_fen or 0
    return found.decided_fen - found.written_off_fen  # type: ignore[attr-defined, no-any-return]


def found_of_month(one: Adjustment) -> QuerySet[Adjustment]:
    """What else was found too much of the same award and month."""
    same = Adjustment.objects.filter(award_id=one.award_id, month=one.month, direction=Adjustment.Direction.OVER)
    return standing_findings(same.exclude(pk=one.pk))
