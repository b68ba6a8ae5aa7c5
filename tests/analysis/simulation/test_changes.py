"""设想: what `--set` may say, what it does to the figures, and what is refused in one line."""

from datetime import date

import pytest

from doudi import law
from doudi.analysis.simulation.changes import CannotSimulate, changed, direction, read_changes

ON = date(2026, 10, 12)
FIGURES = law.book(ON).figures


def after(*texts: str):
    return changed(FIGURES, read_changes(texts, FIGURES.parameters), on=ON)


def value(figures, name: str, region: str = "370702", area: str = "urban"):
    found, _ = figures.value(name, region, area, ON)
    return found.plain if found.is_given else None


WAS = value(FIGURES, "dibao.standard")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("dibao.standard=+5%", "dibao.standard", (WAS * 105 + 50) // 100),
        ("dibao.standard=-2.5%", "dibao.standard", (WAS * 975 + 500) // 1000),
        ("dibao.standard=+20", "dibao.standard", WAS + 2000),
        ("dibao.standard=-0.01", "dibao.standard", WAS - 1),
        (" dibao.standard = 1050.50 ", "dibao.standard", 105050),
        ("dibao.standard@370702:urban=1234", "dibao.standard", 123400),
        ("dibao.standard@37=1234", "dibao.standard", 123400),
        ("marginal.percent=200", "marginal.percent", 200),
        ("marginal.percent=+10", "marginal.percent", 160),
        ("property.dibao.vehicles=none", "property.dibao.vehicles", None),
        ("property.dibao.financial_months=-50%", "property.dibao.financial_months", 12),
        ("dibao.method=bands", "dibao.method", "bands"),
        ("income.losses_count=true", "income.losses_count", True),
        ("income.counted_again=base_pension, scholarship_12m", "income.counted_again", ("base_pension_12m", "scholarship_12m")),
        ("dibao.bands=[{below: 500, amount: 600.5}]", "dibao.bands", ((50000, 60050),)),
    ],
)
def test_a_figure_is_set_otherwise(text: str, name: str, expected: object) -> None:
    assert value(after(text), name) == expected


def test_half_a_fen_goes_up() -> None:
    """1.25 % of 1,010 yuan is 12.625 yuan."""
    figures = FIGURES.overridden({"dibao.standard": 101000})
    moved = changed(figures, read_changes(["dibao.standard=+1.25%"], FIGURES.parameters), on=ON)
    assert value(moved, "dibao.standard") == 102263


def test_a_place_changes_alone_with_all_inside_it() -> None:
    figures = after("dibao.standard@370702:urban=+5%")
    assert value(figures, "dibao.standard", "370702001") == value(figures, "dibao.standard", "370702") > WAS
    assert value(figures, "dibao.standard", "370783") == WAS
    assert value(figures, "dibao.standard", "370702", "rural") == value(FIGURES, "dibao.standard", "370702", "rural")


def test_one_area_of_what_both_share_is_set_apart() -> None:
    figures = after("property.dibao.homes@3707:rural=2")
    assert (value(figures, "property.dibao.homes", area="rural"), value(figures, "property.dibao.homes")) == (2, 1)
    figures = after("property.dibao.financial_months@3707:rural=+12")
    assert (value(figures, "property.dibao.financial_months", area="rural"), value(figures, "property.dibao.financial_months")) == (36, 24)


def test_a_town_set_apart_moves_with_its_county() -> None:
    apart = after("dibao.standard@370702001=2000")
    both = changed(apart, read_changes(["dibao.standard@370702=+10%"], apart.parameters), on=ON)
    assert value(both, "dibao.standard", "370702001") == 220000
    assert value(both, "dibao.standard", "370702002") == (WAS * 110 + 50) // 100


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "看不懂"),
        ("dibao.standard", "看不懂"),
        ("=5", "看不懂"),
        ("dibao.standrad=5", "是不是 dibao.standard"),
        ("低保=5", "没有叫"),
        ("dibao.standard=", "没有写值"),
        ("dibao.standard=abc", "不是金额"),
        ("dibao.standard=1e3", "不是金额"),
        ("dibao.standard=１０５０", "不是金额"),
        ("dibao.standard=+5%%", "不是金额"),
        ("dibao.standard=1.005", "不是金额"),
        ("dibao.standard=unknown", "不能写 unknown"),
        ("dibao.standard=99999999999999", "过大"),
        ("dibao.standard=-200%", "超出了可以设的范围"),
        ("dibao.standard=+999999999%", "超出了可以设的范围"),
        ("dibao.method=topup", "top_up、bands"),
        ("dibao.method=+5%", "不是数"),
        ("income.losses_count=maybe", "不是 true 或 false"),
        ("property.dibao.homes=+10%", "应当是整数"),
        ("property.dibao.homes=+0.5", "应当是整数"),
        ("marginal.standard=+5%", "没有数值"),
        ("dibao.standard@3707021=3", "不是区划代码"),
        ("dibao.standard@370702:city=3", "不是 urban 或 rural"),
        ("dibao.bands=[[[", "看不懂"),
        ("dibao.bands=&a [*a]", "映射"),
        ("dibao.bands=[{below: 5, amount: 1}, {below: 4, amount: 1}]", "从小到大"),
        ("dibao.standard=%YAML", "看不懂"),
        ("dibao.standard=\x00", "看不懂"),
        ("dibao.bands=" + "[" * 900, "看不懂"),
        ("x" * 5000, "看不懂"),
        ("dibao.standard=1\nmarginal.percent=2", ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(CannotSimulate) as refusal:
        after(text)
    assert words in str(refusal.value) and "\n" not in str(refusal.value) and len(str(refusal.value)) < 250


def test_nothing_and_twice_are_refused() -> None:
    with pytest.raises(CannotSimulate, match="没有写要改什么"):
        after()
    with pytest.raises(CannotSimulate, match="写了两次"):
        after("dibao.standard=+5%", "dibao.standard=1000")
    after("dibao.standard=+5%", "dibao.standard@370702=1000")


def test_a_value_no_rule_is_built_for_is_refused() -> None:
    only = next(one for one in FIGURES if one.only is not None)
    with pytest.raises(CannotSimulate, match="还没有"):
        after(f"{only.name}={'7' if only.kind == 'number' else 'other'}")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["dibao.standard=+5%"], 1),
        (["dibao.standard=-5%"], -1),
        (["dibao.standard=+5%", "marginal.percent=200"], 1),
        (["dibao.standard=+5%", "marginal.percent=110"], 0),
        (["dibao.standard@370702:urban=+5%"], 1),
        (["dibao.standard=900"], 0),
        (["property.dibao.vehicles=none"], 0),
        (["dibao.method=bands"], 0),
        (["income.losses_count=true"], 0),
    ],
)
def test_whom_a_change_can_only_help_is_known_beforehand(texts: list[str], expected: int) -> None:
    changes = read_changes(texts, FIGURES.parameters)
    assert direction(FIGURES, changed(FIGURES, changes, on=ON), {one.name for one in changes}, on=ON) == expected
