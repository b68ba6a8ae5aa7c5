"""假如: two laws compared by hand on a small lake; bounds hold the truth; nobody of a real lake is judged who is not in hand."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi import law
from doudi.analysis.screening.lake import open_lake
from doudi.analysis.simulation import Simulation, read_changes, side_by_side, simulate
from doudi.analysis.simulation.changes import changed
from doudi.analysis.simulation.families import TIERS
from doudi.analysis.simulation.question import Question
from doudi.analysis.simulation.readings import AGAINST, FAVOUR, Families, read_as
from tests.analysis.lakes import ON, write_lake

BOOK = law.book(ON)
AMOUNT = "monthly_total" if "monthly_total" in BOOK.steps else "dibao_monthly_amount"
CHANGES = (
    ["dibao.standard=+5%"],
    ["marginal.percent=200", "property.dibao.vehicles=none"],
    ["dibao.method=bands", "dibao.bands=[{below: 500, amount: 600}, {below: 1100, amount: 250}]"],
    ["dibao.standard@370783:rural=1200"],
)


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same families, once with unknown facts and once as they are in truth."""
    folder = tmp_path_factory.mktemp("lakes")
    return write_lake(folder / "told", 2400, unknown=0.01, settled=True), write_lake(folder / "truth", 2400, unknown=0.0, settled=True)


def told(folder: Path, texts: list[str]) -> Simulation:
    return simulate(open_lake(folder), read_changes(texts, BOOK.figures.parameters), on=ON)


def answers(folder: Path, texts: list[str]) -> tuple[dict[int, dict], dict[int, dict]]:
    """Every family under both laws, one assessment of the whole lake each."""
    tables = [pa.concat_tables([pq.read_table(file) for file in sorted((folder / name).glob("*.parquet"))]) for name in ("households", "members", "supporters")]
    changes = read_changes(texts, BOOK.figures.parameters)
    books = (BOOK, BOOK.with_figures(changed(BOOK.figures, changes, on=ON)))
    want = ["tier", AMOUNT, "member_count", "countable_income_12m"]
    keep = {row["household_id"]: row for row in tables[0].select(["household_id", "region", "area"]).to_pylist()}
    found = [book.assess(*tables, on=ON, want=want).households.to_pylist() for book in books]
    before, after = ({row["household_id"]: {**row, **keep[row["household_id"]]} for row in rows} for rows in found)
    return before, after


@pytest.mark.parametrize("texts", CHANGES, ids=" ".join)
def test_two_laws_compared_by_hand(lakes: tuple[Path, Path], texts: list[str]) -> None:
    """Where everything is known, every figure is one number, and the number that counting family by family gives."""
    found, (before, after) = told(lakes[1], texts), answers(lakes[1], texts)
    pairs = [(before[one], after[one]) for one in before]
    rank = {tier: place for place, tier in enumerate(TIERS)}
    by_hand = {
        "households": len(pairs),
        "persons": sum(was["member_count"] for was, _ in pairs),
        "aided_before": sum(was["tier"] != "none" for was, _ in pairs),
        "aided_after": sum(then["tier"] != "none" for _, then in pairs),
        "entering": sum(was["tier"] == "none" != then["tier"] for was, then in pairs),
        "leaving": sum(then["tier"] == "none" != was["tier"] for was, then in pairs),
        "moving": sum("none" not in (was["tier"], then["tier"]) and was["tier"] != then["tier"] for was, then in pairs),
        "more": sum(then[AMOUNT] > was[AMOUNT] for was, then in pairs),
        "less": sum(then[AMOUNT] < was[AMOUNT] for was, then in pairs),
        "before_fen": sum(was[AMOUNT] for was, _ in pairs),
        "after_fen": sum(then[AMOUNT] for _, then in pairs),
        "change_fen": sum(then[AMOUNT] - was[AMOUNT] for was, then in pairs),
        "entering_persons": sum(was["member_count"] for was, then in pairs if was["tier"] == "none" != then["tier"]),
        "gap_before_fen": sum(_gap(was, was[AMOUNT]) for was, _ in pairs),
        "gap_after_fen": sum(_gap(was, then[AMOUNT]) for was, then in pairs),
        "unsure": 0,
        "known_change_fen": sum(then[AMOUNT] - was[AMOUNT] for was, then in pairs),
    }
    assert {name: found.all[name] for name in by_hand} == {name: (value, value) for name, value in by_hand.items()}
    assert {pair: row["households"][0] for pair, row in found.sums.matrix.items()} == Counter((was["tier"], then["tier"]) for was, then in pairs)
    counties = {name: row["change_fen"][0] for name, row in found.by("county").items()}
    assert counties == _summed((was["region"][:6], then[AMOUNT] - was[AMOUNT]) for was, then in pairs)
    assert {name: row["entering"][0] for name, row in found.by("size").items()} == _summed(
        ("5+" if was["member_count"] >= 5 else str(was["member_count"]), int(rank[was["tier"]] == 0 < rank[then["tier"]])) for was, then in pairs
    )
    assert sum(row["persons"][0] for row in found.by("age").values()) == sum(row["persons"][0] for row in found.by("disability").values()) > 0
    for side, answered in (("b", before), ("a", after)):
        low, high = found.sums.spread(side).gini()
        assert low == high == pytest.approx(_gini([(before[one], answered[one][AMOUNT]) for one in before]), abs=1e-4)


def _gap(family: dict, aid: int) -> int:
    standard = BOOK.figure("dibao.standard", region=family["region"], area=family["area"], on=ON)
    return max(standard * family["member_count"] - family["countable_income_12m"] // 12 - aid, 0)


def _summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, value in pairs:
        found[name] = found.get(name, 0) + value
    return found


def _gini(families: list[tuple[dict, int]]) -> Fraction:
    """Person by person, in whole yuan."""
    incomes = [((was["countable_income_12m"] // 12 + aid) // was["member_count"] // 100, was["member_count"]) for was, aid in families if was["member_count"]]
    apart = sum(weight * other * abs(income - another) for (income, weight), (another, other) in product(incomes, incomes))
    people = sum(weight for _, weight in incomes)
    return Fraction(apart, 2 * people * sum(income * weight for income, weight in incomes))


@pytest.mark.parametrize("texts", CHANGES[1:3], ids=" ".join)
def test_bounds_hold_the_truth(lakes: tuple[Path, Path], texts: list[str]) -> None:
    """Whatever stands where the lake says unknown: in all, by county and area, by tier."""
    found, truth = told(lakes[0], texts), told(lakes[1], texts)
    assert found.all["unsure"][0] > 0, "nothing was unknown: the test would prove nothing"
    bounds, true = found.all, truth.all
    assert {name: (bounds[name], true[name]) for name in true if not _holds(bounds[name], true[name], name)} == {}
    for side, rank in product("ba", range(len(TIERS))):
        low, high = found.sums.tier(side, rank)
        assert low <= truth.sums.tier(side, rank)[0] <= high
    for side in "ba":
        (low, high), (true, _) = found.sums.spread(side).gini(), truth.sums.spread(side).gini()
        assert low <= true <= high


def _holds(bounds: tuple[int, int], true: tuple[int, int], key: str) -> bool:
    return key in ("unsure", "known_change_fen") or bounds[0] <= true[0] <= bounds[1]


def test_bounds_that_are_too_narrow_are_seen(lakes: tuple[Path, Path]) -> None:
    """The control: were unknown families left out, the truth would lie outside."""
    found, truth = told(lakes[0], ["dibao.standard=+5%"]), told(lakes[1], ["dibao.standard=+5%"])
    for name in ("before_fen", "aided_before"):
        low, _ = found.all[name]
        assert low < truth.all[name][0] <= found.all[name][1]


def test_who_cannot_lose_is_not_said_to_lose(lakes: tuple[Path, Path]) -> None:
    higher, lower, other = (told(lakes[0], [text]) for text in ("dibao.standard=+5%", "dibao.standard=-5%", "income.losses_count=true"))
    assert higher.all["leaving"] == (0, 0) and lower.all["entering"] == (0, 0)
    assert other.question.direction == 0 and other.all["leaving"][1] > 0


def test_both_ways_of_reading_meet_where_nothing_is_unknown(lakes: tuple[Path, Path]) -> None:
    """Reading fills what is unknown and touches nothing else."""
    question = Question.of(read_changes(["dibao.standard=+5%"], BOOK.figures.parameters), on=ON)
    facts = question.book.plan(question.want).facts
    lake = open_lake(lakes[1])
    ids = pq.read_table(lake.files["households"][lake.buckets[0]], columns=["household_id"])["household_id"].combine_chunks()
    families = Families.in_lake(lake, ids)
    ways = [read_as(way, families, facts) for way in (FAVOUR, AGAINST)]
    assert ways[0].members.equals(ways[1].members) and ways[0].households.equals(ways[1].households)
    assert len(families.members) > len(families.households) > 0


def test_of_a_real_lake_only_families_in_hand_are_judged(tmp_path: Path) -> None:
    folder = write_lake(tmp_path / "real", 3000, unknown=0.002, made_up=False, in_hand=0.3)
    found = told(folder, ["dibao.standard=+5%"])
    in_hand = pa.concat_tables([pq.read_table(file, columns=["in_hand"]) for file in (folder / "households").glob("*.parquet")])["in_hand"].to_pylist()
    assert found.all["households"] == (sum(in_hand), sum(in_hand))
    assert sum(found.leads.values()) == len(in_hand) - sum(in_hand)
    assert {"unknown", "below_50000"} <= set(found.leads), "leads are counted by what is known of their income"


def test_a_real_lake_that_does_not_say_who_is_in_hand_has_only_leads(tmp_path: Path) -> None:
    found = told(write_lake(tmp_path / "real", 800, made_up=False), ["dibao.standard=+5%"])
    assert found.all.get("households", (0, 0)) == (0, 0) and sum(found.leads.values()) > 0


def in_one_bucket(lake: Path, whole: Path) -> Path:
    """The same families in other files."""
    for name in ("households", "members", "supporters"):
        (whole / name).mkdir(parents=True)
        pq.write_table(pa.concat_tables([pq.read_table(one) for one in sorted((lake / name).glob("*.parquet"))]), whole / name / "bucket-0000.parquet")
    (whole / "lake.yaml").write_text((lake / "lake.yaml").read_text())
    return whole


def test_parts_add_up_whatever_the_buckets(tmp_path: Path, lakes: tuple[Path, Path]) -> None:
    one, many = (told(folder, ["dibao.standard=+5%"]).as_json() for folder in (in_one_bucket(lakes[0], tmp_path / "whole"), lakes[0]))
    assert one == many


def test_many_are_told_what_few_are_told(lakes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A large lake is asked another way, with its own unknowns worked in; the answers are the same."""
    texts = ["dibao.standard@370783:rural=+8%", "marginal.percent=180"]
    few = told(lakes[0], texts).as_json()
    monkeypatch.setattr(side_by_side, "SMALL", 0)
    many = told(lakes[0], texts).as_json()
    assert many == few


def test_two_lakes_share_a_query_only_where_the_same_is_known(lakes: tuple[Path, Path], tmp_path: Path) -> None:
    """The same families in other files; not those of whom all is told, nor those without supporters."""
    other = in_one_bucket(lakes[0], tmp_path / "whole")
    told_of, same, truth = (open_lake(folder) for folder in (lakes[0], other, lakes[1]))
    assert told_of.digest != same.digest
    assert side_by_side._known(told_of.beforehand) == side_by_side._known(same.beforehand) != side_by_side._known(truth.beforehand)
    assert side_by_side._known(replace(told_of.beforehand, supporters=False)) != side_by_side._known(told_of.beforehand)


def test_a_parameter_no_rule_reads_changes_nothing(lakes: tuple[Path, Path]) -> None:
    found = told(lakes[1], ["benefits.payday=12"])
    assert found.question.unread and found.all["change_fen"] == (0, 0) == found.all["entering"]


def test_the_book_is_left_as_it_was(lakes: tuple[Path, Path]) -> None:
    version = BOOK.version
    told(lakes[1], ["dibao.standard=+50%"])
    assert law.book(ON).version == version
