"""发放前的检查: what holds a line, and what is only pointed out; each kind is one statement over the whole run.

A line is held only where there is nobody to pay, nowhere to pay it, nothing in force it rests on, or it stands twice. Everything else is paid,
because a family lives on it, and flagged: a machine reduces and ends nothing (法 第四十七条、第四十八条).
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from doudi.base import workdays
from doudi.benefits.checks import statements
from doudi.benefits.models import PayRun
from doudi.benefits.months import month_after
from doudi.benefits.rules import dibao_standard_fen

WORKING_MEMORY = "256MB"
"""For one sorting of a county's month; a handful of them run at once."""
COUNTY_AFTER = 2
"""Working days a township has to look into a held line and to tell the family; then it is the county reviewer's."""


def insert_lines(run: PayRun, *, on: date) -> int:
    """One line for every award in force in the run's month, or for each that is given once and has none yet; held ones with their reason; how many."""
    lines = _run(statements.INSERT_ONCE if run.kind == PayRun.Kind.ONCE else statements.INSERT_LINES, run, on)
    _run(statements.HELD_SINCE, run, on)
    return lines


def hold_again(run: PayRun, *, on: date) -> int:
    """What became known since the run was made: due lines that may not go are held; how many."""
    held = _run(statements.HOLD_AGAIN, run, on)
    _run(statements.HELD_SINCE, run, on)
    return held


def flag_lines(run: PayRun, *, on: date, filed: Collection[int] = ()) -> int:
    """Point out what somebody should look at; the lines are paid all the same; how many flags. `filed` are families whose near relatives are on file."""
    return _run(statements.FLAG_LINES, run, on, filed)


def _run(statement: str, run: PayRun, on: date, filed: Collection[int] = ()) -> int:
    areas = ("urban", "rural")
    known: dict[str, Any] = {"run": run.pk, "region": run.region, "month": run.month, "month_before": month_after(run.month, -1), "on": on}
    if statement is statements.FLAG_LINES:
        known |= {"areas": list(areas), "standards": [dibao_standard_fen(run.region, area, on) for area in areas], "filed": list(filed)}
    elif statement is statements.HELD_SINCE:
        known |= {"county_on": workdays.workdays_after(on, COUNTY_AFTER)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [WORKING_MEMORY])  # a month is sorted in memory, not on the disk
        cursor.execute(statement, known)
        rows = cursor.rowcount
        cursor.execute("RESET work_mem")
        return rows
