"""成批进出: whole tables between PostgreSQL and Arrow on the connection in use, so that the open transaction and its scope hold for them too."""

import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection
from pyarrow import csv

FACT_ROWS = pa.schema(
    [
        ("person_id", pa.int64()),
        ("household_id", pa.int64()),
        ("name", pa.string()),
        ("amount", pa.int64()),
        ("word", pa.string()),
        ("from_on", pa.date32()),
        ("until_on", pa.date32()),
        ("source", pa.string()),
        ("ref", pa.string()),
        ("known_on", pa.date32()),
    ]
)
_MARK_ROW = np.dtype([("fields", ">i2"), ("place_bytes", ">i4"), ("place", ">i8"), ("mark_bytes", ">i4"), ("mark", np.uint8, (32,))])
_BINARY_HEAD, _BINARY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
TOGETHER = 5_000
PIECE = 20_000
_SQL_TYPES = {pa.int64(): "bigint", pa.string(): "text", pa.date32(): "date", pa.binary(): "bytea"}


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


def copy_in_marks(name: str, marks: Iterable[bytes]) -> int:
    """A temporary table of this name with each mark (32 bytes) and its `place`, gone with the transaction: in PostgreSQL's own form, for there are
    millions, and writing them out in hexadecimal takes as long as looking them up; piece by piece, so that it reads what is there while the next are made.
    How many they are."""
    count, marks = 0, iter(marks)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} (place bigint, mark bytea) ON COMMIT DROP")
        with cursor.copy(f"COPY {name} (place, mark) FROM STDIN (FORMAT binary)") as copy:
            copy.write(_BINARY_HEAD)
            while piece := list(islice(marks, PIECE)):
                copy.write(_mark_rows(piece, count))
                count += len(piece)
            copy.write(_BINARY_END)
        cursor.execute(f"ANALYZE {name}")
    return count


def _mark_rows(marks: Sequence[bytes], start: int) -> bytes:
    rows = np.zeros(len(marks), _MARK_ROW)
    rows["fields"], rows["place_bytes"], rows["mark_bytes"] = 2, 8, 32
    rows["place"] = np.arange(start, start + len(marks))
    rows["mark"] = np.frombuffer(b"".join(marks), np.uint8).reshape(len(marks), 32)
    return rows.tobytes()


def copy_out(query: str, schema: pa.Schema) -> pa.Table:
    """What a query gives, as columns of these types; NULL and the empty text stay apart."""
    read = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)") as copy:
        for part in copy:
            read.write(part)
    read.seek(0)
    types = {field.name: field.type for field in schema}
    nulls = {"null_values": [""], "strings_can_be_null": True, "quoted_strings_can_be_null": False}
    return csv.read_csv(read, convert_options=csv.ConvertOptions(column_types=types, **nulls))


def copy_out_many(query: str, schema: pa.Schema) -> pa.Table:
    """`copy_out` of a million short rows without nulls, and without blanks in their texts: thousands of them travel as one, for each message costs as much
    as its row."""
    columns = ", ".join(f"translate({field.name}, E'\\t\\n\\r', '')" if field.type == pa.string() else field.name for field in schema)
    with connection.cursor() as cursor:
        together = f"string_agg(concat_ws(E'\\t', {columns}), E'\\n')"
        cursor.execute(f"SELECT {together} FROM ({query}) q GROUP BY {schema.names[0]} / {TOGETHER}")  # noqa: S608 (the caller's own text)
        written = "\n".join(row[0] for row in cursor.fetchall())
    if not written:
        return schema.empty_table()
    types = {field.name: field.type for field in schema}
    return csv.read_csv(
        io.BytesIO(written.encode()),
        csv.ReadOptions(column_names=schema.names),
        csv.ParseOptions(delimiter="\t", quote_char=False),
        csv.ConvertOptions(column_types=types),
    )


def _bytes_as_hex(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.type == pa.binary():
            hexed = [None if value is None else "\\x" + value.hex() for value in table[field.name].to_pylist()]
            table = table.set_column(place, field.name, pa.array(hexed, pa.string()))
    return table
