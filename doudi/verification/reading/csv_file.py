"""CSV 文件: UTF-8 with or without its mark, or GB18030."""

import codecs
import io

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from doudi.verification.reading import CannotRead, Contract, Sheet, columns_in, text_table


def read(content: bytes, feed: Contract) -> Sheet:
    """Every row in its own encoding; a row with too few or too many values stands apart, a file cut off within a row is refused."""
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    heading, _, body = text.partition("\n")
    if "\n" not in text:
        raise CannotRead("文件在表头处中断，可能没有传完。请重新发送。")
    found = [title.strip().strip('"') for title in heading.split(",")]
    places = columns_in(found, feed)
    broken: list[csv.InvalidRow] = []
    rows = _rows(body, len(found), broken) if body else pa.table({str(place): pa.array([], pa.string()) for place in range(len(found))})
    lines = body.count("\n") + (not body.endswith("\n") and body != "")
    if rows.num_rows + len(broken) != lines:
        raise CannotRead("有引号没有成对，行与行分不清。请检查后重新导出。")
    if broken and broken[-1].number == lines and not body.endswith("\n"):
        raise CannotRead(f"文件在第 {lines + 1} 行中断，可能没有传完。请重新发送。")
    numbers = pa.array(np.setdiff1d(np.arange(1, lines + 1), np.array([row.number for row in broken], dtype=np.int64)) + 1)
    table = text_table({code: rows.column(place) for code, place in places.items()}, numbers)
    wrong = [(row.number + 1, f"应有 {row.expected_columns} 个值，实有 {row.actual_columns} 个") for row in broken]
    return Sheet(table.filter(_written(rows)), wrong)


def _written(rows: pa.Table) -> pa.Array:
    """Which rows are more than an empty line."""
    return pc.not_equal(pc.binary_join_element_wise(*rows.columns, ""), "")


def _rows(body: str, width: int, broken: list[csv.InvalidRow]) -> pa.Table:
    def set_apart(row: csv.InvalidRow) -> str:
        broken.append(row)
        return "skip"

    names = [str(place) for place in range(width)]
    try:
        return csv.read_csv(
            io.BytesIO(body.encode()),
            read_options=csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=csv.ParseOptions(invalid_row_handler=set_apart, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        raise CannotRead("有引号没有成对，或有一行过长，无法分清各列。请检查后重新导出。") from None


def decoded(content: bytes) -> str:
    """The text of bytes in UTF-8, with or without its mark, or in GB18030; anything else is refused with its line."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CannotRead("文件是 UTF-16 编码。请以 GB18030 或 UTF-8 编码重新导出。")
    if (at := content.find(b"\0")) >= 0:
        raise CannotRead(f"第 {_line_of(content, at)} 行含有空字符（NUL），文件可能已损坏。请重新导出后发送。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as unlike_utf8:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as unlike_gb:
            line = _line_of(content, max(unlike_utf8.start, unlike_gb.start))
            raise CannotRead(f"第 {line} 行的文字既不是 GB18030 也不是 UTF-8 编码，可能没有传完或已损坏。请重新导出后发送。") from None


def _line_of(content: bytes, at: int) -> int:
    return content[:at].count(b"\n") + 1
