"""一次运行: an engine in a fresh process of its own, its time, its memory, its answer."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from bench.policy.peers import TOP, CannotInstall, environment, last_line
from bench.policy.task import RESULTS, Task

WATCH_SECONDS = 0.2


class CannotRun(Exception):
    """Worded for a row of the table."""


@dataclass(frozen=True)
class Engine:
    """A row: its `module:function`, the packages it needs beyond the project's, and whether its answer is one of the answers that must agree.

    A `guest` runs in the peer's environment alone; another engine with packages runs in the project's, the packages added.
    `every_rule`: the city with unknowns and all the law. `slice`: its people are the first few of the city.
    """

    name: str
    function: str
    packages: tuple[str, ...] = ()
    guest: bool = False
    agrees: bool = True
    every_rule: bool = False
    slice: bool = False
    java: bool = False


@dataclass(frozen=True)
class Run:
    """What an engine needed and found."""

    seconds: float
    peak_mb: int
    found: Path
    note: str


def run(engine: Engine, task: Path, folder: Path, *, install: bool = True) -> Run:
    """Start the engine's child and watch it to its end; raises CannotInstall, CannotRun."""
    python, path = Path(sys.executable), [str(TOP)]
    if engine.java and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise CannotInstall("没有 Java：Spark 要用系统里的 Java 17")
    if engine.packages:
        place = environment(engine.packages, install=install)
        if engine.guest:
            python = place / "bin" / "python"
        else:
            path.append(str(next(place.glob("lib/python*/site-packages"))))
    folder.mkdir(parents=True)
    command = [str(python), "-m", "bench.policy.child", engine.function, str(task), str(folder)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([*path, *filter(None, [os.environ.get("PYTHONPATH")])])}
    with (folder / "said").open("w") as said:
        child = subprocess.Popen(command, cwd=TOP, env=environ, stdout=said, stderr=said, start_new_session=True)
        try:
            peak = _watched(child)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
    if child.returncode:
        why = last_line((folder / "said").read_text(encoding="utf-8", errors="replace"))
        raise CannotRun(f"没有算完（退出码 {child.returncode}）：{why}")
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return Run(told["seconds"], peak // 1024, folder / "found.parquet", told["note"])


def _watched(child: subprocess.Popen[bytes]) -> int:
    """The most memory the child and what it started ever held, in KB: the sum of each process's own peak."""
    peaks: dict[int, int] = {}
    while True:
        for process in _family(child.pid):
            peaks[process] = max(peaks.get(process, 0), _peak(process))
        try:
            child.wait(WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return sum(peaks.values())


def _family(root: int) -> list[int]:
    """The process and its descendants."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = [root]
    for process in family:
        family += [child for child, parent in parents.items() if parent == process]
    return family


def _peak(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def checksum(found: Path, *, only: Path | None = None) -> str:
    """A digest of every row and value, whatever the rows' order, computed by DuckDB for all engines; `only` the households of another answer."""
    columns = ", ".join(f'"{name}"' for name in pq.read_schema(found).names)
    among = f" WHERE household_id IN (SELECT household_id FROM read_parquet('{only}'))" if only else ""
    ((total, rows),) = duckdb.sql(f"SELECT coalesce(sum(hash({columns})), 0) % (1::HUGEINT << 64), count(*) FROM read_parquet('{found}'){among}").fetchall()
    return f"{int(total) ^ rows:016x}"


def people_in(found: Path, task: Task) -> int:
    """How many people live in the households answered for."""
    ((people,),) = duckdb.sql(
        f"SELECT count(*) FROM read_parquet({task.files('members')}) WHERE household_id IN (SELECT household_id FROM read_parquet('{found}'))"
    ).fetchall()
    return int(people)


def is_answer(found: Path) -> bool:
    """Whether it is the table every engine must give back."""
    return bool(pq.read_schema(found).remove_metadata().equals(RESULTS))
