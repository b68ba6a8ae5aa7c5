"""一县的湖: about the very people of the register; those who receive as they declared, so that rules give what is paid; one command for both cities."""

from pathlib import Path

import pyarrow.compute as pc
import pytest
import yaml
from typer.testing import CliRunner

from doudi.cli.city import MOST_OF_A_COUNTY
from doudi.cli.city import city as command
from doudi.sandbox import lake as lakes
from doudi.sandbox.city import make_city
from tests.sandbox.lakes import ask, assessed, read
from tests.sandbox.test_city import digests


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_city(people=10_000, to=tmp_path_factory.mktemp("county") / "weicheng", seed=1, lake=True, known=True).folder


def test_the_county_s_own_files_are_the_same_with_and_without_a_lake(tmp_path: Path) -> None:
    make_city(people=400, to=tmp_path / "without", seed=3, days=5)
    make_city(people=400, to=tmp_path / "with", seed=3, days=5, lake=True)
    without, beside = digests(tmp_path / "without"), digests(tmp_path / "with")
    assert without.items() <= beside.items()
    assert {name.partition("/")[0] for name in beside.keys() - without.keys()} == {"households", "members", "supporters", "truth", "lake.yaml"}


def test_the_lake_is_about_the_people_of_the_register(county: Path) -> None:
    tables = {name: read(county, name) for name in ("households", "members")}
    alike = " AND ".join(("p.born_on = m.born_on", "p.sex = m.sex", "s.relation = m.relation", "h.region = p.region", "h.area = p.area"))
    same = f"""SELECT count(*), count(*) FILTER ({alike})
               FROM members m JOIN '{county}/people.parquet' p ON p.person_key = m.person_id JOIN households h USING (household_id)
               JOIN '{county}/memberships.parquet' s ON s.person_key = m.person_id AND s.household_key = m.household_id"""
    assert ask(same, **tables) == [(10_000, 10_000)]
    standings = f"""SELECT count(*), count(*) FILTER (in_hand AND already_tier = kind AND already_since = from_on)
                    FROM '{county}/standings.parquet' s JOIN households h ON h.household_id = s.household_key"""
    ((receiving, told),) = ask(standings, **tables)
    assert receiving == told == pc.sum(tables["households"]["in_hand"]).as_py() > 300


def test_the_rules_give_from_the_lake_what_is_paid_but_where_somebody_lives_elsewhere(county: Path) -> None:
    found = assessed(county, "tier", "dibao_monthly_amount", "countable_income_12m")
    asked = f"""SELECT count(*), count(*) FILTER (tier = kind AND dibao_monthly_amount = already_dibao_monthly_amount)
                FROM found f JOIN '{county}/standings.parquet' s ON f.household_id = s.household_key JOIN households h USING (household_id)
                WHERE kind <> 'tekun' AND household_key NOT IN (SELECT household_key FROM '{county}/memberships.parquet' WHERE relation = 'other')"""
    ((receiving, same),) = ask(asked, found=found, households=read(county, "households"))
    assert receiving == same > 300
    less = "SELECT count(*) FROM found JOIN planted USING (household_id) WHERE countable_income_12m < income_12m"
    assert ask(less, found=found, planted=read(county, "truth/planted")) == [(0,)]


def test_one_command_makes_a_county_with_its_lake_or_the_whole_city_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, options, tables in (
        ("county", ["--people", "300", "--days", "5"], {"people.parquet", "feeds", "lake.yaml", "city.yaml", "members"}),
        ("lake", ["--people", "300", "--only", "lake", "--known"], {"households", "members", "supporters", "truth", "lake.yaml"}),
    ):
        made = CliRunner().invoke(command, ["make", "--to", str(tmp_path / name), *options])
        assert made.exit_code == 0 and "均为编造" in made.output, made.output
        inside = {path.name for path in (tmp_path / name).iterdir()}
        assert tables <= inside and (("people.parquet" in inside) == (name == "county"))
        assert yaml.safe_load((tmp_path / name / "lake.yaml").read_text(encoding="utf-8"))["known"] == (name == "lake")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county", "lake"]
    asked = []
    monkeypatch.setattr(lakes, "make_lake", lambda **options: asked.append(options["people"]) or lakes.Lake(options["to"], options["people"], 0, 0, 0))
    CliRunner().invoke(command, ["make", "--people", str(MOST_OF_A_COUNTY + 1), "--to", str(tmp_path / "many")])
    assert asked == [MOST_OF_A_COUNTY + 1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--people", "0"], "至少要 100 人"),
        (["--people", "0", "--only", "lake"], "人数须在"),
        (["--people", "-1", "--only", "lake"], "人数须在"),
        (["--people", "500", "--seed", "-1", "--only", "lake"], "种子须是"),
        (["--people", "500", "--processes", "0", "--only", "lake"], "进程数须在"),
    ],
)
def test_a_wrong_option_is_refused_in_one_line_and_leaves_nothing(options: list[str], words: str, tmp_path: Path) -> None:
    made = CliRunner().invoke(command, ["make", "--to", str(tmp_path / "city"), *options])
    assert made.exit_code == 2 and words in made.output and made.output.count("\n") == 1
    assert not list(tmp_path.iterdir())
