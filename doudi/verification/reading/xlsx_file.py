"""XLSX 文件: the first sheet, its values as texts; formulas are never calculated."""

import io
import zipfile
import zlib
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from doudi.verification.reading import CannotRead, Contract, Sheet, columns_in, lost_digits, text_table
from doudi.verification.reading.xlsx_extent import NotMeasurable, TooLarge, measure

_DAMAGED = CannotRead("不是完整的 XLSX 文件，可能没有传完或已损坏。请重新导出后发送。")


def read(content: bytes, feed: Contract) -> Sheet:
    """Every row below the heading; rows without any value do not count."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            measure(book)
        lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except TooLarge as error:
        raise CannotRead(str(error)) from None
    except (zipfile.BadZipFile, zlib.error, NotMeasurable, CalamineError, IndexError, EOFError, ValueError, RuntimeError):
        raise _DAMAGED from None
    if not lines:
        raise CannotRead("第一张工作表是空的，连表头也没有。请重新导出后发送。")
    places = columns_in([_text(value) for value in lines[0]], feed)
    rows = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(value != "" for value in line)]
    at = places[feed.id_column]
    for number, line in rows:
        if isinstance(line[at], int | float):
            raise lost_digits(number, feed)
    columns = {code: pa.array([_text(line[place]) for _, line in rows], pa.string()) for code, place in places.items()}
    return Sheet(text_table(columns, pa.array([number for number, _ in rows], pa.int64())))


def _text(value: Any) -> str:
    """A number as it would be typed, a day as its date; what a spreadsheet could not hold exactly stays visibly inexact."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
