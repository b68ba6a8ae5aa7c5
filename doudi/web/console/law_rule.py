"""一条规则: the article beside the rule, the formula read aloud, the figures it reads by place and day, what it rests on, and its cases."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from doudi import law
from doudi.law.sources import CannotCite, Source, passages, sources
from doudi.policy import NEVER, Book, Case, Parameter, Rule
from doudi.policy.explain import said
from doudi.policy.kinds import BANDS
from doudi.policy.parameters import SET_TO_NONE, Stretch
from doudi.web.access import may
from doudi.web.components import formula
from doudi.web.components.tags import place
from doudi.web.console.law_rules import ABOUT, day_asked, title_of

AREAS = {"": "城乡相同", "urban": "城镇", "rural": "农村"}
UNITS = {
    "yuan/person/month": "每人每月", "yuan/person/year": "每人每年", "yuan/month": "每月", "percent": "%", "months": "个月", "years": "岁", "count": "",
    "day": "日", "yuan": "", "yuan/year": "每年",
}  # fmt: skip


@dataclass(frozen=True)
class Article:
    """What a citation names, as it stands in the official text; `text` is empty where the text was not read."""

    citation: str
    source: Source | None
    text: str


@dataclass(frozen=True)
class Value:
    """A figure at a place, from a day on."""

    place: str
    area: str
    value: str
    stretch: Stretch
    until: date | None
    is_in_force: bool


@dataclass(frozen=True)
class Read:
    """A parameter the rule reads, with what each place has set."""

    parameter: Parameter
    unit: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Need:
    """What the rule asks for: another rule, with its page, or a fact."""

    name: str
    title: str
    about: str
    is_rule: bool


@dataclass(frozen=True)
class Example:
    """A family on which the rule is tested, and what it must answer."""

    case: Case
    expected: str


@may("web.see_law")
def law_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule as it holds on a day; a name nobody knows, or not yet, is not found."""
    on = day_asked(request)
    book = law.book(on)
    if rule not in book.rules:
        raise Http404
    one, step = book.rules[rule], book.steps[rule]
    context = {
        "title": one.title,
        "meaning": one.meaning,
        "on": on,
        "about": ABOUT[one.level],
        "scheme": title_of(one.formula.__module__),
        "articles": articles_of(book.source_of(one)),
        "aloud": formula.read_aloud(book, one),
        "source": formula.source_of(one),
        "leaves_open": "# 未规定" in formula.source_of(one),
        "reads": [_read(book.figures.parameters[name], on) for name in dict.fromkeys(map(_of_both_areas, step.parameters))],
        "needs": [_need(book, name) for name in one.arguments],
        "used_by": [_need(book, other.name) for other in book.rules.values() if rule in other.arguments],
        "examples": [Example(case, _expected(book, rule, case)) for case in cases() if rule in case.expect],
        "versions": _versions(book, one),
    }
    return render(request, "console/law_rule.html", context)


def _of_both_areas(parameter: str) -> str:
    """`rural.dibao.standard` is read of the same figures as `dibao.standard`."""
    return parameter.removeprefix("rural.").removeprefix("urban.")


def _versions(book: Book, rule: Rule) -> list[tuple[str, date]]:
    """The rules of this name at other times, each with a day on which it holds."""
    others = sorted({other.since for other in book.all_rules if other.name == rule.name} - {rule.since})
    return [(f"{day:%Y-%m-%d} 起的规则", day) if day > rule.since else (f"{rule.since:%Y-%m-%d} 以前的规则", rule.since - timedelta(days=1)) for day in others]


def articles_of(citation: str) -> list[Article]:
    """Each text and article that a citation names."""
    found = []
    for one in re.split("[；;]", citation):
        name, _, places = one.strip().partition(" ")
        for where in re.split("[、,]", places):
            try:
                text = "\n".join(passages(f"{name} {where.strip()}"))
            except CannotCite:
                text = ""
            found.append(Article(f"{name} {where.strip()}", sources().get(name), text))
    return found


@cache
def cases() -> tuple[Case, ...]:
    """Every case of every scheme."""
    return tuple(case for file in sorted(law.FOLDER.glob("*/cases.yaml")) for case in law.read_cases(file))


def _read(one: Parameter, on: date) -> Read:
    stretches = sorted(one.stretches, key=lambda stretch: (stretch.region, stretch.area, stretch.from_on))
    return Read(one, UNITS.get(one.unit, ""), [_value(one, stretch, on) for stretch in stretches])


def _value(one: Parameter, stretch: Stretch, on: date) -> Value:
    unit = UNITS.get(one.unit, "") if stretch.value != SET_TO_NONE else ""
    amount = "；".join(said(band, BANDS) for band in stretch.value) if isinstance(stretch.value, tuple) and one.kind == BANDS else said(stretch.value, one.kind)
    until = None if stretch.until_on == NEVER else stretch.until_on
    where = place(stretch.region) if stretch.region else "全国"
    return Value(where, AREAS[stretch.area], f"{amount}{unit}", stretch, until, stretch.from_on <= on < stretch.until_on)


def _need(book: Book, name: str) -> Need:
    return Need(name, book.title_of(name), ABOUT[book.level_of(name)], name in book.rules)


def _expected(book: Book, rule: str, case: Case) -> str:
    value: Any = case.expect[rule]
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return "、".join(said(one, book.kind_of(rule)) for one in values)
