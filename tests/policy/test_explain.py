"""说明: what the text of a decision tells."""

from datetime import date

from doudi import law
from doudi.policy import Case
from doudi.policy.explain import explanation, said


def text(tmp_path, case):
    file = tmp_path / "case.yaml"
    file.write_text(case, encoding="utf-8")
    (case,) = law.read_cases(file)
    book = law.book(case.date)
    return explanation(book, book.decide(case))


HEAD = '- {name: 一家, date: 2026-08-01, region: "370702001", area: urban, '


def test_each_step_has_title_value_inputs_and_article(tmp_path):
    told = text(tmp_path, HEAD + "members: [{wage_12m: 3600}]}")
    assert "【一家】2026-08-01 潍坊市潍城区城关街道（370702001） 城镇" in told
    assert "认定类型：最低生活保障家庭" in told
    assert "补差金额：710.00 元〔社会救助法 第十八条第二款〕" in told
    assert "最低生活保障标准 1,010.00 元" in told
    assert "示例标准" in told


def test_what_is_missing_is_told_with_whose_it_is(tmp_path):
    told = text(tmp_path, HEAD + "household: {homes: unknown}, members: [{}, {wage_12m: unknown}], supporters: [{support_paid_12m: unknown}]}")
    assert "缺少：第 2 人的工资性收入（wage_12m）" in told
    assert "缺少：家庭的住房套数（homes）" in told
    assert "缺少：第 1 名义务人的义务人给付的赡养抚养扶养费" in told
    assert "认定类型：不能确定" in told


def test_a_parameter_nobody_set_is_told_with_place_and_day(tmp_path):
    told = text(tmp_path, '- {date: 2026-08-01, region: "370102", area: rural, members: [{base_pension_12m: 1}]}')
    assert "没有规定：最低生活保障标准（dibao.standard，370102 (rural) on 2026-08-01）" in told
    assert "已到期、尚无新规定：基础养老金不计入家庭收入" in told


def test_an_override_that_no_rule_reads_is_told(tmp_path):
    assert "目前没有规则使用" in text(tmp_path, HEAD + "law: {dibao.exit_months: 3}, members: [{}]}")
    assert "目前没有规则使用" not in text(tmp_path, HEAD + "law: {dibao.standard: 3}, members: [{}]}")


def test_a_difference_is_told(tmp_path):
    told = text(tmp_path, HEAD + "members: [{}], expect: {tier: none, dibao_monthly_amount: 1, monthly_total: 5}}")
    assert "✗ 与预期不符：认定类型（tier）预期 无，结果 最低生活保障家庭" in told
    assert "预期 0.01 元" not in told
    assert "预期 1.00 元，结果 1,010.00 元" in told
    assert "尚无此规则" in told


def test_values_in_words():
    assert said([True, None], "yesno") == "是、不能确定"
    assert said(5, "number") == "5"
    assert said(5, "money") == "0.05 元"
    assert said([], "money") == "无"


def test_an_unknown_place_is_told():
    book = law.book(date(2026, 8, 1))
    assert "地区不明" in explanation(book, book.decide(Case(date(2026, 8, 1), None, None)))
