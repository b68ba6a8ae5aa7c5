"""造出来的文件: files as departments send them, about people of the test."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
from pyarrow import parquet

from doudi.verification import queries
from doudi.verification.feed import all_feeds

COUNTY = "370702"
DAY = date(2026, 10, 12)


def a_death(number: str, name: str, *, on: str = "20261009", ref: str = "HJ1", **other: str) -> dict[str, str]:
    """One row of the household registration."""
    return {"SFZH": number, "XM": name, "YWLX": "死亡", "YWRQ": on, "HH": "", "YHZGX": "", "XZQH": "370702001001", "LSH": ref} | other


def a_bill(number: str, name: str, *, yuan: str = "4000.50", on: str = "20261009", ref: str = "YB1", **other: str) -> dict[str, str]:
    """One row of the medical insurance bureau."""
    return {"SFZH": number, "XM": name, "JSRQ": on, "JGMC": "示例医院", "ZFY": "100000", "BXJE": "1", "GRZF": yuan, "DJH": ref} | other


def a_vehicle(
    request: str, number: str, name: str, *, found: str = "命中", kind: str = "小型轿车", plate: str = "鲁V示0001", state: str = "正常"
) -> dict[str, str]:
    """One row of the vehicle office."""
    hit = found == "命中"
    return {
        "QQH": request, "SFZH": number, "XM": name, "CPH": plate if hit else "", "CLLX": kind if hit else "",
        "SYXZ": "非营运" if hit else "", "ZCRQ": "20200102" if hit else "", "ZT": state if hit else "", "CX": found,
    }  # fmt: skip


def columns_of(feed: str, rows: list[dict[str, object]] | list[dict[str, str]]) -> list[str]:
    """The headings a department would write: every column that must be there, and what else a row has."""
    return [code for code, column in all_feeds()[feed].columns.items() if not column.may_lack or any(code in row for row in rows)]


def csv_bytes(rows: list[dict[str, str]], *, feed: str = "hukou", encoding: str = "gb18030") -> bytes:
    text = io.StringIO()
    lines = csv.DictWriter(text, columns_of(feed, rows), lineterminator="\r\n")
    lines.writeheader()
    lines.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: list[dict[str, object]], *, feed: str = "hospital_bills") -> bytes:
    book = openpyxl.Workbook()
    columns = columns_of(feed, rows)
    book.active.append(columns)
    for row in rows:
        book.active.append([row[column] for column in columns])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def parquet_bytes(rows: list[dict[str, str]], *, feed: str = "vehicles") -> bytes:
    columns = columns_of(feed, rows)
    written = io.BytesIO()
    parquet.write_table(pa.table({column: pa.array([row[column] for row in rows], pa.string()) for column in columns}), written)
    return written.getvalue()


WRITERS = {"csv": csv_bytes, "xlsx": xlsx_bytes, "parquet": parquet_bytes}


def reach_of(feed: str, on: date) -> queries.Coverage:
    """How far one feed's word reaches in the county."""
    return next(one for one in queries.coverage(on, region=COUNTY) if one.feed.name == feed)


def a_file(folder: Path, feed: str, rows: list[dict[str, str]], *, on: date = DAY, correction: int = 0, region: str = COUNTY) -> Path:
    """The file a department would send."""
    kind = all_feeds()[feed]
    return laid(folder, kind.file_name(region, on, correction), WRITERS[kind.suffix](rows, feed=feed))


def laid(folder: Path, name: str, content: bytes) -> Path:
    """Bytes under a name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path
