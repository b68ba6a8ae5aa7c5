"""读湖: the lakes that tests share, their tables, questions about them, and ways in which a process makes a bucket or fails."""

import errno
import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from doudi import law
from doudi.sandbox.lake.counties import Bucket

ON = date(2026, 10, 12)
PEOPLE, SEED = 60_000, 4
LEVELS = {"households": "household", "members": "person", "supporters": "supporter"}


def read(lake: Path, name: str) -> pa.Table:
    """A table of the lake, bucket by bucket."""
    return ds.dataset(lake / name).to_table()


def ask(question: str, **tables: pa.Table) -> list[tuple[Any, ...]]:
    """What DuckDB answers about these tables."""
    with duckdb.connect() as engine:
        for name, table in tables.items():
            engine.register(name, table)
        return engine.sql(question).fetchall()


def assessed(lake: Path, *want: str) -> pa.Table:
    """Results of the lake's households."""
    return law.book(ON).assess(*(read(lake, name) for name in LEVELS), on=ON, want=want).households


def no_room(bucket: Bucket) -> None:
    """A disk that is full."""
    raise OSError(errno.ENOSPC, "No space left on device")


def dies(bucket: Bucket) -> None:
    """A process that the system kills."""
    os.kill(os.getpid(), signal.SIGKILL)


def marks(bucket: Bucket, folder: Path) -> None:
    """A bucket of which only the number is written."""
    (folder / str(bucket.number)).touch()
