"""逐日: how the loop moved from day to day, for the picture of it."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

QUERY = """
SELECT day::date,
       (SELECT count(*) FROM monitoring_alert WHERE raised_on = day) AS raised,
       (SELECT count(*) FROM monitoring_alert WHERE concluded_on = day) AS concluded,
       (SELECT count(*) FROM casework_decision WHERE decided_on = day) AS decided,
       (SELECT count(*) FROM referral_referral WHERE completed_on = day) AS answered
FROM generate_series(%(since)s::date, %(on)s::date, interval '1 day') AS days(day)
ORDER BY day
"""


@dataclass(frozen=True)
class Day:
    """One day's alerts raised and concluded, cases decided, referrals answered, as `metrics` defines them."""

    on: date
    raised: int
    concluded: int
    decided: int
    answered: int


def by_day(*, since: date, on: date) -> list[Day]:
    """Every day of the period, the quiet ones too, within the scope of whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"since": since, "on": on})
        return [Day(*row) for row in cursor.fetchall()]
