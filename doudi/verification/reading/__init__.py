"""读文件: the bytes a department sent, as rows of texts under the contract's columns; what cannot be a table at all is refused whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from doudi.verification.columns import SPREADSHEET_NUMBER, Column, headings, tidied

MOST_BYTES = 400_000_000
ROW = "row_number"


class CannotRead(Exception):
    """Why no row of the file can be taken, where, and what the sender should do."""


class Contract(Protocol):
    """What reading needs to know of a file: its kind, its columns by code, and which of them holds the ID number."""

    @property
    def suffix(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, Column]: ...
    @property
    def id_column(self) -> str: ...


@dataclass(frozen=True)
class Sheet:
    """Rows of texts under the headings of the file, each with its number there; rows that are no rows stand apart with a reason."""

    rows: pa.Table
    broken: list[tuple[int, str]] = field(default_factory=list)


def unheard(rows: int) -> None:
    """Nobody counts."""


def read_sheet(content: bytes, feed: Contract, suffix: str = "", told: Callable[[int], None] = unheard) -> Sheet:
    """The file's rows under the contract's column codes; columns nobody asked for are left behind unread. `suffix` says what file it is, where it is
    not the usual one; `told` hears how many more rows have been read, several times of a large CSV file."""
    from doudi.verification.reading import csv_file, jsonl_file, parquet_file, xlsx_file

    if not content:
        raise CannotRead("文件是空的（0 字节）。请重新导出后发送。")
    if len(content) > MOST_BYTES:
        raise CannotRead(f"文件超过 {MOST_BYTES // 1_000_000} MB。请按日期拆分后发送。")
    readers: dict[str, Callable[[bytes, Contract], Sheet]] = {
        "csv": partial(csv_file.read, told=told),
        "jsonl": jsonl_file.read,
        "xlsx": xlsx_file.read,
        "parquet": parquet_file.read,
    }
    sheet = readers[suffix or feed.suffix](content, feed)
    if (suffix or feed.suffix) != "csv":
        told(sheet.rows.num_rows)
    numbers = sheet.rows[feed.id_column]
    if (lost := _first_true(pc.match_substring_regex(tidied(numbers), SPREADSHEET_NUMBER), sheet.rows)) is not None:
        raise lost_digits(lost, feed)
    return replace(sheet, rows=_with_lacking(sheet.rows, feed))


def _with_lacking(rows: pa.Table, feed: Contract) -> pa.Table:
    """With an empty column for each that the file does not have and need not."""
    for code in [code for code in feed.columns if code not in rows.column_names]:
        rows = rows.append_column(code, pa.chunked_array([pa.repeat(pa.scalar("", pa.string()), rows.num_rows)]))
    return rows


def columns_in(found: list[str], feed: Contract) -> dict[str, int]:
    """Which place each column of the contract has among the file's headings; one message for everything that is missing.

    Strange headings are told by their place alone: in a file without a heading they are somebody's number and name.
    """
    known = headings(feed.columns)
    codes = [known.get(text.upper()) for text in tidied(pa.array([str(text) for text in found], pa.string())).to_pylist()]
    if twice := sorted({code for code in codes if code and codes.count(code) > 1}):
        raise CannotRead(f"第 1 行：列 {_named(twice, feed)}出现了两次。请只保留一列。")
    if missing := [code for code, column in feed.columns.items() if code not in codes and not column.may_lack]:
        strange = [place for place, code in enumerate(codes, start=1) if code is None]
        unknown = f"文件中有 {len(strange)} 列的列名不认识（第 {_places(strange)} 列），第 1 行应为列名。" if strange else ""
        raise CannotRead(f"第 1 行：缺少列 {_named(missing, feed)}。{unknown}请按约定的列名重新导出。")
    return {code: codes.index(code) for code in feed.columns if code in codes}


def lost_digits(row: int, feed: Contract) -> CannotRead:
    """A spreadsheet has taken ID numbers for numbers: after fifteen digits they are gone for good."""
    title = feed.columns[feed.id_column].title
    return CannotRead(f"第 {row} 行 {feed.id_column}（{title}）是数值，表格软件已把末几位变成 0，无法还原。请把该列设为文本格式后重新导出整个文件。")


def text_table(columns: dict[str, pa.Array], row_numbers: pa.Array) -> pa.Table:
    """Rows of texts with their numbers in the file."""
    return pa.table({ROW: row_numbers.cast(pa.int64()), **columns})


def _named(codes: list[str], feed: Contract) -> str:
    return "、".join(f"{code}（{feed.columns[code].title}）" for code in codes)


def _places(places: list[int]) -> str:
    return "、".join(str(place) for place in places[:10]) + (" 等" if len(places) > 10 else "")


def _first_true(mask: pa.ChunkedArray, rows: pa.Table) -> int | None:
    numbers = rows[ROW].filter(mask)
    return int(numbers[0].as_py()) if len(numbers) else None
