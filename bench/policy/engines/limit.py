"""下限: DuckDB reads the columns that rules rest on and adds each household up to one number; about the least that reading and grouping cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import duckdb
import pyarrow as pa

from bench.policy.task import Task
from doudi import law

READ = {"BOOLEAN": "{0}::BIGINT", "VARCHAR": "({0} = 'none')::BIGINT", "DATE": "({0} > DATE '{1}')::BIGINT"}
"""The cheapest use of a value that still has to read it; a whole number is itself."""


def limit(task: Task) -> Callable[[], pa.Table]:
    """The columns the common rules rest on; the scans and the one group-by are timed."""
    return _scan(task, {"members": task.member_columns, "households": ("region", "area", *task.household_columns)})


def limit_all(task: Task) -> Callable[[], pa.Table]:
    """The columns every rule of the law rests on."""
    plan = law.book(task.day).plan()
    members, households, supporters = ([fact.name for fact in plan.facts_of(level)] for level in ("person", "household", "supporter"))
    outside = {"supporters": supporters} if supporters and task.files("supporters") else {}
    return _scan(task, {"members": members, "households": ["region", "area", *households], **outside})


def _scan(task: Task, columns: Mapping[str, Iterable[str]]) -> Callable[[], pa.Table]:
    """Members by household; of the other tables one number each."""
    engine = duckdb.connect()
    totals = {table: f"SELECT sum({_row(engine, task, table, names)}) FROM read_parquet({task.files(table)})" for table, names in columns.items()}
    members = totals.pop("members").replace("SELECT sum", "SELECT household_id, sum") + " GROUP BY household_id"

    def answer() -> pa.Table:
        for query in totals.values():
            engine.sql(query).to_arrow_table()
        return engine.sql(members).to_arrow_table()

    return answer


def _row(engine: duckdb.DuckDBPyConnection, task: Task, table: str, names: Iterable[str]) -> str:
    """All the columns of a row as one number."""
    types = {name: kind for name, kind, *_ in engine.sql(f"DESCRIBE SELECT * FROM read_parquet({task.files(table)})").fetchall()}
    return " + ".join(READ.get(types[name], "{0}::BIGINT").format(name, task.on) for name in names if name in types)
