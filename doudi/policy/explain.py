"""说明: a decision as Chinese text: what was found, what is missing, and each step with its inputs and article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from doudi.base.money import yuan_words
from doudi.base.regions import UnknownRegion, path_of
from doudi.policy.counter import Decision, Input
from doudi.policy.facts import SAID
from doudi.policy.rule import HOUSEHOLD, MONEY, NEVER, PERSON
from doudi.policy.scalars import Lack

if TYPE_CHECKING:
    from doudi.policy.book import Book


def explanation(book: Book, decision: Decision) -> str:
    """Everything about one decision, for an officer to read."""
    return "\n".join(_lines(book, decision))


def said(value: Any, kind: str) -> str:
    """A value in Chinese; a list in the order of members."""
    match value:
        case None:
            return "不能确定"
        case list() | tuple():
            return "、".join(said(one, kind) for one in value) or "无"
        case bool():
            return "是" if value else "否"
        case int():
            return yuan_words(value) if kind == MONEY else str(value)
        case date():
            return "没有" if value == NEVER else value.isoformat()
    return SAID.get(value, str(value))


def lacking(book: Book, lack: Lack) -> str:
    """One thing that is missing, and whose it is."""
    if lack.level == "law":
        return f"{'已到期、尚无新规定' if lack.expired else '没有规定'}：{book.title_of(lack.name)}（{lack.name}，{lack.where}）"
    whose = "家庭的" if lack.level == HOUSEHOLD else f"第 {lack.place} {'人' if lack.level == PERSON else '名义务人'}的"
    return f"缺少：{whose}{book.title_of(lack.name)}（{lack.name}）" if lack.place or lack.level == HOUSEHOLD else "人数为零，不能相除"


def _lines(book: Book, decision: Decision) -> Iterator[str]:
    case = decision.case
    yield f"【{case.name}】{case.date} {_place(case.region)} {said(case.area, 'text')}"
    for name, value in decision.results.items():
        yield f"  {book.title_of(name)}：{said(value, decision.kinds[name])}"
    yield from (f"  {lacking(book, lack)}" for lack in decision.lacks)
    if decision.illustrative:
        yield f"  示例标准（不是正式公布的数字）：{'、'.join(book.title_of(name) for name in decision.illustrative)}"
    read = {name for step in book.steps.values() for name in step.parameters}
    yield from (f"  提示：{book.title_of(name)}（{name}）目前没有规则使用，对结果没有影响。" for name in case.law if name not in read)
    yield "  ── 依据 ──"
    for number, taken in enumerate(decision.steps, 1):
        yield f"  {number:>2}. {taken.title}：{said(taken.value, taken.kind)}〔{taken.source}〕"
        if taken.inputs:
            yield f"      {'；'.join(_input(one) for one in taken.inputs)}"
    for name, expected, found in decision.differences:
        kind = book.kind_of(name) if name in book.steps else "text"
        yield f"  ✗ 与预期不符：{book.title_of(name)}（{name}）预期 {said(expected, kind)}，结果 {said(found, kind) if name in book.steps else '尚无此规则'}"


def _input(one: Input) -> str:
    return f"{one.title} {said(one.value, one.kind)}"


def _place(region: str | None) -> str:
    try:
        return "地区不明" if region is None else f"{path_of(region)}（{region}）"
    except UnknownRegion:
        return str(region)
