"""文件骨架: GB18030 CSV of header, rows and trailer; counts stand at both ends, and the trailer holds a digest of all above it. Column by column."""

import csv
import hashlib
import io
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as columns

ENCODING = "gb18030"  # every Chinese character there is, rare names included; GBK lacks many
FORMULA = ("=", "+", "-", "@")  # a cell that begins so is run by a spreadsheet
END = "\r\n"
_QUOTED = r"[,\"\r\n]"
_YUAN = r"^-?\d{1,15}(\.\d{1,2})?$"
_WHOLE = r"^\d{1,18}$"


class CannotParse(Exception):
    """What is wrong with a file, in words for the officer; never repeats what is in it."""


def write_sheet(header: Sequence[str], rows: pa.Table, *, trailer: Sequence[str]) -> bytes:
    """The header `H,…`, the rows of texts `D,…`, then a trailer `T,…,digest`."""
    lines = pc.binary_join_element_wise("D", *[_cells(column) for column in rows.columns], ",").to_pylist() if rows.num_rows else []
    first = ",".join(_cells(pa.chunked_array([pa.array(["H", *header])])).to_pylist())
    body = (END.join([first, *lines]) + END).encode(ENCODING)
    return body + (",".join(["T", *trailer, digest_of(body)]) + END).encode(ENCODING)


def read_sheet(content: bytes, names: Sequence[str]) -> tuple[list[str], pa.Table, list[str]]:
    """Header, rows of texts under these names, and trailer cells, without marks; refuses a file that is cut, changed or in another encoding."""
    body, _, last = content.removesuffix(END.encode()).rpartition(END.encode())
    body += END.encode()
    if not content.endswith(END.encode()) or not last.startswith(b"T,"):
        raise CannotParse("文件不完整：没有尾记录。")
    trailer = last.decode("ascii", errors="replace").split(",")[1:]
    if trailer.pop() != digest_of(body):
        raise CannotParse("文件内容与尾记录的校验值不符，可能被改动或损坏。")
    try:
        first, _, rest = body.decode(ENCODING).partition(END)
        [header] = csv.reader(io.StringIO(first, newline=""), strict=True)
        rows = _read(rest, ["mark", *names])
    except (UnicodeDecodeError, csv.Error, ValueError):
        raise CannotParse("文件不是 GB18030 编码的逗号分隔文本。") from None
    if header[:1] != ["H"] or not pc.all(pc.equal(rows["mark"], "D"), min_count=0).as_py():
        raise CannotParse("文件缺少首记录，或有不认识的记录。")
    return [plain(cell) for cell in header[1:]], pa.table({name: _plain(rows[name]) for name in names}), trailer


def _read(lines: str, names: Sequence[str]) -> pa.Table:
    if lines.startswith("\ufeff") or "\0" in lines:
        raise CannotParse("文件含有不应出现的字符，可能已损坏。")
    if not lines:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    if '"' in lines:  # few files have such a name; what stands in quotes is read by whoever refuses a quote left open
        cells = zip(*csv.reader(io.StringIO(lines, newline=""), strict=True), strict=True)
        return pa.table([pa.chunked_array([pa.array(column, pa.string())]) for column in cells], names=list(names))
    return columns.read_csv(
        pa.BufferReader(lines.encode()),
        read_options=columns.ReadOptions(column_names=list(names)),
        parse_options=columns.ParseOptions(quote_char=False, ignore_empty_lines=False),
        convert_options=columns.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )


def _cells(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """As they stand in the file: none that a spreadsheet runs, and in quotes where the line could not be read otherwise."""
    runs = pc.starts_with(texts, "'")
    for mark in FORMULA:
        runs = pc.or_(runs, pc.starts_with(texts, mark))
    if pc.any(runs).as_py():
        texts = pc.if_else(runs, pc.binary_join_element_wise("'", texts, ""), texts)
    quoted = pc.match_substring_regex(texts, _QUOTED)
    if pc.any(quoted).as_py():
        texts = pc.if_else(quoted, pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', ""), texts)
    return texts


def _plain(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    marked = pc.starts_with(texts, "'")
    return pc.if_else(marked, pc.utf8_slice_codeunits(texts, 1), texts) if pc.any(marked).as_py() else texts


def whole_of(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers written plainly; anything else refuses the file."""
    _refuse_unlike(texts, _WHOLE)
    return texts.cast(pa.int64())


def fen_of(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Fen of amounts written in yuan with at most two decimals; anything else refuses the file."""
    _refuse_unlike(texts, _YUAN)
    return pa.chunked_array([part.cast(pa.decimal64(18, 2)).view(pa.int64()) for part in texts.chunks], pa.int64())


def yuan_of(fen: pa.ChunkedArray) -> pa.ChunkedArray:
    """Amounts in yuan with two decimals, for the file."""
    padded = pc.utf8_lpad(pc.abs(fen).cast(pa.string()), 3, "0")
    yuan = pc.binary_join_element_wise(pc.utf8_slice_codeunits(padded, 0, -2), pc.utf8_slice_codeunits(padded, -2), ".")
    return pc.if_else(pc.less(fen, 0), pc.binary_join_element_wise("-", yuan, ""), yuan)


def fen_in(fen: pa.ChunkedArray) -> int:
    """Their sum; nothing of none."""
    return int(pc.sum(fen, min_count=0).as_py())


def _refuse_unlike(texts: pa.ChunkedArray, shape: str) -> None:
    if not pc.all(pc.match_substring_regex(texts, shape), min_count=0).as_py():
        raise CannotParse("文件的记录格式不对：有不是数字的编号或金额。")


def digest_of(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def plain(cell: str) -> str:
    """What was written without the mark that keeps a spreadsheet from running it."""
    return cell.removeprefix("'")
