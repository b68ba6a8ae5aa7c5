"""表格判定: assesses tables held in memory with DuckDB: a day's population of a county, or a handful of families."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from doudi.policy.following import KEY, SUPPORTER_KEY
from doudi.policy.kinds import BANDS
from doudi.policy.local_law import local_law
from doudi.policy.order import Plan
from doudi.policy.population import Stage, questions, schemas

if TYPE_CHECKING:
    from doudi.policy.book import Book

_ARROW = {"int64": pa.int64(), "boolean": pa.bool_(), "string": pa.string(), "date": pa.date32(), "array<int64>": pa.list_(pa.int64())}


def assess(book: Book, plan: Plan, households: Any, members: Any, supporters: Any, on: date) -> tuple[pa.Table, pa.Table]:
    """Run the plan over tables; a column that is not there is unknown for everyone, no supporters' table is no supporters.

    A supporter's `supports` lists the person_ids of the members he supports; without it, all of the household.
    """
    types = schemas(plan)
    empty = pa.table({KEY: pa.array([], pa.int64())})
    given = {"households": households, "members": members, "supporters": empty if supporters is None else supporters}
    with duckdb.connect() as engine:
        for name, table in given.items():
            engine.register(name, _shaped(table, types[name]))
        engine.register("answers_law", local_law(book, plan, on, None).table)
        for stage in _stages(book, plan, on):
            engine.execute(f"CREATE TEMP {'TABLE' if stage.kept else 'VIEW'} {stage.name} AS {stage.text}")
        return engine.table("answers_households").to_arrow_table(), engine.table("answers_persons").to_arrow_table()


def _stages(book: Book, plan: Plan, on: date) -> list[Stage]:
    """The queries as text, compiled once for a plan and the places and widths of its law."""
    pads = tuple(book.figures.pads(name) for name in plan.parameters if book.figures.parameters[name].kind == BANDS)
    shape = (pads, frozenset(book.figures.codes(plan.parameters)))
    if shape not in plan.compiled:
        plan.compiled[shape] = questions(book, plan, on).stages("duckdb")
    compiled: list[Stage] = plan.compiled[shape]
    return compiled


def _shaped(table: Any, types: Mapping[str, str]) -> pa.Table:
    """The columns needed, in their types; money that is not a whole number is refused, never rounded."""
    if not isinstance(table, pa.Table):
        table = table.to_pyarrow() if hasattr(table, "to_pyarrow") else table.to_arrow_table()
    columns = {}
    for name, kind in types.items():
        if name == SUPPORTER_KEY:
            columns[name] = pa.array(range(len(table)), pa.int64())
            continue
        if name not in table.column_names:
            columns[name] = pa.nulls(len(table), _ARROW[kind])
            continue
        column = table[name]
        if kind == "int64" and not (pa.types.is_integer(column.type) or pa.types.is_null(column.type)):
            raise TypeError(f"column {name} must hold whole numbers (money in fen), not {column.type}")
        columns[name] = column.cast(_ARROW[kind])
    return pa.table(columns)
