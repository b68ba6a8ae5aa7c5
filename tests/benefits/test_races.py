"""两人同时: two workers that meet at a barrier make one run; with the unique keys gone they make two."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from multiprocessing import get_context

import psycopg
from django.db import connections

from doudi.base.access import acting_as_system
from doudi.benefits import actions
from doudi.benefits.models import PayLine, PayRun
from doudi.benefits.months import month_after
from tests.benefits.builders import COUNTY, MONTH, PREPARED, a_recipient
from tests.databases import Clone

FAMILIES, KEYS = (
    3,
    "ALTER TABLE benefits_payrun DROP CONSTRAINT pay_run_once; ALTER TABLE benefits_payline DROP CONSTRAINT pay_line_once; DROP INDEX one_live_attempt",
)
MONTHS = [month_after(MONTH, turn) for turn in range(15)]


def race(months: Sequence[date]) -> None:
    """Two processes prepare each month at the same moment."""
    connections.close_all()
    meet = get_context("fork").Barrier(2)
    children = []
    for _ in range(2):
        child = os.fork()
        if child == 0:
            try:
                for month in months:
                    meet.wait(30)
                    with acting_as_system():
                        actions.prepare_run(region=COUNTY, month=month, on=PREPARED, officer=None)
            except BaseException:
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]


def made() -> tuple[int, int]:
    """Runs and lines there are."""
    with acting_as_system():
        return PayRun.objects.count(), PayLine.objects.count()


def test_two_workers_at_once_make_one_run(fresh_database: Clone) -> None:
    with acting_as_system():
        for _ in range(FAMILIES):
            a_recipient()
    race(MONTHS)
    assert made() == (len(MONTHS), FAMILIES * len(MONTHS))


def test_without_the_keys_they_make_two(fresh_database: Clone, owner_of: Callable[[], psycopg.Connection]) -> None:
    with acting_as_system():
        for _ in range(FAMILIES):
            a_recipient()
    with owner_of() as owner:
        owner.execute(KEYS)
    race(MONTHS)
    runs, lines = made()
    assert runs > len(MONTHS) and lines > FAMILIES * len(MONTHS)
