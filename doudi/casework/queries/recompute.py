"""重算: what was determined, determined once more with the book of its day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi import law
from doudi.casework.models import Decision
from doudi.policy.kept import case_from

SAME, OTHER_BOOK, DIFFERENT, CANNOT = "一致", "规则版本不同、结果一致", "结果不同", "不能重算"
KEPT = ("missing", "refused")
"""Beside the results, what of a finding must come out the same."""


@dataclass(frozen=True)
class Replayed:
    """One determination recomputed: how it compares, and each thing that differs as it was kept and as it is now."""

    number: str
    decided_on: date
    outcome: str
    differences: tuple[tuple[str, Any, Any], ...] = ()


def replay(sample: int | None = None) -> Iterator[Replayed]:
    """Every determination in the reader's region in the order of their days, or so many drawn by chance."""
    rows = Decision.objects.select_related("application", "change")
    rows = rows.order_by("decided_on", "id") if sample is None else rows.order_by("?")[:sample]
    for decision in rows.iterator(chunk_size=500):
        yield _replayed(decision)


def _replayed(decision: Decision) -> Replayed:
    if not decision.inputs:
        return Replayed(decision.number, decision.decided_on, CANNOT)
    book = law.book(date.fromisoformat(decision.inputs["date"]))
    wanted = decision.inputs["wanted"]
    gone = [name for name in wanted if name not in book.steps and name not in book.facts]
    again = book.decide(case_from(book, decision.inputs), [name for name in wanted if name not in gone])
    found = again.as_json()
    differences = tuple(_differences(decision.explanation, found))
    outcome = DIFFERENT if differences else SAME if again.version == decision.rule_version else OTHER_BOOK
    return Replayed(decision.number, decision.decided_on, outcome, differences)


def _differences(kept: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name, value in kept["results"].items():
        if found["results"].get(name) != value:
            yield name, value, found["results"].get(name)
    for name in KEPT:
        if kept[name] != found[name]:
            yield name, kept[name], found[name]
