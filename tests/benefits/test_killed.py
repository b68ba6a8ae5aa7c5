"""杀不乱: the month killed before and after each statement, commit and file operation ends like the month that nobody killed.

SIGKILL is not power loss: the page cache survives it, so this says nothing about disks that lie.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

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


@pytest.fixture
def unkilled(own_home: Path, monkeypatch: pytest.MonkeyPatch, fresh_database: Clone) -> dict[str, Any]:
    """The same month in a database of its own, left alone."""
    elsewhere = own_home / "unkilled"
    elsewhere.mkdir()
    with monkeypatch.context() as patch, Clone("unkilled"):
        patch.setattr(settings, "DOUDI_HOME", elsewhere)
        story.set_up(families=4)
        assert not tell_in_child(story.tell).killed
        end = judged(ended=True)
    assert end["breaches"] == []
    return end["state"]  # type: ignore[no-any-return]


def test_a_month_killed_at_every_point_ends_as_if_nobody_had(fresh_database: Clone, unkilled: dict[str, Any], record_property: Callable[[str, object], None]) -> None:
    story.set_up(families=4)
    killed = kill_everywhere(story.tell, after_each_step=assert_nothing_broken)
    assert not tell_in_child(story.tell).killed, "told once more from the top, as a scheduler would"
    end = judged(ended=True)
    assert end["breaches"] == []
    assert end["state"] == unkilled
    assert killed > 300
    record_property("killed", killed)
