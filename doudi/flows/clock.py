"""日钟: which day it is; the only place below the pages that may look at the clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from doudi.oversight import queries as oversight

CHINA = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The day a page speaks of: the day in China; in a played county, the last day that was finished."""
    if settings.DEMO:
        finished = oversight.last_finished_day()
        if finished:
            return finished
    return datetime.now(CHINA).date()


def now_on(on: date) -> datetime:
    """The moment that work of a day happens at: now, where it is that day in China; of a day that is played or done later, when offices open."""
    now = datetime.now(CHINA)
    return now if now.date() == on else datetime.combine(on, time(9), CHINA)
