"""特困增发: what a place gives its tekun people beyond basic life and care (winter heating, clothing …), one sum a month as its parameter says."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.models import PayRun
from doudi.benefits.months import month_after
from doudi.benefits.rules import tekun_supplement_fen

from .adjustments import SOON
from .resetting import mark, open_resettings, set_anew

AREAS = ("urban", "rural")
BACK = 3
"""Months that a place may still set a supplement for."""

# For everybody whose basic money runs in the month, paid where that is paid; once for a standing and month, by the award's unique key.
OPENED = """
INSERT INTO benefits_award (standing_id, household_id, kind, amount_fen, from_month, until_month, payee_id, account_id, decided_by, ended_by, region)
SELECT a.standing_id, a.household_id, 'tekun_supplement', set.fen, %(month)s, %(after)s, a.payee_id, a.account_id, %(by)s, %(by)s, a.region
FROM benefits_award a JOIN registry_household h ON h.id = a.household_id
JOIN unnest(%(areas)s::text[], %(fens)s::bigint[]) AS set(area, fen) ON set.area = h.area
WHERE starts_with(a.region, %(region)s) AND a.kind = 'tekun_basic' AND a.from_month <= %(month)s AND (a.until_month IS NULL OR a.until_month > %(month)s)
    AND set.fen > 0 AND NOT EXISTS (SELECT FROM benefits_award had WHERE had.kind = 'tekun_supplement' AND had.standing_id = a.standing_id
        AND had.from_month = %(month)s)
ORDER BY a.id ON CONFLICT DO NOTHING RETURNING id
"""
# The month's list was made before the place had set it: it is owed, and a person pays it as arrears.
OWED = """
INSERT INTO benefits_adjustment (award_id, household_id, person_id, month, direction, decided_by, amount_fen, reason,
    opened_on, due_on, owner_region, state, result, outcome, region)
SELECT a.id, a.household_id, a.payee_id, %(month)s, 'under', %(by)s, a.amount_fen, '名册生成以后才确定的特困增发，应补发', %(on)s, %(soon)s, left(a.region, 9),
    'open', '', '', a.region
FROM benefits_award a WHERE a.id = ANY(%(opened)s) ORDER BY a.id ON CONFLICT DO NOTHING
"""


@transaction.atomic
def open_supplements(*, region: str, month: date, officer: Officer | None, on: date) -> int:
    """Open what the place gives its tekun people for this month, before the month's list is made, and for the months before it that it set late.

    How many awards are new; asked again none. A month whose list is made already gets an adjustment each (少发), settled like every other; what the place
    sets anew for such a month is reckoned against what was given (`open_resettings`). Months that the system before ours has paid are its own.
    社会救助法 第十五条第五款、第十六条; the sum is `tekun.supplement` on the month's first day.
    """
    access.require(officer, "benefits.prepare_run", region)
    made = dict(PayRun.objects.filter(region=region, kind__in=("regular", "imported")).values_list("month", "kind"))
    late = [one for one in (month_after(month, -back) for back in range(BACK, 0, -1)) if made.get(one) == "regular"]
    opened = 0
    for one in (*late, month):
        if made.get(one) != "imported":
            opened += _open(region, one, is_listed=one in made, officer=officer, on=on)
    return opened


def _open(region: str, month: date, *, is_listed: bool, officer: Officer | None, on: date) -> int:
    fens = [tekun_supplement_fen(region, area, month) for area in AREAS]
    if is_listed:
        open_resettings(region=region, month=month, areas=list(AREAS), fens=fens, officer=officer, on=on)
    else:
        set_anew(region=region, month=month, areas=list(AREAS), fens=fens, officer=officer)
    if not any(fens):
        return 0
    given: dict[str, Any] = {"region": region, "month": month, "after": month_after(month), "areas": list(AREAS), "fens": fens}
    given["by"] = mark(month)
    with connection.cursor() as cursor:
        cursor.execute(OPENED, given)
        opened = [row[0] for row in cursor.fetchall()]
        if opened and is_listed:
            cursor.execute(OWED, {**given, "opened": opened, "on": on, "soon": workdays_after(on, SOON)})
    if opened:
        detail = {"month": f"{month:%Y-%m}", "awards": len(opened), "fen": dict(zip(AREAS, fens, strict=True)), "late": is_listed}
        audit.record("supplement.opened", about=None, by=officer, region=region, detail=detail)
    return len(opened)
