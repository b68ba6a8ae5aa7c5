"""列式: what a rule did, as it is written down; the values written are the values decided."""

from datetime import date

import pytest

from doudi import law
from doudi.policy import Case
from doudi.policy.pieces import fully, plainly
from doudi.policy.workings import decisive, workings

from . import families, toy

ON = date(2026, 8, 1)


def decided(tmp_path, case):
    file = tmp_path / "case.yaml"
    file.write_text('- {date: 2026-08-01, region: "370702", area: urban, ' + case + "}", encoding="utf-8")
    (one,) = law.read_cases(file)
    book = law.book(one.date)
    return book, book.decide(one)


def written(tmp_path, case, rule):
    book, decision = decided(tmp_path, case)
    return [plainly(one.text) for one in workings(book, decision)[rule]]


POOR = "household: {financial_assets: 20000, homes: 1}, members: [{wage_12m: 21600, work_cost_12m: 600}, {name: 乙, pension_12m: 3000}, {in_custody: true}]"


NOBODY = "家庭人口数 0 人，不高于 0 人；0.00 元 ÷ 12 个月 = 0.00 元，不低于 1,010.00 元 × 0 人 = 0.00 元"


@pytest.mark.parametrize(
    ("case", "rule", "text"),
    [
        (POOR, "wage_counted_12m", ["21,600.00 元 − 600.00 元 = 21,000.00 元", "0.00 元", "0.00 元"]),
        (POOR, "countable_income_12m", ["第 1 人 21,000.00 元 + 第 2 人 3,000.00 元 = 24,000.00 元"]),
        (POOR, "member_count", ["第 1 人、第 2 人 共 2 人"]),
        (POOR, "below_dibao_standard", ["24,000.00 元 ÷ 12 个月 = 2,000.00 元，低于 1,010.00 元 × 2 人 = 2,020.00 元"]),
        (POOR, "dibao_top_up", ["1,010.00 元 × 2 人 − 24,000.00 元 ÷ 12 个月 = 20.00 元"]),
        (POOR, "tier", ["符合低保条件：是"]),
        (POOR, "marginal_eligible", ["符合低保条件：是"]),
        ("members: [{wage_12m: 5000.01}]", "dibao_top_up", ["1,010.00 元 × 1 人 − 5,000.01 元 ÷ 12 个月，进到元 = 594.00 元"]),
        ("members: [{wage_12m: 12120.01}]", "below_dibao_standard", ["12,120.01 元 ÷ 12 个月 ≈ 1,010.00 元，不低于 1,010.00 元 × 1 人 = 1,010.00 元"]),
        ("members: [{wage_12m: 12120.01}]", "dibao_monthly_amount", ["符合低保条件：否"]),
        ("members: [{wage_12m: 12120.01}]", "below_marginal_standard", ["12,120.01 元 ÷ 12 个月 ≈ 1,010.00 元，低于 1,010.00 元 × 150% × 1 人 = 1,515.00 元"]),
        ("household: {vehicles: 2}, members: [{}]", "property_within_limits", ["非豁免车辆数 2 辆，高于 0 辆"]),
        ("members: [{business_net_12m: -5}]", "business_counted_12m", ["经营亏损抵减收入：否；经营净收入 -5.00 元，低于 0 元"]),
        ("members: [{wage_12m: unknown}]", "dibao_top_up", [""]),
        ("members: [{died_on: 2026-07-31}]", "counts", ["死亡日期 2026-07-31，不晚于 2026-08-01"]),
        (
            "members: [{died_on: 2026-07-31}]",
            "below_dibao_standard",
            ["家庭人口数 0 人，不高于 0 人；0.00 元 ÷ 12 个月 = 0.00 元，不低于 1,010.00 元 × 0 人 = 0.00 元"],
        ),
        ("members: [{}], supporters: [{support_paid_12m: 1200}]", "support_counted_12m", ["1,200.00 元"]),
    ],
)
def test_what_is_written(tmp_path, case, rule, text):
    found = written(tmp_path, case, rule)
    assert len(found) == len(text)
    assert all(want in one if want else not one for want, one in zip(text, found, strict=True)), found


def test_a_choice_of_the_place_is_a_reason(tmp_path):
    bands = "law: {dibao.method: bands, dibao.bands: [{below: 300, amount: 700}, {below: 1010, amount: 500}]}, members: [{wage_12m: 3600}, {}]"
    assert written(tmp_path, bands, "dibao_band_amount") == ["700.00 元 × 2 人 = 1,400.00 元"]
    assert written(tmp_path, bands, "dibao_top_up") == ["低保金计算方式：分档"]


def test_every_number_is_said_with_what_it_is_and_members_by_their_names(tmp_path):
    book, decision = decided(tmp_path, POOR)
    found = workings(book, decision)
    assert fully(found["countable_income_12m"][0].text, ["甲", "乙"]) == "甲 个人收入 21,000.00 元 + 乙 个人收入 3,000.00 元 = 24,000.00 元"
    assert "低于 最低生活保障标准 1,010.00 元 × 家庭人口数 2 人" in fully(found["below_dibao_standard"][0].text)


def test_what_did_not_matter_is_not_decisive(tmp_path):
    book, decision = decided(tmp_path, "household: {vehicles: 1}, members: [{wage_12m: 0}]")
    used = decisive(workings(book, decision), ["dibao_eligible"])
    assert {"dibao_eligible", "property_within_limits", "vehicles", "property.dibao.vehicles"} <= used
    assert not {"below_dibao_standard", "wage_12m", "dibao_top_up"} & used


@pytest.mark.parametrize("on", [date(2026, 6, 30), ON])
@pytest.mark.parametrize("of", [law.book, toy.book], ids=["law", "every word"])
def test_the_values_written_are_the_values_decided(on, of):
    """Whatever is unknown and whatever the place has chosen: writing changes no value, and what is known and not plain is explained."""
    book = of(on)
    for case in families.families(7, book, on, 0.05, 120):
        decision = book.decide(case, tuple(book.steps))
        found = workings(book, decision)
        for taken in decision.steps:
            values = taken.value if isinstance(taken.value, list) else [taken.value]
            assert [one.answer for one in found[taken.rule]] == values, taken.rule
            assert all(not one.text for one, value in zip(found[taken.rule], values, strict=True) if value is None)


def test_a_family_of_nobody():
    book = law.book(ON)
    decision = book.decide(Case(ON, "370702", "urban", {fact.name: fact.left_out for fact in book.facts.values() if fact.level == "household"}))
    (one,) = workings(book, decision)["tier"]
    assert "符合低保条件：否" in plainly(one.text) and "符合低保边缘条件：否" in plainly(one.text)
