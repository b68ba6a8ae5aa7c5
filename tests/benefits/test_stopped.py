"""硬停数据库: PostgreSQL stopped at once, or killed, under a month that is being paid; started again, the month goes on and ends whole.

An immediate stop is not a power cut: what the system holds in its page cache survives it.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from doudi.base import postgres
from tests.benefits.test_killed import JUDGE, KEYS

ROOT = Path(__file__).parents[2]
STOPS = int(os.environ.get("DOUDI_TORTURE", "2"))
"""How many times it is stopped; `DOUDI_TORTURE=60` takes some five minutes."""


@pytest.fixture
def house(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with a cluster of its own, and the families and officers of the story in it."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DOUDI_HOME", str(own_home))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "doudi.settings")
    postgres.start()
    subprocess.run([sys.executable, "-m", "tests.benefits.stopping", "setup"], check=True, cwd=ROOT)
    yield own_home
    postgres.destroy()


def telling(what: str = "tell") -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "tests.benefits.stopping", what], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def stop(how: signal.Signals) -> None:
    """The postmaster is told to drop everything (SIGQUIT), or is killed; its backends are gone when this returns."""
    cluster = postgres._Cluster()
    os.kill(int((cluster.place / "postmaster.pid").read_text().splitlines()[0]), how)
    until = time.monotonic() + 30
    while postgres.is_running() and time.monotonic() < until:
        time.sleep(0.02)


def stopped_at(line: int, how: signal.Signals, pause: float) -> bool:
    """Tell from the top and stop the database a moment after so many words were said; whether the telling was cut off."""
    told = telling()
    assert told.stdout
    for heard, _ in enumerate(told.stdout, start=1):
        if heard == line:
            time.sleep(pause)
            stop(how)
            break
    told.communicate(timeout=60)
    return told.returncode != 0


def judged(home: Path, *, ended: bool) -> dict[str, Any]:
    """What somebody outside sees in the tables and files."""
    asked = [sys.executable, str(JUDGE), postgres.login("owner").url(), str(home / "bank"), *(["--ended"] if ended else [])]
    return json.loads(subprocess.run(asked, check=True, capture_output=True, text=True, cwd=home).stdout)  # type: ignore[no-any-return]


def test_a_database_stopped_hard_loses_and_doubles_nothing(house: Path) -> None:
    chance, cut = random.Random(20261101), 0
    for turn in range(STOPS):
        how = (signal.SIGQUIT, signal.SIGKILL)[turn % 2]
        cut += stopped_at(1 + turn * 24 // STOPS + chance.randrange(4), how, chance.random() * 0.05)
        _start_again()
        assert judged(house, ended=False)["breaches"] == []
    whole = telling()
    _, complaints = whole.communicate(timeout=120)
    assert whole.returncode == 0, complaints
    assert judged(house, ended=True)["breaches"] == [] and cut > 0
    _made_twice_without_its_keys(house)


def _made_twice_without_its_keys(house: Path) -> None:
    """The control: the same stop right after the commit, the same telling again, with the unique keys gone."""
    with psycopg.connect(postgres.login("owner").url()) as owner:
        owner.execute(KEYS)
    told = telling("prepare")
    assert told.stdout and any(line.startswith("done prepare") for line in told.stdout)
    stop(signal.SIGQUIT)
    told.communicate(timeout=60)
    _start_again()
    again = telling("prepare")
    again.communicate(timeout=60)
    assert again.returncode == 0 and "a run made twice" in judged(house, ended=False)["breaches"]


def _start_again() -> None:
    """As the house does after a crash; a killed one's last backends may still be leaving."""
    for _ in range(20):
        try:
            postgres.start()
            return
        except postgres.CannotStart:
            time.sleep(0.3)
    postgres.start()
