"""XLSX 的大小: how far a workbook reaches, measured part by part before anything makes room for it.

A spreadsheet reader makes room for the whole box from A1 to the furthest cell. One cell in the last corner of five kilobytes
asks for seventeen thousand million places, and the process is ended for it.
"""

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache, reduce

MOST_UNPACKED = 300_000_000
MOST_COLUMNS = 64
MOST_CELLS = 5_000_000
ALWAYS_FITS = 100_000
"""A box of so many places costs nothing, however little stands in it."""
LONGEST_TAG = 1_000_000
_CHUNK = 1_000_000

# Tags are found without building a tree: neither depth nor number of elements costs memory here. No attribute holds a `<`.
_TAG = re.compile(
    rb"<(?:[^\s/>:<]*+:)?(row|c)(?=[\s/>])"
    rb"""(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*?\sr\s*=\s*["']([A-Za-z]*)([0-9]*)([^"'<]*)["'])?"""
    rb"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*+(>)?"""
)
_TARGET = re.compile(rb"""Target\s*=\s*["']([^"']*)""")


class TooLarge(Exception):
    """What is too large, and what the sender should do."""


class NotMeasurable(Exception):
    """No workbook whose size can be told."""


def measure(book: zipfile.ZipFile) -> None:
    """Raise TooLarge where a part reaches further than a department's table does. Every part is held against it, whichever the first sheet is."""
    parts = book.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_many_bytes()
    for part in parts:
        name = part.filename.lower()
        if name.endswith(".rels") and not all(target.lower().endswith(b".xml") for target in _targets(book, part, name)):
            raise NotMeasurable
        if name.endswith(".xml"):
            _Extent().take(_chunks(book, part))


def _targets(book: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> list[bytes]:
    """Where the workbook says its sheets are: only parts that are measured may be named."""
    return _TARGET.findall(b"".join(_chunks(book, part))) if name.endswith("workbook.xml.rels") else []


def _chunks(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part to its real end: the size it declares may be a lie, so what comes out is counted."""
    part.file_size = MOST_UNPACKED + 2 * _CHUNK
    unpacked = 0
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > MOST_UNPACKED:
                raise _too_many_bytes()
            yield chunk


class _Extent:
    """How far one sheet reaches, and how many cells it really has."""

    def __init__(self) -> None:
        self.row = self.column = self.lowest = self.widest = self.cells = 0

    def take(self, chunks: Iterator[bytes]) -> None:
        """Follow the rows and cells; a reader goes on counting where a tag gives no place of its own."""
        rest = b""
        for chunk in chunks:
            window = rest + chunk
            whole = window.rfind(b"<")
            rest = window[max(whole, 0) :]
            if len(rest) > LONGEST_TAG or b"\0" in chunk:
                raise NotMeasurable
            self._follow(window[: max(whole, 0)])
        self._follow(rest)
        if self.lowest * self.widest > MOST_CELLS:
            raise _too_many_cells()
        if self.lowest * self.widest > max(ALWAYS_FITS, 4 * self.cells):
            raise TooLarge("表中有远离数据的单元格。请只保留有数据的行和列后重新导出。")

    def _follow(self, text: bytes) -> None:
        rows = {b"0"}
        for kind, letters, digits, strange, end in _TAG.findall(text):
            if strange or not end:
                raise NotMeasurable
            if kind == b"c":
                self.cells += 1
                self.column = _column(letters) if letters else self.column + 1
            else:
                self.row, self.column = int(digits[:8]) if digits else self.row + 1, 0
            if self.column > self.widest or self.row > self.lowest:
                self.widest, self.lowest = max(self.column, self.widest), max(self.row, self.lowest)
            rows.add(digits)
        self.lowest = max(self.lowest, *(int(digits[:8] or 0) for digits in rows))
        if self.widest > MOST_COLUMNS:
            raise TooLarge(f"表中有超过 {MOST_COLUMNS} 列。请只保留约定的列后重新导出。")
        if self.cells > MOST_CELLS:
            raise _too_many_cells()


@lru_cache(maxsize=1000)
def _column(letters: bytes) -> int:
    """`B` is 2."""
    return reduce(lambda number, letter: number * 26 + letter - 64, letters[:4].upper(), 0)


def _too_many_cells() -> TooLarge:
    return TooLarge(f"表中超过 {MOST_CELLS // 10_000} 万个单元格。请删去远离数据的单元格，或按日期拆分后发送。")


def _too_many_bytes() -> TooLarge:
    return TooLarge(f"文件展开后超过 {MOST_UNPACKED // 1_000_000} MB，已拒绝打开。请按日期拆分后发送。")
