"""doudi simulate: what is typed and what is printed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from doudi.base.discover import modules_in
from doudi.cli import app
from tests.analysis.lakes import write_lake

modules_in("doudi.cli")


def run(*typed: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *typed])


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_lake(tmp_path_factory.mktemp("city"), 1500, unknown=0.01))


def test_tables_say_what_every_number_is(lake: str) -> None:
    said = run(lake, "--on", "2026-10-12", "--set", "dibao.standard=+5%")
    assert said.exit_code == 0, said.output
    for words in ("假如：最低生活保障标准 +5%", "新进入", "从哪类到哪类", "贫困缺口", "基尼系数", "潍城区", "重度残疾", "最少～最多", "示例标准"):
        assert words in said.output


def test_json_has_every_figure_as_a_range(lake: str) -> None:
    found = json.loads(run(lake, "--on", "2026-10-12", "--set", "dibao.standard=+5%", "--set", "marginal.percent=200", "--json").output)
    assert found["set"][1] == {"parameter": "marginal.percent", "region": None, "area": None, "to": "200"}
    assert all(low <= high for low, high in found["figures"].values())
    assert found["figures"]["change_year_fen"] == [12 * one for one in found["figures"]["change_fen"]]
    assert set(found["by"]) == {"county", "area", "size", "age", "disability"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["--on", "2026-10-12", "--set", "dibao.standrad=5"], "是不是 dibao.standard"),
        (["--on", "2026-10-12", "--set", "dibao.standard=+5%", "--set", "dibao.standard=1"], "写了两次"),
        (["--on", "2026-10-12", "--set", "dibao.standard@999999=500"], "没有 999999 的家庭"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(lake: str, typed: list[str], words: str) -> None:
    said = run(lake, *typed)
    assert said.exit_code == 2 and words in said.output and said.output.count("\n") == 1


def test_a_folder_that_is_no_lake_is_refused(tmp_path: Path) -> None:
    said = run(str(tmp_path), "--on", "2026-10-12", "--set", "dibao.standard=+5%")
    assert said.exit_code == 2 and "lake.yaml" in said.output and said.output.count("\n") == 1
