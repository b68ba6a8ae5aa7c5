"""一天里的死亡: tells one day again and again in processes that kill themselves, each further on than the last. Run by test_daily.

    python -m tests.flows.killing DAY COUNTY STRIDE [--commits-early]

It forks before anything columnar has run, because threads do not survive a fork. Prints how often the day died. With --commits-early it dies
once, having committed half of what the first delivery brings: what a house without whole transactions would be like.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from doudi.flows.jobs import run_due_jobs  # noqa: E402
from tests.benefits.killing import Point, dying_at  # noqa: E402
from tests.killed import import_what_is_late, lives_through  # noqa: E402


def tell_the_day(on: date, region: str, dying: AbstractContextManager[None]) -> None:
    """Run the day's jobs, dying as it is told."""
    with dying:
        run_due_jobs(on=on, region=region)


@contextmanager
def committing_half() -> Iterator[None]:
    """Commit the row that says a file is in, without what was in it, and die."""

    def early(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("INSERT") and "verification_delivery" in sql:
            context["connection"].connection.commit()
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    with connection.execute_wrapper(early):
        yield


def main(on: date, region: str, stride: int, commits_early: bool) -> int:
    """How often the day died before it was through."""
    import_what_is_late()
    deaths = 0
    if commits_early:
        deaths += not lives_through(partial(tell_the_day, on, region, committing_half()))
    while not lives_through(partial(tell_the_day, on, region, dying_at(Point("day", 1 + deaths * stride, after=bool(deaths % 2))))):
        deaths += 1
    return deaths


if __name__ == "__main__":
    print(main(date.fromisoformat(sys.argv[1]), sys.argv[2], int(sys.argv[3]), "--commits-early" in sys.argv))
