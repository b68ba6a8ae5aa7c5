"""湖: the same every time, whole households in a bucket, the fact table's kinds, nobody's name; and what cannot be made."""

import errno
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from doudi.policy.facts import FACTS
from doudi.sandbox import lake as lakes
from doudi.sandbox.folder import CannotMakeCity
from doudi.sandbox.lake import files, make_lake, write_bucket
from doudi.sandbox.lake.bucket import IDENTITY
from doudi.sandbox.lake.counties import BUCKET_PEOPLE, COUNTIES, buckets
from doudi.sandbox.lake.together import make_together
from tests.sandbox.lakes import LEVELS, ON, PEOPLE, SEED, dies, marks, no_room, read
from tests.sandbox.test_city import digests

FIRST = {"households": {"household_id", "region", "area", "in_hand"}, "members": {"household_id", "person_id"}, "supporters": {"household_id", "supports"}}


def test_the_same_seed_gives_the_same_bytes_however_many_make_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lakes, "BUCKET_PEOPLE", 1)
    for name, seed, processes in (("a", 7, 1), ("b", 7, 2), ("c", 8, 1)):
        make_lake(people=3_000, to=tmp_path / name, seed=seed, processes=processes)
    alone, together, other = (digests(tmp_path / name) for name in "abc")
    assert alone == together
    assert alone.keys() == other.keys()
    assert not {name for name in alone if name.startswith("members/") and alone[name] == other[name]}


def test_a_bucket_alone_is_the_bucket_made_with_others(unsure: Path, tmp_path: Path) -> None:
    bucket = buckets(PEOPLE)[5]
    write_bucket(bucket, folder=tmp_path, seed=SEED, on=ON, known=False)
    alone = digests(tmp_path)
    assert len(alone) == 7
    assert alone.items() <= digests(unsure).items()


@pytest.mark.parametrize("people", [1, 2, 11, 250_000, 10_000_000, 99_999_999])
def test_everyone_falls_to_one_county_s_bucket(people: int) -> None:
    made = buckets(people)
    assert sum(bucket.people for bucket in made) == people
    assert all(0 < bucket.people <= BUCKET_PEOPLE for bucket in made)
    assert [bucket.number for bucket in made] == list(range(len(made)))
    everyone = sum(county.people for county in COUNTIES)
    for county in COUNTIES:
        assert abs(sum(bucket.people for bucket in made if bucket.county == county) - people * county.people / everyone) <= 1


@pytest.mark.parametrize("people", [1, 2, 13, 99])
def test_the_smallest_cities_are_whole(people: int, tmp_path: Path) -> None:
    made = make_lake(people=people, to=tmp_path / "city", seed=people, processes=1)
    assert read(made.folder, "members").num_rows == people == made.people
    assert read(made.folder, "households").num_rows == made.households


def test_whole_households_lie_in_one_bucket_and_one_county(unsure: Path) -> None:
    seen: set[int] = set()
    for number, bucket in enumerate(buckets(PEOPLE)):
        household, members, supporters = (pq.read_table(unsure / name / f"bucket-{number:04d}.parquet") for name in LEVELS)
        ids = household["household_id"].to_pylist()
        assert ids == sorted(set(ids)) and not seen & set(ids)
        seen |= set(ids)
        assert {region[:6] for region in household["region"].to_pylist()} == {bucket.county.code}
        rows = list(zip(members["household_id"].to_pylist(), members["person_id"].to_pylist(), strict=True))
        assert rows == sorted(rows) and {home for home, _ in rows} == set(ids) and len({person for _, person in rows}) == len(rows)
        theirs = supporters["household_id"].to_pylist()
        assert theirs == sorted(theirs) and set(theirs) <= set(ids)
        home_of = {person: home for home, person in rows}
        named = [(home, person) for home, whom in zip(theirs, supporters["supports"].to_pylist(), strict=True) for person in whom or ()]
        assert all(home_of[person] == home for home, person in named)
    people = read(unsure, "members")["person_id"]
    assert len(pc.unique(people)) == PEOPLE


def test_every_fact_that_rules_read_is_there_in_its_kind(unsure: Path) -> None:
    is_kind: dict[str, Callable[[pa.DataType], bool]] = {
        "money": pa.types.is_int64,
        "number": pa.types.is_integer,
        "yesno": pa.types.is_boolean,
        "text": pa.types.is_string,
        "date": pa.types.is_date32,
    }
    for name, level in LEVELS.items():
        table = read(unsure, name)
        facts = {fact.name: fact for fact in FACTS if fact.level == level and fact.name not in IDENTITY}
        assert set(table.column_names) == set(facts) | FIRST[name]
        for fact in facts.values():
            column = table[fact.name]
            assert is_kind[fact.kind](column.type), fact.name
            if fact.words:
                assert set(pc.unique(column).to_pylist()) <= set(fact.words), fact.name
            if pa.types.is_integer(column.type) and fact.least is not None:
                assert pc.min(column).as_py() >= fact.least, fact.name
            if fact.most is not None:
                assert pc.max(column).as_py() <= fact.most, fact.name
    file = pq.ParquetFile(unsure / "members" / "bucket-0000.parquet").metadata.row_group(0).column(0)
    assert file.is_stats_set and file.compression == "ZSTD"
    assert set(pc.unique(read(unsure, "households")["area"]).to_pylist()) == {"urban", "rural"}


def test_a_lake_names_nobody(unsure: Path) -> None:
    for name in (*LEVELS, "truth/planted", "truth/members", "truth/households", "truth/supporters"):
        table = read(unsure, name)
        assert not {"name", "id_number"} & set(table.column_names)
        words = {word for column in table.columns if pa.types.is_string(column.type) for word in pc.unique(column).to_pylist()}
        assert not {word for word in words if not word.isascii() or (len(word) >= 15 and word[:15].isdigit())}


def test_what_cannot_be_made_is_refused_in_words_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong, words in (({"people": 0}, "人数"), ({"people": -5}, "人数"), ({"people": 10**12}, "人数"), ({"seed": -1}, "种子"), ({"processes": 0}, "进程数")):
        with pytest.raises(CannotMakeCity, match=words):
            make_lake(**{"people": 100, "to": tmp_path / "city", **wrong})  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
    make_lake(people=50, to=tmp_path / "city", processes=1)
    before = digests(tmp_path)
    with pytest.raises(CannotMakeCity, match="已有一座城"):
        make_lake(people=50, to=tmp_path / "city")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep")
    with pytest.raises(CannotMakeCity, match="不是空文件夹"):
        make_lake(people=50, to=tmp_path / "mine")
    with pytest.raises(CannotMakeCity, match="不是空文件夹"):
        make_lake(people=50, to=tmp_path / "mine" / "letter.txt")
    assert before.items() <= digests(tmp_path).items()
    written = []

    def full(table: pa.Table, path: Path, **_: object) -> None:
        written.append(path)
        if len(written) == 9:
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(b"half")

    monkeypatch.setattr(files.pq, "write_table", full)
    with pytest.raises(CannotMakeCity, match="磁盘空间不够"):
        make_lake(people=500, to=tmp_path / "full", processes=1)
    assert len(written) == 9 and sorted(path.name for path in tmp_path.iterdir()) == ["city", "mine"]


def test_a_process_that_fails_or_dies_ends_the_work_in_words(tmp_path: Path) -> None:
    some = buckets(100)[:3]
    make_together(partial(marks, folder=tmp_path), some, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2"]
    with pytest.raises(OSError, match="No space left"):
        make_together(no_room, some, 2)
    with pytest.raises(CannotMakeCity, match="内存不够"):
        make_together(dies, some, 2)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    make_lake(people=50, to=tmp_path / "city", processes=1)
    page = yaml.safe_load((tmp_path / "city" / "lake.yaml").read_text(encoding="utf-8"))
    assert (page["made_up"], page["on"], page["people"], page["known"]) == (True, ON, 50, False)
    assert page["buckets"] == len(list((tmp_path / "city" / "members").iterdir())) and sum(page["counties"].values()) == 50
