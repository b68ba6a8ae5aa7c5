"""讲给人听: what a family and an officer read, for every outcome, the unknown and the refused."""

import re
from dataclasses import replace
from datetime import date

import pytest

from doudi import law
from doudi.law.remedies import is_dibao, remedies
from doudi.policy.telling import Known, for_citizen, for_officer

HEAD = '- {name: 一家, date: 2026-08-01, region: "370702001", area: urban, '
CASES = {
    "dibao": "household: {homes: 1}, members: [{wage_12m: 3600}]",
    "marginal": "members: [{name: 甲, wage_12m: 15000}]",
    "none": "household: {vehicles: 1}, members: [{wage_12m: 15000}]",
    "unknown": "household: {homes: unknown}, members: [{}, {name: 乙, wage_12m: unknown}], supporters: [{support_paid_12m: unknown}]",
}
REFUSED = '- {date: 2026-08-01, region: "370102", area: rural, members: [{base_pension_12m: 1}]}'
SAID = {
    "dibao": "您家符合“最低生活保障家庭”的条件，",
    "marginal": "您家符合“最低生活保障边缘家庭”的条件。",
    "none": "您家不符合任何一类的条件",
    "unknown": "还不能判断是否符合条件",
}


def known(region, on=date(2026, 8, 1), decision=None):
    remedy = remedies(region, on, is_dibao=decision is not None and is_dibao(decision))
    return Known(lambda name: "某局", lambda name, place: f"某人，第 {place} 人", f"如不服，{remedy}")


def told(tmp_path, case, words):
    file = tmp_path / "case.yaml"
    file.write_text(case, encoding="utf-8")
    (one,) = law.read_cases(file)
    book = law.book(one.date)
    decision = book.decide(one)
    return words(book, decision, known(one.region, one.date, decision))


@pytest.mark.parametrize("tier", CASES)
def test_a_family_reads_what_was_found_in_plain_words(tmp_path, tier):
    text = told(tmp_path, HEAD + CASES[tier] + "}", for_citizen)
    assert SAID[tier] in text and "以民政部门的书面决定为准" in text
    assert "示例标准" in text
    assert "60日内向潍城区人民政府申请行政复议" in text and "第七十六条" in text
    assert not re.search(r"[a-z]+_[a-z0-9_]+|[a-z]{3,}", text), "a name of the code"


@pytest.mark.parametrize("tier", CASES)
def test_no_number_stands_without_words(tmp_path, tier):
    text = told(tmp_path, HEAD + CASES[tier] + "}", for_citizen)
    numbers = re.findall(r"(?<![\d.,])[\d,.]*\d(?= ?(.?))", text)
    assert set(numbers) <= set("元人套辆个月年日名%项号岁") and len(numbers) > 2


@pytest.mark.parametrize("tier", CASES)
def test_the_remedy_cites_the_law_of_its_day_and_kind(tmp_path, tier):
    text = told(tmp_path, HEAD + CASES[tier] + "}", for_citizen)
    assert ("《最低生活保障审核确认办法》第三十八条" in text) is (tier == "dibao")
    before = told(tmp_path, (HEAD + CASES[tier] + "}").replace("2026-08-01", "2026-06-30"), for_citizen)
    assert "《社会救助暂行办法》第六十五条" in before and "第七十六条" not in before
    assert "暂行办法" not in told(tmp_path, (HEAD + CASES[tier] + "}").replace("2026-08-01", "2026-07-01"), for_citizen)


def test_who_is_taken_in_alone_has_the_remedy_of_dibao(tmp_path):
    alone = "household: {homes: 1}, members: [{wage_12m: 15000, disability_kind: limb, disability_grade: 1}]"
    assert "《最低生活保障审核确认办法》第三十八条" in told(tmp_path, HEAD + alone + "}", for_citizen)


@pytest.mark.parametrize("region", [None, "370799", "3707"])
def test_an_unknown_county_is_the_family_s_own(region):
    assert "向您所在县（市、区）人民政府申请" in remedies(region, date(2026, 8, 1), is_dibao=True)


def test_a_family_reads_the_sum(tmp_path):
    text = told(tmp_path, HEAD + CASES["dibao"] + "}", for_citizen)
    assert "每月 710.00 元。" in text.partition("\n")[0]
    assert re.search("补差金额：最低生活保障标准 1,010.00 元 × .{4,20} 1 人 − .{4,20} 3,600.00 元 ÷ 12 个月 = 710.00 元。", text)
    assert "分档" not in text.partition("标准与您家的差距")[0], "what did not matter is not told"


def test_who_is_tekun_reads_why_and_how_the_money_arises(tmp_path):
    one = '- {date: 2026-08-01, region: "370702001", area: rural, members: [{name: 甲, age: 80, eats_unaided: false}'
    text = told(tmp_path, one + "]}", for_citizen)
    for line in (
        "无劳动能力：是。年龄 80 岁，不低于 60 岁。〔43号 第五条〕",
        "无生活来源：是。特困口径的个人收入 0.00 元，低于 最低生活保障标准 810.00 元 × 12 个月 = 9,720.00 元；财产符合特困规定：是。〔43号 第六条〕",
        "无义务人或义务人无履行能力：是。",
        "生活自理能力：部分丧失。",
        "每月基本生活费：最低生活保障标准（农村） 810.00 元 × 130% = 1,053.00 元。〔社会救助法 第十七条〕",
        "每月照料护理费：特困照料护理标准（半自理）（农村） 340.00 元。〔社会救助法 第十七条〕",
    ):
        assert line in text, line
    assert "财产符合低保" not in text.partition("标准与您家的差距")[0], "what the kin's ability rests on is not this family's sum"
    both = told(tmp_path, one + ", {name: 乙, age: 50, relation: other}]}", for_citizen)
    assert "甲：无劳动能力：是。" in both and "乙：" not in both, "told of whom it is so"
    assert "无劳动能力" not in told(tmp_path, HEAD + CASES["dibao"] + "}", for_citizen)


def test_every_line_of_the_sum_ends_with_its_article_and_facts_have_sources(tmp_path):
    lines = told(tmp_path, HEAD + CASES["dibao"] + "}", for_citizen).split("\n\n")[1].splitlines()[1:]
    sums = [line for line in lines if not line.startswith("来源〔")]
    assert len(sums) > 1 and all(re.search("〔.+ 第.+条.*〕$", line) for line in sums)
    assert any(line.startswith("来源〔某人，第 1 人〕：") and "工资性收入" in line for line in lines)


def test_the_distance_is_a_distance(tmp_path):
    text = told(tmp_path, HEAD + CASES["marginal"] + "}", for_citizen)
    assert "离“最低生活保障家庭”的条件，家庭近12个月的收入高出 2,880.01 元（平均每月约 240.00 元）。" in text
    assert "再多 3,180.00 元（平均每月 265.00 元），就不再属于任何一类" in text
    assert "请如实申报" in text
    assert not re.search("少报|转移|隐瞒|可以减少|建议", text)
    assert "任何一项单独变化，结果都不变" in told(tmp_path, HEAD + "household: {vehicles: 1, companies: 1}, members: [{}]}", for_citizen)


def test_a_distance_that_cannot_be_told_is_not_told_as_none(tmp_path):
    text = told(tmp_path, HEAD + "household: {vehicles: 1, homes: unknown}, members: [{}]}", for_citizen)
    assert "非豁免车辆数变化到什么程度会改变结果，还有情况不清楚，不能判断。" in text
    assert "结果都不变" not in text


def test_what_is_missing_and_from_whom(tmp_path):
    for words in (for_citizen, for_officer):
        text = told(tmp_path, HEAD + CASES["unknown"] + "}", words)
        assert "乙的工资性收入（由某局说明）" in text and "家庭的住房套数（由某局说明）" in text
        assert "第 1 名义务人给付的赡养抚养扶养费（由某局说明）" in text
        assert "差距" not in text, "what is not known is at no distance"


def test_a_refusal_is_told_with_place_and_day(tmp_path):
    for words in (for_citizen, for_officer):
        text = told(tmp_path, REFUSED, words)
        assert "没有规定：最低生活保障标准，370102 农村，2026-08-01" in text
        assert "由某局说明" not in text.partition("没有规定：")[2].partition("\n")[0], "no department could tell it"


@pytest.mark.parametrize("tier", CASES)
def test_an_officer_reads_every_step_source_input_and_article(tmp_path, tier):
    text = told(tmp_path, HEAD + CASES[tier] + "}", for_officer)
    book = law.book(date(2026, 8, 1))
    assert all(f"{step.rule.title}：" in text and book.source_of(step.rule) in text for step in book.plan().steps)
    assert "算式：" in text and "── 输入与来源 ──" in text
    for fact in book.plan().facts:
        assert f"  {fact.title}：" in text
    assert "最低生活保障标准：1,010.00 元〔潍坊市（3707），2026-01-01 起，社会救助法 第十九条，示例标准〕" in text
    assert "〔某人，" in text


def test_a_figure_of_the_case_alone_is_told(tmp_path):
    assert "最低生活保障标准：990.00 元〔本案指定〕" in told(tmp_path, HEAD + "members: [{}], law: {dibao.standard: 990}}", for_officer)


def test_without_figures_that_are_not_official_nothing_is_marked(tmp_path):
    book = law.book(date(2026, 8, 1))
    found = {one.name: book.figures.value(one.name, "370702", "urban", date(2026, 8, 1))[0] for one in book.figures}
    law_all = {name: one.plain if one.is_given or one.plain == () else "none" for name, one in found.items() if one.is_given is not None}
    file = tmp_path / "case.yaml"
    file.write_text(HEAD + "members: [{}]}", encoding="utf-8")
    (one,) = law.read_cases(file)
    official = replace(one, law=law_all)
    assert "示例标准" not in for_citizen(book, book.decide(official), known("370702"))
    assert "示例标准" in for_citizen(book, book.decide(one), known("370702"))
