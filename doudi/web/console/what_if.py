"""如果调整: sliders for a few figures of the law, and what would follow among made-up people: who enters, who leaves, what it costs, where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from doudi import law
from doudi.analysis.screening.lake import open_lake
from doudi.analysis.simulation import CannotSimulate, Simulation, read_changes, saying, simulate
from doudi.analysis.simulation.figures import Range
from doudi.base import regions
from doudi.flows.clock import today
from doudi.policy import Book
from doudi.sandbox import example_people
from doudi.web.access import may

CITY = "3707"
OPENING = {"standard": "5"}
"""What the page asks of itself when it is opened without a question, so that numbers stand there at once."""
NUMBER = re.compile(r"[+-]?\d{1,5}", re.ASCII)


@dataclass(frozen=True)
class Lever:
    """One slider: the parameter it sets, from where to where; `by` is how a number becomes what `--set` reads."""

    name: str
    parameter: str
    title: str
    unit: str
    least: int
    most: int
    step: int
    by: str = "{}"
    neutral: int | None = None


LEVERS = (
    Lever("standard", "dibao.standard", "低保标准调整", "%", -20, 30, 1, by="{:+d}%", neutral=0),
    Lever("percent", "marginal.percent", "低保边缘线占低保标准", "%", 100, 250, 5),
    Lever("months", "property.dibao.financial_months", "低保金融资产上限", "个月低保标准", 0, 60, 1),
    Lever("marginal_months", "property.marginal.financial_months", "低保边缘金融资产上限", "个月低保标准", 0, 60, 1),
    Lever("vehicles", "property.dibao.vehicles", "低保非豁免车辆上限", "辆", 0, 2, 1),
    Lever("ratio", "rigid.ratio_percent", "刚性支出占收入的比例线", "%", 20, 100, 5),
)


@dataclass(frozen=True)
class Slider:
    """A lever as it stands on the page: where it is now, what the law of today says, and what was typed wrongly."""

    lever: Lever
    value: int
    present: int
    is_illustrative: bool
    trouble: str = ""

    @property
    def is_moved(self) -> bool:
        return self.value != self.present

    @property
    def said(self) -> str:
        """dibao.standard=+5%."""
        return f"{self.lever.parameter}={self.lever.by.format(self.value)}"


@may("web.see_what_if")
def what_if(request: HttpRequest) -> HttpResponse:
    """The sliders, and what follows once one is moved; opened without a question it asks one. Everything is about made-up people: nobody real is read."""
    on = today()
    is_ready, is_opening = example_people.is_there(), not request.GET
    sliders = sliders_of(law.book(on), OPENING if is_opening else request.GET, on)
    moved = [one for one in sliders if one.is_moved]
    trouble = next((one.trouble for one in sliders if one.trouble), "")
    found: Simulation | None = None
    if moved and not trouble and is_ready and not is_opening:
        try:
            found = found_for(tuple(one.said for one in moved), on)
        except CannotSimulate as refusal:
            trouble = str(refusal)
    context = {
        "sliders": sliders,
        "moved": moved,
        "trouble": trouble,
        "is_ready": is_ready,
        "is_opening": is_opening and bool(moved),
        "people": f"{example_people.count():,}",
        "on": on,
        **(_shown(found) if found else {}),
    }
    return render(request, "console/what_if.html", context, status=422 if trouble else 200)


@may("web.see_what_if")
@require_POST
def what_if_prepare(request: HttpRequest) -> HttpResponse:
    """Make the example people, once; a few seconds."""
    example_people.make(on=today())
    return redirect("what_if")


def sliders_of(book: Book, asked: Mapping[str, str], on: date) -> list[Slider]:
    """The levers that some rule reads and the city has set, each where the address says it is."""
    read = {name for step in book.steps.values() for name in step.parameters}
    found = []
    for lever in LEVERS:
        figure, is_illustrative = book.figures.value(lever.parameter, CITY, "urban", on)
        present = figure.plain if lever.neutral is None else lever.neutral
        if lever.parameter not in read or not isinstance(present, int) or not lever.least <= present <= lever.most:
            continue
        typed = asked.get(lever.name, "").strip() or str(present)
        is_number = bool(NUMBER.fullmatch(typed))
        value = int(typed) if is_number else present
        trouble = "" if is_number and lever.least <= value <= lever.most else f"{lever.title}请填 {lever.least} 至 {lever.most} 之间的整数。"
        found.append(Slider(lever, present if trouble else value, present, is_illustrative, trouble))
    return found


@lru_cache(maxsize=64)
def found_for(said: tuple[str, ...], on: date) -> Simulation:
    """What the changes come to among the example people; remembered, since the same sliders are often set again."""
    return simulate(open_lake(example_people.folder()), read_changes(said, law.book(on).figures.parameters), on=on)


def _shown(found: Simulation) -> dict[str, Any]:
    row = found.all
    tables = [(title, heads, [list(zip(heads, cells, strict=True)) for cells in rows]) for title, heads, rows in saying.tables(found)]
    figures = [
        ("新进入", f"{saying.number(row['entering'])} 户", f"{saying.number(row['entering_persons'])} 人", "user-plus"),
        ("退出", f"{saying.number(row['leaving'])} 户", f"{saying.number(row['leaving_persons'])} 人", "user-minus"),
        ("金额变化", f"{saying.number(row['more'])} 户增加", f"{saying.number(row['less'])} 户减少", "arrows-up-down"),
        ("每月多支出", saying.money(row["known_change_fen"], signed=True), _year_and_bounds(row), "coin-yuan"),
    ]
    there = found.by("county")
    counties = [_county(regions.name_of(code), there[code]) for code in regions.children_of(CITY) if code in there]
    changes = "；".join(saying.change(found.question.book, one) for one in found.question.changes)
    marked = [found.question.book.title_of(name) for name in found.question.illustrative]
    return {"found": found, "figures": figures, "tables": tables, "counties": counties, "changes": changes, "bounds": saying.BOUNDS, "marked": marked}


def _year_and_bounds(row: Mapping[str, Range]) -> str:
    year = saying.money((row["known_change_fen"][0] * 12,) * 2, signed=True)  # type: ignore[arg-type]
    unsure = f"；另有 {row['unsure'][0]:,} 户不能判断，连同它们每月 {saying.money(row['change_fen'], signed=True)}" if row["unsure"][0] else ""
    return f"一年 {year}{unsure}"


def _county(name: str, row: Mapping[str, Range]) -> dict[str, Any]:
    """One county for the map: numbers of families that can be told, and in words with their bounds."""
    return {
        "name": name,
        "entering": row["entering"][0],
        "leaving": row["leaving"][0],
        "change": round(row["known_change_fen"][0] / 100),
        "words": f"新进入 {saying.number(row['entering'])} 户，退出 {saying.number(row['leaving'])} 户，每月 {saying.money(row['change_fen'], signed=True)}",
    }
