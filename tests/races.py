"""赛跑: two officers at once, really: two connections, the second held up by the first's lock before the first commits."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import psycopg
from django.db import connection

from doudi.base import access, postgres
from doudi.base.models import Officer

PATIENCE = 120  # seconds; only a broken test waits so long


def at_once(first: tuple[Officer, Callable[[], Any]], second: tuple[Officer, Callable[[], Any]], *, both_read: Event | None = None) -> list[str]:
    """What each hears: "done", or the words of the refusal. The second begins when the first has acted and not committed; the first commits
    when the second waits for its lock, or, where a test has taken the lock away, when `both_read` says that both have read."""
    has_acted = Event()

    def leading() -> str:
        def until_the_other_waits() -> None:
            has_acted.set()
            _ = both_read.wait(PATIENCE) if both_read else _somebody_waits()

        return _heard(*first, then=until_the_other_waits)

    def following() -> str:
        has_acted.wait(PATIENCE)
        return _heard(*second)

    with ThreadPoolExecutor(2) as pool:
        return [work.result(2 * PATIENCE) for work in (pool.submit(leading), pool.submit(following))]


def _heard(officer: Officer, act: Callable[[], Any], then: Callable[[], None] = lambda: None) -> str:
    try:
        with access.acting(officer):
            act()
            then()
        return "done"
    except Exception as refusal:
        if not type(refusal).__name__.startswith("Cannot"):
            raise
        return str(refusal)
    finally:
        connection.close()


def _somebody_waits() -> None:
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(postgres.login("app").url(), autocommit=True) as watching:
        while time.monotonic() < deadline:
            (waiting,) = watching.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).fetchone() or (0,)
            if waiting:
                return
            time.sleep(0.02)
    raise AssertionError("the second officer was never held up")
