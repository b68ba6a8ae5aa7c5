"""比较: every engine on the same city, one after the other, and whether all found the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.policy.city import City, city, opened, task
from bench.policy.peers import CannotInstall
from bench.policy.runs import CannotRun, Engine, Run, checksum, is_answer, people_in, run
from bench.policy.task import Task

HERE = "bench.policy.engines"
ENGINES = {
    engine.name: engine
    for engine in (
        Engine("duckdb", f"{HERE}.ours:duckdb"),
        Engine("spark", f"{HERE}.ours:spark", packages=("pyspark",), java=True),
        Engine("openfisca", f"{HERE}.microsimulation:openfisca", packages=("openfisca-core",), guest=True),
        Engine("openfisca-arrays", f"{HERE}.microsimulation:openfisca_arrays", packages=("openfisca-core",), guest=True),
        Engine("policyengine", f"{HERE}.microsimulation:policyengine", packages=("policyengine-core",), guest=True),
        Engine("polars", f"{HERE}.polars:polars", packages=("polars",), guest=True),
        Engine("loop", f"{HERE}.one_by_one:loop", slice=True),
        Engine("limit", f"{HERE}.limit:limit", agrees=False),
        Engine("duckdb-all", f"{HERE}.ours:duckdb_all", agrees=False, every_rule=True),
        Engine("limit-all", f"{HERE}.limit:limit_all", agrees=False, every_rule=True),
        Engine("counter", f"{HERE}.one_by_one:counter", agrees=False, every_rule=True, slice=True),
    )
}
GOALS = (
    ("openfisca", "duckdb", "≥ 10"),
    ("openfisca-arrays", "duckdb", "≥ 3"),
    ("policyengine", "duckdb", "≥ 4"),
    ("duckdb", "limit", "≤ 3"),
    ("duckdb-all", "limit-all", "≤ 4"),
)
MEASURED = ("people", "seconds", "people_per_second", "peak_mb", "checksum")
Row = dict[str, Any]


def measure(
    engines: Iterable[Engine], *, people: int, made: Path | None, folder: Path, install: bool, say: Callable[[str], object]
) -> tuple[list[Row], bool]:
    """A row for each engine, and whether one of them failed or found something else; a peer that cannot be had is no failure."""
    cities: dict[bool, tuple[City, Task]] = {}
    rows: list[Row] = []
    reference: Path | None = None
    failed = False
    for engine in sorted(engines, key=lambda one: one.slice):
        if engine.every_rule not in cities:
            cities[engine.every_rule] = _city(people, made, folder, known=not engine.every_rule)
        place, asked = cities[engine.every_rule]
        say(f"{engine.name} …")
        try:
            done = run(engine, folder / f"task-{place.folder.name}.json", folder / engine.name, install=install)
            if engine.agrees:
                _agrees(engine, done, reference)
                reference = reference or (None if engine.slice else done.found)
        except (CannotInstall, CannotRun) as lack:
            failed = failed or isinstance(lack, CannotRun)
            rows.append({"engine": engine.name, **dict.fromkeys(MEASURED), "note": str(lack)})
            continue
        rows.append(_row(engine, done, people_in(done.found, asked) if engine.slice else place.people))
    return rows, failed


def _city(people: int, made: Path | None, folder: Path, *, known: bool) -> tuple[City, Task]:
    place = opened(made) if made else city(people, known=known)
    asked = task(place)
    asked.write(folder / f"task-{place.folder.name}.json")
    return place, asked


def _agrees(engine: Engine, done: Run, reference: Path | None) -> None:
    """Raises CannotRun where the answer is not the first engine's."""
    if not is_answer(done.found):
        raise CannotRun("答案的列不对")
    if reference and (mine := checksum(done.found)) != (theirs := checksum(reference, only=done.found if engine.slice else None)):
        raise CannotRun(f"答案不一样：校验和 {mine}，应为 {theirs}")


def _row(engine: Engine, done: Run, people: int) -> Row:
    note = "；".join(filter(None, [f"只算 {people} 人" if engine.slice else "", done.note]))
    measured = (people, round(done.seconds, 4), round(people / done.seconds), done.peak_mb, checksum(done.found))
    return {"engine": engine.name, **dict(zip(MEASURED, measured, strict=True)), "note": note}
