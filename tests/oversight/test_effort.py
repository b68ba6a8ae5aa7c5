"""用力: what a check of the month's list reads grows with the list, not with the list times everybody who receives."""

import json
from datetime import date

from django.db import connection

from doudi.base.access import acting_as_system
from doudi.benefits.checks.statements import FLAG_LINES
from tests.oversight.conftest import Played

NOVEMBER = date(2026, 11, 1)
BLOCKS_A_LINE = 60


def test_flagging_reads_so_many_blocks_a_line(played: Played) -> None:
    """Blocks are counted and not seconds: the same on every machine. Joined from the standings on, each line walked through every standing there is."""
    asked = FLAG_LINES.partition("INSERT INTO")[0].replace("l.state = 'due'", "l.state = 'paid'") + "SELECT id FROM seen"
    with acting_as_system("370702"), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM benefits_payrun WHERE kind = 'regular' AND month = %s", [NOVEMBER])
        (run,) = cursor.fetchone()
        given = {"region": "370702", "run": run, "month_before": date(2026, 10, 1), "on": NOVEMBER}
        given |= {"areas": ["urban", "rural"], "standards": [101_000, 81_000], "filed": []}
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + asked, given)
        answer = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    assert plan["Actual Rows"] > 40
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < BLOCKS_A_LINE * plan["Actual Rows"]
