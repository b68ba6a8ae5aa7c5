"""成批进出: tables come back as they went in, and names sort as people expect."""

from datetime import date

import pyarrow as pa
import pytest

from doudi.registry.names import name_key
from doudi.registry.rows import copy_in, copy_out


@pytest.mark.usefixtures("system")
def test_nothing_empty_quoted_and_binary_come_back_as_they_went() -> None:
    schema = pa.schema([("number", pa.int64()), ("word", pa.string()), ("day", pa.date32())])
    told = [
        {"number": 2**62, "word": "", "day": date(9999, 12, 31)},
        {"number": None, "word": None, "day": None},
        {"number": -1, "word": '某"甲",\\N\n䶮', "day": date(2028, 2, 29)},
    ]
    pieces = pa.concat_tables([schema.empty_table(), pa.Table.from_pylist(told[:1], schema=schema), pa.Table.from_pylist(told[1:], schema=schema)])
    copy_in("pieces", pieces.append_column("seal", pa.array([b"\x00\xff", None, b""], pa.binary())), extra="place bigint")
    assert copy_out("SELECT number, word, day FROM pieces", schema).to_pylist() == told
    sealed = copy_out("SELECT encode(seal, 'hex') AS seal, place FROM pieces", pa.schema([("seal", pa.string()), ("place", pa.int64())]))
    assert sealed.to_pylist() == [{"seal": "00ff", "place": None}, {"seal": None, "place": None}, {"seal": "", "place": None}]
    assert copy_out("SELECT number, word, day FROM pieces WHERE false", schema) == schema.empty_table()


@pytest.mark.parametrize(("name", "key"), [("单小明", "shan xiao ming"), ("尉迟明", "yu chi ming"), ("曾", "zeng"), ("", "")])
def test_names_are_read_as_surnames_are(name: str, key: str) -> None:
    assert name_key(name) == key
