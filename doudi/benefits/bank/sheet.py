"""文件骨架: GB18030 CSV of header, rows and trailer; counts stand at both ends, and the trailer holds a digest of all above it."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence

ENCODING = "gb18030"  # every Chinese character there is, rare names included; GBK lacks many
FORMULA = ("=", "+", "-", "@")  # a cell that begins so is run by a spreadsheet


class CannotParse(Exception):
    """What is wrong with a file, in words for the officer; never repeats what is in it."""


def write_sheet(rows: Iterable[Sequence[str]], *, trailer: Sequence[str]) -> bytes:
    """The rows, then a trailer `T,…,digest`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([inert(cell) for cell in row] for row in rows)
    body = text.getvalue().encode(ENCODING)
    return body + (",".join(["T", *trailer, digest_of(body)]) + "\r\n").encode(ENCODING)


def read_sheet(content: bytes) -> tuple[list[str], list[list[str]], list[str]]:
    """Header, rows and trailer cells without marks; refuses a file that is cut, changed or in another encoding."""
    body, _, last = content.removesuffix(b"\r\n").rpartition(b"\r\n")
    body += b"\r\n"
    if not content.endswith(b"\r\n") or not last.startswith(b"T,"):
        raise CannotParse("文件不完整：没有尾记录。")
    trailer = last.decode("ascii", errors="replace").split(",")[1:]
    if trailer.pop() != digest_of(body):
        raise CannotParse("文件内容与尾记录的校验值不符，可能被改动或损坏。")
    try:
        rows = [[plain(cell) for cell in row] for row in csv.reader(io.StringIO(body.decode(ENCODING), newline=""), strict=True)]
    except (UnicodeDecodeError, csv.Error):
        raise CannotParse("文件不是 GB18030 编码的逗号分隔文本。") from None
    header, *lines = rows
    if header[:1] != ["H"] or any(line[:1] != ["D"] for line in lines):
        raise CannotParse("文件缺少首记录，或有不认识的记录。")
    return header[1:], [line[1:] for line in lines], trailer


def digest_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def inert(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return "'" + cell if cell.startswith((*FORMULA, "'")) else cell


def plain(cell: str) -> str:
    """What `inert` was given."""
    return cell.removeprefix("'")
