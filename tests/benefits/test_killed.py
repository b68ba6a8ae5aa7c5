"""杀不乱: the month killed before and after each statement, commit and file operation ends like the month that nobody killed.

SIGKILL is not power loss: the page cache survives it, so this says nothing about disks that lie.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from doudi.base import access
from doudi.benefits.models import PayRun
from tests.benefits import story
from tests.benefits.killing import Point, kill_everywhere, tell_in_child
from tests.databases import Clone

JUDGE = Path(__file__).with_name("judge.py")
KEYS = "ALTER TABLE benefits_payrun DROP CONSTRAINT pay_run_once; ALTER TABLE benefits_payline DROP CONSTRAINT pay_line_once; DROP INDEX one_live_attempt"


def judged(*, ended: bool) -> dict[str, Any]:
    """What somebody outside sees in the tables and files."""
    home = Path(settings.DOUDI_HOME)
    told = [sys.executable, str(JUDGE), os.environ["DATABASE_URL"], str(home / "bank"), *(["--ended"] if ended else [])]
    return json.loads(subprocess.run(told, check=True, capture_output=True, text=True, cwd=home).stdout)  # type: ignore[no-any-return]


def assert_nothing_broken() -> None:
    assert judged(ended=False)["breaches"] == []


def told_unkilled(prepared: Clone, home: Path, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """How the same month ends, told in a copy of the prepared database and left alone."""
    shutil.copytree(home / "keys", home / "unkilled" / "keys")
    connections.close_all()
    with patch.context() as elsewhere, Clone("unkilled", template=prepared.name):
        elsewhere.setenv("DOUDI_HOME", str(home / "unkilled"))
        elsewhere.setattr(settings, "DOUDI_HOME", home / "unkilled")
        assert not tell_in_child(story.tell).killed
        end = judged(ended=True)
    assert end["breaches"] == []
    return end["state"]  # type: ignore[no-any-return]


def test_a_month_killed_at_every_point_ends_as_if_nobody_had(
    fresh_database: Clone, own_home: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    story.set_up(families=4)
    unkilled = told_unkilled(fresh_database, own_home, monkeypatch)
    killed = kill_everywhere(story.tell, after_each_step=assert_nothing_broken)
    assert not tell_in_child(story.tell).killed, "told once more from the top, as a scheduler would"
    end = judged(ended=True)
    assert end["breaches"] == []
    assert end["state"] == unkilled
    assert killed > 300
    record_property("killed", killed)


def test_without_its_keys_a_killed_month_is_made_twice(fresh_database: Clone, owner_of: Callable[[], psycopg.Connection]) -> None:
    """The control: the same death right after the commit, the same telling again, with the unique keys gone."""
    story.set_up(families=2)
    with owner_of() as owner:
        owner.execute(KEYS)
    die_right_after_the_commit("prepare")
    assert not tell_in_child(story.prepare).killed
    assert {"a run made twice", "an award twice alive in a month"} <= set(judged(ended=False)["breaches"])
    with pytest.raises(AssertionError, match="benefits_bankfile_name_key"):
        tell_in_child(story.tell)  # one name for one batch: a wall of its own before the bank


def die_right_after_the_commit(label: str) -> None:
    """Kill the step after each of its events in turn, until one of them had committed a run."""
    for event in count(1):
        assert tell_in_child(story.tell, point=Point(label, event, after=True)).killed
        with access.acting_as_system():
            if PayRun.objects.exists():
                return


def test_the_judge_sees_what_is_wrong(fresh_database: Clone, owner_of: Callable[[], psycopg.Connection]) -> None:
    """The judge's own control: a payday that somebody tampered with is not let pass."""
    story.set_up(families=2)
    assert not tell_in_child(story.tell).killed
    assert judged(ended=True)["breaches"] == []
    out = next((Path(settings.DOUDI_HOME) / "bank" / "out").glob("*regular*.csv"))
    out.write_bytes(out.read_bytes().replace(b"D,", b"D,1", 1))
    with owner_of() as owner:
        owner.execute("SELECT set_config('doudi.region', '3707', true)")
        owner.execute("ALTER TABLE benefits_payline DISABLE TRIGGER USER; ALTER TABLE benefits_posting DISABLE TRIGGER USER")
        owner.execute("UPDATE benefits_payline SET amount_fen = amount_fen + 1 WHERE state = 'paid'")
        owner.execute("UPDATE benefits_posting SET amount_fen = amount_fen + 1 WHERE account_id = 'bank' AND amount_fen > 0")
    assert {
        "a file that left and is not in the tables as it left",
        "a file whose lines are not its total",
        "an entry does not balance",
        "an award sent or paid above its amount",
        "ledger sent is not files sent",
        "an award not settled",
    } <= set(judged(ended=True)["breaches"])
