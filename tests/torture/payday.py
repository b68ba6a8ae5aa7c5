"""折磨发薪日: the month killed at every point, always told from the top; then killed at random moments. `pytest tests/torture/payday.py`.

Longer than what `make test` runs. SIGKILL is not power loss: the page cache survives it.
"""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benefits import story
from tests.benefits.killing import kill_after, kill_everywhere, tell_in_child
from tests.benefits.test_killed import assert_nothing_broken, judged, told_unkilled
from tests.databases import Clone
from tests.played import at_home

MOMENTS = int(os.environ.get("DOUDI_TORTURE", "1000"))
FAMILIES = 40


def test_at_every_point_from_the_top(fresh_database: Clone, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every telling begins at the beginning, as a restarted machine would."""
    story.set_up(families=FAMILIES)
    unkilled = told_unkilled(fresh_database, own_home, monkeypatch)
    killed = kill_everywhere(story.tell, after_each_step=assert_nothing_broken, from_the_top=True)
    end = judged(ended=True)
    assert (end["breaches"], end["state"]) == ([], unkilled)
    print(f"killed {killed} times, none lost, none doubled")


def test_at_random_moments(fresh_database: Clone, own_home: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]) -> None:
    """A new month for each stretch of deaths: killed somewhere, told again, killed again, until it is over."""
    chance, killed, months = random.Random(20261101), 0, 0
    story.set_up(families=FAMILIES)
    unkilled = told_unkilled(fresh_database, own_home, monkeypatch)
    while killed < MOMENTS:
        months += 1
        month = own_home / f"month{months}"
        shutil.copytree(own_home / "keys", month / "keys")  # the accounts were sealed with them
        with Clone("moments", template=fresh_database.name), at_home(month):
            while kill_after(story.tell, seconds=chance.uniform(0.02, 0.4)):
                killed += 1
            assert not tell_in_child(story.tell).killed
            end = judged(ended=True)
        assert (end["breaches"], end["state"]) == ([], unkilled)
    print(f"killed {killed} times in {months} months, none lost, none doubled")
