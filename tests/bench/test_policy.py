"""规则引擎的速度: the shape of what is said, that all found the same, and that a wrong rule is seen."""

import json
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.policy import __main__ as command
from bench.policy import peers, runs
from bench.policy.compare import ENGINES, measure
from bench.policy.engines import limit
from bench.policy.law import columns, common_book, figures_for_peers
from bench.policy.runs import Engine, checksum
from bench.policy.task import RESULTS, Task
from tests.bench.lake import COUNTIES, ON, make_lake

BROKEN = Engine("broken", "tests.bench.broken:broken")
BROKEN_FEW = replace(BROKEN, name="broken-few", slice=True)
ABSENT = Engine("absent", "bench.policy.engines.polars:polars", packages=("not-there",), guest=True)
FAILING = Engine("failing", "bench.policy.engines.no_such_engine:prepare")
PEERS = [engine for engine in ENGINES.values() if engine.agrees and engine.name != "spark"]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city") / "lake"
    make_lake(people=3_000, to=folder, on=ON)
    return folder


def measured(engines, city, folder):
    rows, failed = measure(engines, people=0, made=city, folder=folder, install=False, say=lambda said: None)
    return {row["engine"]: row for row in rows}, failed


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def rows(city, folder):
    """One run of all that must agree, of two that must not, of one that is not there and one that breaks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(peers.PINNED, "not-there", "not-there==1.0")
        found, failed = measured([BROKEN_FEW, *PEERS, BROKEN, ABSENT, FAILING, ENGINES["limit"]], city, folder)
    assert failed
    return found


def test_all_engines_that_are_there_find_the_same(rows):
    found = {engine.name: rows[engine.name]["checksum"] for engine in PEERS if not engine.slice and rows[engine.name]["seconds"]}
    assert "duckdb" in found
    assert len(set(found.values())) == 1
    assert rows["loop"]["seconds"] > 0
    assert all(rows[engine.name]["seconds"] or "没有安装" in rows[engine.name]["note"] for engine in PEERS)


def test_there_is_something_to_agree_on(rows, folder):
    """Every tier, the floor and the top-up, and families exactly at a line."""
    found = pq.read_table(folder / "duckdb" / "found.parquet").to_pylist()
    assert {row["tier"] for row in found} == {0, 1, 2}
    assert len({row["amount"] for row in found}) > 100
    standards = {101_000 + 1_000 * place + lower for place in range(len(COUNTIES)) for lower in (0, -20_000)}
    assert any(row["income"] == 12 * standard * many and row["amount"] == 0 for row in found for standard in standards for many in range(1, 6))


def test_a_wrong_rule_is_seen(rows):
    assert rows["duckdb"]["seconds"] > 0
    assert rows["broken"]["seconds"] is rows["broken"]["checksum"] is None
    assert "答案不一样" in rows["broken"]["note"]


def test_a_slice_is_held_against_the_same_families(rows):
    """Though it was asked for first, the whole city is answered before it."""
    assert [name for name in rows if name in ("duckdb", "broken-few")] == ["duckdb", "broken-few"]
    assert "只算" in rows["loop"]["note"]
    assert "答案不一样" in rows["broken-few"]["note"]


def test_all_is_well_where_all_agree(city, tmp_path):
    assert not measured([ENGINES["duckdb"], ENGINES["loop"]], city, tmp_path)[1]


def test_a_peer_that_cannot_be_had_is_told_in_one_line_and_the_rest_goes_on(rows, city, tmp_path, monkeypatch):
    assert rows["absent"] == dict.fromkeys(rows["absent"]) | {"engine": "absent", "note": rows["absent"]["note"]}
    assert "not-there==1.0" in rows["absent"]["note"]
    assert "\n" not in rows["absent"]["note"]
    assert rows["limit"]["seconds"] > 0
    monkeypatch.setitem(peers.PINNED, "not-there", "not-there==1.0")
    assert not measured([ABSENT], city, tmp_path)[1]


def test_an_engine_that_breaks_is_told_and_the_rest_goes_on(rows, city, tmp_path):
    assert "no_such_engine" in rows["failing"]["note"]
    assert rows["limit"]["seconds"] > 0
    assert measured([FAILING], city, tmp_path)[1]


def test_a_package_that_does_not_install_is_told(monkeypatch, tmp_path):
    monkeypatch.setitem(peers.PINNED, "not-there", "./not-there-at-all")
    monkeypatch.setattr(peers, "CACHE", tmp_path)
    with pytest.raises(peers.CannotInstall, match="装不上"):
        peers.environment(("not-there",), install=True)
    assert not list(tmp_path.rglob("made"))


def test_the_json_says_what_was_measured(city, capsys):
    assert command.main(["--city", str(city), "--engines", "limit,counter", "--no-install", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["engine"] for row in rows] == ["limit", "counter"]
    for row in rows:
        assert list(row) == ["engine", "people", "seconds", "people_per_second", "peak_mb", "checksum", "note"]
        assert row["seconds"] > 0
        assert row["people_per_second"] == pytest.approx(row["people"] / row["seconds"], rel=0.05)
        assert 20 < row["peak_mb"] < 4_000
        assert len(row["checksum"]) == 16
    assert rows[0]["people"] >= 3_000 > rows[1]["people"]
    assert "微秒" in rows[1]["note"]


@pytest.mark.parametrize("said", [["--engines", "doudi"], ["--people", "0"], ["--people", "many"], ["--people", "200000000000"], ["--city", "/nowhere"]])
def test_a_command_typed_wrongly_is_refused(said, capsys):
    with pytest.raises(SystemExit) as refused:
        command.main(said)
    assert refused.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def written(path, rows):
    pq.write_table(pa.Table.from_pylist(rows, schema=RESULTS), path)
    return path


def test_the_checksum_minds_every_value_and_no_order(tmp_path):
    rows = [{"household_id": one, "income": 10 * one, "tier": one % 3, "amount": one} for one in range(1, 50)]
    same = written(tmp_path / "a", rows)
    assert checksum(same) == checksum(written(tmp_path / "b", rows[::-1]))
    for name in ("household_id", "income", "tier", "amount"):
        other = [{**row, name: row[name] + 1} if row["household_id"] == 7 else row for row in rows]
        assert checksum(written(tmp_path / name, other)) != checksum(same)
    swapped = [{**row, "income": row["amount"], "amount": row["income"]} for row in rows]
    assert checksum(written(tmp_path / "c", swapped)) != checksum(same)
    assert checksum(written(tmp_path / "d", rows[1:])) != checksum(same)
    assert checksum(written(tmp_path / "e", [*rows, rows[0]])) != checksum(same)
    assert checksum(same, only=tmp_path / "d") == checksum(tmp_path / "d")


def test_memory_counts_what_the_child_starts(tmp_path, monkeypatch):
    """A child that holds little and starts one that holds 200 MB."""
    held = "x = bytearray(200_000_000); import time; time.sleep(1)"
    begun = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])"
    child = runs.subprocess.Popen([runs.sys.executable, "-c", begun])
    assert 200_000 < runs._watched(child) < 400_000


def test_the_limit_reads_every_column(city):
    """A floor that skipped a column would flatter nobody but us."""
    task = Task(str(city), ON.isoformat(), ("wage_12m", "lives_apart", "died_on"), ("homes",), {})
    row = limit._row(duckdb.connect(), task, "members", task.member_columns)
    assert all(name in row for name in task.member_columns)


def test_the_common_rules_rest_on_what_every_peer_is_given():
    """When a rule of the law comes to ask for more, the peers' rules must follow, or a simpler rule take its place."""
    members, households = columns(common_book(ON, COUNTIES))
    assert set(households) == {"financial_assets", "homes", "vehicles", "companies"}
    assert set(members) == {
        *("died_on", "lives_apart", "in_custody", "declared_missing", "years_in_religious_life_apart"),
        *("wage_12m", "work_cost_12m", "business_net_12m", "property_net_12m", "pension_12m", "other_transfer_12m", "other_income_12m"),
        *("transfer_paid_12m", "support_received_12m", "elder_allowance_12m", "disability_allowance_12m", "other_disregarded_12m"),
    }


def test_more_than_the_standard_may_not_be_local():
    book = common_book(ON, COUNTIES)
    percent = book.figures.parameters["marginal.percent"]
    one = percent.stretches[-1]
    local = book.figures.joined([replace(percent, stretches=(*percent.stretches, one._replace(region=COUNTIES[0], value=200)))])
    with pytest.raises(ValueError, match=r"marginal\.percent"):
        figures_for_peers(replace(book, figures=local), COUNTIES, ON)


def test_without_java_spark_says_so(city, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    rows, failed = measured([ENGINES["spark"]], city, tmp_path)
    assert not failed
    assert "没有 Java" in rows["spark"]["note"]
