"""地方文件: reads what one place has set; a city's difference is a file of YAML, never code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from doudi.base.regions import is_code
from doudi.policy.kinds import nearest
from doudi.policy.parameter_file import dated
from doudi.policy.parameters import AREAS, Parameter, Stretch
from doudi.policy.reading import MOST_PATH, CannotRead, Node, quoted, read_yaml

HEAD = ("region", "name", "issued_by", "published")
CASES = "cases.yaml"
"""The one file of a folder of places that is not a place's: families a lawyer can check."""


@dataclass(frozen=True)
class Place:
    """One place's file: whose figures, who issued them, where they were published (empty: nowhere), and where each is written, by parameter."""

    region: str
    name: str
    issued_by: str
    published: str
    root: Node
    figures: Mapping[str, Node]


def place_files(folder: Path) -> list[Path]:
    """The files of a folder of places, one a place; raises CannotRead where there is none."""
    files = sorted(file for file in folder.glob("*.y*ml") if file.name != CASES)
    if not files:
        raise CannotRead(f"{quoted(str(folder), MOST_PATH)}：这里没有地方文件（一地一个，如 3707.yaml）。请检查路径。")
    return files


def read_place(path: Path) -> Place:
    """One place's file, its figures not yet read; raises CannotRead at the first mistake of its head."""
    root = read_yaml(path)
    entries = root.mapping()
    figures = {key: node for key, node in entries.items() if "." in key}
    head = {key: node for key, node in entries.items() if key not in figures}
    for key, node in head.items():
        if key not in HEAD:
            near = nearest(key, HEAD)
            raise node.refusal(f"没有叫 {quoted(key)} 的项{f'，是不是 {near}' if near else ''}。开头写 {'、'.join(HEAD)}，其余写参数名，如 dibao.standard。")
    for key in HEAD:
        if key not in head or not head[key].text:
            raise root.refusal(f"缺少 {key}，请补上。")
    region = head["region"].text
    if not is_code(region):
        raise head["region"].refusal(f"{quoted(region)} 不是区划代码。请写 2、4、6、9 或 12 位代码并加引号。")
    if path.name != f"{region}.yaml":
        raise head["region"].refusal(f"区划代码 {region} 与文件名 {quoted(path.name)} 不一致。文件名应为 {region}.yaml。")
    published = "" if head["published"].says("none") else head["published"].text
    return Place(region, head["name"].text, head["issued_by"].text, published, root, figures)


def set_there(place: Place, name: str, known: Mapping[str, Parameter]) -> list[tuple[Stretch, Node]]:
    """What the place has set of one parameter, each value with where it is written; raises CannotRead."""
    node = place.figures[name]
    if name not in known:
        near = nearest(name, known)
        raise node.refusal(f"没有叫 {quoted(name)} 的参数{f'，是不是 {near}' if near else ''}。")
    keys = node.mapping()
    if not keys:
        raise node.refusal("没有写值。请写“日期: {value: …}”；不适用写 value: none。")
    areas = keys if set(keys) <= set(AREAS) else {"": node}
    return [found for area, entry in areas.items() for found in dated(known[name], entry, place.region, area, place.published)]


def placed(parameters: Iterable[Parameter], places: Iterable[Place]) -> list[Parameter]:
    """The parameters with what the places have set, and those of one area that stand beside them; raises CannotRead at the first mistake."""
    known = {one.name: one for one in parameters}
    for place in places:
        for name in place.figures:
            found = tuple(stretch for stretch, _ in set_there(place, name, known))
            known[name] = replace(known[name], stretches=(*known[name].stretches, *found))
    return [each for one in known.values() for each in (one, *(one.in_area(area) for area in AREAS if one.each_area))]
