"""参数: the longest code with a value on the day wins; gaps, overlaps and figures without a source are refused when they load."""

from datetime import date

import pytest

from doudi import law
from doudi.policy import CannotRead, Figures, place_files, placed, read_parameters, read_place

SOUND = """
line:
  title: 标准
  unit: yuan/person/month
  source: 社会救助法 第十九条
share:
  title: 比例
  unit: percent
  source: 社会救助法 第二十一条
  unless_set: none
months: {title: 月数, unit: months, source: 57号 第十三条, only: 12, values: {2021-07-01: {value: 12}}}
words: {title: 点名, unit: words, words: [a_12m, b], source: 57号 第十三条, values: {2021-07-01: {value: [a, b]}}}
"""
PLACES = {
    "37": "a.line: {2025-01-01: {value: 500}}",
    "3707": """
a.line:
  urban: {2026-01-01: {value: 1010, illustrative: true}}
  rural: {2026-01-01: {value: 810, until: 2026-07-01}}
a.share: {2026-01-01: {value: 20, until: 2026-07-01}}
""",
    "370702": "a.line: {2026-08-01: {value: 1200.5, source: 57号 第三条, published: 某政发〔2026〕1号}}",
}
HEAD = "name: 某地\nissued_by: 某地人民政府\npublished: 某地民政局网站\n"


def wrote(folder, name, text):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def read(tmp_path, text, places=PLACES):
    declared = read_parameters(wrote(tmp_path, "parameters.yaml", text), "a")
    found = [read_place(wrote(tmp_path, f"{code}.yaml", f'region: "{code}"\n{HEAD}{written}\n')) for code, written in places.items()]
    return Figures({one.name: one for one in placed(declared, found)})


@pytest.mark.parametrize(
    ("region", "area", "on", "found"),
    [
        ("370702001001", "urban", date(2026, 8, 1), 120050),
        ("370702001001", "urban", date(2026, 7, 31), 101000),
        ("370703", "rural", date(2026, 6, 30), 81000),
        ("370703", "rural", date(2026, 7, 1), 50000),
        ("3701", "rural", date(2026, 7, 1), 50000),
        ("37", "urban", date(2025, 1, 1), 50000),
        ("370702", None, date(2026, 8, 1), 120050),
        ("3707", None, date(2026, 8, 1), None),
        ("3707", "urban", date(2024, 12, 31), None),
        ("11", "urban", date(2026, 8, 1), None),
        (None, "urban", date(2026, 8, 1), None),
    ],
)
def test_the_longest_code_with_a_value_that_day_wins(tmp_path, region, area, on, found):
    assert read(tmp_path, SOUND).value("a.line", region, area, on)[0].plain == found


def test_a_name_is_any_text_and_a_word_is_one_of_its_words(tmp_path):
    named = "payer: {title: 付款单位, unit: name, source: 57号 第二十五条}\nway: {title: 方式, unit: word, words: [b], source: 57号 第二十五条}\n"
    figures = read(tmp_path, named, {"3707": 'a.payer: {2026-01-01: {value: "0099 某某专户"}}\na.way: {2026-01-01: {value: b}}'})
    assert figures.value("a.payer", "370702", None, date(2026, 8, 1))[0].plain == "0099 某某专户"
    with pytest.raises(CannotRead, match="某某专户"):
        read(tmp_path, named, {"3707": "a.way: {2026-01-01: {value: 某某专户}}"})


def test_what_is_missing_is_named_with_place_and_day(tmp_path):
    (lack,) = read(tmp_path, SOUND).value("a.line", "110101", "rural", date(2026, 8, 1))[0].why
    assert (lack.name, lack.where, lack.expired) == ("a.line", "110101 (rural) on 2026-08-01", False)
    (lack,) = read(tmp_path, SOUND).value("a.line", "3707", None, date(2026, 8, 1))[0].why
    assert lack.name == "area"


def test_never_set_means_none_but_expired_means_missing(tmp_path):
    figures = read(tmp_path, SOUND)
    assert figures.value("a.share", "3701", "urban", date(2026, 8, 1))[0].is_given is False
    assert figures.value("a.share", "3707", "urban", date(2026, 6, 30))[0].plain == 20
    (lack,) = figures.value("a.share", "3707", "urban", date(2026, 7, 1))[0].why
    assert lack.expired
    (lack,) = figures.value("a.share", "3707", "urban", date(2025, 12, 31))[0].why
    assert not lack.expired


def test_only_the_value_that_is_built_is_taken(tmp_path):
    figures = read(tmp_path, SOUND)
    assert figures.value("a.months", "3707", "urban", date(2026, 8, 1))[0].plain == 12
    assert figures.overridden({"a.months": 6}).value("a.months", "3707", "urban", date(2026, 8, 1))[0].is_given is None


def test_a_place_with_another_value_is_refused_and_not_given_that_of_the_place_above(tmp_path):
    figures = read(tmp_path, SOUND, {"3707": "a.months: {2026-01-01: {value: 6}}"})
    for region in ("3707", "370702"):
        (lack,) = figures.value("a.months", region, "urban", date(2026, 8, 1))[0].why
        assert lack.name == "a.months"
        assert figures.value("a.months", region, "urban", date(2025, 12, 31))[0].plain == 12
    assert figures.value("a.months", "3701", "urban", date(2026, 8, 1))[0].plain == 12


def test_the_mark_of_an_example_is_carried(tmp_path):
    figures = read(tmp_path, SOUND)
    assert figures.value("a.line", "3707", "urban", date(2026, 8, 1))[1] is True
    assert figures.value("a.line", "3707", "rural", date(2026, 6, 1))[1] is False
    assert figures.overridden({"a.line": 1}).value("a.line", "3707", "urban", date(2026, 8, 1))[1] is False


def test_an_override_holds_everywhere_and_always(tmp_path):
    figures = read(tmp_path, SOUND).overridden({"a.line": 7, "a.share": "none"})
    assert figures.value("a.line", "110101", "rural", date(1999, 1, 1))[0].plain == 7
    assert figures.value("a.share", "3707", "urban", date(2026, 6, 30))[0].is_given is False


LINE = "line:\n  title: 标准\n  unit: yuan/month\n  source: 57号 第一条\n"
BAD = {
    LINE + "  values: {2026-01-01: {value: 1, until: 2026-06-01}, 2026-07-01: {value: 2}}": "空档",
    LINE + "  values: {2026-01-01: {value: 1, until: 2026-08-01}, 2026-07-01: {value: 2}}": "重叠",
    LINE + "  values: {2026-07-01: {value: 1}, 2026-01-01: {value: 2}}": "从早到晚",
    LINE + "  values: {2026-07-01: {value: 1}, 2026-07-01: {value: 2}}": "两次",
    LINE + "  values: {2026-07-01: {value: 1, until: 2026-07-01}}": "晚于开始日",
    LINE + "  values: {July: {value: 1}}": "不是日期",
    LINE + "  values: {2026-07-01: {illustrative: true}}": "缺少 value",
    LINE + "  values: {2026-07-01: {value: 1.005}}": "两位小数",
    LINE + "  values: {2026-07-01: {value: unknown}}": "unknown",
    LINE + '  by_region: {"3707": {2026-07-01: {value: 1}}}': "没有叫 by_region 的项",
    LINE + "  set_by: town": "province、city、county",
    LINE + "  valeus: {}": "values",
    "line: {title: 标准, unit: yuan/month}": "缺少 source",
    "line: {unit: yuan/month, source: 57号 第一条}": "缺少 title",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_figure_is_refused_with_its_line(tmp_path, text):
    with pytest.raises(CannotRead) as refusal:
        read(tmp_path, text, {})
    assert BAD[text] in str(refusal.value)
    assert "parameters.yaml 第 " in str(refusal.value)


BAD_PLACES = {
    HEAD + "a.line: {2026-07-01: {value: 1}}": (1, "文件", "缺少 region"),
    'region: "37070"\n' + HEAD: (1, "region", "不是区划代码"),
    'region: "3708"\n' + HEAD: (1, "region", "与文件名 3707.yaml 不一致"),
    'region: "3707"\nname: 某市\n': (1, "文件", "缺少 issued_by"),
    'region: "3707"\n' + HEAD + "publishd: 网站\n": (5, "publishd", "是不是 published"),
    'region: "3707"\n' + HEAD + "a.lien: {2026-07-01: {value: 1}}": (5, "a.lien", "是不是 a.line"),
    'region: "3707"\n' + HEAD + "a.line: {}": (5, "a.line", "没有写值"),
    'region: "3707"\n' + HEAD + "a.line:\n  city: {2026-07-01: {value: 1}}": (6, "a.line.city", "不是日期"),
    'region: "3707"\n' + HEAD + "a.line:\n  urban:\n    2026-07-01: {value: -1}": (7, "a.line.urban.2026-07-01.value", "不能是负数"),
    'region: "3707"\n' + HEAD + "a.line: {2026-07-01: {value: 1}}\na.line: {2026-08-01: {value: 1}}": (6, "a.line", "两次"),
    'region: "3707"\n' + HEAD + "a.line: {2026-07-01: {value: 1, until: 2026-08-01}, 2026-09-01: {value: 2}}": (5, "a.line.2026-07-01", "空档"),
}


@pytest.mark.parametrize("text", BAD_PLACES)
def test_a_bad_place_is_refused_with_file_line_and_field(tmp_path, text):
    line, field, words = BAD_PLACES[text]
    file = wrote(tmp_path, "3707.yaml", text)
    with pytest.raises(CannotRead) as refusal:
        placed(read_parameters(wrote(tmp_path, "parameters.yaml", SOUND), "a"), [read_place(file)])
    assert words in str(refusal.value)
    assert str(refusal.value) == f"{file} 第 {line} 行，{field}：{refusal.value.what}"
    assert (refusal.value.file, refusal.value.line, refusal.value.field) == (str(file), line, field)


def test_a_place_says_where_its_figure_was_published(tmp_path):
    figures = read(tmp_path, SOUND)
    county, city = figures.parameters["a.line"].at("370702", "urban", date(2026, 8, 1)), figures.parameters["a.line"].at("3707", "urban", date(2026, 8, 1))
    assert (county.source, county.published) == ("57号 第三条", "某政发〔2026〕1号")
    assert (city.source, city.published) == ("社会救助法 第十九条", "某地民政局网站")


def test_a_folder_without_places_is_refused(tmp_path):
    wrote(tmp_path, "cases.yaml", "[]")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(CannotRead, match="没有地方文件"):
            place_files(folder)
    assert place_files(wrote(tmp_path, "3707.yml", "").parent) == [tmp_path / "3707.yml"]


def test_only_what_the_vocabulary_allows_may_be_left_unset():
    for one in law.parameters():
        assert one.unless_set is None or one.name.startswith("property."), f"{one.name}: a gap is not `none`; write none where it does not apply"
