"""被测的城市: made once for each size and kept under .cache/bench/, the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from bench.policy.law import columns, common_book, figures_for_peers
from bench.policy.peers import CACHE
from bench.policy.task import Task
from doudi.sandbox.lake import make_lake

ON = date(2026, 8, 1)
"""The day of judgment: the first of a month, which is a period OpenFisca has a name for."""


@dataclass(frozen=True)
class City:
    """A folder as `doudi screen` reads it, and how many people live there."""

    folder: Path
    people: int


def city(people: int, *, known: bool) -> City:
    """The made-up city of so many people; `known` has no unknown fact."""
    folder = CACHE / f"city-{people}-{'known' if known else 'unknown'}"
    if not (folder / "lake.yaml").exists():
        make_lake(people=people, to=folder, on=ON, known=known)
    return opened(folder)


def opened(folder: Path) -> City:
    """A city somebody has made."""
    return City(folder, sum(pq.read_metadata(path).num_rows for path in (folder / "members").glob("bucket-*.parquet")))


def task(city: City) -> Task:
    """What the engines are given: the columns and figures of the common rules for the counties of this city."""
    households = str(city.folder / "households" / "bucket-*.parquet")
    counties = [code for (code,) in duckdb.execute("SELECT DISTINCT left(region, 6) FROM read_parquet(?)", [households]).fetchall()]
    book = common_book(ON, counties)
    members, homes = columns(book)
    return Task(str(city.folder), ON.isoformat(), members, homes, figures_for_peers(book, counties, ON))
