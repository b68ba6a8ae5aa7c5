"""说法: a simulation in Chinese: what was changed, what each figure is, and the tables that the command and the page show alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from doudi.analysis.simulation.changes import Change
from doudi.analysis.simulation.families import TIERS
from doudi.analysis.simulation.figures import UNKNOWN, Range
from doudi.base.money import yuan_words
from doudi.base.regions import UnknownRegion, name_of
from doudi.policy.facts import SAID

if TYPE_CHECKING:
    from doudi.analysis.simulation.running import Simulation
    from doudi.policy import Book

BOUNDS = (
    "写作“最少～最多”的数：有事实不清楚、不能判断的家庭，从严（不清楚的收入、财产很多，支出没有）和从宽（收入、财产没有，支出很多）各算一遍，"
    "仍不能定的按可能的最少和最多计入；只写一个数的，所有家庭都能判断。低保等金额为每月。"
)
DIMENSIONS: Mapping[str, str] = {"county": "按县区", "area": "按城乡", "size": "按家庭人口", "age": "按年龄（人）", "disability": "按残疾（人）"}
GROUPS: Mapping[str, Mapping[str, str]] = {
    "area": {"urban": "城镇", "rural": "农村"},
    "size": {"0": "无人计入", "5+": "5 人及以上"},
    "age": {"0-17": "未成年（18 岁以下）", "18-59": "18–59 岁", "60-79": "60–79 岁", "80+": "80 岁及以上"},
    "disability": {"none": "无残疾", "severe": "重度残疾（一、二级）", "other": "其他残疾"},
}
Rows = list[list[str]]


def number(value: Range, *, signed: bool = False) -> str:
    """1,092～1,376; one number where both are the same."""
    low, high = (f"{one:+,}" if signed and one else f"{one:,}" for one in value)
    return low if low == high else f"{low}～{high}"


def money(value: Range, *, signed: bool = False) -> str:
    """Yuan of fen: 1,330.10 元; from ten thousand yuan on in 万元."""
    low, high = (_money(one, signed) for one in value)
    return low if low == high else f"{low}～{high}"


def _money(fen: int, signed: bool) -> str:
    sign = "+" if signed and fen > 0 else "-" if fen < 0 else ""
    if abs(fen) < 1_000_000:
        return sign + yuan_words(abs(fen))
    tenths = (abs(fen) * 10 + 500_000) // 1_000_000  # 万元 to one decimal, half up
    return f"{sign}{tenths // 10:,}.{tenths % 10} 万元"


def change(book: Book, one: Change) -> str:
    """最低生活保障标准 +5%（潍城区 城镇）."""
    where = " ".join([*([place(one.place)] if one.place else []), *([SAID[one.area]] if one.area else [])])
    return f"{book.title_of(one.name)} {'' if one.by is not None else '改为 '}{SAID.get(one.said, one.said)}{f'（{where}）' if where else ''}"


def place(code: str) -> str:
    """The place's name, or its code where no table knows it."""
    try:
        return name_of(code)
    except UnknownRegion:
        return code


def group(dimension: str, name: str) -> str:
    """What a group is called."""
    if name == UNKNOWN:
        return "不清楚"
    if dimension == "county":
        return place(name)
    return GROUPS[dimension].get(name, f"{name} 人")


def tier(name: str) -> str:
    """What a tier is called; of nobody: 不在其中."""
    return "不能判断" if name == UNKNOWN else "都不是" if name == "none" else SAID[name]


SHORT = {"none": "都不是", "rigid_expenditure": "刚性支出", "marginal": "低保边缘", "dibao": "低保", "tekun": "特困", UNKNOWN: "不能判断"}


def leads(found: Mapping[str, int]) -> str:
    """低于 500 元 12 户、… in the order of incomes."""

    def said(name: str) -> str:
        word, _, edge = name.partition("_")
        return "收入不清楚" if name == UNKNOWN else f"{'低于' if word == 'below' else '不低于'} {int(edge) // 100} 元"

    def order(name: str) -> tuple[bool, int, bool]:
        return (name == UNKNOWN, int(name.partition("_")[2] or 0), name.startswith("from"))

    return "、".join(f"{said(name)} {found[name]:,} 户" for name in sorted(found, key=order))


def tables(found: Simulation) -> Iterator[tuple[str, Sequence[str], Rows]]:
    """Title, heads and rows of each table."""
    yield "总的来说", ("", "户", "人"), list(_totals(found.all))
    yield "花多少钱", ("", "改前", "改后", "变化"), list(_spending(found))
    yield "从哪类到哪类", ("改前 → 改后", "户", "人", "每月金额变化"), list(_moves(found))
    yield (
        "各类家庭",
        ("", "改前（户）", "改后（户）"),
        [[tier(name), number(found.sums.tier("b", rank)), number(found.sums.tier("a", rank))] for rank, name in reversed(list(enumerate(TIERS)))],
    )
    for dimension, title in DIMENSIONS.items():
        yield title, GROUP_HEADS[:-1] if dimension in ("age", "disability") else GROUP_HEADS, list(_groups(found, dimension))


GROUP_HEADS = ("", "总数", "改前在内", "改后在内", "新进入", "退出", "增加", "减少", "每月金额变化")
_GROUP = ("aided_before", "aided_after", "entering", "leaving", "more", "less")


def _totals(row: Mapping[str, Range]) -> Iterator[list[str]]:
    yield ["全部家庭", number(row["households"]), number(row["persons"])]
    for title, name in {"新进入": "entering", "退出": "leaving", "在各类之间变动": "moving", "每月金额增加": "more", "每月金额减少": "less"}.items():
        yield [title, number(row[name]), number(row[f"{name}_persons"])]
    yield ["其中不能判断", number(row["unsure"]), ""]


def _spending(found: Simulation) -> Iterator[list[str]]:
    row = found.all
    for title, times in {"每月": 1, "每年（12 个月）": 12}.items():
        before, after, changed = ((row[name][0] * times, row[name][1] * times) for name in ("before_fen", "after_fen", "change_fen"))
        yield [title, money(before), money(after), money(changed, signed=True)]
    yield ["其中能判断的家庭（每月）", "", "", money(row["known_change_fen"], signed=True)]
    yield ["贫困缺口（每月，到改前低保标准）", money(row["gap_before_fen"]), money(row["gap_after_fen"]), ""]
    before_gini, after_gini = (found.sums.spread(side).gini() for side in "ba")
    yield [
        "基尼系数（救助后月人均收入）",
        *(f"{one[0]:.4f}～{one[1]:.4f}" if one and one[0] != one[1] else f"{one[0]:.4f}" if one else "—" for one in (before_gini, after_gini)),
        "",
    ]


def _moves(found: Simulation) -> Iterator[list[str]]:
    order = {name: rank for rank, name in enumerate((UNKNOWN, *TIERS))}
    for (was, then), row in sorted(found.sums.matrix.items(), key=lambda pair: [-order[one] for one in pair[0]]):
        yield [f"{SHORT[was]} → {SHORT[then]}", number(row["households"]), number(row["persons"]), money(row["change_fen"], signed=True)]


def _groups(found: Simulation, dimension: str) -> Iterator[list[str]]:
    for name, row in found.by(dimension).items():
        total = "persons" if dimension in ("age", "disability") else "households"
        last = [] if total == "persons" else [money(row["change_fen"], signed=True)]
        yield [group(dimension, name), number(row[total]), *(number(row[one]) for one in _GROUP), *last]
