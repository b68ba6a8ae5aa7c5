"""普查: a lake in, parts and numbers out; killed and taken up again; leads are never tiers; what is wrong with a lake is told in one line."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml
from typer.testing import CliRunner

from doudi.analysis import screening
from doudi.analysis.screening import asking, open_lake, screen
from doudi.analysis.screening.tally import told_of_leads
from doudi.base.discover import modules_in
from doudi.cli import app
from doudi.policy import CannotRead
from doudi.policy.facts import SAID

from .lakes import ON, write_lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return write_lake(tmp_path_factory.mktemp("lake"), 2400, buckets=3)


@pytest.fixture(scope="module")
def screened(lake, tmp_path_factory):
    to = tmp_path_factory.mktemp("out") / "screened"
    return screen(open_lake(lake), on=ON, to=to), to


def run(*arguments):
    modules_in("doudi.cli")
    return CliRunner().invoke(app, ["screen", *map(str, arguments)])


def read(folder, table):
    return pa.concat_tables([pq.read_table(file) for file in sorted((folder / table).glob("*.parquet"))], promote_options="permissive")


def checksum(folder):
    """The sum over every value, taken from the files alone."""
    total = 0
    for table in ("households", "persons"):
        rows = read(folder, table)
        columns = ", ".join(f'"{name}"' for name in rows.column_names)
        total += duckdb.sql(f"SELECT sum(hash({columns}))::HUGEINT FROM rows").fetchall()[0][0]
    return f"{total % 2**64:016x}"


def test_every_household_and_person_is_answered_once(lake, screened):
    found, to = screened
    for table, source in (("households", "households"), ("persons", "members")):
        answers, asked = read(to, table), read(lake, source)
        key = ["household_id"] if table == "households" else ["household_id", "person_id"]
        assert sorted(map(tuple, zip(*answers.select(key).to_pydict().values(), strict=True))) == list(
            zip(*asked.select(key).to_pydict().values(), strict=True)
        )
    assert (found.tally.households, found.tally.persons) == (len(read(lake, "households")), len(read(lake, "members")))


def test_what_is_printed_is_what_is_written(screened):
    found, to = screened
    homes = read(to, "households")
    assert found.tally.fen == pc.sum(homes["monthly_total"]).as_py() > 0
    assert sum(found.tally.tiers.values()) == len(homes)
    assert found.tally.tiers["dibao"] == pc.sum(pc.equal(homes["tier"], "dibao")).as_py() > 0
    assert found.tally.tiers["unknown"] == homes["tier"].null_count > 0
    assert found.tally.checksum == checksum(to)
    report = yaml.safe_load((to / "screen.yaml").read_text())
    assert (report["checksum"], report["on"], report["households"]) == (found.tally.checksum, ON.isoformat(), len(homes))


def test_no_column_is_a_float_and_no_rule_is_missing(screened):
    found, to = screened
    book = screening.law.book(ON)
    homes, persons = read(to, "households"), read(to, "persons")
    assert {str(field.type) for table in (homes, persons) for field in table.schema} <= {"int64", "bool", "string", "date32[day]"}
    assert set(book.steps) - {step.name for step in book.steps.values() if step.level == "supporter"} <= {*homes.column_names, *persons.column_names}


def test_without_a_folder_the_same_is_found(lake, screened):
    assert screen(open_lake(lake), on=ON).tally == screened[0].tally


def test_one_changed_wage_changes_the_checksum(lake, screened, tmp_path):
    """The control of the checksum."""
    shutil.copytree(lake, tmp_path / "other")
    file = tmp_path / "other" / "members" / "bucket-0001.parquet"
    rows = pq.read_table(file)
    wages = rows["wage_12m"].to_pylist()
    wages[5] = (wages[5] or 0) + 1200
    pq.write_table(rows.set_column(rows.column_names.index("wage_12m"), "wage_12m", pa.array(wages)), file)
    assert screen(open_lake(tmp_path / "other"), on=ON).tally.checksum != screened[0].tally.checksum


def test_spark_finds_the_same(tmp_path):
    pytest.importorskip("pyspark", reason="没有装 doudi[spark]")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("没有 Java 17")
    people = 300 if "DOUDI_AGREE" not in os.environ else int(os.environ["DOUDI_AGREE"])
    lake = open_lake(write_lake(tmp_path / "lake", people, buckets=1, unknown=0.01))
    duck, spark = (screen(lake, on=ON, engine=engine, to=tmp_path / engine) for engine in ("duckdb", "spark"))
    assert duck.tally == spark.tally
    assert checksum(tmp_path / "spark") == duck.tally.checksum


def test_without_spark_the_command_says_so(lake, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    said = run(lake, "--on", ON, "--engine", "spark")
    assert said.exit_code == 2
    assert "没有 Spark" in said.stderr
    assert run(lake, "--on", ON, "--engine", "hadoop").exit_code == 2


@pytest.mark.parametrize("in_hand", [None, 0.2])
def test_who_has_not_applied_is_a_lead(tmp_path, in_hand):
    folder = write_lake(tmp_path / "lake", 1500, buckets=2, made_up=False, in_hand=in_hand)
    found = screen(open_lake(folder), on=ON, to=tmp_path / "out")
    homes, persons = read(tmp_path / "out", "households"), read(tmp_path / "out", "persons")
    ours = [one is True for one in homes["in_hand"].to_pylist()]
    assert found.tally.leads == len(ours) - sum(ours) == sum(found.tally.incomes.values())
    assert sum(found.tally.tiers.values()) == sum(ours)
    theirs = {home for home, one in zip(homes["household_id"].to_pylist(), ours, strict=True) if one}
    for table in (homes, persons):
        for name in (name for name in table.column_names if not told_of_leads(name)):
            told = {home for home, value in zip(table["household_id"].to_pylist(), table[name].to_pylist(), strict=True) if value is not None}
            assert told <= theirs, name
    assert {"tier", "dibao_eligible", "monthly_total", "below_dibao_standard"} <= {name for name in homes.column_names if not told_of_leads(name)}
    assert (homes["tier"].null_count == len(homes)) is (in_hand is None)


def test_leads_are_printed_without_tiers(tmp_path):
    folder = write_lake(tmp_path / "lake", 600, buckets=1, made_up=False)
    said = run(folder, "--on", ON)
    assert said.exit_code == 0
    assert "线索" in said.stdout
    assert "最低生活保障家庭" not in said.stdout
    assert "最低生活保障家庭" in run(write_lake(tmp_path / "made-up", 600, buckets=1), "--on", ON).stdout


def test_the_command_prints_numbers_and_example_figures(lake):
    said = run(lake, "--on", ON, "--json")
    told = json.loads(said.stdout)
    assert told["seconds"] > 0 and told["people_per_second"] > 0 and told["peak_mb"] > 0
    assert re.fullmatch(r"[0-9a-f]{16}", told["checksum"])
    assert told["illustrative"]["dibao.standard"] == told["households"]
    assert "示例标准" in run(lake, "--on", ON).stdout


def test_tiers_are_printed_in_one_order_and_what_is_not_known_is_no_zero(tmp_path):
    folder = write_lake(tmp_path / "lake", 2400, buckets=1, unknown=0.02)
    lines = [line for line in run(folder, "--on", ON).stdout.splitlines() if line.startswith("  ")]
    tiers = ("tekun", "dibao", "marginal", "rigid_expenditure", "none")
    words = [SAID.get(f"tier={tier}", SAID.get(tier, tier)) for tier in tiers]
    found = [word for line in lines for word in words if line.strip().startswith(f"{word}：")]
    assert found == [word for word in words if word in found] and len(found) > 2
    assert "金额不能确定" in lines[-1] and "0.00" not in lines[-1]
    assert "每月合计至少" in run(folder, "--on", ON).stdout
    whole = run(write_lake(tmp_path / "whole", 600, buckets=1, unknown=0.0), "--on", ON).stdout
    assert "至少" not in whole and "金额不能确定的 0 户" in whole


def test_another_day_than_the_facts_is_noticed(lake):
    modules_in("doudi.cli")
    for command in (["screen", str(lake)], ["simulate", str(lake), "--set", "dibao.standard=+5%"]):
        same, later = (CliRunner().invoke(app, [*command, "--on", day]).stdout for day in ("2026-10-12", "2030-01-01"))
        assert "事实截至 2026-10-12，按 2030-01-01 的法律" in later
        assert "事实截至" not in same
        assert json.loads(CliRunner().invoke(app, [*command, "--on", "2030-01-01", "--json"]).stdout)["facts_on"] == "2026-10-12"


def test_both_commands_name_the_law_alike(lake):
    modules_in("doudi.cli")
    commands = (["screen", str(lake)], ["simulate", str(lake), "--set", "dibao.standard=+5%"])
    assert len({json.loads(CliRunner().invoke(app, [*command, "--on", "2026-10-12", "--json"]).stdout)["law"] for command in commands}) == 1


@pytest.mark.parametrize("what", ["the lake itself", "somebody's folder", "somebody's folder named done", "a file"])
def test_nothing_is_written_over(tmp_path, what):
    folder = write_lake(tmp_path / "lake", 300, buckets=1)
    to = folder if what == "the lake itself" else tmp_path / "mine"
    if what == "somebody's folder":
        to.mkdir()
        (to / "diary.txt").write_text("mine")
    elif what == "somebody's folder named done":
        (to / "done").mkdir(parents=True)
        (to / "done" / "bucket-0000.json").write_text("mine")
    elif what == "a file":
        to.write_text("mine")
    before = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*"))
    assert run(folder, "--on", ON, "--to", to).exit_code == 2
    assert sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*")) == before


def test_two_runs_do_not_write_at_once(lake, tmp_path):
    parts = screening.Parts(tmp_path / "out", open_lake(lake), "v", ON)
    with parts.held(), pytest.raises(CannotRead, match="另一次普查"), screening.Parts(tmp_path / "out", open_lake(lake), "v", ON).held():
        pass


def test_a_killed_run_is_taken_up_where_it_stopped(tmp_path):
    folder, to = write_lake(tmp_path / "lake", 20_000, buckets=24), tmp_path / "out"
    running = subprocess.Popen([sys.executable, "-m", "doudi", "screen", folder, "--on", ON.isoformat(), "--to", to])
    while running.poll() is None and len(list((to / "done").glob("*.json"))) < 2:
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it was done before it was killed"
    finished = {file.name: file.stat().st_mtime_ns for file in (to / "done").glob("*.json")}
    (to / "households" / "bucket-0020.part").write_bytes(b"half")
    again = screen(open_lake(folder), on=ON, to=to)
    assert again.done_before == len(finished) < 24
    assert {name: (to / "done" / name).stat().st_mtime_ns for name in finished} == finished
    assert list(to.rglob("*.part")) == []
    assert again.tally.checksum == checksum(to) == screen(open_lake(folder), on=ON).tally.checksum


@pytest.mark.parametrize("change", ["nothing", "a part"])
def test_what_is_finished_is_not_done_again(tmp_path, change):
    folder, to = write_lake(tmp_path / "lake", 600, buckets=2), tmp_path / "out"
    first = screen(open_lake(folder), on=ON, to=to)
    assert first.done_before == 0
    if change == "a part":
        (to / "persons" / "bucket-0001.parquet").write_bytes(b"short")
    again = screen(open_lake(folder), on=ON, to=to)
    assert again.done_before == {"nothing": 2, "a part": 1}[change]
    assert again.tally.checksum == checksum(to)


@pytest.mark.parametrize("change", ["the day", "the input", "the law"])
def test_results_of_something_else_are_left_alone(tmp_path, monkeypatch, change):
    folder, to = write_lake(tmp_path / "lake", 300, buckets=1), tmp_path / "out"
    screen(open_lake(folder), on=ON, to=to)
    if change == "the input":
        write_lake(folder, 300, buckets=1, seed=2)
    if change == "the law":
        monkeypatch.setitem(vars(screening.law.book(ON)), "version", "another")
    before = {file: file.read_bytes() for file in to.rglob("*") if file.is_file()}
    told = run(folder, "--on", date(2026, 11, 1) if change == "the day" else ON, "--to", to)
    assert told.exit_code == 2
    assert "这里是 2026-10-12 的结果" in told.stderr and "请另选文件夹。" in told.stderr
    assert {file: file.read_bytes() for file in to.rglob("*") if file.is_file()} == before


def test_a_file_of_somebody_else_in_our_folder_stays(tmp_path):
    folder, to = write_lake(tmp_path / "lake", 300, buckets=1), tmp_path / "out"
    screen(open_lake(folder), on=ON, to=to)
    mine = [to / "done" / "diary.json", to / "households" / "photo.parquet", to / "persons" / "bucket-list.txt"]
    for file in mine:
        file.write_text("mine")
    half = to / "persons" / "bucket-0007.part"
    half.write_bytes(b"half")
    screen(open_lake(folder), on=ON, to=to)
    assert [file.read_text() for file in mine] == ["mine"] * 3
    assert not half.exists()


def test_one_bucket_at_a_time_is_looked_at(lake, monkeypatch):
    """Memory does not grow with the number of buckets: no engine ever reads more than one, and none is kept."""
    seen, honest = [], asking.look_at

    def watched(engine, asked, buckets):
        seen.append((engine, buckets))
        honest(engine, asked, buckets)

    monkeypatch.setattr("doudi.analysis.screening.engines.look_at", watched)
    screen(open_lake(lake), on=ON)
    assert sorted(buckets for _, buckets in seen) == [["bucket-0000"], ["bucket-0001"], ["bucket-0002"]]
    for engine, _ in seen:
        with pytest.raises(duckdb.ConnectionException):
            engine.execute("SELECT 1")


def test_batches_hold_every_bucket_once(lake):
    opened = open_lake(lake)
    for people in (1, 1000, 10**9):
        assert [bucket for batch in asking.batches(opened, people) for bucket in batch] == opened.buckets
    assert len(asking.batches(opened, 1)) == 3
    assert len(asking.batches(opened, 10**9)) == 1
