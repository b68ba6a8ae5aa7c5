"""一天: run twice it changes nothing; killed anywhere and run again it ends as if nobody had killed it."""

import shutil
import subprocess
import sys
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
from tests.databases import TOP, Clone
from tests.played import at_home, play_all

PLAN = Plan(people=500, days=4, seed=3, start=date(2026, 10, 30))
MONDAY = date(2026, 11, 2)
"""The day told here: files come, the vehicle office answers, the month's money is made ready."""
STRIDE = 25


@pytest.fixture(scope="module")
def weekend(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A county whose days have been played through Sunday, with Monday's files in its inbox: the name of its database, which nobody uses, and its home."""
    home = tmp_path_factory.mktemp("weekend")
    with django_db_blocker.unblock(), Clone("weekend") as clone, at_home(home):
        play_all(PLAN, until=date(2026, 11, 1))
        deliver(home / "city", on=MONDAY)
        connections.close_all()
        yield clone.name, home


@pytest.fixture(scope="module")
def left_alone(weekend: tuple[str, Path], django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Monday's tables mean when nobody kills anything."""
    database, home = weekend
    elsewhere = tmp_path_factory.mktemp("alone")
    shutil.copytree(home, elsewhere, dirs_exist_ok=True)
    with django_db_blocker.unblock(), at_home(elsewhere), Clone("alone", template=database):
        monday()
        return digests.by_meaning()


@pytest.fixture
def before_monday(weekend: tuple[str, Path], own_home: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Clone]:
    """A copy of it for this test alone."""
    database, home = weekend
    shutil.copytree(home, own_home, dirs_exist_ok=True)
    with django_db_blocker.unblock(), Clone("fresh", template=database) as clone:
        yield clone


def monday() -> dict[str, Any]:
    return run_due_jobs(on=MONDAY, region=COUNTY)


def files() -> set[str]:
    """What lies in the house's folders, the lake's parts by their day."""
    home = Path(settings.DOUDI_HOME)
    return {str(path.relative_to(home)) for folder in ("bank", "requests", "receipts") for path in (home / folder).rglob("*") if path.is_file()}


def open_to_others() -> list[str]:
    """What anybody else on the machine could read of departments' and banks' files and the lake."""
    home = Path(settings.DOUDI_HOME)
    tops = [home / name for name in ("inbox", "receipts", "requests", "bank", "lake")]
    files = [path for top in tops for path in top.rglob("*") if path.is_file()]
    return [str(path) for path in tops + files if path.stat().st_mode & 0o077]


def test_a_day_run_twice_changes_nothing(before_monday: Clone) -> None:
    empty = digests.as_they_stand()
    brought = monday()["每日流程"]
    assert brought.files > 0
    once, put_down = digests.as_they_stand(), files()
    assert once != empty
    assert {"monitoring_alert", "benefits_payline", "registry_fact", "verification_delivery"} <= {table for table in once if once[table] != empty[table]}
    assert open_to_others() == []
    again = monday()["每日流程"]
    assert digests.as_they_stand() == once
    assert files() == put_down
    assert again.alerts == again.adjustments == again.escalated == 0


def test_an_earlier_day_run_again_rewrites_no_history(before_monday: Clone) -> None:
    """Three days were told; the first once more leaves every picture of the register as it was seen."""
    monday()
    before = digests.as_they_stand()["base_lakeday"]
    run_due_jobs(on=PLAN.start, region=COUNTY)
    assert digests.as_they_stand()["base_lakeday"] == before


def killed_all_along(prepared: Clone, *options: str, stride: int = STRIDE) -> int:
    """Kill it after every few statements, commits and file operations, each time beginning again from the top, until it ends; how often it died."""
    command = [sys.executable, "-m", "tests.flows.killing", str(MONDAY), COUNTY, str(stride), *options]
    env = {**prepared.env, "DJANGO_SETTINGS_MODULE": "doudi.settings"}
    done = subprocess.run(command, env=env, cwd=TOP, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_day_killed_and_run_again_ends_as_if_nobody_had(before_monday: Clone, left_alone: dict[str, str]) -> None:
    assert killed_all_along(before_monday) > 10
    assert digests.by_meaning() == left_alone


def test_where_half_a_file_could_be_committed_a_killed_day_loses_it(before_monday: Clone, left_alone: dict[str, str]) -> None:
    """The control: without whole transactions the same deaths leave another house."""
    assert killed_all_along(before_monday, "--commits-early", stride=1_000)
    assert digests.by_meaning() != left_alone


def test_digests_see_one_changed_letter(before_monday: Clone, owner_of: Callable[[], psycopg.Connection]) -> None:
    """And leave out what differs between two tellings of one story."""
    exact, meant = digests.as_they_stand(), digests.by_meaning()
    with owner_of() as owner:
        owner.execute("SELECT set_config('doudi.region', '3707', true)")
        owner.execute("UPDATE registry_household SET number = number || 'X' WHERE id = (SELECT min(id) FROM registry_household)")
    assert {table for table in exact if digests.as_they_stand()[table] != exact[table]} == {"registry_household"}
    assert {table for table in meant if digests.by_meaning()[table] != meant[table]} == {"registry_household"}
