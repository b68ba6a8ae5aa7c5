"""列式运行: a feed's Ibis expressions, each translated once, run by DuckDB over the rows of a file."""

from functools import cache

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from doudi.verification.asked import Asked
from doudi.verification.feed import FACTS, KIND_OF, Feed, all_feeds
from doudi.verification.reading import ROW

MANY = 50_000
"""Rows from which a second thread is worth its start."""


def facts_of(rows: pa.Table, feed: Feed) -> pa.Table:
    """What the rows say, in the house's words."""
    return _run(_facts_sql(feed.name), rows).cast(FACTS) if rows.num_rows else FACTS.empty_table()


def impossible_in(rows: pa.Table, feed: Feed) -> list[tuple[str, str, pa.ChunkedArray]]:
    """Column, reason and row numbers of what no row may say."""
    return [(column, reason, _run(sql, rows)[ROW]) for column, reason, sql in _impossible_sql(feed.name)] if rows.num_rows else []


def below_line_in(rows: pa.Table, feed: Feed) -> pa.ChunkedArray:
    """Row numbers of what the department should not have sent; the rows have the local `line` beside them."""
    return _run(_below_sql(feed.name), rows)[ROW]


def found_in(rows: pa.Table, feed: Feed) -> pa.Table:
    """For each answer of a `requested` feed (its `together` columns): whether anything was found."""
    return _run(_found_sql(feed.name), rows)


def counted_in(rows: pa.Table, feed: Asked) -> pa.Table:
    """Of each row in which something was found, what it adds to the sum."""
    return _run(_counted_sql(feed.name), rows)


def ask(sql: str, **tables: pa.Table) -> pa.Table:
    """One query over these tables."""
    with _engine(2 if sum(table.num_rows for table in tables.values()) > MANY else 1).cursor() as cursor:
        for name, table in tables.items():
            cursor.register(name, table)
        return cursor.sql(sql).to_arrow_table()


@cache
def _engine(threads: int) -> duckdb.DuckDBPyConnection:
    """One thread for a day's usual file, where starting more costs a quarter of the time; two for a large one."""
    return duckdb.connect(config={"threads": threads})


def _run(sql: str, rows: pa.Table) -> pa.Table:
    return ask(sql, raw=rows)


def _rows_of(feed: Feed) -> ir.Table:
    """The feed's rows, tidied and typed, before there are any."""
    return ibis.table({ROW: "int64", **{code: KIND_OF[column.type] for code, column in feed.columns.items()}, "on": "date", "line": "int64"}, name="raw")


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


@cache
def _facts_sql(name: str) -> str:
    feed = all_feeds()[name]
    return _sql(feed.to_facts(_rows_of(feed)).select(*FACTS.names).order_by(ROW, "name"))


@cache
def _impossible_sql(name: str) -> list[tuple[str, str, str]]:
    feed = all_feeds()[name]
    raw = _rows_of(feed)
    return [(column, reason, _sql(raw.filter(condition).select(ROW))) for column, reason, condition in feed.impossible(raw)]


@cache
def _below_sql(name: str) -> str:
    feed = all_feeds()[name]
    raw = _rows_of(feed)
    return _sql(raw.filter(feed.below_line(raw)).select(ROW))


@cache
def _found_sql(name: str) -> str:
    feed = all_feeds()[name]
    raw = _rows_of(feed)
    return _sql(raw.group_by(*feed.together).aggregate(found=feed.found(raw).any()))


@cache
def _counted_sql(name: str) -> str:
    feed = all_feeds()[name]
    raw = _rows_of(feed)
    assert isinstance(feed, Asked)
    return _sql(raw.filter(feed.found(raw)).select(ROW, counted=feed.counts(raw).fill_null(0).cast("int64")))
