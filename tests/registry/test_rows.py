"""成批进出: tables come back as they went in, and names sort as people expect."""

from datetime import date

import pyarrow as pa
import pytest

from doudi.base import crypto, rows
from doudi.base.rows import column, copy_in, copy_in_marks, copy_out, copy_out_many, for_many
from doudi.registry.models import Person
from doudi.registry.names import name_key
from doudi.registry.queries import match_all, people
from tests.people import a_family


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


@pytest.mark.usefixtures("system")
def test_columns_of_numbers_and_texts_come_back_whatever_the_texts_hold() -> None:
    schema = pa.schema([("number", pa.int64()), ("word", pa.string()), ("other", pa.string())])
    told = [{"number": number, "word": word, "other": "乙"} for number, word in enumerate(["", "某·甲", '"\t\n\r\\N', "䶮", "", "x"], start=2**62)]
    copy_in("pieces", pa.Table.from_pylist(told, schema=schema).slice(1))
    kept = "SELECT * FROM pieces UNION ALL SELECT 4611686018427387904, '', '乙'"
    assert sorted(copy_out_many(kept, schema).to_pylist(), key=lambda row: row["number"]) == told
    assert copy_out_many("SELECT * FROM pieces WHERE false", schema) == schema.empty_table()


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_marks_keep_their_places_however_many_parts_they_travel_in(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "IN_A_PART", 2)
    marks = [bytes([number] * 32) for number in range(count)]
    assert copy_in_marks("some_marks", iter(marks)) == count
    assert list(map(bytes, column("SELECT mark FROM some_marks ORDER BY place"))) == marks
    assert column("SELECT place FROM some_marks ORDER BY place") == list(range(count))


@pytest.mark.usefixtures("system")
def test_walking_through_everybody_finds_whom_the_index_finds_and_leaves_the_planner_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    family, asked = a_family(), []
    for name in ("enable_nestloop", "work_mem"):
        asked += column(f"SELECT current_setting('{name}')")
    marks = [crypto.index("999999", purpose="id_number"), *(bytes(one) for one in Person.objects.order_by("-pk").values_list("id_index", flat=True) if one)]
    by_index = match_all(marks)
    with for_many():
        assert column("SELECT current_setting('enable_nestloop')") == ["off"]
    monkeypatch.setattr(people, "BY_INDEX", 0)
    walked = match_all(marks)
    assert walked.sort_by("place") == by_index.sort_by("place") and walked["place"].to_pylist() and 0 not in walked["place"].to_pylist()
    assert {one.pk for one in family.people} <= set(walked["person_id"].to_pylist())
    assert [column(f"SELECT current_setting('{name}')")[0] for name in ("enable_nestloop", "work_mem")] == asked


@pytest.mark.parametrize(("name", "key"), [("单小明", "shan xiao ming"), ("尉迟明", "yu chi ming"), ("曾", "zeng"), ("", "")])
def test_names_are_read_as_surnames_are(name: str, key: str) -> None:
    assert name_key(name) == key
