"""推演: runs a change over a lake, a bucket at a time, and tells what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doudi import law
from doudi.analysis.simulation.changes import Change, changed
from doudi.analysis.simulation.families import KEY, TIERS, Before, Question, before, families, unsure_families
from doudi.analysis.simulation.figures import ALL, UNKNOWN, Range, Sums
from doudi.analysis.simulation.lake import Lake, Tables
from doudi.policy import Book

MONTHS = 12
KEYS = ("household_id", "person_id", "region", "area", "in_hand", "supports")
BESIDES = ("already_tier", "job_started_on", "already_dibao_monthly_amount")
ABOUT_MEMBERS = ("born_on", "disability_kind", "disability_grade")
MOST_ASIDE = 50_000
"""Families that cannot be told, read together."""
DIMENSIONS = ("county", "area", "size", "age", "disability")
INCOME_RANGES = (50_000, 100_000, 150_000, 200_000, 300_000)
"""Fen a month and member: the steps in which leads are counted."""


@dataclass
class Simulation:
    """What a change comes to. `leads` counts, by income range, the families of a real lake that nobody has in hand: of them no more is said."""

    on: date
    changes: Sequence[Change]
    book: Book
    unread: Sequence[str]
    illustrative: Sequence[str]
    sums: Sums = field(default_factory=Sums)
    leads: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Range]:
        """The figures of everyone."""
        return self.sums.group(ALL, ALL)

    def by(self, dimension: str) -> dict[str, dict[str, Range]]:
        """The figures of each group of a dimension."""
        names = sorted(name for kind, name in self.sums.groups if kind == dimension)
        return {name: self.sums.group(dimension, name) for name in names}

    def tier(self, side: str, name: str) -> Range:
        """How many families are of that tier, before or after."""
        low, high = self.sums.tiers.get((side, name), (0, 0))
        return low, high

    def as_json(self) -> dict[str, Any]:
        """Everything; amounts in fen, every figure as [least, most]."""
        figures = {name: list(value) for name, value in self.all.items()}
        figures |= {f"{name.removesuffix('_fen')}_year_fen": [one * MONTHS for one in self.all[name]] for name in self.all if name.endswith("_fen")}
        return {
            "on": self.on.isoformat(),
            "law": self.book.version,
            "set": [{"parameter": one.name, "region": one.place or None, "area": one.area or None, "to": one.said} for one in self.changes],
            "unread": list(self.unread),
            "illustrative": list(self.illustrative),
            "figures": figures,
            "tiers": {side: {name: list(self.tier(side, name)) for name in TIERS} for side in ("before", "after")},
            "matrix": [
                {"before": one, "after": two, "households": many, "persons": persons, "change_fen": [low, high]}
                for (one, two), (many, persons, low, high) in sorted(self.sums.matrix.items())
            ],
            "gini": {"before": self.sums.before.gini(), "after": self.sums.after.gini()},
            "by": {dimension: {name: {key: list(value) for key, value in row.items()} for name, row in self.by(dimension).items()} for dimension in DIMENSIONS},
            "leads": self.leads,
        }


def question_of(changes: Sequence[Change], *, on: date) -> Question:
    """The law of the day, and the same with the changes; raises CannotSimulate."""
    book = law.book(on)
    return Question(book, changed(book.figures, changes, on=on), frozenset(one.name for one in changes), on)


def empty_simulation(question: Question, changes: Sequence[Change]) -> Simulation:
    """Nothing counted yet."""
    read = {name for step in question.book.steps.values() for name in step.parameters}
    used = question.book.plan(question.want).parameters
    marked = [name for name in used if any(stretch.illustrative for stretch in question.book.figures.parameters[name].stretches)]
    return Simulation(question.on, changes, question.book, sorted(question.parameters - read), marked)


def simulate(lake: Lake, changes: Sequence[Change], *, on: date, progress: Callable[[int], None] = lambda persons: None) -> Simulation:
    """What the changes would come to on a day. Bounded memory: one bucket at a time.

    In a lake that is not made up only families in hand are simulated; the others are leads. `progress` is told how many persons a bucket held.
    """
    question = question_of(changes, on=on)
    found = empty_simulation(question, changes)

    def answered() -> Iterator[Before]:
        for tables in lake.read(columns_of(question)):
            yield before(question, tables if lake.is_made_up else _in_hand(question, tables, found.leads))
            progress(len(tables.members))

    add_up(found.sums, question, answered())
    return found


def columns_of(question: Question) -> list[str]:
    """The columns of a lake that the question and its figures need."""
    return [*KEYS, *question.facts, *BESIDES, *ABOUT_MEMBERS]


def add_up(sums: Sums, question: Question, answered: Iterable[Before]) -> None:
    """What the change comes to for these families; those that cannot be told are kept aside and read many at a time."""
    aside: list[Before] = []
    for known in answered:
        settled, members, unsure = families(question, known)
        sums.add(settled, members, question.on)
        aside.append(unsure)
        if sum(len(one.households) for one in aside) > MOST_ASIDE:
            sums.add(*unsure_families(question, aside[0].joined(aside[1:])), question.on)
            aside = []
    if any(len(one.households) for one in aside):
        sums.add(*unsure_families(question, aside[0].joined(aside[1:])), question.on)


def _in_hand(question: Question, tables: Tables, leads: dict[str, int]) -> Tables:
    """The families in hand; the others are counted among the leads."""
    households = tables.households
    if "in_hand" in households.column_names:
        is_in_hand = pc.fill_null(households["in_hand"], False)
    else:
        is_in_hand = pa.chunked_array([pa.repeat(pa.scalar(False), len(households))])
    others = tables.of(households.filter(pc.invert(is_in_hand))[KEY])
    found = question.book.assess(others.households, others.members, others.supporters, on=question.on, want=["income_per_member"])
    for income in found.households["income_per_member"].to_pylist():
        place = UNKNOWN if income is None else next((f"below_{edge}" for edge in INCOME_RANGES if income < edge), f"from_{INCOME_RANGES[-1]}")
        leads[place] = leads.get(place, 0) + 1
    return tables.of(households.filter(is_in_hand)[KEY])
