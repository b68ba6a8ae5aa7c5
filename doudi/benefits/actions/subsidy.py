"""价格临时补贴: declared for a county and month, an award for every family and person in help, at once; paid by a run of its own."""

from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import PriceSubsidy
from doudi.benefits.months import month_after, month_of

from .imprest import hold_once

MOST_FEN = 100_000
"""1,000 yuan a person is a slip of the pen."""

# So much for each who lives in the family and has not died, or for the one person whose standing it is; paid where the month's help is paid. Who has a
# standing of their own with money that runs in the month gets it by that, and is not counted with the family again.
OPENED = """
WITH running AS MATERIALIZED (
    SELECT a.*, s.person_id FROM benefits_award a JOIN benefits_standing s ON s.id = a.standing_id
    WHERE starts_with(a.region, %(region)s) AND a.kind IN ('dibao_monthly', 'tekun_basic') AND a.from_month <= %(month)s
        AND (a.until_month IS NULL OR a.until_month > %(month)s)
), own AS MATERIALIZED (SELECT person_id FROM running WHERE person_id IS NOT NULL)
INSERT INTO benefits_award (standing_id, household_id, kind, amount_fen, from_month, until_month, payee_id, account_id, decided_by, ended_by, region)
SELECT a.standing_id, a.household_id, 'price_subsidy', %(fen)s * n.people, %(month)s, %(after)s, a.payee_id, a.account_id, %(by)s, %(by)s, a.region
FROM running a
CROSS JOIN LATERAL (SELECT CASE WHEN a.person_id IS NOT NULL THEN 1 ELSE (
    SELECT count(*) FROM registry_membership m JOIN registry_person p ON p.id = m.person_id
    WHERE m.household_id = a.household_id AND m.from_on <= %(on)s AND (m.until_on IS NULL OR m.until_on > %(on)s)
        AND (p.death_known_on IS NULL OR p.death_known_on > %(on)s) AND m.person_id NOT IN (SELECT person_id FROM own)) END AS people) n
WHERE n.people > 0
ORDER BY a.id ON CONFLICT DO NOTHING
"""


class CannotSubsidise(Exception):
    """Worded for the officer."""


def subsidy_months(on: date) -> list[date]:
    """Which months one may be declared for on a day."""
    return [month_after(month_of(on), ahead) for ahead in (1, 0, -1, -2)]


@transaction.atomic
def declare_subsidy(*, region: str, month: date, amount_fen: int, paper: str, officer: Officer, on: date) -> PriceSubsidy:
    """For everybody whose monthly dibao or tekun money runs in that month, each person once; once a month, by its paper. The next run takes it along.

    社会救助法 第三十二条. Raises CannotSubsidise, CannotAccess.
    """
    access.require(officer, "benefits.declare_subsidy", region)
    if month not in subsidy_months(on):
        raise CannotSubsidise("补贴月份限于上两个月、本月和下月。")
    if not 0 < amount_fen <= MOST_FEN or not paper.strip():
        raise CannotSubsidise("请写明每人金额（不超过 1,000 元）和文号。")
    hold_once(region)
    try:
        with transaction.atomic():
            made = PriceSubsidy.objects.create(region=region, month=month, amount_fen=amount_fen, paper=paper.strip(), by=officer, on=on)
    except IntegrityError:
        raise CannotSubsidise(f"{month:%Y年%m月} 的价格临时补贴已经登记过，不重复发放。") from None
    given: dict[str, Any] = {"fen": amount_fen, "month": month, "after": month_after(month), "by": made.mark, "on": on, "region": region}
    with connection.cursor() as cursor:
        cursor.execute(OPENED, given)
        made.families = cursor.rowcount
    if not made.families:
        raise CannotSubsidise(f"{month:%Y年%m月} 没有在享的低保或者特困供养待遇。")
    made.save(update_fields=["families"])
    audit.record("subsidy.declared", about=made, by=officer, region=region, detail={"month": f"{month:%Y-%m}", "fen": amount_fen, "families": made.families})
    return made
