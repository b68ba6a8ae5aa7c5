"""湖边: reading fact rows and the register's pictures from the lake with DuckDB."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

from collections.abc import Iterable
from datetime import date

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
    return f"SELECT {COLUMNS} FROM ({rows}) WHERE known_on <= $on QUALIFY row_number() OVER (PARTITION BY {of} ORDER BY known_on DESC, {STANDS} DESC) = 1"


def lake_rows(person_ids: list[int], *, on: date) -> pa.Table:
    """Every row the lake holds of these people by that day, and every revision of it, also where it now is about somebody else."""
    rows = rows_from(feed_files(on=on))
    theirs = f"""WITH held AS MATERIALIZED ({rows})
        SELECT {COLUMNS} FROM held WHERE (source, ref) IN (SELECT (source, ref) FROM held WHERE list_contains($people, person_id))"""
    return ask(latest(theirs, of="source, ref, known_on"), on=on, people=person_ids)


def ask(sql: str, **given: object) -> pa.Table:
    """Run one query in a DuckDB of its own."""
    with duckdb.connect() as lakeside:
        return lakeside.sql(sql, params=given).to_arrow_table()


_TYPES = {pa.int64(): "BIGINT", pa.string(): "VARCHAR", pa.date32(): "DATE"}
