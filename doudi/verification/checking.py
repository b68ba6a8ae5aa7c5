"""检查: every row is tidied, typed and held against the feed's contract; what nobody can read goes into quarantine with its row, column and reason."""

import json
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import pieces
from doudi.verification.columnar import facts_of, impossible_in
from doudi.verification.columns import Code, Given, IdNumber
from doudi.verification.feed import Feed
from doudi.verification.line import beyond_line, line_of
from doudi.verification.reading import ROW, Sheet

QUARANTINE = pa.schema([(ROW, pa.int64()), ("column", pa.string()), ("reason", pa.string()), ("value", pa.string()), ("row", pa.string())])
READ = pa.schema([QUARANTINE.field(name) for name in (ROW, "column", "reason")])
WHOLE_ROW = "整行"
PIECE = 100_000
"""Rows that are tidied and typed at a time."""


@dataclass(frozen=True)
class Typed:
    """A file's rows as their sender wrote them and as the contract types them (null where unreadable), of each bad row the first column that is wrong, and
    those that are no rows; nothing has been asked of the database yet."""

    texts: pa.Table
    rows: pa.Table
    bad: pa.Table
    broken: list[tuple[int, str]]


@dataclass(frozen=True)
class Checked:
    """Typed rows that may be taken and what they say, rows in quarantine, rows beyond the line, and how many only repeat another row of the file;
    `texts` are the rows within the line as their sender wrote them."""

    rows: pa.Table
    facts: pa.Table
    quarantined: pa.Table
    beyond: pa.Table
    repeated: int
    texts: pa.Table

    @property
    def count(self) -> int:
        """How many rows the file has."""
        return self.rows.num_rows + self.quarantined.num_rows + self.beyond.num_rows + self.repeated


def type_rows(sheet: Sheet, feed: Feed, *, region: str, on: date) -> Typed:
    """The rows of a file of day `on`, tidied and typed."""
    texts = sheet.rows.combine_chunks()
    return Typed(texts, *_typed(texts, feed, Given(region, on)), sheet.broken)


def check(typed: Typed, feed: Feed, *, region: str, received_on: date) -> Checked:
    """Sort the rows of a file; every one of them ends in exactly one place. Of a row beyond the line no cell goes on, not even into quarantine."""
    beyond = beyond_line(typed.rows, feed, region, received_on)
    texts, read, bad = (_without(rows, beyond) for rows in (typed.texts, typed.rows, typed.bad))
    rows, repeated = _once(_without(read, bad), feed)
    bad = _once_each([bad, *[_reasons(numbers, column, reason) for column, reason, numbers in impossible_in(rows, feed)]])
    rows = _without(rows, bad)
    facts = facts_of(rows, feed)
    bad = _once_each([bad, _clashing(facts, feed), _torn(read, rows, bad, feed)])
    broken = pa.Table.from_pylist([{ROW: row, "column": WHOLE_ROW, "reason": why, "value": "", "row": ""} for row, why in typed.broken], QUARANTINE)
    return Checked(_without(rows, bad), _without(facts, bad), pa.concat_tables([_with_values(bad, texts), broken]), beyond, repeated, texts)


def _typed(texts: pa.Table, feed: Feed, given: Given) -> tuple[pa.Table, pa.Table]:
    """The rows tidied and typed, and of each bad row the first column that is wrong."""
    cut = [texts.slice(at, PIECE) for at in range(0, max(texts.num_rows, 1), PIECE)]
    typed, bad = zip(*pieces.each(partial(_piece_typed, feed=feed, given=given), cut), strict=True)
    line = pa.repeat(pa.scalar(line_of(feed, given.region, given.on), pa.int64()), texts.num_rows)
    return pa.concat_tables(typed).combine_chunks().append_column("line", line), pa.concat_tables(bad)


def _piece_typed(texts: pa.Table, feed: Feed, given: Given) -> tuple[pa.Table, pa.Table]:
    typed, reasons = {ROW: _array(texts[ROW])}, {}
    for code, column in feed.columns.items():
        typed[code], reasons[code] = column.read(_array(texts[code]), given)
    typed["on"] = pa.repeat(pa.scalar(given.on), texts.num_rows)
    reason = pc.coalesce(*reasons.values())
    column = pc.coalesce(*[pc.if_else(pc.is_valid(why), pa.scalar(code), pa.scalar(None, pa.string())) for code, why in reasons.items()])
    return pa.table(typed), pa.table({ROW: typed[ROW], "column": column, "reason": reason}).filter(pc.is_valid(reason))


def _array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _without(rows: pa.Table, bad: pa.Table) -> pa.Table:
    return rows.filter(pc.invert(pc.is_in(rows[ROW], bad[ROW].combine_chunks()))) if bad.num_rows else rows


def _once(rows: pa.Table, feed: Feed) -> tuple[pa.Table, int]:
    """The same row sent twice in a file counts once. One that differs from all others in one column is repeated by none: of the rest the whole is compared."""
    like = rows
    for code in sorted(feed.columns, key=lambda code: not isinstance(feed.columns[code], Code)):
        if isinstance(feed.columns[code], Code | IdNumber):
            like = _twice(like, code)
    if not like.num_rows:
        return rows, 0
    first = like.group_by(list(feed.columns)).aggregate([(ROW, "min")])[f"{ROW}_min"]
    again = like.filter(pc.invert(pc.is_in(like[ROW], first.combine_chunks())))
    return _without(rows, again), again.num_rows


def _clashing(facts: pa.Table, feed: Feed) -> pa.Table:
    """Rows of one ref that contradict each other: nobody chooses between them."""
    same = _twice(facts, "ref").group_by(["ref", "id_number"] if feed.together else ["ref"]).aggregate([(ROW, "count"), (ROW, "list")])
    clashing = same.filter(pc.greater(same[f"{ROW}_count"], 1))[f"{ROW}_list"]
    return _reasons(pc.list_flatten(clashing), WHOLE_ROW, "同一编号在文件中出现多次，内容不同")


def _twice(rows: pa.Table, column: str) -> pa.Table:
    """The rows whose value in this column another row has too."""
    which = pc.dictionary_encode(rows[column].combine_chunks(), null_encoding="encode").indices.to_numpy(zero_copy_only=False)
    return rows.filter(pa.array(np.bincount(which)[which] > 1)) if rows.num_rows else rows


def _torn(typed: pa.Table, rows: pa.Table, bad: pa.Table, feed: Feed) -> pa.Table:
    """Good rows whose companions are in quarantine: they say the truth only together."""
    keys = list(feed.together)
    if not keys or not bad.num_rows:
        return READ.empty_table()
    numbers = typed.filter(pc.is_in(typed[ROW], bad[ROW].combine_chunks())).select(keys)
    torn = rows.select([ROW, *keys]).join(numbers.group_by(keys).aggregate([]), keys, join_type="inner")[ROW]
    return _reasons(torn, WHOLE_ROW, "同一请求中此人另有一行不能读取，须一并更正")


def _reasons(numbers: pa.ChunkedArray, column: str, reason: str) -> pa.Table:
    return pa.table({ROW: numbers.cast(pa.int64()), "column": [column] * len(numbers), "reason": [reason] * len(numbers)}, READ)


def _once_each(bad: list[pa.Table]) -> pa.Table:
    """Each bad row with the first of its reasons."""
    every = pa.concat_tables(bad)
    return every.group_by(ROW, use_threads=False).aggregate([("column", "first"), ("reason", "first")]).rename_columns(every.column_names)


def _with_values(bad: pa.Table, texts: pa.Table) -> pa.Table:
    """The quarantined rows with what stood in the column, and with the whole row as its sender wrote it, to be sent back for correction."""
    rows = written(bad[ROW], texts)
    values = [row.get(column) or "" for row, column in zip(rows, bad["column"].to_pylist(), strict=True)]
    return bad.append_column("value", pa.array(values, pa.string())).append_column("row", pa.array(map(as_text, rows), pa.string()))


def written(numbers: pa.ChunkedArray, texts: pa.Table) -> list[dict[str, str]]:
    """These rows as their sender wrote them, by column."""
    rows: list[dict[str, str]] = texts.drop_columns([ROW]).take(pc.index_in(numbers, texts[ROW].combine_chunks())).to_pylist()
    return rows


def as_text(row: dict[str, str]) -> str:
    """A whole row in one text, to be sealed."""
    return json.dumps(row, ensure_ascii=False)
