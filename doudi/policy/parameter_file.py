"""参数文件: reads parameters.yaml; overlaps, gaps and figures without a source are refused when it loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from doudi.base.regions import is_code
from doudi.policy.kinds import BANDS, LIST, misspelt
from doudi.policy.parameters import AREAS, SET_TO_NONE, Parameter, Stretch
from doudi.policy.reading import CannotRead, Node, read_yaml
from doudi.policy.rule import DATE, MONEY, NEVER, NUMBER, TEXT, YESNO

UNITS = {"yes/no": YESNO, "word": TEXT, "words": LIST, "bands": BANDS, "date": DATE}
"""Units that are not counted; `yuan…` is money, every other is a number."""


def read_parameters(path: Path, prefix: str) -> list[Parameter]:
    """The parameters of one file; their names begin with the prefix, or with the file's own `prefix:`."""
    entries = read_yaml(path).mapping()
    prefix = entries.pop("prefix").text if "prefix" in entries else prefix
    return [_read(f"{prefix}.{key}", node) for key, node in entries.items()]


def _read(name: str, node: Node) -> Parameter:
    keys = node.mapping(["title", "unit", "source", "words", "unless_set", "only", "values", "by_region"], required=["title", "unit", "source"])
    unit = keys["unit"].text
    kind = UNITS.get(unit, MONEY if unit.startswith("yuan") else NUMBER)
    words = tuple(word.text for word in keys["words"].items()) if "words" in keys else ()
    one = Parameter(name, kind, keys["title"].text, unit, keys["source"].text, words)
    unless_set = written(one, keys["unless_set"]) if "unless_set" in keys else None
    only = written(one, keys["only"]) if "only" in keys else None
    stretches = [*_stretches(one, keys["values"], "", "")] if "values" in keys else []
    for region, place in keys["by_region"].mapping().items() if "by_region" in keys else ():
        if not is_code(region):
            raise place.refusal(f"{region} 不是区划代码。请写 2、4、6、9 或 12 位代码并加引号。")
        areas = place.mapping()
        if set(areas) <= set(AREAS):
            stretches += [stretch for area, dated in areas.items() for stretch in _stretches(one, dated, region, area)]
        else:
            stretches += _stretches(one, place, region, "")
    return replace(one, unless_set=unless_set, only=only, stretches=tuple(stretches))


def _stretches(one: Parameter, node: Node, region: str, area: str) -> Iterator[Stretch]:
    """A value holds until the next one's day or its own `until`."""
    dated = [(Node(entry.node, day, entry.file).refusal, _day(day, entry), entry) for day, entry in node.mapping().items()]
    for (_, earlier, _), (refusal, later, _) in pairwise(dated):
        if later <= earlier:
            raise refusal(f"{later} 应排在 {earlier} 之后：日期从早到晚写。")
    starts = [start for _, start, _ in dated[1:]]
    for (_, start, entry), following in zip(dated, [*starts, None], strict=True):
        keys = entry.mapping(["value", "until", "illustrative", "source"], required=["value"])
        until = keys["until"].day() if "until" in keys else (following or NEVER)
        if following and until != following:
            raise entry.refusal(f"{start} 起的值到 {until}，下一个值从 {following} 起：两段之间有重叠或空档。")
        if until <= start:
            raise entry.refusal(f"until（{until}）应晚于开始日 {start}。")
        yield Stretch(
            region,
            area,
            start,
            until,
            written(one, keys["value"]),
            illustrative="illustrative" in keys and keys["illustrative"].yesno(),
            source=keys["source"].text if "source" in keys else one.source,
        )


def _day(text: str, node: Node) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise node.refusal(f"{text} 不是日期。请写 2026-01-01 这样的日期。") from None


def written(one: Parameter, node: Node) -> Any:
    """A value of the parameter as a file says it; `none` is a value."""
    if node.is_unknown:
        raise node.refusal("参数不能写 unknown；不适用写 none。")
    if node.is_none:
        return SET_TO_NONE
    if one.kind == LIST:
        return tuple(_listed(one, word) for word in node.items())
    if one.kind == BANDS:
        bands = tuple(
            (edge["below"].money(), edge["amount"].money()) for edge in (each.mapping(["below", "amount"], ["below", "amount"]) for each in node.items())
        )
        if any(later[0] <= earlier[0] for earlier, later in pairwise(bands)):
            raise node.refusal("各档的 below 应从小到大。")
        return bands
    return node.value(one.kind, words=one.words)


def _listed(one: Parameter, word: Node) -> str:
    """A word of a list; a fact's `_12m` may be left out."""
    return f"{word.text}_12m" if f"{word.text}_12m" in one.words else word.word(one.words)


def overrides(parameters: Mapping[str, Parameter], node: Node) -> dict[str, Any]:
    """A case's own `law:`; a name may stand for all parameters below it, with a mapping or `none`."""
    return {name: value for key, entry in node.mapping().items() for name, value in _override(parameters, key, entry)}


def _override(parameters: Mapping[str, Parameter], name: str, node: Node) -> Iterator[tuple[str, Any]]:
    if name in parameters:
        yield name, written(parameters[name], node)
        return
    below = [known for known in parameters if known.startswith(f"{name}.")]
    if not below:
        raise node.refusal(f"没有叫 {name} 的参数{_meant(name, parameters)}。")
    if node.is_none:
        yield from ((known, SET_TO_NONE) for known in below)
        return
    for key, entry in node.mapping().items():
        yield from _override(parameters, f"{name}.{key}", entry)


def _meant(name: str, parameters: Mapping[str, Parameter]) -> str:
    found = misspelt(name, parameters)
    return f"，是不是 {found.split('`')[1]}" if found else ""


__all__ = ["CannotRead", "overrides", "read_parameters", "written"]
