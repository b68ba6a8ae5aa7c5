"""Hostile files are refused, or every row is accounted for, within 256 MB above what the process takes at rest; measured in a process of its own."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from doudi.verification.feed import all_feeds
from tests.databases import TOP, Clone
from tests.verification.files import COUNTY, DAY, a_bill, a_death, csv_bytes, laid, xlsx_bytes

MOST_MB = 256
NUMBER = "11010519491231002X"
HUKOU, BILLS = (all_feeds()[name] for name in ("hukou", "hospital_bills"))


def name(feed: str = "hukou", suffix: str = "csv") -> str:
    return f"{feed}_{COUNTY}_{DAY:%Y%m%d}.{suffix}"


def sparse(path: Path, size: int) -> Path:
    """So many bytes, of which the disk keeps none."""
    with path.open("wb") as file:
        file.write(csv_bytes([]))
        file.truncate(size)
    return path


def one_line(folder: Path) -> Path:
    """300 MB of text without an end of line."""
    with (path := folder / name()).open("wb") as file:
        file.write(csv_bytes([]))
        for _ in range(300):
            file.write(b"x" * 1_000_000)
    return path


def a_bomb(folder: Path) -> Path:
    """A workbook of a few hundred kilobytes whose sheet unpacks to 280 MB."""
    path = folder / name("hospital_bills", "xlsx")
    book = zipfile.ZipFile(laid(folder, "sound.xlsx", xlsx_bytes([a_bill(NUMBER, "某甲")])))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for part in book.namelist():
            text = book.read(part)
            bomb.writestr(part, text.replace(b"</sheetData>", b" " * 280_000_000 + b"</sheetData>") if part.endswith("sheet1.xml") else text)
    return path


def formulas(folder: Path) -> Path:
    """Cells that a spreadsheet would run, in a name, a place and a number."""
    rows = [a_death(NUMBER, '=cmd|"/c calc"!A1', ref="HJ1"), a_death(NUMBER, "@SUM(1)", ref="=1+1"), a_death("=1+1", "某甲", ref="HJ3")]
    return laid(folder, name(), csv_bytes(rows))


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "10 GB in one line": (lambda folder: sparse(folder / name(), 10 * 1024**3), "超过 400 MB"),
    "300 MB in one line": (one_line, "超过 1 MB，不是约定的一行一条"),
    "300 MB of NUL": (lambda folder: sparse(folder / name(), 300_000_000), "空字符（NUL）"),
    "a NUL in a name": (lambda folder: laid(folder, name(), csv_bytes([a_death(NUMBER, "某\0甲")])), "空字符（NUL）"),
    "a lone surrogate": (lambda folder: laid(folder, name(), csv_bytes([a_death(NUMBER, "某甲")]).replace("某".encode("gb18030"), b"\xed\xa0\x80")), "编码"),
    "a workbook that unpacks without end": (a_bomb, "已损坏|超过|行，入库"),
    "a workbook of 200 MB": (lambda folder: sparse(folder / name("hospital_bills", "xlsx"), 200_000_000), "超过 100 MB"),
    "columns packed to 200 MB": (lambda folder: sparse(folder / name("vehicles", "parquet"), 200_000_000), "超过 100 MB"),
    "cells that a spreadsheet would run": (formulas, "3 行，入库 0"),
    "an endless line of JSON": (lambda folder: one_line(folder).rename(folder / name(suffix="jsonl")), "超过 1 MB"),
}


def measured(database: Clone, path: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.verification.measuring", str(path), str(MOST_MB), *flags]
    environment = {**database.env, "DJANGO_SETTINGS_MODULE": "doudi.settings"}
    return subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.mark.parametrize(("make", "words"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_file_takes_no_more_than_256_mb(fresh_database: Clone, tmp_path: Path, make: Callable[[Path], Path], words: str) -> None:
    ran = measured(fresh_database, make(tmp_path))
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    assert any(word in told["words"] for word in words.split("|")), told["words"]
    assert told["mb"] < MOST_MB and NUMBER not in told["words"]


def test_without_the_first_look_one_endless_line_would_take_more(fresh_database: Clone, tmp_path: Path) -> None:
    """The negative control."""
    ran = measured(fresh_database, one_line(tmp_path), "--without-a-look")
    assert "MemoryError" in ran.stderr or json.loads(ran.stdout)["mb"] >= MOST_MB, ran.stderr
