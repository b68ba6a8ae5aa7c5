"""增发更正: what a place sets anew for a month whose list is made is reckoned by itself: what each was given too little or too much; a person settles it."""

from datetime import date
from typing import Any

from django.db import connection

from doudi.base import audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.months import month_after
from doudi.benefits.rules import is_death_month_paid

from .adjustments import SOON

# What earlier findings have added to an award's money of the month or taken from it, its arrears too: without and with what was given up (`asked_fen`,
# `taken_fen`). Of the rows of `award`, which the statement names before it.
COUNTED = """money AS (
    SELECT id AS award_id, id AS of FROM award
    UNION ALL SELECT award.id, arrears.id FROM award JOIN benefits_adjustment j ON j.award_id = award.id
    JOIN benefits_award arrears ON arrears.kind = 'arrears' AND arrears.decided_by = 'adjustment:' || j.id
), found AS (
    SELECT money.award_id, CASE j.direction WHEN 'over' THEN -1 ELSE 1 END AS sign, j.amount_fen, coalesce(v.outcome, '') <> '' AS is_decided,
        coalesce(v.is_unapproved OR EXISTS (SELECT FROM benefits_recovery w WHERE w.withdraws_id = v.id), false) AS is_unapproved,
        coalesce(part.decided, 0) AS decided, coalesce(part.written_off, 0) AS written_off
    FROM money JOIN benefits_adjustment j ON j.award_id = money.of LEFT JOIN benefits_recovery v ON v.id = j.recovery_id
    LEFT JOIN LATERAL (SELECT sum(p.amount_fen) AS decided, sum(p.written_off_fen) AS written_off
        FROM benefits_recoverypart p WHERE p.adjustment_id = j.id) AS part ON true
    WHERE j.month = %(month)s AND j.result <> 'not_due' AND j.amount_fen IS NOT NULL
), sums AS (
    SELECT award_id, sum(sign * CASE WHEN is_unapproved THEN decided ELSE amount_fen END) AS asked,
        sum(sign * CASE WHEN is_decided THEN decided - written_off ELSE amount_fen END) AS taken
    FROM found GROUP BY 1
"""

# Given is what stands on a list of the month, with what earlier findings have added or taken, as in `open_differences`: without and with what was given
# up (`asked_fen`, `taken_fen`). Due is the place's sum while basic money runs. Of whose life it was and what is known of it is the work of
# `open_adjustments`. Where a person has cancelled the line, or dismissed the same finding, nothing is found again; nor before it has left, where the money
# it rests on was ended since: that line is held. Help that has been carried on by another household is the county's to work out.
RESET = f"""
WITH award AS (
    SELECT a.id, a.household_id, a.payee_id, a.region, a.amount_fen, s.is_carried_on, basic.runs, CASE WHEN basic.runs THEN set.fen ELSE 0 END AS due
    FROM benefits_award a JOIN benefits_standing s ON s.id = a.standing_id JOIN registry_person p ON p.id = s.person_id
    JOIN registry_household h ON h.id = a.household_id JOIN unnest(%(areas)s::text[], %(fens)s::bigint[]) AS set(area, fen) ON set.area = h.area
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM benefits_award b WHERE b.standing_id = a.standing_id AND b.kind = 'tekun_basic'
        AND b.from_month <= %(month)s AND (b.until_month IS NULL OR b.until_month > %(month)s)) AS runs) AS basic
    WHERE starts_with(a.region, %(region)s) AND a.kind = 'tekun_supplement' AND a.from_month = %(month)s AND a.decided_by = %(by)s
        AND (p.death_known_on <= %(on)s AND %(month)s >=
            (date_trunc('month', p.died_on) + CASE WHEN %(month_paid)s THEN interval '1 month' ELSE interval '0' END)::date) IS NOT TRUE
), listed AS (
    SELECT l.award_id, coalesce(sum(l.amount_fen) FILTER (WHERE l.state NOT IN ('reissued', 'cancelled')), 0) AS fen,
        bool_or(l.state NOT IN ('reissued', 'cancelled')) AS is_given, bool_or(l.state IN ('sent', 'paid')) AS has_left
    FROM benefits_payline l JOIN award ON award.id = l.award_id WHERE l.month = %(month)s GROUP BY 1
), {COUNTED}), last AS (
    SELECT DISTINCT ON (j.award_id) j.award_id, j.result, split_part(j.decided_by, ':', 4) AS due, count(*) OVER (PARTITION BY j.award_id) AS n
    FROM benefits_adjustment j JOIN award ON award.id = j.award_id WHERE starts_with(j.decided_by, %(by)s) ORDER BY j.award_id, j.id DESC
), reckoned AS (
    SELECT award.*, coalesce(last.n, 0) + 1 AS n, greatest(coalesce(listed.fen, 0) + coalesce(sums.asked, 0) - award.due, 0)
        + least(coalesce(listed.fen, 0) + coalesce(sums.taken, 0) - award.due, 0) AS over
    FROM award LEFT JOIN listed ON listed.award_id = award.id LEFT JOIN sums ON sums.award_id = award.id LEFT JOIN last ON last.award_id = award.id
    WHERE coalesce(listed.is_given, true) AND (award.runs OR listed.has_left)
        AND (last.result = 'not_due' AND coalesce(nullif(last.due, ''), award.amount_fen::text) = award.due::text) IS NOT TRUE
)
INSERT INTO benefits_adjustment (award_id, household_id, person_id, month, direction, decided_by, amount_fen, reason,
    opened_on, due_on, owner_region, state, result, outcome, region)
SELECT id, household_id, payee_id, %(month)s, CASE WHEN over > 0 THEN 'over' ELSE 'under' END, %(by)s || ':' || n || ':' || due, abs(over),
    CASE WHEN over > 0 THEN '特困增发更正，发多了' ELSE '特困增发更正，应补发' END, %(on)s, %(soon)s,
    left(region, CASE WHEN is_carried_on THEN 6 ELSE 9 END), 'open', '', '', region
FROM reckoned WHERE over <> 0 ORDER BY region, id ON CONFLICT DO NOTHING RETURNING direction, amount_fen
"""  # noqa: S608

# Of a month that is on no list yet the award simply says the new sum; none, where the place gives none after all.
SET_ANEW = """
UPDATE benefits_award a SET amount_fen = CASE WHEN set.fen > 0 THEN set.fen ELSE a.amount_fen END,
    until_month = CASE WHEN set.fen > 0 THEN %(after)s ELSE a.from_month END
FROM registry_household h JOIN unnest(%(areas)s::text[], %(fens)s::bigint[]) AS set(area, fen) ON set.area = h.area
WHERE h.id = a.household_id AND starts_with(a.region, %(region)s) AND a.kind = 'tekun_supplement' AND a.from_month = %(month)s
    AND a.decided_by = %(by)s AND a.ended_by = %(by)s AND NOT EXISTS (SELECT FROM benefits_payline l WHERE l.award_id = a.id)
    AND CASE WHEN a.until_month > a.from_month THEN a.amount_fen ELSE 0 END <> set.fen
"""


def set_anew(*, region: str, month: date, areas: list[str], fens: list[int], officer: Officer | None) -> int:
    """What a month that is on no list yet gives, by what the place says now (fen, by area); how many awards say something else since."""
    given: dict[str, Any] = {"region": region, "month": month, "after": month_after(month), "areas": areas, "fens": fens, "by": mark(month)}
    with connection.cursor() as cursor:
        cursor.execute(SET_ANEW, given)
        changed: int = cursor.rowcount
    if changed:
        detail = {"month": f"{month:%Y-%m}", "awards": changed, "fen": dict(zip(areas, fens, strict=True))}
        audit.record("supplement.reset", about=None, by=officer, region=region, detail=detail)
    return changed


def open_resettings(*, region: str, month: date, areas: list[str], fens: list[int], officer: Officer | None, on: date) -> int:
    """Open what was given too much or too little in a month whose list is made, by what the place says now; how many are new.

    `fens` is the place's sum of the month by area. Asked again it opens nothing. Owner: the township, in ten working days; nothing is taken by a machine.
    """
    given: dict[str, Any] = {"region": region, "month": month, "areas": areas, "fens": fens, "by": mark(month), "on": on, "soon": workdays_after(on, SOON)}
    with connection.cursor() as cursor:
        cursor.execute(RESET, {**given, "month_paid": is_death_month_paid(region, on)})
        found = cursor.fetchall()
    if found:
        over, under = (sum(fen for way, fen in found if way == direction) for direction in ("over", "under"))
        detail = {"month": f"{month:%Y-%m}", "found": len(found), "over_fen": over, "under_fen": under, "fen": dict(zip(areas, fens, strict=True))}
        audit.record("supplement.reset", about=None, by=officer, region=region, detail=detail)
    return len(found)


def mark(month: date) -> str:
    """How an award of a month's supplement, and what is found about it, name it."""
    return f"supplement:{month:%Y-%m}"
