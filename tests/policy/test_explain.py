"""说明: what the text of a decision tells."""

from collections import Counter
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
    assert "缺少：第 1 名义务人给付的赡养抚养扶养费（support_paid_12m）" in told
    assert "认定类型：不能确定" in told


def test_what_is_missing_is_called_as_it_was_entered(tmp_path):
    entered = text(tmp_path, HEAD + "members: [{}, {age: unknown}], supporters: [{consented: true, age: unknown, tier: dibao}]}")
    assert "缺少：第 2 人的年龄（age）" in entered and "缺少：第 1 名义务人年龄（age）" in entered
    assert "born_on" not in entered and "supporter_" not in entered
    assert "缺少：第 2 人的出生日期（born_on）" in text(tmp_path, HEAD + "members: [{}, {born_on: unknown}]}")


def test_a_parameter_nobody_set_is_told_with_place_and_day(tmp_path):
    told = text(tmp_path, '- {date: 2026-08-01, region: "370102", area: rural, members: [{base_pension_12m: 1}]}')
    assert "没有规定：最低生活保障标准（dibao.standard），370102 农村，2026-08-01" in told
    assert "rural" not in told
    assert "已到期、尚无新规定：基础养老金不计入家庭收入" in told


def test_an_override_that_no_rule_reads_is_told(tmp_path):
    assert "目前没有规则使用" in text(tmp_path, HEAD + "law: {rigid.valid_months: 3}, members: [{}]}")
    assert "目前没有规则使用" not in text(tmp_path, HEAD + "law: {dibao.standard: 3}, members: [{}]}")


def test_a_difference_is_told(tmp_path):
    told = text(tmp_path, HEAD + "members: [{}], expect: {tier: none, dibao_monthly_amount: 1}}")
    assert "✗ 与预期不符：认定类型（tier）预期 不属于上述任何一类，结果 最低生活保障家庭" in told
    assert "预期 0.01 元" not in told
    assert "预期 1.00 元，结果 1,010.00 元" in told
    earlier = HEAD.replace("2026-08-01", "2024-12-31")
    assert "尚无此规则" in text(tmp_path, earlier + "members: [{}], expect: {rigid_expenditure_eligible: true}}")


def test_values_in_words():
    assert said([True, None], "yesno") == "是、不能确定"
    assert said(5, "number") == "5"
    assert said(5, "money") == "0.05 元"
    assert said([], "money") == "无"


def test_an_unknown_place_is_told():
    book = law.book(date(2026, 8, 1))
    assert "地区不明 城乡不明" in explanation(book, book.decide(Case(date(2026, 8, 1), None, None)))
    assert "缺少：家庭的城乡（area）" in explanation(book, book.decide(Case(date(2026, 8, 1), "370702", None, members=[{}])))


def test_bands_are_told_each_with_its_edge_and_amount(tmp_path):
    bands = "law: {dibao.method: bands, dibao.bands: [{below: 300, amount: 700}, {below: 1010, amount: 500}]}"
    told = text(tmp_path, HEAD + bands + ", members: [{wage_12m: 3600}]}")
    assert "低保金分档 低于 300.00 元：700.00 元、低于 1,010.00 元：500.00 元" in told
    assert "补差金额：0.00 元" in told


def test_members_are_named_and_figures_have_their_unit(tmp_path):
    told = text(tmp_path, HEAD + 'members: [{name: 甲, wage_12m: 3600}, {name: "乙\\e[31m", wage_12m: unknown}, {lives_apart: true}]}')
    assert "计入共同生活的家庭成员：甲 是、乙\\x1b[31m 是、第 3 人 否" in told
    assert "缺少：乙\\x1b[31m的工资性收入（wage_12m）" in told
    assert "低保边缘家庭标准占低保标准的比例 150%" in told
    assert "收入核算月数 12 个月" in told
    assert "低保金融资产月数 24 个月" in told


def test_words_of_a_list_are_told_by_their_titles(tmp_path):
    told = text(tmp_path, HEAD + "law: {income.counted_again: [elder_allowance]}, members: [{elder_allowance_12m: 600}]}")
    assert "当地点名仍计入的收入项目 高龄津贴" in told


def test_what_no_rule_is_built_for_is_told(tmp_path):
    told = text(tmp_path, HEAD + "law: {income.months: 6}, members: [{wage_12m: 3600}]}")
    assert "没有规则可用（只建了“12”）：收入核算月数（income.months），370702001 城镇，2026-08-01" in told
    none = text(tmp_path, HEAD + "law: {dibao.method: bands, dibao.bands: none}, members: [{}]}")
    assert "定为“无”，不能用来计算：低保金分档" in none


def test_no_two_things_have_one_title():
    book = law.book(date(2026, 8, 1))
    titles = Counter(one.title for one in (*book.declared, *book.rules.values(), *book.figures))
    assert [title for title, many in titles.items() if many > 1] == []
