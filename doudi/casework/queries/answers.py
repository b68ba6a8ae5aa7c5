"""待答复: what other departments still owe a case, and how long it waits for them."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.db.models import QuerySet

from doudi.casework.models import Application, Change
from doudi.casework.procedures import Term
from doudi.referral import queries as referral

LAST_DAYS = Term(3)  # 未规定: how near its own term a case stops waiting for another department; the law only sets the term (57号 20, 22).


def unanswered_of(case: Application | Change) -> QuerySet[Any]:
    """Referrals over which this case does not close: its own, and those of what it was born of (an alert)."""
    if isinstance(case, Application):
        return referral.unanswered_for(f"application:{case.pk}", case.origin)
    return referral.unanswered_for(f"change:{case.pk}", case.cause)


def held_up_by(case: Application | Change, on: date) -> list[Any]:
    """Those for which it must still wait on that day; none in the last days of its term, where it is decided in time and closed when they answer.

    Nor in a month's last days, once the county has the application: money flows from the month after the decision (57号 21), and somebody else's
    silence takes no month from a family.
    """
    due_on = min(case.next_due_on, _last_of_month(on)) if case.state == "submitted" else case.due_on
    return [] if LAST_DAYS.ends(on) >= due_on else list(unanswered_of(case))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
