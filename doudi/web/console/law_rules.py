"""规则与条文: every rule of the law as this house applies it, by scheme; each leads to its page."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi import law
from doudi.flows.clock import today
from doudi.policy import Book, Rule
from doudi.web.access import may

ABOUT = {"household": "按户", "person": "按人", "supporter": "按义务人"}
LONGEST = 40


@dataclass(frozen=True)
class Entry:
    """One rule in the list."""

    name: str
    title: str
    about: str
    article: str
    is_result: bool


@dataclass(frozen=True)
class Scheme:
    """The rules of one folder of the law."""

    name: str
    title: str
    entries: Sequence[Entry]


@may("web.see_law")
def law_rules(request: HttpRequest) -> HttpResponse:
    """All rules in force on a day; or those whose title, article or name has what was typed."""
    on, text = day_asked(request), request.GET.get("q", "").strip()[:LONGEST]
    book = law.book(on)
    chosen = [rule for rule in book.rules.values() if text in f"{rule.title} {book.source_of(rule)} {rule.name}"]
    schemes = schemes_of(book, chosen)
    return render(request, "console/law_rules.html", {"schemes": schemes, "text": text, "on": on, "many": len(chosen), "is_today": on == today()})


def day_asked(request: HttpRequest) -> date:
    """`?on=2026-06-30`, else today; what is no day of the law's is today too."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()
    return on if 2000 <= on.year <= 2999 else today()


def schemes_of(book: Book, rules: Sequence[Rule]) -> list[Scheme]:
    """The rules by folder, in the order of the file."""
    found: dict[str, list[Entry]] = {}
    for rule in rules:
        entry = Entry(rule.name, rule.title, ABOUT[rule.level], book.source_of(rule), rule.name in book.results)
        found.setdefault(rule.formula.__module__, []).append(entry)
    return [Scheme(module.split(".")[2], title_of(module), entries) for module, entries in found.items()]


def title_of(module: str) -> str:
    """最低生活保障: what a folder of the law is called, as its own first line says."""
    return (sys.modules[module].__doc__ or "").partition(":")[0]
