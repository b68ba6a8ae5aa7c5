"""湖边: reading fact rows and the register's pictures from the lake with DuckDB."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

import os
from collections.abc import Iterable
from datetime import date
from functools import cache

import duckdb
import pyarrow as pa

from doudi.base import lake
from doudi.base.models import LakeDay
from doudi.registry.reducers import STANDS
from doudi.registry.rows import FACT_ROWS

# A plain name is a department's feed of fact rows; a dotted name (`registry.people`) is a picture of a room's table.
PICTURE = "."
PICTURES = ("people", "households", "memberships", "facts", "standings", "awards")
COLUMNS = ", ".join(FACT_ROWS.names)
LATER = f"known_on DESC, {STANDS} DESC"
"""Which of several rows of one source and ref stands."""


def feed_files(*, on: date) -> list[str]:
    """Every department file of facts published by that day."""
    feeds = LakeDay.objects.filter(on__lte=on).exclude(feed__contains=PICTURE).values_list("feed", flat=True).distinct()
    return [file for feed in sorted(feeds) for file in lake.read(feed, until_on=on)]


def rows_from(files: Iterable[str]) -> str:
    """SQL for the fact rows of these files; none when there are none."""
    quoted = ", ".join(f"'{file}'" for file in files)
    nothing = "SELECT " + ", ".join(f"CAST(NULL AS {_TYPES[field.type]}) AS {field.name}" for field in FACT_ROWS) + " WHERE false"
    return f"SELECT {COLUMNS} FROM read_parquet([{quoted}])" if quoted else nothing


def latest(rows: str, *, of: str) -> str:
    """SQL for one row of each `of` (`source, ref`: what stands by `$on`; with `known_on` besides: every revision), whatever order they came in."""
    return f"SELECT {COLUMNS} FROM ({rows}) WHERE known_on <= $on QUALIFY row_number() OVER (PARTITION BY {of} ORDER BY {LATER}) = 1"


def first_of(rows: str, *, of: str, by: str, keep: str = "* EXCLUDE (mark)") -> str:
    """SQL for the first row by `by` of each `of`, and of it what to `keep`. For millions: only what occurs more than once is sorted, and few do; the rest is
    told apart by a hash, and of two that share one by chance both are looked at."""
    return f"""
        WITH every AS NOT MATERIALIZED (SELECT *, hash({of}) AS mark FROM ({rows})),
        again AS MATERIALIZED (SELECT mark FROM every GROUP BY mark HAVING count(*) > 1)
        SELECT {keep} FROM every ANTI JOIN again USING (mark) UNION ALL
        SELECT {keep} FROM every SEMI JOIN again USING (mark) QUALIFY row_number() OVER (PARTITION BY {of} ORDER BY {by}) = 1
    """


def lake_rows(person_ids: list[int], *, on: date) -> pa.Table:
    """Every row the lake holds of these people by that day, and every revision of it, also where it now is about somebody else.

    Most people have none: their own buckets are asked first, for the references alone, and the rest of the lake only about what they name.
    """
    files = feed_files(on=on)
    near = lake.files_with(files, person_ids)
    people = _placed("p", person_ids)
    named = f"SELECT DISTINCT source, ref FROM ({rows_from(near)}) WHERE person_id IN ({_names(people)})" if near and people else ""
    found = _ask(named, people).to_pylist() if named else []
    if not found:
        return FACT_ROWS.empty_table()
    refs, sources = _placed("r", {row["ref"] for row in found}), _placed("s", {row["source"] for row in found})
    theirs = f"SELECT {COLUMNS} FROM ({rows_from(files)}) WHERE ref IN ({_names(refs)}) AND source IN ({_names(sources)})"
    return _ask(latest(theirs, of="source, ref, known_on"), {"on": on, **refs, **sources})


def _placed(letter: str, values: Iterable[object]) -> dict[str, object]:
    """Values as parameters of their own: those DuckDB compares with what a file says of its row groups, and reads few."""
    return {f"{letter}{place}": value for place, value in enumerate(values)}


def _names(given: Iterable[str]) -> str:
    return ", ".join(f"${name}" for name in given)


def _ask(sql: str, given: dict[str, object]) -> pa.Table:
    """One query on this process's DuckDB; it holds nothing of its own, and a cursor for each question keeps threads apart."""
    with _lakeside(os.getpid()).cursor() as asking:
        return asking.sql(sql, params=given).to_arrow_table()


@cache
def _lakeside(process: int) -> duckdb.DuckDBPyConnection:
    """Opened once in each process, for opening takes as long as the question; a process that forks opens another."""
    return duckdb.connect(config={"threads": 1})  # a family's few rows; a page of another officer wants the other core


_TYPES = {pa.int64(): "BIGINT", pa.string(): "VARCHAR", pa.date32(): "DATE"}
