"""Small files that ask for a great deal of room: refused before anything makes it."""

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pyarrow as pa
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pyarrow import parquet

from doudi.verification.feed import all_feeds
from doudi.verification.reading import ROW, CannotRead, parquet_file, read_sheet, xlsx_extent
from tests.verification.files import a_bill, a_vehicle, xlsx_bytes

BILLS, VEHICLES = (all_feeds()[name] for name in ("hospital_bills", "vehicles"))
NUMBER = "11010519491231002X"
SHEET = "xl/worksheets/sheet1.xml"


def changed(change: Callable[[Worksheet], object]) -> bytes:
    """A workbook of one bill with something done to its sheet."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([a_bill(NUMBER, "某甲")])))
    change(book.active)
    book.save(written := io.BytesIO())
    return written.getvalue()


def rewritten(change: Callable[[bytes], bytes], *, part: str = SHEET, renamed: str = "") -> bytes:
    """A workbook of one bill with the text of one part changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes([a_bill(NUMBER, "某甲")]))) as book, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as other:
        for name in book.namelist():
            other.writestr(renamed or name if name == SHEET else name, change(book.read(name)) if name == part else book.read(name))
    return written.getvalue()


def with_row(text: bytes) -> bytes:
    return rewritten(lambda sheet: sheet.replace(b"</sheetData>", text + b"</sheetData>"))


BOMBS = {
    "a value in the last corner": changed(lambda sheet: sheet.cell(1_048_576, 16_384, "x")),
    "a blank far below": changed(lambda sheet: setattr(sheet.cell(1_048_576, 1), "number_format", "0.00")),
    "a value far to the right": changed(lambda sheet: sheet.cell(1, 16_384, "x")),
    "a corner behind a false dimension": rewritten(
        lambda sheet: re.sub(rb'<dimension ref="[^"]*" */>', b'<dimension ref="A1:H2"/>', sheet).replace(b'r="A2"', b'r="XFD1048576"')
    ),
    "a row that says where it is and a cell that does not": with_row(b'<row r="1048575"/><row><c><v>1</v></c></row>'),
    "cells without a place": with_row(b"<row>" + b"<c><v>1</v></c>" * 65 + b"</row>"),
    "another name for the tags": with_row(b"<x:row r = '1048576'><x:c\tt='n'  r = 'XFD1048576'><x:v>1</x:v></x:c></x:row>"),
    "a place nobody can count to": with_row(b'<row r="3"><c r="AAAAAAA99999999999"><v>1</v></c></row>'),
    "a tag inside an attribute": with_row(b'<row r="3"><c x="<" r="XFD1048576"><v>1</v></c></row>'),
    "a tag that never ends": with_row(b'<row r="3"><c x="' + b" " * 3_000_000 + b'" r="A4"/></row>'),
    "a sheet by another name": rewritten(
        lambda rels: rels.replace(b"sheet1.xml", b"sheet1.bin"), part="xl/_rels/workbook.xml.rels", renamed="xl/worksheets/sheet1.bin"
    ),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=list(BOMBS))
def test_a_workbook_that_reaches_too_far_is_refused_without_being_opened(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doudi.verification.reading.xlsx_file.CalamineWorkbook", None)  # where the refusal comes too late, the process would be ended
    with pytest.raises(CannotRead, match="超过 64 列|万个单元格|远离数据|已损坏"):
        read_sheet(content, BILLS)


def test_a_part_that_declares_less_than_it_holds_is_counted_as_it_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_extent, "MOST_UNPACKED", 1_000_000)
    content = bytearray(with_row(b"<!-- -->" * 600_000))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        real = next(part.file_size for part in book.infolist() if part.filename == SHEET)
    content = content.replace(real.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(CannotRead, match="展开后超过"):
        read_sheet(bytes(content), BILLS)


def test_a_few_empty_rows_and_a_stray_value_are_only_odd() -> None:
    sheet = read_sheet(changed(lambda sheet: (sheet.cell(900, 1, NUMBER), sheet.cell(2, 12, "备注"))), BILLS)
    assert sheet.rows[ROW].to_pylist() == [2, 900]


def packed(columns: dict[str, pa.Array]) -> bytes:
    parquet.write_table(pa.table(columns), written := io.BytesIO(), compression="zstd")
    return written.getvalue()


def vehicles(rows: int, **other: pa.Array) -> bytes:
    """So many times one answer, which costs a file next to nothing."""
    row = a_vehicle("R", NUMBER, "某甲")
    return packed({code: pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [text]) for code, text in row.items()} | other)


def test_a_parquet_file_of_very_many_rows_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = vehicles(parquet_file.MOST_CELLS // len(VEHICLES.columns) + 1)
    assert len(content) < 100_000
    monkeypatch.setattr(parquet_file.parquet.ParquetFile, "read", None)
    with pytest.raises(CannotRead, match=r"\d+ 行.*超过 500 万个单元格.*拆分"):
        read_sheet(content, VEHICLES)


def test_one_long_text_repeated_is_not_written_out() -> None:
    content = vehicles(1_000, CPH=pa.DictionaryArray.from_arrays(pa.array([0] * 1_000, pa.int32()), ["鲁" * 1_000_000]))
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    with pytest.raises(CannotRead, match="列 CPH 的文字展开后超过"):
        read_sheet(content, VEHICLES)
    assert pa.default_memory_pool().max_memory() - before < 400_000_000 and tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_a_list_in_a_column_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file.parquet.ParquetFile, "read", None)
    with pytest.raises(CannotRead, match="列 CPH 的类型"):
        read_sheet(packed({code: pa.array([text]) for code, text in a_vehicle("R", NUMBER, "某甲").items()} | {"CPH": pa.array([["鲁"] * 10])}), VEHICLES)
