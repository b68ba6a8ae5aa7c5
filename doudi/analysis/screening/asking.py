"""问答: what a book finds about a lake, batch by batch of whole households, as DuckDB tables that SQL may be asked of."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import local
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

PEOPLE_AT_ONCE = 1_000_000
"""Of so many people the tables on the way fit in little memory, and planning the queries costs little beside running them."""
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
        for name, text in self.answers(engine).items():
            engine.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {text}")

    def answers(self, engine: DuckDBPyConnection) -> dict[str, str]:
        """The answers by name, in SQL; the tables on their way are there."""
        engine.register(f"{self.name}_law", self.questions.law)
        for stage in self.stages:
            if stage.kept:
                engine.execute(f"CREATE OR REPLACE TEMP TABLE {stage.name} AS {stage.text}")
        told = {stage.name: stage.text for stage in self.stages if not stage.kept}
        return {self.name: told[self.questions.households], self.questions.persons: told[self.questions.persons]}

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

    mine = local()

    def rows(buckets: list[str]) -> pa.Table:
        engine = mine.engine
        look_at(engine, asked, buckets)
        told = ", ".join(f"{name} AS ({text})" for one in asked for name, text in one.answers(engine).items())
        return engine.sql(f"WITH {told} SELECT * FROM ({sql})").to_arrow_table()

    _ = [one.stages for one in asked]
    with ExitStack() as open_engines:

        def begin() -> None:
            """An engine for each worker: one for each batch would give its memory back only to ask for it again."""
            mine.engine = open_engines.enter_context(one_thread())

        with ThreadPoolExecutor(workers or os.cpu_count() or 1, initializer=begin) as pool:
            return pa.concat_tables(pool.map(rows, batches(asked[0].lake)), promote_options="permissive")


def one_thread() -> DuckDBPyConnection:
    """An engine that leaves the other threads to other buckets."""
    return duckdb.connect(config={"threads": 1})
