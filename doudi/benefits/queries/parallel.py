"""平行比对: what we would pay for a month beside a list that was paid by somebody else, family by family; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from doudi.benefits.checks import HOLD_TITLES, statements
from doudi.benefits.models import Award, PayRun
from doudi.benefits.models.entitlement import PAID_ONCE

GROUPS = {"dibao_monthly": "dibao", "dibao_supplement": "dibao", "tekun_basic": "tekun", "tekun_care": "tekun", "tekun_supplement": "tekun"}
"""What a list calls one thing and we pay as several."""
ALL = "all"

OURS = """
SELECT l.household_id AS home, CASE WHEN %(grouped)s THEN coalesce(g.grp, l.kind) ELSE 'all' END AS grp, l.hold, l.amount_fen, a.from_month, a.decided_by
FROM ({lines}) l JOIN benefits_award a ON a.id = l.award_id LEFT JOIN unnest(%(kinds)s::text[], %(groups)s::text[]) AS g(kind, grp) ON g.kind = l.kind
"""
OF_RUN = """SELECT p.household_id, p.kind, p.award_id, p.amount_fen, p.payee_id, CASE WHEN p.state IN ('held') THEN p.hold_reason ELSE '' END AS hold
    FROM benefits_payline p WHERE p.run_id = %(run)s AND p.state NOT IN ('cancelled')"""
IF_MADE = "SELECT household_id, kind, id AS award_id, amount_fen, payee_id, hold FROM judged"

# A payee is known by the award that is paid to them, else by the family they live in; whom the register does not know stands alone by the row.
COMPARED = """
, listed AS (
    SELECT t.row, t.fen, t.grp, t.person, coalesce(
        (SELECT w.household_id FROM benefits_award w WHERE w.payee_id = t.person AND starts_with(w.region, %(region)s) AND w.from_month <= %(month)s
            ORDER BY (w.until_month IS NULL OR w.until_month > %(month)s) DESC, w.id DESC LIMIT 1),
        (SELECT m.household_id FROM registry_membership m WHERE m.person_id = t.person AND m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on > %(on)s)
            ORDER BY m.id LIMIT 1),
        -t.row) AS home
    FROM unnest(%(rows)s::int[], %(people)s::bigint[], %(fens)s::bigint[], %(listed)s::text[]) AS t(row, person, fen, grp)
), theirs AS (
    SELECT home, grp, sum(fen)::bigint AS fen, array_agg(row ORDER BY row) AS rows, count(*) - count(DISTINCT (person, fen)) AS again,
        coalesce(sum(fen) FILTER (WHERE first), 0)::bigint AS once
    FROM (SELECT *, row_number() OVER (PARTITION BY home, grp, person, fen ORDER BY row) = 1 AS first FROM listed) x GROUP BY 1, 2
), ours AS (
    SELECT home, grp, coalesce(sum(amount_fen) FILTER (WHERE hold = ''), 0)::bigint AS fen,
        coalesce(sum(amount_fen) FILTER (WHERE hold <> ''), 0)::bigint AS held,
        string_agg(DISTINCT nullif(hold, ''), ',') AS holds, min(from_month) AS since, string_agg(DISTINCT decided_by, ',') AS decided_by
    FROM our_lines GROUP BY 1, 2
)
"""
TOTALS = "SELECT coalesce(sum(fen), 0)::bigint, (SELECT count(*) FROM our_lines WHERE hold = ''), coalesce(sum(held), 0)::bigint FROM ours"
DIFFERING = """
SELECT home, grp, theirs.rows, coalesce(theirs.fen, 0), coalesce(ours.fen, 0), coalesce(theirs.again, 0), coalesce(theirs.once, 0), ours.held, ours.holds,
    ours.since, ours.decided_by, h.number
FROM theirs FULL JOIN ours USING (home, grp) LEFT JOIN registry_household h ON h.id = home
WHERE coalesce(theirs.fen, 0) <> coalesce(ours.fen, 0) ORDER BY theirs.rows[1] NULLS LAST, h.number, grp
"""


@dataclass(frozen=True)
class Listed:
    """The rows of their list: number in the file, the person (none where the register knows nobody by that number), fen, and the group of help."""

    rows: Sequence[int]
    people: Sequence[int | None]
    fens: Sequence[int]
    groups: Sequence[str]


@dataclass(frozen=True)
class Differing:
    """One family (or one row nobody knows) whose sums differ; `held_fen` is what we hold of it, `again` how often a row is repeated."""

    home: int
    group: str
    rows: tuple[int, ...]
    theirs_fen: int
    ours_fen: int
    again: int
    once_fen: int
    held_fen: int
    holds: tuple[str, ...]
    since: date | None
    decided_by: tuple[str, ...]
    number: str


@dataclass(frozen=True)
class Beside:
    """Both sums, our lines, and where they differ."""

    ours_fen: int
    ours_lines: int
    held_fen: int
    differing: list[Differing]


def beside(listed: Listed, *, region: str, month: date, on: date) -> Beside:
    """Compare the month, within the reader's region: our run where one was made, else what would be made of it on that day. Set-based; reads only."""
    run = PayRun.objects.filter(region=region, month=month, kind=PayRun.Kind.REGULAR).first()
    if run:
        head, lines = "WITH nothing AS (SELECT 1)", OF_RUN
    else:
        head, lines = statements.DUE_OF_MONTH, IF_MADE
    with_all = f"{head}, our_lines AS ({OURS.format(lines=lines)}){COMPARED}"
    given = {
        "run": run.pk if run else None,
        "region": region,
        "month": month,
        "on": on,
        "grouped": ALL not in listed.groups,
        "kinds": list(GROUPS),
        "groups": list(GROUPS.values()),
        "rows": list(listed.rows),
        "people": list(listed.people),
        "fens": list(listed.fens),
        "listed": list(listed.groups),
    }
    with connection.cursor() as cursor:
        cursor.execute(with_all + TOTALS, given)
        ours_fen, ours_lines, held_fen = cursor.fetchone()
        cursor.execute(with_all + DIFFERING, given)
        differing = [
            Differing(home, group, tuple(rows or ()), theirs, ours, again, once, held or 0, _apart(holds), since, _apart(decided_by), number or "")
            for home, group, rows, theirs, ours, again, once, held, holds, since, decided_by, number in cursor.fetchall()
        ]
    return Beside(ours_fen, ours_lines, held_fen, differing)


def awards_ever(household_ids: Sequence[int]) -> dict[int, list[Award]]:
    """Every award of these families, the latest first: why one is not in our month."""
    found: dict[int, list[Award]] = {}
    for award in Award.objects.filter(household__in=household_ids).exclude(kind__in=PAID_ONCE).order_by("-from_month", "-pk"):
        found.setdefault(award.household_id, []).append(award)
    return found


def hold_title(code: str) -> str:
    """A reason for holding, as officers call it."""
    return HOLD_TITLES.get(code, code)


def _apart(joined: str | None) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()
