"""Parquet 文件: plain columns as texts."""

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from doudi.verification.feed import Feed
from doudi.verification.reading import CannotRead, Sheet, columns_in, lost_digits, text_table

MOST_UNPACKED = 2_000_000_000


def read(content: bytes, feed: Feed) -> Sheet:
    """Every row; row 2 is the first, as in the other formats."""
    try:
        source = parquet.ParquetFile(pa.BufferReader(content))
        unpacked = sum(source.metadata.row_group(group).total_byte_size for group in range(source.num_row_groups))
        if unpacked > MOST_UNPACKED:
            raise CannotRead(f"文件展开后超过 {MOST_UNPACKED // 1_000_000} MB，已拒绝打开。请按日期拆分后发送。")
        found = source.schema_arrow
        places = columns_in(found.names, feed)
        table = source.read(columns=[found.names[place] for place in places.values()])
        table = table.rename_columns(list(places))
        if table.num_rows and not _is_text(table.schema.field(feed.id_column).type):
            raise lost_digits(2, feed)
        columns = {code: _texts(table[code], code) for code in places}
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise CannotRead("不是完整的 Parquet 文件，可能没有传完或已损坏。请重新导出后发送。") from None
    return Sheet(text_table(columns, pa.array(range(2, table.num_rows + 2), pa.int64())))


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _texts(column: pa.ChunkedArray, code: str) -> pa.ChunkedArray:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_boolean(column.type):
        raise CannotRead(f"列 {code} 的类型不是约定的文本、日期或数。请重新导出。")
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return pc.strftime(column.cast(pa.timestamp("s")), format="%Y%m%d")
    texts = pc.fill_null(column.cast(pa.string()), "")
    texts.validate(full=True)
    return texts
