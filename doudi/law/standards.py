"""标准之间的关系: what the Law says of one standard beside another, asked of a folder of places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from doudi.base.money import yuan_words
from doudi.base.regions import DIGITS
from doudi.law.findings import Finding, Folder
from doudi.policy import Place
from doudi.policy.parameters import AREAS

STANDARD, GUIDELINE, METHOD, BANDS = "dibao.standard", "dibao.guideline_standard", "dibao.method", "dibao.bands"
MARGINAL, PERCENT = "marginal.standard", "marginal.percent"
BASIC, BASIC_PERCENT = "tekun.basic_standard", "tekun.basic_percent"


def check_standards(folder: Folder) -> Iterator[Finding]:
    """Errors where an article forbids it; reminders where it only looks wrong."""
    yield from _check_shares(folder)
    yield from _check_order_of_bands(folder)
    for place in folder.places:
        yield from _check_who_sets(folder, place)
        for area in AREAS:
            found = {(name, what, is_error): None for on in _days(folder) for name, what, is_error in _of_a_day(folder, place, area, on)}
            yield from (folder.about(place, name, f"{what}（{area}）", is_error=is_error) for name, what, is_error in found)


def _days(folder: Folder) -> list[date]:
    """The day asked about, and every later one on which something changes."""
    return sorted({folder.on} | {one.stretch.from_on for one in folder.written if one.stretch.from_on > folder.on})


def _check_shares(folder: Folder) -> Iterator[Finding]:
    for one in folder.written:
        share = one.stretch.value if isinstance(one.stretch.value, int) else None
        if one.parameter.name == PERCENT and share is not None and share <= 100:
            yield one.finding(f"{share}% 没有高于低保标准：边缘家庭标准应在低保标准基础上上浮（社会救助法 第二十一条第三款）。")
        if one.parameter.name == BASIC_PERCENT and share is not None and share < 100:
            yield one.finding(f"{share}%：特困基本生活标准低于低保标准，请核对。", is_error=False)


def _check_order_of_bands(folder: Folder) -> Iterator[Finding]:
    """The reader has seen that the edges rise; who is poorer must not get less."""
    for one in folder.written:
        bands = one.stretch.value if one.parameter.name == BANDS and isinstance(one.stretch.value, tuple) else ()
        for (_, poorer), (edge, richer) in pairwise(bands):
            if richer > poorer:
                more = f"收入到 {yuan_words(edge)} 的一档发 {yuan_words(richer)}，比收入更低的一档（{yuan_words(poorer)}）还多"
                yield one.finding(f"{more}；分档依困难程度（57号 第二十三条）。")


def _check_who_sets(folder: Folder, place: Place) -> Iterator[Finding]:
    """A city's standard rests on the province's having set a guideline; who may set what at all is read from the declarations."""
    above = [one for one in folder.places if len(one.region) == DIGITS["province"] and place.region.startswith(one.region) and STANDARD in one.figures]
    if above and len(place.region) > DIGITS["province"] and STANDARD in place.figures:
        what = f"{above[0].name}已定低保标准；设区的市另定以省定指导标准为前提（社会救助法 第十九条）。省里定的如是指导标准，请写作 {GUIDELINE}。"
        yield folder.about(place, STANDARD, what, is_error=False)


def _of_a_day(folder: Folder, place: Place, area: str, on: date) -> Iterator[tuple[str, str, bool]]:
    """Parameter, what is found, whether it is an error: of what the place wrote itself, as it stands that day."""

    def value(name: str) -> Any:
        return folder.figures.value(name, place.region, area, on)[0].plain

    def own(*names: str) -> str | None:
        return next((name for name in names if name in place.figures), None)

    standard = value(STANDARD)
    if standard is None:
        return
    guideline = value(GUIDELINE)
    if own(STANDARD) and guideline is not None and standard < guideline:
        yield STANDARD, f"低保标准 {yuan_words(standard)} 低于省定指导标准 {yuan_words(guideline)}（社会救助法 第十九条）", True
    marginal = value(MARGINAL)
    if (name := own(MARGINAL, STANDARD)) and marginal is not None and marginal <= standard:
        what = f"边缘家庭标准 {yuan_words(marginal)} 没有高于低保标准 {yuan_words(standard)}，应在其基础上上浮（社会救助法 第二十一条第三款）"
        yield name, what, True
    basic = value(BASIC)
    if (name := own(BASIC, STANDARD)) and basic is not None and basic < standard:
        yield name, f"特困基本生活标准 {yuan_words(basic)} 低于低保标准 {yuan_words(standard)}，请核对", False
    bands, method = value(BANDS), value(METHOD)
    name = own(BANDS, METHOD, STANDARD)
    if name and method == "bands" and not bands:
        yield name, "发放方式是分档（bands），没有写 dibao.bands（社会救助法 第十八条第二款）", True
    elif name and method == "bands" and bands[-1][0] < standard:
        edge = yuan_words(bands[-1][0])
        yield name, f"最后一档到 {edge}，低保标准是 {yuan_words(standard)}：收入在两者之间的家庭符合条件却发 0 元（社会救助法 第十八条）", True
    elif own(BANDS) and method == "top_up" and bands:
        yield BANDS, "发放方式是补差（top_up），写了的分档不会用到", False
