"""设想: what somebody would set otherwise, as written after `--set`, and the figures of the law with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import yaml

from doudi.base.money import NotMoney, to_fen, yuan_words
from doudi.base.regions import is_code, is_within
from doudi.policy import Figures, Parameter
from doudi.policy.kinds import LIST, nearest
from doudi.policy.parameter_file import written
from doudi.policy.parameters import AREAS, SET_TO_NONE, Stretch
from doudi.policy.reading import MOST_FEN, MOST_NUMBER, CannotRead, Node, quoted
from doudi.policy.rule import MONEY, NEVER, NUMBER

_WRITTEN = re.compile(r"\s*([^\s@=]+?)\s*(?:@\s*([^\s:=]+)(?::([^\s=]+))?\s*)?=\s*(.*?)\s*", re.DOTALL)
_BY = re.compile(r"([+-])(\d{1,9}(?:\.\d{1,2})?)(%?)", re.ASCII)
_LONGEST = 1000


_MORE_HELPS = re.compile(r"dibao\.standard|marginal\.(standard|percent)|property\.\w+\.\w+")
"""Lines of which a higher one shuts nobody out."""


class CannotSimulate(Exception):
    """One line for whoever asked: what is wrong, and what to write."""


@dataclass(frozen=True)
class Change:
    """One parameter set otherwise: to `value`; or, where `by` is given, by so many percent of what it is, or by so much (fen, or a number).

    `place` and `area` are empty where it holds everywhere. `said` is what was written after the equals sign.
    """

    name: str
    place: str
    area: str
    said: str
    value: Any = None
    by: Fraction | int | None = None

    @property
    def where(self) -> str:
        """As written: dibao.standard@370702:urban."""
        return f"{self.name}{f'@{self.place}' if self.place else ''}{f':{self.area}' if self.area else ''}"


def read_changes(texts: Sequence[str], parameters: Mapping[str, Parameter]) -> tuple[Change, ...]:
    """What is to be set otherwise; raises CannotSimulate at the first that cannot be read, and for one parameter set twice in one place."""
    changes = tuple(_read(text, parameters) for text in texts)
    if not changes:
        raise CannotSimulate("没有写要改什么。请至少写一个，例如 --set dibao.standard=+5%。")
    for place, one in enumerate(changes):
        if any(one.where == other.where for other in changes[:place]):
            raise CannotSimulate(f"{one.where} 写了两次，请只留一处。")
    return changes


def check_places(places: Iterable[tuple[str | None, str | None]], changes: Iterable[Change]) -> None:
    """That somebody lives where each change holds; raises CannotSimulate, since nothing would come of it."""
    regions = {region for region, _ in places if region is not None}
    for change in changes:
        if change.place and not any(is_within(region, change.place) for region in regions):
            counties = sorted({region[:6] for region in regions})
            here = "、".join(counties[:12]) + ("等" if len(counties) > 12 else "")
            raise CannotSimulate(f"{change.where}：这个人群里没有 {change.place} 的家庭，改了也没有影响。人群所在的区划是 {here}。")


def _read(text: str, parameters: Mapping[str, Parameter]) -> Change:
    found = _WRITTEN.fullmatch(text[:_LONGEST])
    if len(text) > _LONGEST or not found:
        raise CannotSimulate(f"“{quoted(text)}”看不懂。请写 参数=值，例如 dibao.standard=+5%、marginal.percent=200、dibao.standard@370702:urban=1050。")
    name, place, area, said = found[1], found[2] or "", found[3] or "", found[4]
    if name not in parameters:
        near = nearest(name, parameters)
        raise CannotSimulate(f"没有叫 {quoted(name)} 的参数{f'，是不是 {near}' if near else ''}。")
    if place and not is_code(place):
        raise CannotSimulate(f"{name}：{quoted(place)} 不是区划代码。请写 2、4、6、9 或 12 位代码，例如 {name}@370702=…。")
    if area and area not in AREAS:
        near = nearest(area, AREAS)
        raise CannotSimulate(f"{name}：{quoted(area)} 不是 urban 或 rural{f'，是不是 {near}' if near else ''}。")
    change, one = Change(name, place, area, said), parameters[name]
    if by := _BY.fullmatch(said):
        return replace(change, by=_by(one, *by.groups()))
    value = _value(one, said)
    if one.only is not None and value != one.only:
        raise CannotSimulate(f"{one.title}（{name}）还没有 {quoted(said)} 的规则：只能是 {one.only}。")
    return replace(change, value=value)


def _by(one: Parameter, sign: str, amount: str, percent: str) -> Fraction | int:
    """A share of what it is (1/20 for 5 %), or fen, or a number."""
    if one.kind not in (MONEY, NUMBER):
        raise CannotSimulate(f"{one.title}（{one.name}）不是数，不能写 {sign}{amount}{percent}。请写它的值{_words(one)}。")
    if percent:
        return Fraction(f"{sign}{amount}") / 100
    if one.kind == MONEY:
        return int(f"{sign}{to_fen(amount)}")
    if Decimal(amount) != int(Decimal(amount)):
        raise CannotSimulate(f"{one.title}（{one.name}）应当是整数，不能写 {sign}{amount}。")
    return int(f"{sign}{int(Decimal(amount))}")


def _value(one: Parameter, said: str) -> Any:
    """A value as a parameters file would say it; a list may be written a,b."""
    text = f"[{said}]" if one.kind == LIST and said != SET_TO_NONE and not said.startswith("[") else said
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is None:
            raise CannotSimulate(f"{one.title}（{one.name}）后面没有写值{_words(one)}。")
        return written(one, Node(node, "", f"--set {one.name}"))
    except (CannotRead, NotMoney) as error:
        why = str(error).partition("：")[2] or str(error)
        raise CannotSimulate(f"{one.title}（{one.name}）：{why.replace('；查不到时写 unknown', '；没有写 none')}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise CannotSimulate(f"{one.title}（{one.name}）的值“{quoted(said)}”看不懂{_words(one)}。") from None


def _words(one: Parameter) -> str:
    return f"（可写：{'、'.join(one.words)}）" if one.words else ""


def changed(figures: Figures, changes: Iterable[Change], *, on: date) -> Figures:
    """The figures with these changes, on every day: a share of a value in every place that has one of its own; a money share exact to the fen, half up.

    A place named changes with everything inside it. Raises CannotSimulate where there is no number to change, or what comes out is none.
    """
    parameters = dict(figures.parameters)
    for change in changes:
        one = parameters[change.name]
        kept = [stretch for stretch in one.stretches if not _concerns(change, stretch)]
        parameters[change.name] = replace(one, stretches=(*kept, *_set_otherwise(figures, one, change, on)))
    return Figures(parameters)


def _concerns(change: Change, stretch: Stretch) -> bool:
    """Whether the stretch lies inside the place of the change, and is for its area."""
    return (not change.place or is_within(stretch.region, change.place)) and change.area in ("", stretch.area)


def _set_otherwise(figures: Figures, one: Parameter, change: Change, on: date) -> Iterator[Stretch]:
    """The stretches that replace those concerned; what both areas share is set apart where one area changes."""
    shared = [stretch._replace(area=change.area) for stretch in one.stretches if not stretch.area and _concerns(replace(change, area=""), stretch)]
    theirs = [stretch for stretch in one.stretches if _concerns(change, stretch)]
    theirs += [stretch for stretch in shared if change.area and not any(stretch[:2] == other[:2] for other in theirs)]
    if change.by is None:
        places = dict.fromkeys([(change.place, change.area), *(stretch[:2] for stretch in theirs if change.area)])
        yield from (Stretch(*place, date.min, NEVER, change.value) for place in places)
        return
    if change.place:
        theirs += _from_above(figures, one, change, on, theirs)
    if not any(stretch.value != SET_TO_NONE and stretch.from_on <= on < stretch.until_on for stretch in theirs):
        raise CannotSimulate(f"{one.title}（{change.where}）在 {on} 没有数值，不能加减。请直接写值，例如 {change.where}=…。")
    for stretch in theirs:
        yield stretch if stretch.value == SET_TO_NONE else stretch._replace(value=_moved(one, stretch.value, change))


def _from_above(figures: Figures, one: Parameter, change: Change, on: date, theirs: list[Stretch]) -> Iterator[Stretch]:
    """What the place has from the place above it, which keeps its own."""
    own = {stretch.area for stretch in theirs if stretch.region == change.place and stretch.from_on <= on < stretch.until_on}
    for area in (change.area,) if change.area else AREAS:
        found, _ = figures.joined([one]).value(one.name, change.place, area, on)
        if not {area, ""} & own and found.is_given:
            yield Stretch(change.place, area, date.min, NEVER, found.plain)


def _moved(one: Parameter, value: int, change: Change) -> int:
    """The value, more or less; money is rounded to the fen, half up, any other number must come out whole."""
    assert change.by is not None
    exact = value * (1 + change.by) if isinstance(change.by, Fraction) else Fraction(value + change.by)
    if one.kind != MONEY and exact.denominator != 1:
        raise CannotSimulate(f"{one.title}（{change.where}）应当是整数：{value} {change.said} 是 {Decimal(exact.numerator) / exact.denominator:.6g}。")
    moved = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    if not 0 <= moved <= (MOST_FEN if one.kind == MONEY else MOST_NUMBER):
        shown = yuan_words(moved) if one.kind == MONEY else str(moved)
        raise CannotSimulate(f"{one.title}（{change.where}）改成了 {shown}，超出了可以设的范围。")
    return moved


def direction(before: Figures, after: Figures, names: Iterable[str], *, on: date) -> int:
    """1 where every changed line only rises, -1 where every one only falls; 0 for any other change, and where it is not a number before and after."""
    signs: set[int] = set()
    for name in names:
        codes = {stretch.region for figures in (before, after) for stretch in figures.parameters[name].stretches}
        for code, area in product(codes, AREAS):
            was, then = (figures.value(name, code, area, on)[0] for figures in (before, after))
            numbers = isinstance(was.plain, int) and isinstance(then.plain, int)
            if not _MORE_HELPS.fullmatch(name) or (numbers is False and was.is_given is not then.is_given):
                return 0
            signs.add((then.plain > was.plain) - (then.plain < was.plain) if numbers else 0)
    signs -= {0}
    return signs.pop() if len(signs) == 1 else 0
