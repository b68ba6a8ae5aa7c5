"""Files that are no tables, and files that only look odd: one clear message, or every row read."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from doudi.verification import checking, reading
from doudi.verification.feed import all_feeds
from doudi.verification.reading import ROW, CannotRead, csv_file, read_sheet, xlsx_extent
from tests.verification.files import COUNTY, DAY, a_bill, a_death, a_vehicle, csv_bytes, parquet_bytes, xlsx_bytes

HUKOU, BILLS, VEHICLES = (all_feeds()[name] for name in ("hukou", "hospital_bills", "vehicles"))
NUMBER = "11010519491231002X"
ROWS = [a_death(NUMBER, "某甲䶮", ref=f"HJ{place}") for place in range(3)]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_encoding_and_line_end_reads_alike(encoding: str, ending: str) -> None:
    content = csv_bytes(ROWS, encoding="utf-8").decode().replace("\r\n", ending).encode(encoding)
    sheet = read_sheet(content, HUKOU)
    assert sheet.rows["XM"].to_pylist() == ["某甲䶮"] * 3 and sheet.rows[ROW].to_pylist() == [2, 3, 4] and sheet.broken == []


def test_a_row_of_the_wrong_width_stands_apart_and_the_rest_is_read() -> None:
    lines = csv_bytes(ROWS).split(b"\r\n")
    lines[2] += b",more"
    lines.insert(2, b"")
    sheet = read_sheet(b"\r\n".join(lines), HUKOU)
    assert sheet.broken == [(4, "应有 8 个值，实有 9 个")]
    assert list(zip(sheet.rows[ROW].to_pylist(), sheet.rows["LSH"].to_pylist(), strict=True)) == [(2, "HJ0"), (5, "HJ2")]


def test_headings_may_be_titles_or_codes_in_any_order_and_extra_columns_stay_behind() -> None:
    text = "备注,姓名,ＳＦＺＨ,业务类型,YWRQ,户号,YHZGX,xzqh,流水号\n秘密,某甲,1,死亡,20261009,,,370702001001,HJ1\n"
    sheet = read_sheet(text.encode(), HUKOU)
    assert set(sheet.rows.column_names) == {ROW, *HUKOU.columns} and sheet.rows["XM"].to_pylist() == ["某甲"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (csv_bytes(ROWS).replace(b"HJ1", b"HJ\x00"), "第 3 行.*NUL"),
        (csv_bytes(ROWS)[:-30], "第 4 行中断"),
        (csv_bytes(ROWS)[:20], "表头处中断"),
        (csv_bytes(ROWS).replace(b"XM", b"XQ"), "缺少列 XM（姓名）.*1 列的列名不认识（第 2 列）"),
        (csv_bytes(ROWS).replace(b"HH", b"XM"), "XM（姓名）出现了两次"),
        (csv_bytes(ROWS, encoding="utf-16"), "UTF-16"),
        (csv_bytes(ROWS).replace(b"HJ1", b"\xff\xff"), "第 3 行.*编码"),
        (csv_bytes(ROWS, encoding="utf-8").replace(b"HJ1", b"\xed\xa0\x80"), "第 3 行|NUL|编码|中断"),
        (csv_bytes(ROWS).replace(NUMBER.encode(), b"1.10105E+17"), "第 2 行 SFZH.*是数值"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)), "编码|缺少列"),
    ],
)
def test_a_csv_that_is_no_table_is_refused_with_one_message(content: bytes, words: str) -> None:
    with pytest.raises(CannotRead, match=words) as refusal:
        read_sheet(content, HUKOU)
    assert NUMBER not in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("row", ["HJ0", "HJ1"])
def test_an_unclosed_quote_never_swallows_rows_quietly(row: str) -> None:
    with pytest.raises(CannotRead, match="引号|中断"):
        read_sheet(csv_bytes(ROWS).replace(row.encode(), f'"{row}'.encode()), HUKOU)


def test_numbers_days_and_texts_of_a_workbook_come_as_they_would_be_typed() -> None:
    row = a_bill(NUMBER, "某甲") | {"GRZF": 4000.5, "ZFY": 12000, "JSRQ": datetime(2026, 10, 9)}  # noqa: DTZ001 — a spreadsheet knows no time zone
    [read] = read_sheet(xlsx_bytes([row]), BILLS).rows.to_pylist()
    assert (read["GRZF"], read["ZFY"], read["JSRQ"], read["SFZH"]) == ("4000.5", "12000", "2026-10-09", NUMBER)


def test_a_spreadsheet_that_took_id_numbers_for_numbers_is_refused_by_row() -> None:
    rows = [a_bill(NUMBER, "某甲"), a_bill(NUMBER, "某甲") | {"SFZH": 110105194912310020}]
    with pytest.raises(CannotRead, match="第 3 行 SFZH（身份证号）是数值.*文本格式"):
        read_sheet(xlsx_bytes(rows), BILLS)


def test_a_formula_is_never_calculated() -> None:
    rows = read_sheet(xlsx_bytes([a_bill(NUMBER, "某甲") | {"GRZF": '=HYPERLINK("http://example.invalid","1")'}]), BILLS).rows
    assert rows["GRZF"].to_pylist() == [""]


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    ("content", "feed"), [(xlsx_bytes([a_bill(NUMBER, "某甲")]), BILLS), (parquet_bytes([a_vehicle("R", NUMBER, "某甲")]), VEHICLES)], ids=["xlsx", "parquet"]
)
def test_a_file_cut_short_is_refused(content: bytes, feed: object, cut: float) -> None:
    with pytest.raises(CannotRead, match="没有传完或已损坏"):
        read_sheet(content[: int(len(content) * cut)], feed)  # type: ignore[arg-type]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    monkeypatch.setattr(xlsx_extent, "MOST_UNPACKED", 10_000_000)
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(CannotRead, match="展开后超过"):
        read_sheet(bomb.getvalue(), BILLS)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(CannotRead, match="MB"):
        read_sheet(bomb.getvalue(), BILLS)


def test_a_workbook_without_a_heading_is_refused() -> None:
    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    with pytest.raises(CannotRead, match="空的|缺少列"):
        read_sheet(written.getvalue(), BILLS)


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("SFZH", pa.array([1.1e17]), "SFZH.*是数值"),
        ("SFZH", pa.array([110105194912310020]), "SFZH.*是数值"),
        ("CPH", pa.array([["鲁"]]), "列 CPH 的类型"),
        ("XM", pa.array([b"\xff"]), "列 XM 的类型"),
    ],
)
def test_a_parquet_column_of_another_kind_is_refused(column: str, values: pa.Array, words: str) -> None:
    columns = {code: pa.array([text]) for code, text in a_vehicle("R", NUMBER, "某甲").items()} | {column: values}
    written = io.BytesIO()
    parquet.write_table(pa.table(columns), written)
    with pytest.raises(CannotRead, match=words):
        read_sheet(written.getvalue(), VEHICLES)


def test_parquet_days_come_as_days(tmp_path: Path) -> None:
    columns = {code: pa.array([text]) for code, text in a_vehicle("R", NUMBER, "某甲").items()} | {"ZCRQ": pa.array([18263], pa.date32())}
    parquet.write_table(pa.table(columns), tmp_path / "v.parquet")
    assert read_sheet((tmp_path / "v.parquet").read_bytes(), VEHICLES).rows["ZCRQ"].to_pylist() == ["20200102"]


def told_of(content: bytes) -> object:
    """What is read, or why nothing is."""
    try:
        sheet = read_sheet(content, HUKOU)
    except CannotRead as refusal:
        return str(refusal)
    return sheet.rows.to_pylist(), sheet.broken


LONG = csv_bytes([a_death(NUMBER, "某甲䶮", ref=f"HJ{place}") for place in range(60)])
LINES = LONG.split(b"\r\n")
ODD = {
    "sound": LONG,
    "other line ends": LONG.replace(b"\r\n", b"\r"),
    "wrong widths and empty lines": b"\r\n".join(
        part for place, line in enumerate(LINES) for part in ([line + b",more", b""] if place and line and place % 7 == 0 else [line])
    ),
    "no end": LONG.removesuffix(b"\r\n"),
    "cut off": LONG[:-30],
    "a quote that never ends": LONG.replace(b"HJ20", b'"HJ20'),
    "a line end in quotes": b"\r\n".join([*LINES[:20], LINES[20].replace(b"HJ19", b'"HJ\r\n19"'), *LINES[21:]]),
    "another encoding far down": LONG.replace(b"HJ50", b"\xff\xff"),
    "digits lost far down": b"\r\n".join([*LINES[:50], LINES[50].replace(NUMBER.encode(), b"1.10105E+17"), *LINES[51:]]),
}


@pytest.mark.parametrize("content", ODD.values(), ids=list(ODD))
@pytest.mark.parametrize("piece", [200, 1_000])
def test_a_file_in_pieces_reads_as_it_does_in_one(content: bytes, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told_of(content)
    cut = csv_file._cut
    monkeypatch.setattr(csv_file, "PIECE", piece)
    assert len(cut(memoryview(content))) > 2 or content.count(b"\n") < 2
    assert told_of(content) == whole


def test_pieces_that_are_no_whole_lines_would_read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    whole = told_of(LONG)
    monkeypatch.setattr(csv_file, "_cut", lambda body: [body[:500], body[500:]])
    assert told_of(LONG) != whole


@pytest.mark.usefixtures("system")
def test_rows_checked_in_pieces_end_where_they_do_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [a_death(NUMBER, "某甲", ref=f"HJ{place % 37}", on="2026-13-01" if place % 5 == 0 else "20261009") for place in range(60)]
    rows.append(a_death(NUMBER, "某乙", ref="HJ1"))
    sheet = read_sheet(csv_bytes(rows), HUKOU)

    def checked() -> checking.Checked:
        return checking.check(checking.type_rows(sheet, HUKOU, region=COUNTY, on=DAY), HUKOU, region=COUNTY, received_on=DAY)

    together = checked()
    monkeypatch.setattr(checking, "PIECE", 7)
    apart = checked()
    assert together.repeated > 0 and together.quarantined.num_rows > 12
    for kept in ("rows", "facts", "quarantined", "beyond", "texts"):
        assert getattr(apart, kept).to_pylist() == getattr(together, kept).to_pylist(), kept
    assert apart.repeated == together.repeated and apart.count == 61
