"""核验测试: one county played through its first payday; tests tamper with it as the owner, and everything is put back."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from doudi.base.access import acting_as_system
from doudi.oversight.check import check
from doudi.sandbox.demo import Plan
from tests.databases import Clone
from tests.played import at_home, play_all

PLAN = Plan(people=1_500, days=30)
EVENING: date = PLAN.ends


@dataclass(frozen=True)
class Played:
    """A house in use: where its files are, and what a subprocess needs to work on it."""

    home: Path
    env: dict[str, str]


@pytest.fixture(scope="package")
def a_month(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Thirty days of a small county; Django points to its database."""
    home = tmp_path_factory.mktemp("played")
    with django_db_blocker.unblock(), Clone("played") as clone, at_home(home):
        play_all(PLAN)
        yield Played(home, clone.env)


@pytest.fixture
def played(a_month: Played, own_home: Path) -> Iterator[Played]:
    """The month's house, its own home around the test."""
    with at_home(a_month.home):
        yield a_month


class _PutBack(Exception):
    pass


@pytest.fixture
def tamper(played: Played) -> Iterator[Callable[[str], None]]:
    """Changes rows as the owner with the database's own defences off; whatever asks sees it, until the test ends."""
    ours, owners = connections["default"], connections["owner"]
    connections["default"] = owners
    try:
        with suppress(_PutBack), transaction.atomic(), acting_as_system():
            yield _tamper
            raise _PutBack
    finally:
        connections["default"] = ours
        owners.close()


def broken() -> set[str]:
    """The names of the invariants that do not hold."""
    return {finding.name for finding in check(on=EVENING) if not finding.holds}


def _tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        for table in dict.fromkeys(re.findall(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)", statement)):
            _defences_off(cursor, table)
        cursor.execute(statement)
        assert cursor.rowcount > 0, "nothing was changed: this control controls nothing"


def _defences_off(cursor, table: str) -> None:  # type: ignore[no-untyped-def]
    """Constraints and NOT NULLs of the table dropped, its triggers disabled: DDL, so it is rolled back with the rest."""
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'u')", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute("SELECT indexrelid::regclass FROM pg_index WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnotnull AND attnum > 0 AND attname <> 'id'", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} ALTER COLUMN "{name}" DROP NOT NULL')
