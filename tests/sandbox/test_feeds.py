"""部门文件: readable as departments send them, with every kind of slip, and true where it matters."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from doudi.base import idnumber
from doudi.base.workdays import is_workday
from doudi.verification.feed import all_feeds, read_file_name


def hukou_rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("gb18030"))))


def bill_rows(file: Path) -> list[dict[str, object]]:
    heading, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    return [dict(zip(heading, row, strict=True)) for row in rows]


def files(city: Path, feed: str) -> list[Path]:
    return sorted((city / "feeds").glob(f"*/{feed}_*"))


def test_every_file_is_named_as_the_contract_says(city: Path) -> None:
    for file in (city / "feeds").glob("*/*"):
        named = read_file_name(file)
        assert named.region == "370702"
        assert named.on <= date.fromisoformat(file.parent.name)
        assert is_workday(date.fromisoformat(file.parent.name))


def test_columns_are_the_feed_s(city: Path) -> None:
    assert set(hukou_rows(files(city, "hukou")[0])[0]) == {code for code, column in all_feeds()["hukou"].columns.items() if not column.may_lack}
    assert set(bill_rows(files(city, "hospital_bills")[0])[0]) == set(all_feeds()["hospital_bills"].columns)


def test_one_file_is_late_two_come_twice_and_one_is_corrected(city: Path) -> None:
    named = [(date.fromisoformat(file.parent.name), read_file_name(file), file) for file in (city / "feeds").glob("*/*")]
    late = [file for came, name, file in named if came > name.on and name.correction == 0]
    twice = [file for file in late if any(other != file and other.read_bytes() == file.read_bytes() for _, _, other in named)]
    assert len(twice) == 2
    (really_late,) = set(late) - set(twice)
    assert date.fromisoformat(really_late.parent.name) - read_file_name(really_late).on >= timedelta(days=2)
    (corrected,) = [file for _, name, file in named if name.correction]
    original = corrected.with_name(corrected.name.replace("_gz1", ""))
    (original,) = [file for _, name, file in named if file.name == original.name]
    changed = [(before, after) for before, after in zip(bill_rows(original), bill_rows(corrected), strict=True) if before != after]
    assert len(changed) == 1
    before, after = changed[0]
    assert before["DJH"] == after["DJH"]
    assert float(after["GRZF"]) < float(before["GRZF"])


def test_every_kind_of_slip_is_there(city: Path) -> None:
    hukou = [row for file in files(city, "hukou") for row in hukou_rows(file)]
    bills = [row for file in files(city, "hospital_bills") for row in bill_rows(file)]
    for rows, date_column in ((hukou, "YWRQ"), (bills, "JSRQ")):
        numbers = [str(row["SFZH"]) for row in rows]
        assert "" in numbers
        assert any(" " in number for number in numbers)
        assert any(len(number) == 15 for number in numbers)
        assert any(not number.isascii() for number in numbers)
        assert any(row[date_column] == "20261332" for row in rows)
        assert len(rows) > len({tuple(row.values()) for row in rows})
        assert any(number.startswith("370798") for number in numbers)
    assert any(row["YWLX"] == "其他变更" for row in hukou)
    assert any(row["GRZF"] == "1,2x0" for row in bills)
    assert any(str(row["GRZF"]).startswith("-") for row in bills)


def test_every_truth_has_its_record_on_the_day_it_says(city: Path) -> None:
    """A death that the truth says has arrived stands, readable, in a file of that day, under its number or under one planted wrong."""
    wrong = {row["ref"]: row["id_number"] for row in pq.read_table(city / "truth" / "wrong_ids.parquet").to_pylist()}
    deaths = pq.read_table(city / "truth" / "deaths.parquet").to_pylist()
    by_day: dict[tuple[str, str], date] = {}
    for file in files(city, "hukou"):
        for row in hukou_rows(file):
            if row["YWLX"] == "死亡":
                number = wrong.get(row["LSH"], idnumber.normalise(row["SFZH"]))
                by_day.setdefault((number, row["YWRQ"]), date.fromisoformat(file.parent.name))
    for death in deaths:
        assert by_day[(death["id_number"], f"{death['died_on']:%Y%m%d}")] == death["arrived_on"]


def test_wrong_numbers_are_wrong_by_one_digit_and_nobody_else_s(city: Path) -> None:
    everybody = set(pq.read_table(city / "people.parquet", columns=["id_number"])["id_number"].to_pylist())
    written = {row["LSH"]: row["SFZH"] for file in files(city, "hukou") for row in hukou_rows(file)}
    written |= {row["DJH"]: row["SFZH"] for file in files(city, "hospital_bills") for row in bill_rows(file)}
    for row in pq.read_table(city / "truth" / "wrong_ids.parquet").to_pylist():
        number = written[row["ref"]]
        assert number not in everybody
        assert row["id_number"] in everybody
        assert sum(one != other for one, other in zip(number, row["id_number"], strict=True)) == 1


def test_bills_of_families_that_are_not_planted_stay_far_below_the_line(city: Path) -> None:
    from doudi.sandbox.calibration import DISPOSABLE, HEAVY_PERCENT

    people = {row["id_number"]: row["person_key"] for row in pq.read_table(city / "people.parquet").to_pylist()}
    home: dict[int, int] = {}
    for row in pq.read_table(city / "memberships.parquet").to_pylist():
        home.setdefault(row["person_key"], row["household_key"])
    area = {row["household_key"]: row["area"] for row in pq.read_table(city / "households.parquet").to_pylist()}
    sizes: dict[int, int] = {}
    for household in home.values():
        sizes[household] = sizes.get(household, 0) + 1
    paid: dict[int, dict[str, float]] = {}
    for row in pq.read_table(city / "facts.parquet", filters=[("name", "=", "medical_self_paid")]).to_pylist():
        paid.setdefault(home[row["person_key"]], {})[row["ref"]] = row["amount"] / 100
    for file in files(city, "hospital_bills"):
        for row in bill_rows(file):
            key = people.get(idnumber.normalise(str(row["SFZH"])))
            if key and isinstance(row["GRZF"], float):
                paid.setdefault(home[key], {})[str(row["DJH"])] = row["GRZF"]
    heavy = {household for household, bills in paid.items() if sum(bills.values()) > DISPOSABLE[area[household]] * sizes[household] * HEAVY_PERCENT / 100}
    planted = set(pq.read_table(city / "truth" / "hardship.parquet")["household_key"].to_pylist())
    families = pq.read_table(city / "truth" / "families.parquet", filters=[("fact", "=", "illness"), ("word", "=", "well_off")])["household_number"].to_pylist()
    number = {row["household_key"]: row["number"] for row in pq.read_table(city / "households.parquet").to_pylist()}
    assert {household for household in heavy if number[household] not in families} <= planted


def test_exempt_vehicles_are_exempt_where_they_are_counted_and_others_are_not() -> None:
    from doudi.sandbox.planted import EXEMPT_TYPES, ORDINARY_TYPES
    from doudi.verification.feeds import vehicles

    assert set(EXEMPT_TYPES) <= set(vehicles.EXEMPT_TYPES)
    assert not set(ORDINARY_TYPES) & set(vehicles.EXEMPT_TYPES)
