"""一日: the county's officers do what the day asks of them, through the verbs that pages use."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from doudi.base.workdays import is_workday
from doudi.sandbox.officers.alerts import work_on_alerts
from doudi.sandbox.officers.applications import tell_families, work_on_applications
from doudi.sandbox.officers.cast import engage
from doudi.sandbox.officers.changes import work_on_changes
from doudi.sandbox.officers.desk import Desk
from doudi.sandbox.officers.matching import work_on_matching
from doudi.sandbox.officers.payday import work_on_payday
from doudi.sandbox.officers.referrals import work_on_referrals
from doudi.sandbox.officers.reports import work_on_reports
from doudi.sandbox.officers.reviews import work_on_reviews
from doudi.sandbox.officers.vouchers import work_on_vouchers

ROUND: tuple[Callable[[Desk], None], ...] = (
    work_on_matching,
    work_on_referrals,
    work_on_changes,
    work_on_reviews,
    work_on_applications,
    work_on_reports,
    tell_families,
    work_on_alerts,
    work_on_payday,
    work_on_vouchers,
)


def play_day(city: Path, *, on: date) -> dict[str, int]:
    """One working day of every office, counted by kind of work; on days off nobody comes. Played again, what was done stays done."""
    return dict(work_the_day(city, on=on).done)


def work_the_day(city: Path, *, on: date) -> Desk:
    """The same, with what the house refused, in its own words."""
    desk = Desk(city, engage(), on)
    if is_workday(on):
        for work in ROUND:
            work(desk)
    return desk
