"""演示: one command from nothing to the proof; killed and started again it ends with the same numbers; it leaves nothing running."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

KEYS = (
    *("people", "days", "rows_received", "rows_quarantined", "matched", "waiting_for_person", "alerts", "visited", "decisions"),
    *("standings", "awards", "payments", "paid_fen", "referrals", "answered", "truth", "check", "seconds"),
)
SMALL = ("--people", "600", "--days", "6")


@pytest.fixture(scope="module")
def homes() -> Iterator[Path]:
    """A folder for homes that the database's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="doudi-demo-"))
    folder.chmod(0o755)
    yield folder
    for home in folder.iterdir():
        doudi(home, "down")
    shutil.rmtree(folder)


def environment(home: Path) -> dict[str, str]:
    """Of a shell that knows only where its data is."""
    return {**{name: value for name, value in os.environ.items() if name != "DATABASE_URL"}, "DOUDI_HOME": str(home)}


def doudi(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "doudi", *arguments], env=environment(home), capture_output=True, text=True, check=False)


def demo(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return doudi(home, "demo", *options, "--no-serve", "--json")


def numbers(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What it printed, which is one object, without the time it took and the audit's length: a day begun twice is recorded twice."""
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer.pop("seconds") >= 0
    assert answer["check"]["invariants"].pop()["name"] == "审计记录未被改动"
    return answer


def test_the_people_of_what_if_are_ready(finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, done = finished
    assert (home / "example" / "people" / "lake.yaml").exists() and "名示例人口" in done.stderr


def days_told(said: str) -> list[str]:
    """The days that were played, by the line each of them gets."""
    return [line.split()[0] for line in said.splitlines() if line.startswith("2026-")]


def servers(home: Path) -> list[int]:
    """The processes of this home's database."""
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if str(home / "pg").encode() in _words(path)]


def _words(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


@pytest.fixture(scope="module")
def finished(homes: Path) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A small demonstration, run to its end."""
    return homes / "whole", demo(homes / "whole", *SMALL)


def test_it_prints_one_object_and_leaves_nothing_running(finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, done = finished
    answer = json.loads(done.stdout)
    assert tuple(answer) == KEYS
    assert set(answer["truth"]) == {"deaths", "double_registration", "hidden_vehicles", "hardship"}
    assert {tuple(kind) for kind in answer["truth"].values()} == {("recall", "precision")}
    assert tuple(answer["check"]) == ("passed", "invariants")
    assert {tuple(row) for row in answer["check"]["invariants"]} == {("name", "count", "breaches")}
    assert (answer["people"], answer["days"], answer["check"]["passed"]) == (600, 6, True)
    assert answer["rows_received"] >= answer["matched"] > 0
    assert len(days_told(done.stderr)) == 6
    assert done.returncode == 0
    assert servers(home) == []


def test_when_every_day_is_done_it_only_scores_and_checks(finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, first = finished
    again = demo(home, *SMALL)
    assert days_told(again.stderr) == []
    assert numbers(again) == numbers(first)
    assert servers(home) == []


def killed_at(home: Path, day: str) -> list[str]:
    """Start it and kill it, it alone, once it has told of that day; the days it told of."""
    told = []
    with subprocess.Popen([sys.executable, "-m", "doudi", "demo", *SMALL, "--no-serve", "--json"], env=environment(home), stderr=subprocess.PIPE) as running:
        assert running.stderr
        for line in running.stderr:
            told += days_told(line.decode())
            if day in told:
                running.send_signal(signal.SIGKILL)
                break
    return told


def test_killed_twice_and_started_again_it_ends_with_the_same_numbers(homes: Path, finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home = homes / "killed"
    assert killed_at(home, "2026-10-13") == ["2026-10-12", "2026-10-13"]
    assert servers(home), "the database outlives the command that was killed"
    assert killed_at(home, "2026-10-15")[0] > "2026-10-13"
    done = demo(home, *SMALL)
    assert days_told(done.stderr)[0] > "2026-10-15"
    assert numbers(done) == numbers(finished[1])
    assert servers(home) == [], "what a killed demonstration had started is stopped by the one that took it over"


def test_another_county_in_the_same_folder_is_refused(finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    home, _ = finished
    done = demo(home, "--people", "700", "--days", "6")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--fresh" in done.stderr
    assert "600 人" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [(), ("--fresh",)])
def test_a_house_that_is_not_a_demonstration_is_left_alone(homes: Path, options: tuple[str, ...]) -> None:
    home = homes / f"real{len(options)}"
    (home / "lake").mkdir(parents=True)
    (home / "lake" / "facts").write_text("somebody's")
    done = demo(home, *SMALL, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert "DOUDI_HOME" in done.stderr
    assert [path.relative_to(home) for path in sorted(home.rglob("*"))] == [Path("lake"), Path("lake/facts")]


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--people", "10", "--days", "6"), "至少要 100 人"), (("--people", "600", "--days", "0"), "天数"), ((*SMALL, "--seed", "-1"), "种子")],
)
@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_plan_that_cannot_be_played_is_refused_and_nothing_touched(
    homes: Path, finished: tuple[Path, subprocess.CompletedProcess[str]], options: tuple[str, ...], words: str, more: tuple[str, ...]
) -> None:
    for home in (finished[0], homes / "not-yet"):
        before = sorted(home.rglob("*"))
        done = demo(home, *options, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert words in done.stderr and "未作任何改动" in done.stderr
        assert "Traceback" not in done.stderr
        assert sorted(home.rglob("*")) == before


def test_fresh_starts_over(finished: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    """Last of all: it clears the finished one."""
    home, _ = finished
    (home / "notes.txt").write_text("not the demonstration's")
    answer = numbers(demo(home, "--people", "300", "--days", "1", "--fresh"))
    assert (answer["people"], answer["days"]) == (300, 1)
    assert (home / "notes.txt").read_text() == "not the demonstration's"


def test_an_outside_database_is_not_cleared(homes: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "doudi", "demo", "--fresh", "--no-serve"],
        env={**environment(homes / "outside"), "DATABASE_URL": "postgresql://nobody@localhost/theirs"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
