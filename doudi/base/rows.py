"""成批进出: whole tables between PostgreSQL and Arrow on the connection in use, so that the open transaction and its scope hold for them too."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection
from pyarrow import csv

_MARK = 32
_MARK_ROW = np.dtype([("fields", ">i2"), ("place_bytes", ">i4"), ("place", ">i8"), ("mark_bytes", ">i4"), ("mark", np.uint8, (_MARK,))])
_BINARY_HEAD, _BINARY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_ARRAY_HEAD, _ELEMENT = 20, np.dtype([("bytes", ">i4"), ("number", ">i8")])
IN_A_PART = 2_000
_SQL_TYPES = {pa.int64(): "bigint", pa.string(): "text", pa.date32(): "date", pa.binary(): "bytea", pa.bool_(): "boolean"}


def run(sql: str, given: dict[str, Any] | None = None) -> int:
    """Run one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.rowcount)


def column(sql: str, given: dict[str, Any] | None = None) -> list[Any]:
    """The first column of what a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [row[0] for row in cursor.fetchall()]


def copy_in(name: str, table: pa.Table, *, extra: str = "") -> None:
    """A temporary table of this name with these rows (and `extra` empty columns), gone with the transaction."""
    columns = ", ".join(f"{field.name} {_SQL_TYPES[field.type]}" for field in table.schema)
    written = io.BytesIO()
    # In one piece: PyArrow writes zero bytes for a table whose first chunk is empty.
    csv.write_csv(_bytes_as_hex(table).combine_chunks(), written, csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}{', ' + extra if extra else ''}) ON COMMIT DROP")
        with cursor.copy(f"COPY {name} ({', '.join(table.column_names)}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(written.getbuffer())
        cursor.execute(f"ANALYZE {name}")


def copy_in_marks(name: str, marks: Iterable[bytes] | np.ndarray) -> int:
    """A temporary table of this name with each mark (32 bytes; or the rows of an array) and its `place`, gone with the transaction; how many. In
    PostgreSQL's own form, for there are millions, and in parts: PostgreSQL takes one in while the next is made."""
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} (place bigint, mark bytea) ON COMMIT DROP")
        with cursor.copy(f"COPY {name} (place, mark) FROM STDIN (FORMAT binary)") as copy:
            copy.write(_BINARY_HEAD)
            for part in _parts(marks):
                rows = np.zeros(len(part), _MARK_ROW)
                rows["fields"], rows["place_bytes"], rows["mark_bytes"] = 2, 8, _MARK
                rows["place"] = np.arange(count, count + len(part))
                rows["mark"] = part
                copy.write(rows.tobytes())
                count += len(part)
            copy.write(_BINARY_END)
        cursor.execute(f"ANALYZE {name}")
    return count


def _parts(marks: Iterable[bytes] | np.ndarray) -> Iterator[np.ndarray]:
    """Small where each mark is still to be computed."""
    if isinstance(marks, np.ndarray):
        yield from (marks[at : at + 50 * IN_A_PART] for at in range(0, len(marks), 50 * IN_A_PART))
        return
    rest = iter(marks)
    while part := b"".join(islice(rest, IN_A_PART)):
        yield np.frombuffer(part, np.uint8).reshape(-1, _MARK)


@contextmanager
def for_many() -> Iterator[None]:
    """Within it everybody is walked through once and joined in memory. Left to itself the planner would look for each by itself, for row security hides from
    it how many people there are, and would keep half of a million marks on the disk."""
    run("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'")
    yield
    run("SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL work_mem TO DEFAULT")


def copy_out(query: str, schema: pa.Schema) -> pa.Table:
    """What a query gives, as columns of these types; NULL and the empty text stay apart."""
    read = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)") as copy:
        for part in copy:
            read.write(part)
    read.seek(0)
    types = {field.name: field.type for field in schema}
    nulls = {"null_values": [""], "strings_can_be_null": True, "quoted_strings_can_be_null": False}
    lines = csv.ParseOptions(newlines_in_values=True)  # a name may have anything in it
    return csv.read_csv(read, parse_options=lines, convert_options=csv.ConvertOptions(column_types=types, **nulls))


def copy_out_many(query: str, schema: pa.Schema) -> pa.Table:
    """`copy_out` of a million short rows without nulls, numbers and texts: each column travels as one array, for a message for each row costs as much as to
    find it."""
    text, number = "array_agg(octet_length({0})::bigint), convert_to(string_agg({0}, ''), 'UTF8')", "array_agg({0}::bigint)"
    columns = ", ".join((text if field.type == pa.string() else number).format(field.name) for field in schema)
    together = f"SELECT {columns} FROM ({query}) q"  # noqa: S608 (the caller's own text)
    read = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({together}) TO STDOUT (FORMAT binary)") as copy:
        for part in copy:
            read.write(part)
    read.seek(len(_BINARY_HEAD) + 2)
    return pa.table([_texts(_numbers(read), _field(read)) if field.type == pa.string() else pa.array(_numbers(read)) for field in schema], schema=schema)


def _field(read: io.BytesIO) -> bytes:
    """One field of PostgreSQL's binary form; of NULL nothing."""
    return read.read(max(int.from_bytes(read.read(4), signed=True), 0))


def _numbers(read: io.BytesIO) -> np.ndarray:
    """An array of bigint."""
    return np.frombuffer(_field(read)[_ARRAY_HEAD:], _ELEMENT)["number"].astype(np.int64)


def _texts(lengths: np.ndarray, together: bytes) -> pa.Array:
    offsets = np.r_[0, lengths.cumsum()].astype(np.int32)
    return pa.StringArray.from_buffers(len(lengths), pa.py_buffer(offsets), pa.py_buffer(together))


def _bytes_as_hex(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.type == pa.binary():
            hexed = [None if value is None else "\\x" + value.hex() for value in table[field.name].to_pylist()]
            table = table.set_column(place, field.name, pa.array(hexed, pa.string()))
    return table
