"""doudi law check: what is wrong with a city's files is told with file and line; a sound folder is told to be sound."""

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from doudi import law
from doudi.base.discover import modules_in
from doudi.cli import app
from doudi.law.checking import check
from doudi.law.sources import passages

modules_in("doudi.cli")
EXAMPLE = Path(__file__).parents[2] / "examples" / "9901"
ON = date(2026, 7, 15)


@pytest.fixture
def city(tmp_path):
    for file in EXAMPLE.glob("*.yaml"):
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


def errors(folder, on=ON):
    return [one for one in check(folder, on=on) if one.is_error]


def reminders(folder, on=ON):
    return [one for one in check(folder, on=on) if not one.is_error]


def change(folder, name, old, new):
    """One edit, as somebody might make it; the line it stands in."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_example_and_the_illustrative_city_have_no_errors(city):
    assert errors(city) == []
    assert errors(law.FOLDER / "places", date(2026, 11, 24)) == []


STANDARD, BANDS = "2026-01-01: {value: 960, illustrative: true}", "{below: 960, amount: 150}]"
MARGINAL = "marginal.percent: {2026-07-01: {value: 200"
WRONG = {
    "a parameter nobody declared": ("9901.yaml", "dibao.rounding:", "dibao.ronding:", "是不是 dibao.rounding"),
    "a word outside the list": ("9901.yaml", "value: yuan_nearest", "value: nearest", "不在可写的词里"),
    "a gap": ("9901.yaml", "2025-01-01: {value: 900, ", "2025-01-01: {value: 900, until: 2025-06-01, ", "空档"),
    "an overlap": ("9901.yaml", "2025-01-01: {value: 900, ", "2025-01-01: {value: 900, until: 2026-06-01, ", "重叠"),
    "days in the wrong order": ("9901.yaml", "    2026-01-01: {value: 960", "    2024-01-01: {value: 960", "从早到晚"),
    "an article that is not there": ("99.yaml", "第二十一条第三款}", "第二十一条第九款}", "没有“第二十一条第九款”"),
    "a text nobody knows": ("99.yaml", "社会救助法 第二十一条第三款}", "某办法 第一条}", "没有“某办法”"),
    "an official figure without its document": ("9901.yaml", "{value: yuan_nearest, illustrative: true}", "{value: yuan_nearest}", "published"),
    "a value no rule is built for": ("9901.yaml", "# 家庭财产的界线", "income.months: {2026-01-01: {value: 6, illustrative: true}}\n#", "只建了 12"),
    "a county's own dibao standard": (
        "990101.yaml", "dibao.supplement.elder:", "dibao.standard: {2026-01-01: {value: 990, illustrative: true}}\ndibao.supplement.elder:", "第十九条"
    ),
    "a county's own tekun standard": (
        "990101.yaml", "dibao.supplement.elder:", "tekun.care.full: {2026-01-01: {value: 99, illustrative: true}}\ndibao.supplement.elder:", "第十七条"
    ),
    "a county's own share of rigid expenditure": (
        "990101.yaml", "dibao.supplement.elder:", "rigid.ratio_percent: {2026-01-01: {value: 40, illustrative: true}}\ndibao.supplement.elder:", "第二十二条"
    ),
    "a county's own property line for tekun": (
        "990101.yaml", "dibao.supplement.elder:", "property.tekun.homes: {2026-01-01: {value: 1, illustrative: true}}\ndibao.supplement.elder:", "43号 第七条"
    ),
    "a city's own guideline": (
        "9901.yaml", "dibao.method:", "dibao.guideline_standard: {2026-01-01: {value: 1, illustrative: true}}\ndibao.method:", "第十九条"
    ),
    "a standard below the province's guideline": ("99.yaml", "value: 850", "value: 961", "低于省定指导标准 961.00 元（社会救助法 第十九条）"),
    "a marginal line at the standard": ("99.yaml", MARGINAL, "marginal.percent: {2026-07-01: {value: 100", "第二十一条第三款"),
    "a marginal amount below the standard": (
        "9901.yaml", "dibao.method:", "marginal.standard: {2026-01-01: {value: 960, illustrative: true}}\ndibao.method:", "没有高于低保标准 960.00 元"
    ),
    "bands that rise": ("9901.yaml", BANDS, "{below: 960, amount: 451}]", "还多"),
    "edges that fall": ("9901.yaml", BANDS, "{below: 400, amount: 150}]", "从小到大"),
    "bands that end below the standard": ("9901.yaml", BANDS, "{below: 959, amount: 150}]", "发 0 元"),
    "bands that are not there": ("9901.yaml", "value: [{below: 300, amount: 460}, {below: 760, amount: 200}]", "value: none", "没有写 dibao.bands"),
    "one side alone": ("9901.yaml", "  rural: {2026-01-01: {value: 23000, illustrative: true}}\n", "", None),
    "nothing before a day": ("9901.yaml", "dibao.method: {2025-01-01", "dibao.method: {2026-09-01", "2026-09-01 起才有值"),
    "not set at all": ("9901.yaml", "dibao.method: {2025-01-01: {value: bands, illustrative: true}}\n", "", "没有规定"),
    "no head": ("990101.yaml", "name: 示例县\n", "", "缺少 name"),
    "another code than the file's": ("990101.yaml", '"990101"', '"990102"', "不一致"),
    "no YAML": ("990101.yaml", "dibao.supplement.elder:", "dibao.supplement.elder: {", "YAML"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_with_file_and_line(city, wrong):
    name, old, new, words = WRONG[wrong]
    change(city, name, old, new)
    found = errors(city) or (reminders(city) if words is None else [])
    expected = words or "只写了 urban，没有 rural"
    told = [one for one in check(city, on=ON) if expected in one.what]
    assert told, found
    assert all(one.is_error for one in told) or wrong == "one side alone"
    lines = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in city.iterdir()}
    assert all(1 <= one.line <= lines[one.file] + 1 for one in told)


def test_the_line_is_that_of_the_value(city):
    line = change(city, "9901.yaml", STANDARD, "2026-01-01: {value: 9.605}")
    (error,) = [one for one in errors(city) if "两位小数" in one.what]
    assert (error.file, error.line, error.field) == ("9901.yaml", line, "dibao.standard.urban.2026-01-01.value")


@pytest.mark.parametrize(
    ("file", "name", "value", "words"),
    [
        ("990101.yaml", "marginal.percent", "180", "低保边缘家庭标准占低保标准的比例由省级制定（社会救助法 第二十一条第三款），示例县不能另定。"),
        ("9901.yaml", "marginal.percent", "180", "低保边缘家庭标准占低保标准的比例由省级制定（社会救助法 第二十一条第三款），示例市不能另定。"),
        ("990101.yaml", "marginal.standard", "1600", "低保边缘家庭标准由省级制定（社会救助法 第二十一条第三款），示例县不能另定。"),
        ("990101.yaml", "property.dibao.homes", "1", "低保住房套数由省级制定（社会救助法 第二十三条），示例县不能另定。"),
        ("990101.yaml", "property.rigid.homes", "1", "刚性支出困难家庭住房套数由省级制定（社会救助法 第二十三条），示例县不能另定。"),
        ("990101.yaml", "income.losses_count", "true", "经营亏损抵减收入由省级制定（社会救助法 第二十三条），示例县不能另定。"),
        ("990101.yaml", "income.base_pension_disregarded", "true", "由设区的市级以上制定（57号 第十三条第二款(四)），示例县不能另定。"),
        ("990101.yaml", "dibao.elder_age", "65", None),
        ("9901.yaml", "marginal.standard", "1600", None),
    ],
)
def test_what_is_not_a_places_to_set_is_refused_with_file_line_and_key(city, file, name, value, words):
    before = "dibao.supplement.elder:"
    line = change(city, file, before, f"{name}: {{2026-03-01: {{value: {value}, illustrative: true}}}}\n{before}")
    found = errors(city)
    assert [(one.file, one.line, one.field) for one in found] == ([(file, line, f"{name}.2026-03-01")] if words else [])
    assert all(one.what.endswith(words) for one in found)


def test_what_ended_before_the_law_came_is_not_held_to_it(city):
    words = "marginal.percent: {2025-01-01: {value: 180, until: %s, illustrative: true}}\ndibao.method:"
    change(city, "9901.yaml", "dibao.method:", words % "2026-07-01")
    assert errors(city) == []
    change(city, "9901.yaml", "2026-07-01, illustrative", "2026-07-02, illustrative")
    assert [one.field for one in errors(city)] == ["marginal.percent.2025-01-01"]


def test_what_a_province_may_leave_to_a_city_is_one_reminder(city):
    (told,) = [one for one in reminders(city) if "另定以省里准许为前提" in one.what]
    assert told.file == "9901.yaml" and "社会救助法 第二十三条" in told.what and "低保住房套数" in told.what and "经营亏损抵减收入" in told.what
    assert "特困住房套数" not in told.what


@pytest.mark.parametrize("one", [one for one in law.declared() if one.set_by], ids=lambda one: one.name)
def test_who_sets_is_said_in_the_article_that_is_named(one):
    words = {"province": ("省、自治区、直辖市",), "city": ("设区的市级", "省、自治区、直辖市"), "county": ("县级",)}[one.set_by]
    text = "".join(passages(one.authority))
    assert any(word in text for word in words), text
    assert one.left_to in ("", "city") and (not one.left_to or one.set_by == "province")


def test_every_mistake_is_told_at_once(city):
    for wrong in ("a word outside the list", "a gap", "a county's own tekun standard", "no head"):
        change(city, *WRONG[wrong][:3])
    assert {one.file for one in errors(city)} == {"9901.yaml", "990101.yaml"}
    assert len(errors(city)) >= 3


def test_what_has_ended_is_an_error_and_what_ends_soon_a_reminder(city):
    assert not [one for one in check(city, on=date(2026, 8, 1)) if "接续" in one.what]
    assert [one.is_error for one in check(city, on=date(2026, 8, 2)) if "还没有接续" in one.what] == [False]
    assert [one.is_error for one in check(city, on=date(2026, 9, 30)) if "还没有接续" in one.what] == [False]
    (ended,) = errors(city, date(2026, 10, 1))
    assert ended.what == "基础养老金不计入家庭收入：这里的值已于 2026-10-01 到期，没有接续：用到它的问题都会拒绝回答。"


def test_the_end_of_a_national_exemption_is_told_where_nobody_went_on(city):
    change(city, "9901.yaml", "income.base_pension_disregarded: {2026-01-01: {value: true, until: 2026-10-01, illustrative: true}}", "")
    assert not [one for one in errors(city, date(2025, 12, 31)) if one.field == "income.base_pension_disregarded"]
    assert [one.what for one in errors(city, ON)] == ["基础养老金不计入家庭收入：国家或上级的值已于 2026-01-01 到期，没有接续：用到它的问题都会拒绝回答。"]


def test_a_value_of_its_own_that_ended_gives_way_to_the_city(city):
    change(city, "990101.yaml", "value: 40, ", "value: 40, until: 2026-07-01, ")
    assert errors(city) == []
    assert [one.field for one in reminders(city) if "现在随上级的值" in one.what] == ["dibao.floor_percent.rural.2026-03-01"]


def test_a_standard_beside_one_of_the_province_is_a_reminder(city):
    change(city, "99.yaml", "dibao.guideline_standard:", "dibao.standard:")
    assert errors(city) == []
    assert [one.field for one in reminders(city) if "另定以省定指导标准为前提" in one.what] == ["dibao.standard"]


def test_examples_are_named_and_a_published_figure_is_not_one(city):
    before = [one for one in reminders(city) if one.field == "illustrative" and one.file == "990101.yaml"]
    assert [one.what.partition("是")[0] for one in before] == ["2 个值"]
    text = (city / "990101.yaml").read_text(encoding="utf-8")
    (city / "990101.yaml").write_text(text.replace(", illustrative: true", "").replace("published: none", "published: 示政发〔2026〕1号"), encoding="utf-8")
    assert not [one for one in check(city, on=ON) if one.file == "990101.yaml" and (one.field == "illustrative" or one.is_error)]


@pytest.mark.parametrize(
    ("code", "name", "words", "is_error"),
    [
        ("370799", "某县", "里没有 370799", True),
        ("370702", "潍坊区", "是潍城区，不是潍坊区", True),
        ("3701", "济南市", "没有收这里", False),
        ("370702", "潍城区", None, None),
    ],
)
def test_a_place_is_looked_up(tmp_path, code, name, words, is_error):
    head = f'region: "{code}"\nname: {name}\nissued_by: 某地\npublished: none\n'
    (tmp_path / f"{code}.yaml").write_text(head + "benefits.payday: {2026-01-01: {value: 8, illustrative: true}}\n", encoding="utf-8")
    found = [one for one in check(tmp_path, on=ON) if one.field == "region"]
    assert [one.is_error for one in found if words and words in one.what] == ([] if words is None else [is_error])
    assert len(found) == (words is not None)


def test_the_example_in_the_guide_is_a_place(tmp_path):
    guide = (Path(__file__).parents[2] / "docs" / "add-a-city.md").read_text(encoding="utf-8")
    (tmp_path / "3707.yaml").write_text(re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)[1], encoding="utf-8")
    found = errors(tmp_path)
    assert found
    assert all("没有规定" in one.what for one in found)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"- a", b"region: [1]", b"[" * 60, b'"3707": &a {b: *a}', b"region: '3707'\x00", None])
def test_whatever_stands_there_is_told_in_one_line(city, content):
    (city / "9902.yaml").write_bytes(content) if content is not None else (city / "9902.yaml").mkdir()
    (told,) = [one for one in errors(city) if one.file == "9902.yaml"]
    assert len(told.what.splitlines()) == 1
    assert [one for one in check(city, on=ON) if one.file == "9901.yaml"]


def run(*arguments):
    return CliRunner().invoke(app, ["law", "check", *map(str, arguments)])


def test_the_command_groups_what_it_found(city):
    sound = run(city, "--on", "2026-07-15")
    assert (sound.exit_code, "错误 0 处" in sound.stdout, "提醒 9 处" in sound.stdout) == (0, True, True)
    change(city, "9901.yaml", "dibao.rounding:", "dibao.ronding:")
    broken = run(city, "--on", "2026-07-15")
    assert broken.exit_code == 1
    assert "9901.yaml 第 " in broken.stdout.partition("提醒")[0]
    found = json.loads(run(city, "--on", "2026-07-15", "--json").stdout)
    assert list(found) == ["folder", "on", "errors", "reminders"]
    assert {"file", "line", "field", "what"} == set(found["errors"][0])


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--on", "July"], []])
def test_bad_usage_exits_2(arguments):
    told = subprocess.run([sys.executable, "-m", "doudi", "law", "check", *arguments], capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert len(told.stderr.strip().splitlines()) == 1


def test_it_starts_without_django(city):
    begin = f"import sys; sys.argv = ['doudi', 'law', 'check', {str(city)!r}, '--on', '2026-07-15']"
    code = f"{begin}\nfrom doudi.cli import main\ntry: main()\nfinally: assert 'django' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
