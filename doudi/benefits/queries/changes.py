"""两个月的变化: what a month's run pays beside the month before, family by family and kind by kind, each with its reason; one statement."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from doudi.benefits.models import Award, PayRun
from doudi.benefits.months import month_after

REASONS = {
    "new": "新增",
    "raised": "增加",
    "lowered": "减少",
    "ended": "停发",
    "held": "暂缓",
    "resumed": "恢复发放",
}
"""In the order an officer looks at them."""

BESIDE = """
WITH line AS (
    SELECT l.household_id, l.kind, l.month, l.state, l.amount_fen, l.payee_id, a.from_month, a.until_month, a.decided_by, a.ended_by
    FROM benefits_payline l JOIN benefits_payrun r ON r.id = l.run_id JOIN benefits_award a ON a.id = l.award_id
    WHERE r.region = %(region)s AND l.month IN (%(month)s, %(before)s) AND l.state NOT IN ('reissued', 'cancelled')
        AND l.kind NOT IN ('temporary_relief', 'price_subsidy', 'arrears')
), side AS (
    SELECT household_id, kind, max(payee_id) AS payee_id,
        coalesce(sum(amount_fen) FILTER (WHERE month = %(before)s AND state <> 'held'), 0)::bigint AS before_fen,
        coalesce(sum(amount_fen) FILTER (WHERE month = %(month)s AND state <> 'held'), 0)::bigint AS now_fen,
        bool_or(month = %(month)s AND state = 'held') AS held, bool_or(month = %(before)s) AS was_there, bool_or(month = %(month)s) AS is_there,
        max(decided_by) FILTER (WHERE month = %(month)s) AS decided_by,
        max(ended_by) FILTER (WHERE month = %(before)s) AS ended_by
    FROM line GROUP BY 1, 2
), changed AS (
    SELECT *, CASE WHEN now_fen = 0 AND held THEN 'held' WHEN now_fen = 0 THEN 'ended' WHEN before_fen = 0 AND was_there THEN 'resumed'
        WHEN before_fen = 0 THEN 'new' WHEN now_fen > before_fen THEN 'raised' ELSE 'lowered' END AS reason
    FROM side WHERE now_fen <> before_fen
)
"""
COUNTED = "SELECT reason, count(*), sum(now_fen - before_fen)::bigint FROM changed GROUP BY 1"
LISTED = """
SELECT c.household_id, h.number, p.name, h.region, c.kind, c.before_fen, c.now_fen, c.reason, CASE WHEN c.reason = 'ended' THEN c.ended_by ELSE c.decided_by END
FROM changed c JOIN registry_household h ON h.id = c.household_id LEFT JOIN registry_person p ON p.id = c.payee_id
WHERE %(reason)s IN ('', c.reason) ORDER BY abs(c.now_fen - c.before_fen) DESC, h.number, c.kind LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True)
class Sum:
    """How many families changed for one reason, and by how many fen together."""

    reason: str
    title: str
    families: int
    fen: int


@dataclass(frozen=True)
class Changed:
    """One family and kind of help; `by` is what the house knows the change by (a decision, an import), empty where nothing is written."""

    household_id: int
    number: str
    payee: str
    region: str
    kind: str
    before_fen: int
    now_fen: int
    reason: str
    by: str

    @property
    def fen(self) -> int:
        return self.now_fen - self.before_fen

    @property
    def reason_title(self) -> str:
        return REASONS[self.reason]


def sums_of_changes(run: PayRun) -> list[Sum]:
    """The month of a run beside the month before, by reason; within the reader's region."""
    with connection.cursor() as cursor:
        cursor.execute(BESIDE + COUNTED, _given(run))
        found = {reason: (count, fen) for reason, count, fen in cursor.fetchall()}
    return [Sum(reason, title, *found[reason]) for reason, title in REASONS.items() if reason in found]


def changes(run: PayRun, *, reason: str = "", limit: int, offset: int = 0) -> list[Changed]:
    """The families behind the sums, the largest differences first."""
    given = {**_given(run), "reason": reason if reason in REASONS else "", "limit": limit, "offset": offset}
    titles = dict(Award.Kind.choices)
    with connection.cursor() as cursor:
        cursor.execute(BESIDE + LISTED, given)
        rows = cursor.fetchall()
    return [
        Changed(home, number, name or "", region, titles[kind], before, now, why, by or "") for home, number, name, region, kind, before, now, why, by in rows
    ]


def _given(run: PayRun) -> dict[str, str | date]:
    return {"region": run.region, "month": run.month, "before": month_after(run.month, -1)}


def rates_of(run: PayRun, *, by: date) -> tuple[int, int, int, int]:
    """Of what was released: lines, lines that arrived, lines that arrived by that day, lines still under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*), count(*) FILTER (WHERE state = 'paid'), count(*) FILTER (WHERE state = 'paid' AND answered_on <= %s),
                count(*) FILTER (WHERE state = 'sent') FROM benefits_payline WHERE run_id = %s AND sent_on IS NOT NULL""",
            [by, run.pk],
        )
        return tuple(cursor.fetchone())  # type: ignore[return-value]
