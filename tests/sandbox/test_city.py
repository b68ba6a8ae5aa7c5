"""造城: the folder is the same every time, whole, lawful in what it pays, and tells nobody's truth outside `truth/`."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from doudi import law
from doudi.registry.queries import DECLARED_HOUSEHOLD, DECLARED_PERSON
from doudi.sandbox import calibration
from doudi.sandbox.city import CannotMakeCity, make_city

START = date(2026, 10, 12)


def table(city: Path, name: str) -> pa.Table:
    return pq.read_table(city / f"{name}.parquet")


def digests(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        make_city(people=1500, to=tmp_path / name, seed=seed)
    first, again, other = (digests(tmp_path / name) for name in "abc")
    assert first == again
    assert first.keys() == other.keys()
    assert first["people.parquet"] != other["people.parquet"]


@pytest.mark.parametrize("people", [100, 257, 1000])
def test_small_counties_are_whole(people: int, tmp_path: Path) -> None:
    city = make_city(people=people, to=tmp_path / "city", seed=people, days=9).folder
    assert table(city, "people").num_rows == people
    for name in ("deaths", "double_registration", "hidden_vehicles", "hardship"):
        assert table(city, f"truth/{name}").num_rows <= people


def test_what_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CannotMakeCity, match="至少"):
        make_city(people=99, to=tmp_path / "few")
    with pytest.raises(CannotMakeCity, match="没有工作日"):
        make_city(people=100, to=tmp_path / "holiday", start=date(2026, 10, 1), days=3)
    make_city(people=100, to=tmp_path / "one", days=5)
    with pytest.raises(CannotMakeCity, match="已有一座城"):
        make_city(people=100, to=tmp_path / "one", days=5)


def test_keys_meet(city: Path) -> None:
    people, households = (set(table(city, name)[key].to_pylist()) for name, key in (("people", "person_key"), ("households", "household_key")))
    for name in ("memberships", "facts", "standings", "awards", "last_month"):
        rows = table(city, name)
        assert set(rows["household_key"].to_pylist()) - {None} <= households
        if "person_key" in rows.column_names:
            assert set(rows["person_key"].to_pylist()) - {None} <= people
    accounts = table(city, "accounts")
    assert set(table(city, "awards")["account_ref"].to_pylist()) == set(accounts["account_ref"].to_pylist())
    assert len(set(accounts["number"].to_pylist())) == accounts.num_rows
    assert len(set(table(city, "households")["number"].to_pylist())) == len(households)


def test_everyone_who_receives_has_said_everything(city: Path) -> None:
    facts = table(city, "facts")
    stated = facts.filter(pc.equal(facts["source"], "statement"))
    per_person = stated.filter(pc.is_valid(stated["person_key"])).group_by("person_key").aggregate([("name", "count_distinct")])
    per_household = stated.filter(pc.is_valid(stated["household_key"])).group_by("household_key").aggregate([("name", "count_distinct")])
    assert set(stated["name"].to_pylist()) == set(DECLARED_PERSON) | set(DECLARED_HOUSEHOLD)
    assert set(per_person["name_count_distinct"].to_pylist()) == {len(DECLARED_PERSON)}
    assert set(per_household["name_count_distinct"].to_pylist()) == {len(DECLARED_HOUSEHOLD)}
    receiving = set(table(city, "standings")["household_key"].to_pylist())
    assert set(per_household["household_key"].to_pylist()) == receiving
    members = table(city, "memberships")
    living_there = {
        person for household, person in zip(members["household_key"].to_pylist(), members["person_key"].to_pylist(), strict=True) if household in receiving
    }
    assert set(per_person["person_key"].to_pylist()) == living_there


def test_what_is_paid_is_what_the_rules_give(city: Path) -> None:
    """Tier and amount of every dibao and marginal family, by the house's own rules from its own declaration."""
    facts, memberships, people, households = (table(city, name).to_pylist() for name in ("facts", "memberships", "people", "households"))
    of_person: dict[int, dict[str, object]] = {row["person_key"]: {"born_on": row["born_on"]} for row in people}
    of_household: dict[int, dict[str, object]] = {row["household_key"]: {"region": row["region"], "area": row["area"]} for row in households}
    for row in facts:
        if row["source"] == "statement":
            value = row["word"] if row["amount"] is None else row["amount"]
            whose = of_person[row["person_key"]] if row["person_key"] else of_household[row["household_key"]]
            whose[row["name"] + ("_12m" if row["until_on"] else "")] = value
    kind_of = {row["household_key"]: row["kind"] for row in table(city, "standings").to_pylist() if row["kind"] != "tekun"}
    book = law.book(START)
    claims = [fact.name for fact in book.facts.values() if fact.kind == "yesno"]
    never = date(9999, 12, 31)
    rows = [
        {
            "household_id": row["household_key"],
            "person_id": row["person_key"],
            "relation": row["relation"],
            "died_on": never,
            "medical_self_paid_12m": 0,
            **of_person[row["person_key"]],
        }
        for row in memberships
        if row["household_key"] in kind_of
    ]
    homes = [
        {"household_id": key, "vehicles": 0, "relapse_watch": False, "orphan_support": False, "other_hardship": False, **of_household[key]} for key in kind_of
    ]
    for row in rows + homes:
        row.update({name: bool(row[name]) for name in claims if name in row})
    for home in homes:
        home["job_started_on"] = never
    found = book.assess(pa.Table.from_pylist(homes), pa.Table.from_pylist(rows), on=START, want=("tier", "dibao_monthly_amount"))
    tiers = dict(zip(found.households["household_id"].to_pylist(), found.households["tier"].to_pylist(), strict=True))
    fen = dict(zip(found.households["household_id"].to_pylist(), found.households["dibao_monthly_amount"].to_pylist(), strict=True))
    assert tiers == kind_of
    awards = {row["household_key"]: row["amount_fen"] for row in table(city, "awards").to_pylist() if row["kind"] == "dibao_monthly"}
    assert awards == {key: fen[key] for key, kind in kind_of.items() if kind == "dibao"}
    assert min(awards.values()) > 0


def test_figures_taken_from_the_rules_are_the_rules() -> None:
    book = law.book(START)
    for area in ("urban", "rural"):
        assert book.figure("dibao.standard", region=calibration.COUNTY, area=area, on=START) == calibration.STANDARD[area] * 100
        assert book.figure("income.disposable_last_year", region=calibration.COUNTY, area=area, on=START) == calibration.DISPOSABLE[area] * 100
    assert book.figure("monitoring.medical_red_percent", region=calibration.COUNTY, on=START) == calibration.HEAVY_PERCENT
    assert book.figure("monitoring.bill_line", region=calibration.COUNTY, on=START) == calibration.BILL_LINE * 100


def test_density_is_said_aloud(city: Path) -> None:
    page = yaml.safe_load((city / "city.yaml").read_text(encoding="utf-8"))
    assert page["low_income_share"] == 0.06
    assert page["low_income_share_shandong"] == 0.019
    assert page["standard"]["illustrative"] is True
    assert page["covers"] == [{"name": "medical_self_paid", "source": "hospital_bills", "from_on": START - timedelta(days=395), "until_on": START}]


def test_enough_is_planted_to_be_scored(city: Path) -> None:
    at_least = {"deaths": 12, "double_registration": 8, "hidden_vehicles": 25, "hardship": 25, "wrong_ids": 15}
    for name, least in at_least.items():
        assert table(city, f"truth/{name}").num_rows >= least
    receiving = set(table(city, "standings")["household_key"].to_pylist())
    for name in ("deaths", "double_registration", "hidden_vehicles"):
        assert set(table(city, f"truth/{name}")["household_key"].to_pylist()) <= receiving
    used = [key for name in ("deaths", "hidden_vehicles", "hardship") for key in table(city, f"truth/{name}")["household_key"].to_pylist()]
    assert len(used) == len(set(used))


def test_nothing_outside_truth_tells_the_truth(city: Path) -> None:
    """Another seed's truth beside the same public tables would look alike: no public table has a column that names what is planted."""
    told = {"situation", "level", "slip", "hidden", "arrived_on", "died_on"}
    for file in city.glob("*.parquet"):
        assert not told & set(pq.read_schema(file).names)


def test_the_command_makes_a_city_and_says_so_in_chinese(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from doudi.cli.city import city as command

    made = CliRunner().invoke(command, ["make", "--people", "300", "--to", str(tmp_path / "city"), "--days", "5"])
    assert made.exit_code == 0
    assert "造好一座 300 人的城" in made.output
    assert "均为编造" in made.output
    again = CliRunner().invoke(command, ["make", "--people", "300", "--to", str(tmp_path / "city")])
    assert again.exit_code == 2
    assert "已有一座城" in again.output
