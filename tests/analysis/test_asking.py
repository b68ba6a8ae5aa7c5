"""普查问答: what is worked out beforehand changes no answer: a lake says what the same tables say in memory, on every engine and in every batch."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from doudi import law
from doudi.analysis.screening import Asked, ask, open_lake
from tests.policy import families, toy

from .lakes import ON, write_lake

DAY = date(2026, 8, 1)


def lake_of(folder: Path, tables, buckets: int = 3):
    """The three tables as a lake; a column that is unknown for everyone is left out."""
    homes = tables[0]["household_id"]
    for number in range(buckets):
        mine = pa.array([home.as_py() for home in homes if home.as_py() % buckets == number], pa.int64())
        for name, table in zip(("households", "members", "supporters"), tables, strict=True):
            kept = [column for column in table.column_names if table[column].null_count < len(table) or column.endswith("_id")]
            rows = table.select(kept).filter(pa.compute.is_in(table["household_id"], mine))
            (folder / name).mkdir(parents=True, exist_ok=True)
            if len(rows) or name == "households":
                pq.write_table(rows, folder / name / f"bucket-{number:04}.parquet")
    (folder / "lake.yaml").write_text(yaml.safe_dump({"made_up": True}))
    return open_lake(folder)


def differences(lake, book, on, tables):
    """Where the lake's answers differ from those in memory."""
    want = tuple(name for name, step in book.steps.items() if step.level != "supporter")
    asked = Asked.of(lake, book, on, want)
    found = ask(asked, sql="SELECT * FROM answers")
    persons = ask(asked, sql="SELECT * FROM answers_persons")
    truth = book.assess(*tables, on=on, want=want)
    wrong = []
    for mine, theirs, order in ((found, truth.households, ["household_id"]), (persons, truth.persons, ["household_id", "person_id"])):
        mine, theirs = (one.sort_by([(key, "ascending") for key in order]) for one in (mine, theirs))
        if mine.column_names != theirs.column_names or len(mine) != len(theirs):
            wrong.append(f"{mine.column_names} {len(mine)}: in memory {theirs.column_names} {len(theirs)}")
            continue
        wrong += [name for name in mine.column_names if mine[name].to_pylist() != theirs[name].to_pylist() or mine[name].type != theirs[name].type]
    return wrong


@pytest.mark.parametrize(("seed", "unknown"), [(1, 0.0), (2, 0.03), (3, 1.0)])
@pytest.mark.parametrize("which", ["law", "toy"])
def test_a_lake_answers_as_tables_in_memory(tmp_path, which, seed, unknown):
    book = law.book(DAY) if which == "law" else toy.book(date(2026, 7, 1))
    cases = families.families(seed, book, DAY, unknown, 150)
    tables = families.tables(book, cases)
    assert differences(lake_of(tmp_path, tables), book, DAY, tables) == []


@pytest.mark.parametrize("which", ["law", "toy"])
def test_facts_that_are_the_same_for_everyone_change_nothing(tmp_path, which):
    """Every fact but wages is what a case file means by not writing it: most of the law is worked out before a row is read."""
    book = law.book(DAY) if which == "law" else toy.book(date(2026, 7, 1))
    cases = families.families(5, book, DAY, 0.0, 80)
    told = {fact.name: fact.left_out for fact in book.facts.values() if fact.left_out is not None and fact.name != "wage_12m"}
    for case in cases:
        for row in (case.household, *case.members, *case.supporters):
            row.update({name: told[name] for name in row if name in told})
    tables = families.tables(book, cases)
    lake = lake_of(tmp_path, tables)
    assert len(lake.beforehand.fixed) > 10
    assert differences(lake, book, DAY, tables) == []


def test_no_supporters_at_all(tmp_path):
    book = toy.book(date(2026, 7, 1))
    cases = families.families(6, book, DAY, 0.03, 60)
    for case in cases:
        case.supporters.clear()
    tables = families.tables(book, cases)
    lake = lake_of(tmp_path, tables)
    assert not lake.beforehand.supporters
    assert differences(lake, book, DAY, tables) == []


def test_what_is_taken_for_known_though_it_is_not_is_caught(tmp_path):
    """The control of the tests above."""
    book = law.book(DAY)
    tables = families.tables(book, families.families(2, book, DAY, 0.03, 150))
    lake = lake_of(tmp_path, tables)
    vars(lake)["beforehand"] = type(lake.beforehand)({}, frozenset(book.facts), lake.places)
    assert differences(lake, book, DAY, tables) != []


def test_two_books_are_asked_at_once(tmp_path):
    lake = open_lake(write_lake(tmp_path, 3000, buckets=3))
    book = law.book(ON)
    higher = book.overridden({"dibao.standard": 200000})
    want = ("tier", "dibao_monthly_amount", "member_count")
    now, new = Asked.of(lake, book, ON, want, {"region": "string"}, "now"), Asked.of(lake, higher, ON, want, name="new")
    sql = """SELECT now.region, count(*) AS many, count(*) FILTER (new.tier = 'dibao' AND now.tier <> 'dibao') AS enter
        FROM now JOIN new USING (household_id) GROUP BY ALL"""
    found = ask(now, new, sql=sql)
    assert sum(found["many"].to_pylist()) == lake.rows["households"]
    assert sum(found["enter"].to_pylist()) > 100
    assert set(found["region"].to_pylist()) <= {region for region, _ in lake.places}
