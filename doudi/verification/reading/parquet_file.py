"""Parquet 文件: plain columns as texts.

A value that repeats costs a Parquet file next to nothing and memory as much as any other: what will be written out is counted before it is.
"""

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from doudi.verification.reading import CannotRead, Contract, Sheet, columns_in, lost_digits, text_table

MOST_UNPACKED = 300_000_000
MOST_CELLS = 5_000_000


def read(content: bytes, feed: Contract) -> Sheet:
    """Every row; row 2 is the first, as in the other formats."""
    try:
        found = parquet.read_schema(pa.BufferReader(content))
        places = columns_in(found.names, feed)
        wanted = {code: found.field(place) for code, place in places.items()}
        for code, column in wanted.items():
            _refuse_strange(column.type, code)
        # Texts stay as they are packed, each spelling once, until it is known how long they are together.
        packed = [column.name for column in wanted.values() if _is_text(column.type)]
        source = parquet.ParquetFile(pa.BufferReader(content), read_dictionary=packed)
        _refuse_large(source.metadata, feed)
        table = source.read(columns=[column.name for column in wanted.values()], use_threads=False).rename_columns(list(places))
        if table.num_rows and not _is_text(wanted[feed.id_column].type):
            raise lost_digits(2, feed)
        columns = {code: _texts(table[code], code) for code in places}
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise CannotRead("不是完整的 Parquet 文件，可能没有传完或已损坏。请重新导出后发送。") from None
    return Sheet(text_table(columns, pa.array(range(2, table.num_rows + 2), pa.int64())))


def _refuse_large(file: parquet.FileMetaData, feed: Contract) -> None:
    if file.num_rows * len(feed.columns) > MOST_CELLS:
        raise CannotRead(f"文件有 {file.num_rows} 行，超过 {MOST_CELLS // 10_000} 万个单元格，已拒绝打开。请按日期拆分后发送。")
    if sum(file.row_group(group).total_byte_size for group in range(file.num_row_groups)) > MOST_UNPACKED:
        raise CannotRead(f"文件展开后超过 {MOST_UNPACKED // 1_000_000} MB，已拒绝打开。请按日期拆分后发送。")


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _refuse_strange(kind: pa.DataType, code: str) -> None:
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_boolean(kind):
        raise CannotRead(f"列 {code} 的类型不是约定的文本、日期或数。请重新导出。")


def _texts(column: pa.ChunkedArray, code: str) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return pc.strftime(column.cast(pa.timestamp("s")), format="%Y%m%d")
    if sum(_bytes_in(chunk) for chunk in column.chunks) > MOST_UNPACKED:
        raise CannotRead(f"列 {code} 的文字展开后超过 {MOST_UNPACKED // 1_000_000} MB。请按约定的列重新导出。")
    texts = pc.fill_null(column.cast(pa.string()), "")
    texts.validate(full=True)
    return texts


def _bytes_in(chunk: pa.Array) -> int:
    """How long its texts are, each written out."""
    if not pa.types.is_dictionary(chunk.type) or not _is_text(chunk.type):
        return int(chunk.nbytes)
    return int(pc.sum(pc.binary_length(chunk.dictionary).take(chunk.indices)).as_py() or 0)
