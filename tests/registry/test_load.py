"""初始建库: a county's folder enters once, whole or not at all, and nothing of it is lost, doubled or guessed."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from doudi.base import access, crypto, lake
from doudi.base.models import LakeDay
from doudi.registry import actions, queries
from doudi.registry.actions import pictures
from doudi.registry.models import Coverage, Fact, Household, Membership, Person, StaffMember
from tests.people import an_id
from tests.registry.rows import ON

BORN = date(1980, 6, 1)
HEAD, CHILD, TWICE = an_id(BORN, "male"), an_id(date(2015, 9, 3)), an_id(BORN)


def a_fact(**told: Any) -> dict[str, Any]:
    row = {"person_key": None, "household_key": None, "amount": None, "word": None, "until_on": None, "source": "statement", "known_on": date(2026, 9, 1)}
    return {**row, "from_on": date(2025, 10, 12), "ref": "-".join(map(str, told.values())), **told}


TABLES: dict[str, list[dict[str, Any]]] = {
    "people": [
        {"person_key": key, "name": name, "id_number": number, "sex": "male", "born_on": BORN, "region": "370702001001", "area": "urban"}
        for key, name, number in ((1, "某户主", HEAD), (2, "某孩", CHILD), (3, "某两处", TWICE), (4, "某两处", f" {TWICE.lower()}"))
    ],
    "households": [
        {"household_key": key, "number": f"H{key}", "region": region, "area": "urban", "formed_on": date(2010, 1, 1)}
        for key, region in ((1, "370702001001"), (2, "370702002001"))
    ],
    "memberships": [
        {"household_key": household, "person_key": person, "relation": relation, "from_on": date(2010, 1, 1), "source": "hukou", "ref": f"{household}/{person}"}
        for household, person, relation in ((1, 1, "head"), (1, 2, "child"), (1, 3, "sibling"), (2, 4, "head"))
    ],
    "facts": [
        a_fact(person_key=1, name="wage", amount=2_160_000, until_on=ON),
        a_fact(household_key=1, name="homes", amount=1),
        a_fact(person_key=1, name="medical_self_paid", amount=90_000, from_on=date(2026, 5, 1), source="hospital_bills"),
        a_fact(person_key=4, name="medical_self_paid", amount=70_000, from_on=date(2026, 5, 1), source="hospital_bills"),
    ],
    "staff": [{"name": "某助理", "id_number": an_id(), "unit": "示例街道", "post": "民政助理", "region": "370702001", "from_on": date(2020, 1, 1)}],
}
COVERS = "county: '370702'\ncovers:\n- {name: medical_self_paid, source: hospital_bills, from_on: 2025-09-12, until_on: 2026-10-12}\n"


def a_folder(path: Path, **changed: list[dict[str, Any]]) -> Path:
    """The county as a folder, with some of its tables changed."""
    path.mkdir(exist_ok=True)
    keyed = {"person_key": pa.int64(), "household_key": pa.int64(), "amount": pa.int64(), "word": pa.string(), "until_on": pa.date32()}
    for name, rows in {**TABLES, **changed}.items():
        table = pa.Table.from_pylist(rows)
        schema = pa.schema([(column, keyed.get(column, table.schema.field(column).type)) for column in table.column_names])
        parquet.write_table(table.cast(schema), path / f"{name}.parquet")
    (path / "city.yaml").write_text(COVERS, encoding="utf-8")
    return path


def counts() -> list[int]:
    return [table.objects.count() for table in (Person, Household, Membership, Fact, StaffMember, Coverage, LakeDay)]


@pytest.mark.usefixtures("system")
def test_a_county_enters_once_and_again_changes_nothing(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "county")
    loaded = actions.load_register(folder, on=ON)
    assert loaded == actions.Loaded(people=3, households=2, memberships=4, facts=4, staff=1)
    before = counts()
    assert actions.load_register(folder, on=ON) == actions.Loaded(people=0, households=0, memberships=0, facts=0, staff=0)
    assert counts() == before


@pytest.mark.usefixtures("system")
def test_numbers_are_sealed_names_readable_and_one_number_is_one_person(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "county")
    actions.load_register(folder, on=ON)
    head = Person.objects.get(name="某户主")
    assert HEAD.encode() not in bytes(head.id_sealed) and crypto.open_text(bytes(head.id_sealed), purpose="id_number") == HEAD
    assert head.name_key == "mou hu zhu"
    twice = Person.objects.get(name="某两处")
    assert {member.household.number for member in queries.households_of(twice.pk, ON)} == {"H1", "H2"}
    keys = queries.keys_of(folder)
    assert keys.people[3] == keys.people[4] == twice.pk
    assert keys.households[2] == queries.Place(Household.objects.get(number="H2").pk, "370702002001", "urban")


@pytest.mark.usefixtures("system")
def test_statements_enter_the_register_departments_rows_the_lake_and_both_are_read(tmp_path: Path) -> None:
    actions.load_register(a_folder(tmp_path / "county"), on=ON)
    assert sum(parquet.read_table(file).num_rows for file in lake.read("hospital_bills", until_on=ON)) == 2
    assert [one.watched_on for one in Household.objects.order_by("number")] == [ON, None]
    first, second = (queries.case_of(one.pk, on=ON) for one in Household.objects.order_by("number"))
    assert [member["medical_self_paid_12m"] for member in first.members] == [90_000, 0, 70_000]
    assert [member["medical_self_paid_12m"] for member in second.members] == [70_000]
    assert (first.members[0]["wage_12m"], first.household["homes"], second.members[0]["wage_12m"]) == (2_160_000, 1, None)
    assert first.sources[first.person_ids[0], "wage_12m"].source == "import"


@pytest.mark.usefixtures("system")
def test_a_declaration_replaces_what_was_imported(tmp_path: Path) -> None:
    actions.load_register(a_folder(tmp_path / "county"), on=ON)
    household = Household.objects.get(number="H1")
    actions.declare(household_id=household.pk, facts=[], source="application", ref="1", on=ON, officer=None)
    assert queries.case_of(household.pk, on=ON).members[0]["wage_12m"] == 0


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"facts": [a_fact(person_key=1, name="wag", amount=1)]}, "不认识的事项：wag"),
        ({"people": [{**TABLES["people"][0], "id_number": " "}]}, "1 人没有身份证号"),
    ],
)
def test_a_folder_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(actions.CannotLoadRegister, match=words):
        actions.load_register(a_folder(tmp_path / "county", **changed), on=ON)
    assert counts() == [0] * 7


@pytest.mark.usefixtures("system")
def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "county")
    (folder / "staff.parquet").unlink()
    with pytest.raises(actions.CannotLoadRegister, match="staff.parquet"):
        actions.load_register(folder, on=ON)


@pytest.mark.django_db
def test_only_the_system_loads_and_publishes(tmp_path: Path) -> None:
    with pytest.raises(access.CannotAccess):
        actions.load_register(a_folder(tmp_path / "county"), on=ON)
    with pytest.raises(access.CannotAccess):
        actions.publish(on=ON)


@pytest.mark.usefixtures("system")
def test_a_picture_of_the_same_day_replaces_the_earlier_one(tmp_path: Path) -> None:
    with pytest.raises(queries.CannotAssess, match="快照"):
        queries.frames(ON)
    actions.load_register(a_folder(tmp_path / "county"), on=ON)
    first = actions.publish(on=ON)
    assert first == actions.publish(on=ON)
    assert set(first) == set(pictures.PICTURES)
    assert queries.frames(ON).households.num_rows == 2
    Household.objects.create(number="H3", region="370702001001", area="rural", formed_on=ON)
    actions.publish(on=ON)
    assert queries.frames(ON).households.num_rows == 3


@pytest.mark.usefixtures("system")
def test_the_lake_holds_no_name_and_no_number(tmp_path: Path) -> None:
    actions.load_register(a_folder(tmp_path / "county"), on=ON)
    actions.publish(on=ON)
    for day in LakeDay.objects.all():
        for file in lake.read(day.feed, until_on=ON):
            table = parquet.read_table(file)
            told = {str(value) for column in table.columns for value in column.to_pylist()}
            assert not told & {HEAD, CHILD, TWICE, "某户主", "某孩", "某两处", "某助理"}
