"""一天: run twice it changes nothing; killed anywhere and run again it ends as if nobody had killed it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from doudi.flows.jobs import run_due_jobs
from doudi.sandbox.deliver import deliver
from doudi.sandbox.demo import COUNTY, Plan
from tests import digests
from tests.benefits.killing import Point, tell_in_child
from tests.benefits.story import Step
from tests.databases import Clone
from tests.played import at_home, play_all

PLAN = Plan(people=500, days=4, seed=3, start=date(2026, 10, 30))
MONDAY = date(2026, 11, 2)
"""The day told here: files come, the vehicle office answers, the month's money is made ready."""
STRIDE = 12
UNIQUE_ALERTS = (
    "ALTER TABLE monitoring_alert DROP CONSTRAINT one_alert_per_family_and_cause; DROP INDEX IF EXISTS one_open_alert_per_cause",
    "ALTER TABLE benefits_payrun DROP CONSTRAINT pay_run_once; ALTER TABLE benefits_payline DROP CONSTRAINT pay_line_once; DROP INDEX one_live_attempt",
)


@pytest.fixture(scope="module")
def weekend(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A county whose days have been played through Sunday, with Monday's files in its inbox: the name of its database, which nobody uses, and its home."""
    home = tmp_path_factory.mktemp("weekend")
    with django_db_blocker.unblock(), Clone("weekend") as clone, at_home(home):
        play_all(PLAN, until=date(2026, 11, 1))
        deliver(home / "city", on=MONDAY)
        connections.close_all()
        yield clone.name, home


@pytest.fixture
def before_monday(weekend: tuple[str, Path], own_home: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Clone]:
    """A copy of it for this test alone."""
    database, home = weekend
    shutil.copytree(home, own_home, dirs_exist_ok=True)
    with django_db_blocker.unblock(), Clone("fresh", template=database) as clone:
        yield clone


def monday() -> dict[str, Any]:
    return run_due_jobs(on=MONDAY, region=COUNTY)


def tell(step: Step) -> None:
    step("monday", monday)


def files() -> set[str]:
    """What lies in the house's folders, the lake's parts by their day."""
    home = Path(settings.DOUDI_HOME)
    return {str(path.relative_to(home)) for folder in ("bank", "requests", "receipts") for path in (home / folder).rglob("*") if path.is_file()}


def test_a_day_run_twice_changes_nothing(before_monday: Clone) -> None:
    empty = digests.as_they_stand()
    brought = monday()["每日流程"]
    assert brought.files > 0
    once, put_down = digests.as_they_stand(), files()
    assert once != empty
    assert {"monitoring_alert", "benefits_payline", "registry_fact", "verification_delivery"} <= {table for table in once if once[table] != empty[table]}
    again = monday()["每日流程"]
    assert digests.as_they_stand() == once
    assert files() == put_down
    assert again.alerts == again.adjustments == again.escalated == 0


def unkilled(prepared: Clone, home: Path) -> dict[str, str]:
    """How the same Monday ends when it is left alone, told in a copy."""
    shutil.copytree(home, home.parent / "unkilled")
    connections.close_all()
    with at_home(home.parent / "unkilled"), Clone("unkilled", template=prepared.name):
        assert not tell_in_child(tell).killed
        return digests.by_meaning()


def killed_all_along() -> int:
    """Kill it after every few statements, commits and file operations, each time beginning again from the top, until it ends; how often it died."""
    deaths = 0
    while tell_in_child(tell, point=Point("monday", 1 + deaths * STRIDE, after=bool(deaths % 2))).killed:
        deaths += 1
    return deaths


def test_a_day_killed_and_run_again_ends_as_if_nobody_had(before_monday: Clone, own_home: Path) -> None:
    left_alone = unkilled(before_monday, own_home)
    assert killed_all_along() > 10
    monday()
    assert digests.by_meaning() == left_alone


@pytest.mark.parametrize("keys", UNIQUE_ALERTS)
def test_without_its_unique_keys_a_day_run_again_does_things_twice(before_monday: Clone, owner_of: Callable[[], psycopg.Connection], keys: str) -> None:
    """The control: the house's memory of what it has done is in those keys, and the digests see it."""
    with owner_of() as owner:
        owner.execute(keys)
    monday()
    once = digests.as_they_stand()
    try:
        monday()
    except Exception as error:
        assert "ON CONFLICT" in str(error) or "returned more than one" in str(error)
        return
    assert digests.as_they_stand() != once


def test_digests_see_one_changed_letter(before_monday: Clone, owner_of: Callable[[], psycopg.Connection]) -> None:
    """And leave out what differs between two tellings of one story."""
    exact, meant = digests.as_they_stand(), digests.by_meaning()
    with owner_of() as owner:
        owner.execute("SELECT set_config('doudi.region', '3707', true)")
        owner.execute("UPDATE registry_household SET number = number || 'X' WHERE id = (SELECT min(id) FROM registry_household)")
    assert {table for table in exact if digests.as_they_stand()[table] != exact[table]} == {"registry_household"}
    assert {table for table in meant if digests.by_meaning()[table] != meant[table]} == {"registry_household"}
