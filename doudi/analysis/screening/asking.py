"""问答: what a book finds about a lake, batch by batch of whole households, as DuckDB tables that SQL may be asked of."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from doudi.analysis.screening.lake import SUPPORTERS, Lake, parquet
from doudi.policy import Book
from doudi.policy.following import KEY, SUPPORTER_KEY
from doudi.policy.population import Questions, Stage, questions, schemas
from doudi.policy.rule import SUPPORTER

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PEOPLE_AT_ONCE = 500_000
"""Of so many people the hash tables of one thread still lie near the processor, and planning the query costs little beside running it."""
_SQL = {"int64": "BIGINT", "boolean": "BOOLEAN", "string": "VARCHAR", "date": "DATE", "array<int64>": "BIGINT[]"}


@dataclass(frozen=True, eq=False)
class Asked:
    """A lake and what is asked of it under one book: the two queries, made for this lake's places and unknowns."""

    lake: Lake
    name: str
    questions: Questions
    types: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(
        cls, lake: Lake, book: Book, on: date, want: Sequence[str] | None = None, keep: Mapping[str, str] = MappingProxyType({}), name: str = "answers"
    ) -> Asked:
        """`want` are results (those of all rules about households and persons, when left out); `keep` are columns of the households to be told beside them.

        `name` is what SQL calls the answers.
        """
        book.check_in_force(on)
        plan = book.plan(tuple(step.name for step in book.steps.values() if step.level != SUPPORTER) if want is None else tuple(want))
        return cls(lake, name, questions(book, plan, on, lake.beforehand, keep, name), schemas(plan, keep))

    def tell(self, engine: DuckDBPyConnection) -> None:
        """Name the answers about the rows looked at: NAME, a row for each household; and `NAME_persons`."""
        engine.register(f"{self.name}_law", self.questions.law)
        for stage in self.stages:
            engine.execute(f"CREATE OR REPLACE TEMP {'TABLE' if stage.readers > 1 else 'VIEW'} {stage.name} AS {stage.text}")
        engine.execute(f"CREATE OR REPLACE TEMP VIEW {self.name} AS SELECT * FROM {self.questions.households}")

    @cached_property
    def stages(self) -> list[Stage]:
        """The queries in DuckDB's SQL."""
        return self.questions.stages("duckdb")

    @cached_property
    def stages_for_spark(self) -> list[Stage]:
        """The same in Spark's."""
        return self.questions.stages("pyspark")


def look_at(engine: DuckDBPyConnection, asked: Sequence[Asked], buckets: list[str]) -> None:
    """Name the rows of these buckets `households`, `members` and `supporters`."""
    lake = asked[0].lake
    for table in lake.files:
        types = {name: kind for one in asked for name, kind in one.types[table].items()}
        files = lake.of(table, buckets)
        here = {name for file in files for name in lake.columns[file]}
        columns = ", ".join(_column(name, kind, here) for name, kind in types.items())
        rows = parquet(files) if files else "(SELECT 1 WHERE false) AS nobody"
        engine.execute(f"CREATE OR REPLACE TEMP {'TABLE' if table == SUPPORTERS else 'VIEW'} {table} AS SELECT {columns} FROM {rows}")


def look_at_rows(engine: DuckDBPyConnection, asked: Sequence[Asked], rows: Mapping[str, pa.Table]) -> None:
    """The same for rows held in memory; a table that is not there has none."""
    for table in asked[0].lake.files:
        types = {name: kind for one in asked for name, kind in one.types[table].items()}
        given = rows.get(table, pa.table({KEY: pa.array([], pa.int64())}))
        engine.register(f"{table}_given", given)
        columns = ", ".join(_column(name, kind, set(given.column_names)) for name, kind in types.items())
        engine.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {columns} FROM {table}_given")


def _column(name: str, kind: str, here: set[str]) -> str:
    if name == SUPPORTER_KEY:
        return f"row_number() OVER () AS {name}"
    return f'{f"""CAST("{name}" AS {_SQL[kind]})""" if name in here else f"NULL::{_SQL[kind]}"} AS "{name}"'


def batches(lake: Lake, people: int = PEOPLE_AT_ONCE) -> list[list[str]]:
    """The buckets, so many at once."""
    many = max(1, round(len(lake.buckets) * people / max(lake.rows["members"], 1)))
    return [lake.buckets[first : first + many] for first in range(0, len(lake.buckets), many)]


def ask(*asked: Asked, sql: str, workers: int | None = None) -> pa.Table:
    """The rows that `sql` gives for each batch of whole households, one under another: sums and counts are left to add up.

    Each of `asked` (all of one lake) is a table in `sql` under its name, with a row for each household and what was wanted of it;
    `NAME_persons` has a row for each person.
    """

    def rows(buckets: list[str]) -> pa.Table:
        with one_thread() as engine:
            look_at(engine, asked, buckets)
            for one in asked:
                one.tell(engine)
            return engine.sql(sql).to_arrow_table()

    _ = [one.stages for one in asked]
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        return pa.concat_tables(pool.map(rows, batches(asked[0].lake)), promote_options="permissive")


def one_thread() -> DuckDBPyConnection:
    """An engine that leaves the other threads to other buckets."""
    return duckdb.connect(config={"threads": 1})
