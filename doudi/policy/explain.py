"""说明: a decision as Chinese text: what was found, what is missing, and each step with its inputs and article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from doudi.base.money import yuan_words
from doudi.base.regions import UnknownRegion, path_of
from doudi.policy.cases import Case
from doudi.policy.counter import Decision, Taken
from doudi.policy.facts import MEASURED, SAID
from doudi.policy.kinds import BANDS
from doudi.policy.reading import quoted
from doudi.policy.rule import HOUSEHOLD, MONEY, NEVER, PERSON, SUPPORTER
from doudi.policy.scalars import Lack

if TYPE_CHECKING:
    from doudi.policy.book import Book


def explanation(book: Book, decision: Decision, beneath: Callable[[Taken], Iterable[str]] = lambda taken: ()) -> str:
    """What was found, what is missing, and every step; `beneath` adds lines to a step."""
    return "\n".join(_lines(book, decision, beneath))


def said(value: Any, kind: str) -> str:
    """A value in Chinese; a list in the order of members."""
    match value:
        case None:
            return "不能确定"
        case (int(below), int(amount)) if kind == BANDS:
            return f"低于 {yuan_words(below)}：{yuan_words(amount)}"
        case list() | tuple():
            return "、".join(said(one, kind) for one in value) or "无"
        case bool():
            return "是" if value else "否"
        case int():
            return yuan_words(value) if kind == MONEY else str(value)
        case date():
            return "没有" if value == NEVER else value.isoformat()
    return SAID.get(value, quoted(str(value)))


def lacking(book: Book, case: Case, lack: Lack) -> str:
    """One thing that is missing, and whose it is, or where nobody set it."""
    title = f"{book.title_of(lack.name)}（{lack.entered}）"
    match lack.level:
        case "law":
            only = book.figures.parameters[lack.name].only
            why = "定为“无”，不能用来计算" if lack.where.endswith(": none") else "没有规定" if only is None else f"没有规则可用（只建了“{said(only, '')}”）"
            return f"{'已到期、尚无新规定' if lack.expired else why}：{title}，{case.region} {_area(case)}，{case.date}"
        case "person" | "supporter":
            owner = whose(case, lack.level)[lack.place - 1]
            return f"缺少：{owner}的{title}" if lack.level == PERSON else f"缺少：{owner}{title.removeprefix('义务人')}"
    return f"缺少：家庭的{title}" if lack.level == HOUSEHOLD else "人数为零，不能相除"


def _lines(book: Book, decision: Decision, beneath: Callable[[Taken], Iterable[str]]) -> Iterator[str]:
    case = decision.case
    yield f"【{quoted(case.name, 200)}】{case.date} {place_words(case.region)} {_area(case)}"
    for name, value in decision.results.items():
        yield f"  {book.title_of(name)}：{_told(book, case, name, value, decision.kinds[name])}"
    yield from dict.fromkeys(f"  {lacking(book, case, lack)}" for lack in decision.lacks)
    if decision.illustrative:
        yield f"  示例标准（不是正式公布的数字）：{'、'.join(book.title_of(name) for name in decision.illustrative)}"
    read = {name for step in book.steps.values() for name in step.parameters}
    yield from (f"  提示：{book.title_of(name)}（{name}）目前没有规则使用，对结果没有影响。" for name in case.law if name not in read)
    yield "  ── 依据 ──"
    for number, taken in enumerate(decision.steps, 1):
        yield f"  {number:>2}. {taken.title}：{_told(book, case, taken.rule, taken.value, taken.kind)}〔{taken.source}〕"
        if taken.inputs:
            yield f"      {'；'.join(f'{one.title} {_told(book, case, one.name, one.value, one.kind)}' for one in taken.inputs)}"
        yield from (f"      {line}" for line in beneath(taken))
    for name, expected, found in decision.differences:
        kind = book.kind_of(name) if name in book.steps else ""
        told = [_told(book, case, name, value, kind) for value in (expected, found)] if kind else [str(expected), "尚无此规则"]
        yield f"  ✗ 与预期不符：{book.title_of(name)}（{name}）预期 {told[0]}，结果 {told[1]}"


def _told(book: Book, case: Case, name: str, value: Any, kind: str) -> str:
    """A value by its name: each member's with whose it is, a figure with its unit."""
    if isinstance(value, list):
        named = whose(case, book.level_of(name))
        return "、".join(said(one, kind) if len(value) == 1 else f"{who} {said(one, kind)}" for who, one in zip(named, value, strict=False)) or "无"
    unit = book.figures.parameters[name].unit if name in book.figures.parameters else ""
    return SAID.get(f"{name}={value}") or said(value, kind) + measure_of(name, unit, value)


def measure_of(name: str, unit: str, value: Any) -> str:
    """What stands after a number: ` 人`, `%`; nothing after anything else."""
    measure = MEASURED.get(unit) or MEASURED.get(name) or MEASURED.get(name.rpartition(".")[2], "")
    return "" if isinstance(value, bool) or not isinstance(value, int) or not measure else measure if measure == "%" else f" {measure}"


def whose(case: Case, level: str) -> list[str]:
    if level == SUPPORTER:
        return [f"第 {place} 名义务人" for place, _ in enumerate(case.supporters, 1)]
    return [quoted(str(member.get("name") or f"第 {place} 人")) for place, member in enumerate(case.members, 1)]


def _area(case: Case) -> str:
    return SAID[case.area] if case.area else "城乡不明"


def place_words(region: str | None) -> str:
    """A place by its names and its code."""
    try:
        return "地区不明" if region is None else f"{path_of(region)}（{region}）"
    except UnknownRegion:
        return str(region)
