"""一步一步: all recipients against every feed, a dirty file of a hundred megabytes, ten million bills; beside each a bare reading of the same rows."""

from __future__ import annotations

import io
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import csv

from bench.verification import recipients
from bench.verification.home import COUNTY, bills, days

A_FILE = 980_000
"""Rows of a file of a hundred megabytes."""
LIMITS, ROWS = {"dirty": 20, "receive": 60, "verify": 60, "match": 15}, {"dirty": A_FILE, "receive": 10_000_000, "verify": 1_000_000, "match": 1_000_000}
MOST_MB = 3_000
PRECISION, RECALL = 0.9995, 0.995
"""Of what is accepted without a person so much is right; of those in the register so many are accepted or offered."""


@dataclass(frozen=True)
class Step:
    """One row of the result; `ratio` is to the bare reading, of matching to its exact step alone; `peak_mb` the process's, over its whole life until then."""

    step: str
    rows: int
    seconds: float
    limit_seconds: int
    ratio: float
    precision: float | None
    recall: float | None
    peak_mb: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def steps(people: int, rows: int, say: Callable[[str], None]) -> Iterator[Step]:
    """Receive, check, match and keep; every row is about another registered person while there are enough."""
    from doudi.base.access import acting_as_system
    from doudi.verification.actions import receive
    from doudi.verification.ahead import one_ahead
    from doudi.verification.feed import read_file_name

    yield _verified(people, say)
    with tempfile.TemporaryDirectory() as folder:
        calendar = days()
        first = next(calendar)
        path = _file(Path(folder), bills(people, min(A_FILE, rows), first, dirty=True), first)
        say(f"一份 {path.stat().st_size / 1e6:.0f} MB 的文件，百分之一的行不能读取。")
        started = time.monotonic()
        with acting_as_system(COUNTY[:4]):
            receipt = receive(path=path, on=first, officer=None)
        if receipt.quarantined != receipt.rows // 100 or receipt.accepted + receipt.quarantined != receipt.rows:
            raise RuntimeError("应当恰好百分之一的行被隔离，其余入库。")
        yield _step("dirty", receipt.rows, time.monotonic() - started, _bare(path))
        path.unlink()
        sent = {}
        for day in islice(calendar, -(-rows // A_FILE)):
            written = sum(sent.values())
            sent[_file(Path(folder), bills(people, min(A_FILE, rows - written), day), day)] = min(A_FILE, rows - written)
        taken = 0
        started = time.monotonic()
        for path, found in one_ahead(sent):  # as the inbox takes a day's files in
            day = read_file_name(path).on
            with acting_as_system(COUNTY[:4]):
                taken += receive(path=path, on=day, officer=None, found=found).accepted
        seconds = time.monotonic() - started
        bare = sum(map(_bare, sent))
        if taken != rows:
            raise RuntimeError(f"应入库 {rows} 行，实际 {taken} 行。")
        yield _step("receive", taken, seconds, bare)


def _verified(people: int, say: Callable[[str], None]) -> Step:
    """Everybody who receives against every feed: the register's picture of the day, then the check; what was planted is what must be found."""
    from doudi.flows.recurrent import check_recipients

    planted = recipients.tell(people)
    say(f"在享 {people:,} 人，{recipients.ROWS_A_PERSON} 项数据各已答复；{len(planted):,} 户存款多于申报。")
    started = time.monotonic()
    check = check_recipients(on=recipients.DAY, region=COUNTY)
    seconds = time.monotonic() - started
    if check.people != people:
        raise RuntimeError(f"应核对 {people} 人，实际 {check.people} 人。")
    found = set(check.differences["household_id"].to_pylist())
    right = len(found & planted)
    return replace(_step("verify", people, seconds, recipients.bare()), precision=right / max(len(found), 1), recall=right / max(len(planted), 1))


def _file(folder: Path, table: pa.Table, on: date) -> Path:
    """As the department's system exports it."""
    written = io.BytesIO()
    csv.write_csv(table, written)
    path = folder / f"hospital_bills_{COUNTY}_{on:%Y%m%d}.csv"
    path.write_bytes(written.getvalue().decode().encode("gb18030"))
    return path


def _bare(path: Path) -> float:
    """The same bytes, decoded, read as texts and written as Parquet: nothing checked, nobody looked for."""
    started = time.monotonic()
    plain = path.with_suffix(".utf8")
    plain.write_text(path.read_bytes().decode("gb18030"), encoding="utf-8")
    with duckdb.connect(config={"threads": 2}) as engine:
        engine.execute(f"COPY (SELECT * FROM read_csv('{plain}', all_varchar = true)) TO '{plain}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    for left in (plain, Path(f"{plain}.parquet")):
        left.unlink()
    return time.monotonic() - started


def _step(name: str, rows: int, seconds: float, bare: float) -> Step:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Step(name, rows, round(seconds, 2), LIMITS[name], round(seconds / bare, 2), None, None, peak)
