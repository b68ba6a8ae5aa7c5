"""CSV 文件: UTF-8 with or without its mark, or GB18030; a large one is read in pieces of whole lines."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from doudi.base import pieces
from doudi.verification.reading import CannotRead, Contract, Sheet, columns_in, text_table, unheard

PIECE = 8_000_000
"""Bytes; a file of less is read in one."""


@dataclass(frozen=True)
class _Part:
    """Some lines of the file: the contract's columns of rows that are rows, the line of each (the first is 0), those that are no rows, how many lines."""

    columns: list[pa.ChunkedArray]
    lines: np.ndarray
    broken: list[csv.InvalidRow]
    count: int


def read(content: bytes, feed: Contract, told: Callable[[int], None] = unheard) -> Sheet:
    """Every row in its own encoding; a row with too few or too many values stands apart, a file cut off within a row is refused. `told` hears of the lines
    of each piece."""
    _refuse_strange(content)
    text = content.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return _read(text, feed, _encoding(text), told)
    except UnicodeDecodeError:
        decoded(content)  # says where
        raise


def _read(content: bytes, feed: Contract, encoding: str, told: Callable[[int], None]) -> Sheet:
    if (end := content.find(b"\n")) < 0:
        raise CannotRead("文件在表头处中断，可能没有传完。请重新发送。")
    found = [title.strip().strip('"') for title in str(content[:end], encoding).split(",")]
    places = columns_in(found, feed)
    work = partial(_part, width=len(found), places=list(places.values()), encoding=encoding)
    parts = pieces.each(work, _cut(memoryview(content)[end + 1 :]), done=lambda part: told(part.count))
    starts = np.cumsum([2, *(part.count for part in parts)])
    if parts[-1].broken and parts[-1].broken[-1].number == parts[-1].count and not content.endswith(b"\n"):
        raise CannotRead(f"文件在第 {starts[-1] - 1} 行中断，可能没有传完。请重新发送。")
    columns = {code: pa.chunked_array([chunk for part in parts for chunk in part.columns[at].chunks], pa.string()) for at, code in enumerate(places)}
    numbers = pa.array(np.concatenate([part.lines + start for part, start in zip(parts, starts, strict=False)]))
    wrong = [
        (int(start) + row.number - 1, f"应有 {row.expected_columns} 个值，实有 {row.actual_columns} 个")
        for part, start in zip(parts, starts, strict=False)
        for row in part.broken
    ]
    return Sheet(text_table(columns, numbers), wrong)


def _cut(body: memoryview) -> list[memoryview]:
    """In pieces of whole lines: no line has an end of line within it, for one in quotes refuses the file."""
    cut, start = [], 0
    while len(body) - start > PIECE:
        end = start + bytes(body[start : start + PIECE]).rfind(b"\n") + 1
        if end == start:  # a line longer than a piece
            break
        cut.append(body[start:end])
        start = end
    return [*cut, body[start:]]


def _part(body: memoryview, *, width: int, places: list[int], encoding: str) -> _Part:
    lines = bytes(body) if encoding == "utf-8" else str(body, encoding).encode()
    count = lines.count(b"\n") + (not lines.endswith(b"\n") and lines != b"")
    broken: list[csv.InvalidRow] = []
    rows = _rows(lines, width, broken) if lines else pa.table({str(place): pa.array([], pa.string()) for place in range(width)})
    if rows.num_rows + len(broken) != count or any("\n" in column[-1].as_py() for column in rows.columns if len(column)):  # a quote stands open at the end
        raise CannotRead("有引号没有成对，行与行分不清。请检查后重新导出。")
    numbers = np.delete(np.arange(count), [row.number - 1 for row in broken])
    if (blank := _blank(rows)) is not None:
        written = pc.invert(blank)
        rows, numbers = rows.filter(written), numbers[written.to_numpy()]
    return _Part([rows.column(place) for place in places], numbers, broken, count)


def _blank(rows: pa.Table) -> pa.ChunkedArray | None:
    """Which rows are empty lines; None where none is, as the first column mostly says."""
    blank = None
    for column in rows.columns:
        empty = pc.equal(column, "")
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return None
    return blank


def _rows(lines: bytes, width: int, broken: list[csv.InvalidRow]) -> pa.Table:
    def set_apart(row: csv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    names = [str(place) for place in range(width)]
    try:
        return csv.read_csv(
            pa.BufferReader(lines),
            read_options=csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=csv.ParseOptions(invalid_row_handler=set_apart, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        raise CannotRead("有引号没有成对，或有一行过长，无法分清各列。请检查后重新导出。") from None


def _encoding(content: bytes) -> str:
    """UTF-8 where every piece is; then it must be the other."""
    try:
        for piece in _cut(memoryview(content)):
            str(piece, "utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def decoded(content: bytes) -> str:
    """The text of bytes in UTF-8, with or without its mark, or in GB18030; anything else is refused with its line."""
    _refuse_strange(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as unlike_utf8:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as unlike_gb:
            line = _line_of(content, max(unlike_utf8.start, unlike_gb.start))
            raise CannotRead(f"第 {line} 行的文字既不是 GB18030 也不是 UTF-8 编码，可能没有传完或已损坏。请重新导出后发送。") from None


def _refuse_strange(content: bytes) -> None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CannotRead("文件是 UTF-16 编码。请以 GB18030 或 UTF-8 编码重新导出。")
    if (at := content.find(b"\0")) >= 0:
        raise CannotRead(f"第 {_line_of(content, at)} 行含有空字符（NUL），文件可能已损坏。请重新导出后发送。")


def _line_of(content: bytes, at: int) -> int:
    return content[:at].count(b"\n") + 1
