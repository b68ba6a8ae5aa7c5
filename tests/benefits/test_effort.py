"""用力: what making a month's list reads grows with its lines, not with lines times lines; rows visited are counted, not seconds."""

import json
from typing import Any

import pytest
from django.db import connection

from doudi.base.access import acting_as_system
from doudi.benefits.checks import statements
from doudi.benefits.models import PayLine
from tests.benefits.builders import BEFORE, COUNTY, MONTH, PREPARED, a_recipient, prepare

# A database in which nothing has ever been counted: what the server's own housekeeping learnt from other tests would change the plan.
pytestmark = pytest.mark.usefixtures("fresh_database")


def visited(plan: dict[str, Any]) -> float:
    """Rows that came through a node or were thrown away by it, over all its loops."""
    rows = plan["Actual Rows"] + plan.get("Rows Removed by Join Filter", 0) + plan.get("Rows Removed by Filter", 0)
    return float(rows * plan["Actual Loops"]) + sum(visited(below) for below in plan.get("Plans", []))


def effort(lines: int) -> float:
    """Rows visited a line when flags are looked for."""
    with acting_as_system():
        return _effort(lines)


def _effort(lines: int) -> float:
    while PayLine.objects.count() < lines:
        for _ in range(lines):
            a_recipient(members=1)
        prepare()
    given = {"run": PayLine.objects.first().run_id, "region": COUNTY, "month": MONTH, "month_before": BEFORE, "on": PREPARED}
    given |= {"areas": ["urban", "rural"], "standards": [101_000, 81_000], "filed": []}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # in so small a table the planner would read all of it each time
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + statements.FLAG_LINES, given)
        answer = cursor.fetchone()[0]
    return visited((json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]) / lines


@pytest.mark.parametrize("lines", [40, 160])
def test_flagging_visits_so_many_rows_a_line(lines: int) -> None:
    assert effort(lines) < 60


def test_an_aggregate_beside_every_line_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: counted anew for each line, the rows visited a line grow with the lines."""
    slow = statements.FLAG_LINES.replace(
        "SELECT l.id, l.region, l.kind, l.amount_fen, before.amount_fen AS amount_before,",
        """SELECT l.id, l.region, l.kind, l.amount_fen, before.amount_fen + 0 * (SELECT count(DISTINCT o.payee_id) FROM benefits_payline o
            WHERE o.run_id = %(run)s AND o.account_id + 0 = l.account_id) AS amount_before,""",
    )
    assert slow != statements.FLAG_LINES
    monkeypatch.setattr(statements, "FLAG_LINES", slow)
    assert effort(160) > 60
