"""参数文件: reads parameters.yaml, which declares each parameter and gives its national values; overlaps and gaps are refused when it loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from doudi.policy.kinds import BANDS, LIST, nearest
from doudi.policy.parameters import SET_TO_NONE, Parameter, Stretch
from doudi.policy.reading import Node, day_of, quoted, read_yaml
from doudi.policy.rule import DATE, MONEY, NEVER, NUMBER, TEXT, YESNO

_UNITS = {"yes/no": YESNO, "word": TEXT, "name": TEXT, "words": LIST, "bands": BANDS, "date": DATE}
_KEYS = ("title", "unit", "source", "words", "unless_set", "only", "each_area", "set_by", "set_under", "left_to", "values")
LEVELS = ("province", "city", "county")


def read_parameters(path: Path, prefix: str) -> list[Parameter]:
    """The parameters of one file; their names begin with the prefix, or with the file's own `prefix:`."""
    entries = read_yaml(path).mapping()
    prefix = entries.pop("prefix").text if "prefix" in entries else prefix
    return [_read(f"{prefix}.{key}", node) for key, node in entries.items()]


def _read(name: str, node: Node) -> Parameter:
    """A unit that begins with yuan is money; one that is not counted is named in _UNITS (a name is any text); every other is a number."""
    keys = node.mapping(_KEYS, required=("title", "unit", "source"))
    unit = keys["unit"].text
    kind = _UNITS.get(unit, MONEY if unit.startswith("yuan") else NUMBER)
    words = tuple(word.text for word in keys["words"].items()) if "words" in keys else ()
    set_by, left_to = (keys[key].word(list(LEVELS)) if key in keys else "" for key in ("set_by", "left_to"))
    under = keys["set_under"].text if "set_under" in keys else ""
    each_area = "each_area" in keys and keys["each_area"].yesno()
    one = Parameter(name, kind, keys["title"].text, unit, keys["source"].text, words, set_by=set_by, set_under=under, left_to=left_to, each_area=each_area)
    said = {key: written(one, keys[key]) for key in ("unless_set", "only") if key in keys}
    return replace(one, **said, stretches=tuple(stretch for stretch, _ in dated(one, keys["values"])) if "values" in keys else ())


def dated(one: Parameter, node: Node, region: str = "", area: str = "", published: str = "") -> Iterator[tuple[Stretch, Node]]:
    """The values of one place and area, each with where it is written; a value holds until the next one's day or its own `until`."""
    days = [(_day(day, entry), entry) for day, entry in node.mapping().items()]
    for (start, entry), following in zip(days, [*(later for later, _ in days[1:]), None], strict=True):
        keys = entry.mapping(("value", "until", "illustrative", "source", "published"), required=("value",))
        until = keys["until"].day() if "until" in keys else (following or NEVER)
        if following and following <= start:
            raise entry.refusal(f"{following} 应写在 {start} 之前：日期从早到晚写。")
        if following and until != following:
            raise entry.refusal(f"{start} 起的值到 {until}，下一个值从 {following} 起：两段之间有重叠或空档。")
        if until <= start:
            raise entry.refusal(f"until（{until}）应晚于开始日 {start}。")
        illustrative = "illustrative" in keys and keys["illustrative"].yesno()
        source, where = (keys[key].text if key in keys else left_out for key, left_out in (("source", one.source), ("published", published)))
        yield Stretch(region, area, start, until, written(one, keys["value"]), illustrative, source, where), entry


def _day(text: str, node: Node) -> date:
    try:
        return day_of(text)
    except ValueError:
        raise node.refusal(f"{quoted(text)} 不是日期。请写 2026-01-01 这样的日期。") from None


def written(one: Parameter, node: Node) -> Any:
    """A value of the parameter as a file says it; `none` is a value."""
    if node.says("unknown"):
        raise node.refusal("参数不能写 unknown；不适用写 none。")
    if node.says("none"):
        return SET_TO_NONE
    if one.kind == LIST:
        return tuple(_listed(one, word) for word in node.items())
    if one.unit == "name":
        return node.text
    if one.kind != BANDS:
        return node.value(one.kind, words=one.words)
    edges = [edge.mapping(("below", "amount"), required=("below", "amount")) for edge in node.items()]
    bands = tuple((edge["below"].money(), edge["amount"].money()) for edge in edges)
    if any(later[0] <= earlier[0] for earlier, later in pairwise(bands)):
        raise node.refusal("各档的 below 应从小到大。")
    return bands


def _listed(one: Parameter, word: Node) -> str:
    """A word of a list; a fact's `_12m` may be left out."""
    return f"{word.text}_12m" if f"{word.text}_12m" in one.words else word.word(list(one.words))


def overrides(parameters: Mapping[str, Parameter], node: Node) -> dict[str, Any]:
    """A case's own `law:`; a name may stand for all parameters below it, with a mapping or `none`."""
    found: dict[str, Any] = {}
    for key, entry in node.mapping().items():
        for name, place in _named(parameters, key, entry):
            if name in found:
                raise place.refusal(f"{name} 写了两次，请只留一处。")
            found[name] = written(parameters[name], place)
    return found


def _named(parameters: Mapping[str, Parameter], name: str, node: Node) -> Iterator[tuple[str, Node]]:
    """The parameters a name stands for, each with where its value is written."""
    below = [known for known in parameters if known.startswith(f"{name}.")]
    if name in parameters:
        yield name, node
    elif not below:
        raise node.refusal(f"没有叫 {quoted(name)} 的参数{f'，是不是 {near}' if (near := nearest(name, parameters)) else ''}。")
    elif node.says("none"):
        yield from ((known, node) for known in below)
    else:
        for key, entry in node.mapping().items():
            yield from _named(parameters, f"{name}.{key}", entry)
