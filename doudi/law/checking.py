"""地方文件的检查: reads a folder of places as a reviewer would, and tells everything it finds at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from doudi import law
from doudi.base import regions
from doudi.law.findings import Finding, Folder, Written, read_folder
from doudi.law.sources import CannotCite, in_force, passages
from doudi.law.standards import check_standards
from doudi.policy import Place
from doudi.policy.parameters import AREAS, Stretch

SOON = timedelta(60)
LEVELS = {"province": "省级", "city": "设区的市级", "county": "县级"}


def check(folder: Path, *, on: date) -> list[Finding]:
    """Everything found in a folder of places on a day, in the order of its lines; raises CannotRead where there is no file at all."""
    read, refused = read_folder(folder, law.declared(), on=on)
    checks = (_check_codes, _check_values, _check_who_sets, _check_ends, _check_gaps, _check_areas, _check_examples, check_standards)
    return sorted({*refused, *(finding for one in checks for finding in one(read))})


def _check_codes(folder: Folder) -> Iterator[Finding]:
    """The code is in the table, under that name; our table holds one city, of other places only a person can tell."""
    for place in folder.places:
        try:
            name = regions.name_of(place.region)
        except regions.UnknownRegion:
            covered = len(place.region) > 4 and _is_known(place.region[:4])
            what = f"里没有 {place.region}。" if covered else f"没有收这里，请自行核对代码 {place.region}。"
            yield folder.about(place, "region", f"区划代码表（{regions.AS_OF}）{what}", is_error=covered)
            continue
        if name != place.name:
            yield folder.about(place, "region", f"{place.region} 在区划代码表（{regions.AS_OF}）里是{name}，不是{place.name}。")


def _is_known(region: str) -> bool:
    try:
        return bool(regions.name_of(region))
    except regions.UnknownRegion:
        return False


def _check_values(folder: Folder) -> Iterator[Finding]:
    """Each value alone: its source is an article, its document is named, a rule is built for it."""
    for one in folder.written:
        parameter, stretch = one.parameter, one.stretch
        if stretch.source != parameter.source:
            try:
                passages(stretch.source)
            except CannotCite as error:
                yield one.finding(f"{error}。")
        if not stretch.illustrative and not stretch.published:
            yield one.finding("没有标 illustrative 的数字是公布过的数字：请在 published 写明文件名称、文号和网址；没有公布的标 illustrative: true。")
        if parameter.only not in (None, stretch.value):
            yield one.finding(f"{parameter.title}写了 {stretch.value}，规则只建了 {parameter.only}：用到它的问题都会拒绝回答。")


def _check_who_sets(folder: Folder) -> Iterator[Finding]:
    """Nobody sets what an article gives to those above; what those above may leave to a place is one reminder for it."""
    left: dict[tuple[str, str], list[Written]] = {}
    for one in folder.written:
        parameter, digits = one.parameter, len(one.place.region)
        if not parameter.set_by or one.stretch.until_on <= in_force().get(parameter.authority.split(" ")[0], date.min):
            continue
        if digits > regions.DIGITS[parameter.left_to or parameter.set_by]:
            who = LEVELS[parameter.set_by] + ("" if parameter.set_by == "province" else "以上")
            yield one.finding(f"{parameter.title}由{who}制定（{parameter.authority}），{one.place.name}不能另定。")
        elif digits > regions.DIGITS[parameter.set_by]:
            left.setdefault((one.place.region, parameter.authority), []).append(one)
    for (_, authority), those in left.items():
        titles = "、".join(dict.fromkeys(one.parameter.title for one in those))
        yield those[0].finding(f"由省级制定（{authority}），{those[0].place.name}另定以省里准许为前提，请核对：{titles}。", is_error=False)


def _check_ends(folder: Folder) -> Iterator[Finding]:
    """What ends soon with nothing after it, and what has ended and left the place above to answer."""
    last = {(one.place.region, one.parameter.name, one.stretch.area): one for one in folder.written}
    for one in last.values():
        until, on = one.stretch.until_on, folder.on
        if on < until <= on + SOON:
            yield one.finding(f"这个值到 {until} 为止，还没有接续的值。", is_error=False)
        elif until <= on and all(_is_told(folder, one.place, one.parameter.name, area) for area in AREAS):
            yield one.finding(f"这个值已于 {until} 到期，现在随上级的值。", is_error=False)


def _is_told(folder: Folder, place: Place, name: str, area: str) -> bool:
    return folder.figures.value(name, place.region, area, folder.on)[0].is_given is not None


def _check_gaps(folder: Folder) -> Iterator[Finding]:
    """On the day, everything a city or county needs has a value: an error where a result rests on it, a reminder where none does yet."""
    book = law.book(folder.on, places=law.FOLDER / "places")
    needed = {book.figures.parameters[name].of or name for name in book.plan().parameters}
    for place in folder.places:
        for one in law.declared():
            if len(place.region) < regions.DIGITS["city"] or (one.set_by == "province" and one.name not in needed) or one.only is not None:
                continue
            missing = [area for area in AREAS if not _is_told(folder, place, one.name, area)]
            wider = [other for other in folder.places if other is not place and place.region.startswith(other.region) and len(other.region) >= 4]
            if missing and (one.name in place.figures or not any(not _is_told(folder, other, one.name, area) for other in wider for area in missing)):
                yield folder.about(place, one.name, f"{one.title}：{_why(folder, place, one.name, missing)}", is_error=one.name in needed)


def _why(folder: Folder, place: Place, name: str, missing: list[str]) -> str:
    own = [one.stretch for one in folder.of(place, name)]
    here = [stretch for stretch in own if stretch.area in ("", missing[0])]
    ends = [stretch.until_on for stretch in here or folder.figures.parameters[name].stretches if stretch.until_on <= folder.on]
    sides = "、".join(missing)
    if own and not here:
        return f"只写了 {'、'.join(sorted({stretch.area for stretch in own}))}，没有 {sides}。"
    if ends:
        return f"{'这里' if here else '国家或上级'}的值已于 {max(ends)} 到期，没有接续：用到它的问题都会拒绝回答。"
    if here:
        return f"{min(stretch.from_on for stretch in here)} 起才有值，{folder.on} 没有（{sides}）。"
    return f"没有规定（{sides}）：用到它的问题都会拒绝回答；不适用写 none。"


def _check_areas(folder: Folder) -> Iterator[Finding]:
    """Who writes one side alone takes the other from the place above, perhaps without wishing to."""
    for place in folder.places:
        for name in place.figures:
            sides = {one.stretch.area for one in folder.of(place, name)}
            (other,) = set(AREAS) - sides if len(sides) == 1 and sides <= set(AREAS) else ("",)
            if other and _is_told(folder, place, name, other):
                yield folder.about(place, name, f"只写了 {sides.pop()}，{other} 随上级或全国的值。", is_error=False)


def _check_examples(folder: Folder) -> Iterator[Finding]:
    """Figures that nobody issued: the place's own, and those of the whole country that it takes over."""
    for place in folder.places:
        marked = [one for one in folder.of(place) if one.stretch.illustrative and one.stretch.until_on > folder.on]
        if marked:
            names = sorted({one.parameter.title for one in marked})
            what = f"{len(marked)} 个值是示例标准（illustrative），不是公布的数字：{'、'.join(names[:5])}{'…' if len(names) > 5 else ''}"
            yield replace(marked[0].finding(what, is_error=False), field="illustrative")
        taken = [one for one in law.declared() if len(place.region) == regions.DIGITS["city"] and _is_example_above(folder, place, one.name)]
        if taken:
            what = f"下列各项随全国的示例值，请换成本地的规定：{'、'.join(f'{one.title}（{one.name}）' for one in taken)}"
            yield folder.about(place, "illustrative", what, is_error=False)


def _is_example_above(folder: Folder, place: Place, name: str) -> bool:
    found = folder.figures.parameters[name].at(place.region, AREAS[0], folder.on)
    return isinstance(found, Stretch) and found.illustrative and not found.region
