"""先看一眼: what a file is, before room is made for it: too large for its kind, one endless line, bytes that are no text. Read piece by piece."""

import codecs
from pathlib import Path

from doudi.verification.reading import MOST_BYTES, CannotRead

MOST_PACKED = 100_000_000
"""Of a workbook or a Parquet file: more cells than are opened anyway do not fit into less."""
MOST_LINE = 1_000_000
"""Bytes of one line of text: no row of any contract comes near."""
CHUNK = 1 << 20


def first_look(path: Path) -> None:
    """Raise CannotRead for what need not be read to be refused; takes no more memory than a piece of the file."""
    most = MOST_PACKED if path.suffix.lower() in (".xlsx", ".parquet") else MOST_BYTES
    if path.stat().st_size > most:
        raise CannotRead(f"文件超过 {most // 1_000_000} MB。请按日期拆分后发送。")
    if path.suffix.lower() in (".csv", ".jsonl"):
        _look_at_lines(path)


def _look_at_lines(path: Path) -> None:
    line, since = 1, 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if line == 1 and not since and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return  # refused by its encoding, with the right words
            if (at := chunk.find(b"\0")) >= 0:
                line += chunk.count(b"\n", 0, at)
                raise CannotRead(f"第 {line} 行含有空字符（NUL），文件可能已损坏。请重新导出后发送。")
            ends = [place for place in (chunk.find(b"\n"), chunk.find(b"\r")) if place >= 0]
            if since + (min(ends) if ends else len(chunk)) > MOST_LINE:
                raise CannotRead(f"第 {line} 行超过 {MOST_LINE // 1_000_000} MB，不是约定的一行一条。请检查后重新导出。")
            since = len(chunk) - max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) - 1 if ends else since + len(chunk)
            line += chunk.count(b"\n")
