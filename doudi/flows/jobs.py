"""按时运行: everything that runs by the clock stands here; nothing else does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.base import drafts, once
from doudi.base.access import acting_as_system
from doudi.base.workdays import is_workday
from doudi.flows.daily import run_day
from doudi.flows.payday import PaydayReport, run_payday
from doudi.flows.review import list_reviews
from doudi.flows.sealing import seal_audit


@dataclass(frozen=True)
class Job:
    """One piece of work: on which days it is due, and what it does for a county on such a day."""

    title: str
    when: str
    is_due: Callable[[date], bool]
    run: Callable[[date, str], Any]


def _every_day(on: date) -> bool:
    return True


def _monday(on: date) -> bool:
    return on.weekday() == 0


def _payday(on: date, region: str) -> PaydayReport:
    return run_payday(region=region, month=on.replace(day=1), on=on)


def _tidy(on: date, region: str) -> int:
    """Keys of forms that nobody can send any more, drafts that nobody came back to."""
    with acting_as_system(region):
        return once.forget() + drafts.forget()


JOBS = (
    Job("每日流程", "每天", _every_day, lambda on, region: run_day(on=on, region=region)),
    Job("定期核查列入", "每周一", _monday, lambda on, region: list_reviews(on=on, region=region)),
    Job("发放", "每个工作日，当月的和一次性的", is_workday, _payday),
    Job("清理提交编号和草稿", "每天", _every_day, _tidy),
    Job("审计封存", "每天", _every_day, lambda on, region: seal_audit(on=on, region=region)),
)


def run_due_jobs(*, on: date, region: str) -> dict[str, Any]:
    """Do what is due that day, in order; each job may run again for the same day without harm. Returns what each brought, by title."""
    return {job.title: job.run(on, region) for job in JOBS if job.is_due(on)}
