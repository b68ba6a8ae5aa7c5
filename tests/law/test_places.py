"""地方文件: a house serves the places of its own folder; the example city of another kind decides as its figures say, on both faces."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from doudi import law
from doudi.base.discover import modules_in
from doudi.cli import app
from doudi.policy import CannotRead
from tests.law.faces import Columns

modules_in("doudi.cli")
EXAMPLE = Path(__file__).parents[2] / "examples" / "9901"
ON = date(2026, 8, 1)
ALL = law.read_cases(EXAMPLE / "cases.yaml", places=EXAMPLE)
CASES = [pytest.param(case, id=case.name) for case in ALL]
COLUMNS = Columns(ALL, partial(law.book, places=EXAMPLE))


@pytest.mark.parametrize("case", CASES)
def test_the_example_city_one_by_one(case):
    assert law.book(case.date, places=EXAMPLE).decide(case).differences == []


@pytest.mark.parametrize("case", CASES)
def test_the_example_city_as_columns(case):
    found = COLUMNS.of(case)
    assert {name: found[name] for name in case.expect} == dict(case.expect)


def test_the_example_city_is_of_another_kind():
    """Negative control: with the illustrative city's own figures the same families are answered otherwise."""
    weifang = [law.book(case.date).decide(case) for case in ALL]
    assert all(decision.differences for decision in weifang if decision.case.date < date(2026, 10, 1))


def test_the_environment_names_the_folder_and_nothing_illustrative_shines_through(monkeypatch):
    assert law.book(ON).figure("dibao.standard", region="370702", area="urban", on=ON) == 101000
    assert [place.name for place in law.places()] == ["潍坊市"]
    monkeypatch.setenv("DOUDI_LAW_PLACES", str(EXAMPLE))
    assert law.book(ON).figure("dibao.standard", region="990101", area="urban", on=ON) == 96000
    assert [place.region for place in law.places()] == ["99", "9901", "990101"]
    with pytest.raises(LookupError):
        law.book(ON).figure("dibao.standard", region="370702", area="urban", on=ON)


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_without_places_stops_with_one_line(tmp_path, monkeypatch, folder):
    monkeypatch.setenv("DOUDI_LAW_PLACES", str(tmp_path / folder))
    with pytest.raises(CannotRead, match="没有地方文件"):
        law.parameters()
    result = CliRunner().invoke(app, ["decide", str(EXAMPLE / "cases.yaml")])
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (2, 1)


def test_the_version_tells_every_place_and_figure_apart(tmp_path):
    versions = {law.book(ON).version, law.book(ON, places=EXAMPLE).version}
    for number, (old, new) in enumerate([("value: 960", "value: 961"), ("until: 2026-10-01", "until: 2026-11-01"), ("illustrative: true", "published: 某文")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        for file in EXAMPLE.glob("99*.yaml"):
            (folder / file.name).write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        versions.add(law.book(ON, places=folder).version)
    assert len(versions) == 5


def test_the_illustrative_city_is_complete_and_says_that_it_is_no_standard():
    (weifang,) = law.places()
    assert weifang.published == ""
    written = set(weifang.figures)
    national = {one.name for one in law.declared() if one.stretches}
    assert {one.name for one in law.declared()} - written - national == {"dibao.guideline_standard"}
