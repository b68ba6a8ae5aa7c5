"""窗口: decides one family, and keeps every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from doudi.base.money import yuan
from doudi.policy.cases import AGE, BORN_ON, Case
from doudi.policy.kinds import LIST
from doudi.policy.order import Plan, Step
from doudi.policy.rule import HOUSEHOLD, MONEY, PERSON, SUPPORTER
from doudi.policy.scalars import NOTHING, Figure, Lack, Members, Scalar, Told
from doudi.policy.vocabulary import Law

if TYPE_CHECKING:
    from doudi.policy.book import Book


_PLACES = 5_000
"""The law of so many places and days is kept at once."""


class Input(NamedTuple):
    """What a step read: its name, kind, and value; None is unknown, a list is in the order of members."""

    name: str
    title: str
    kind: str
    value: Any


class Taken(NamedTuple):
    """A step as it was taken."""

    rule: str
    title: str
    meaning: str
    source: str
    level: str
    kind: str
    value: Any
    inputs: tuple[Input, ...]

    def as_json(self) -> dict[str, Any]:
        """As the case file's JSON says it."""
        inputs = {one.name: _plain(one.value, one.kind) for one in self.inputs}
        return {"rule": self.rule, "title": self.title, "value": _plain(self.value, self.kind), "inputs": inputs, "source": self.source}


@dataclass(frozen=True)
class Decision:
    """What the rules find about one family; None is *cannot tell*. Money in fen."""

    case: Case
    results: Mapping[str, Any]
    kinds: Mapping[str, str]
    lacks: tuple[Lack, ...]
    illustrative: tuple[str, ...]
    steps: tuple[Taken, ...]
    version: str
    told: Knowledge = field(repr=False, compare=False)
    figures: Mapping[str, Figure] = field(repr=False, compare=False)

    @property
    def missing(self) -> list[str]:
        """The facts without which it cannot be told, by the names they were entered by, and decisions that have run out."""
        return sorted({lack.entered for lack in self.lacks if lack.level in (HOUSEHOLD, PERSON, SUPPORTER) or lack.expired})

    @property
    def refused(self) -> list[str]:
        """The parameters nobody set for this place and day: `dibao.standard for 370102 (urban) on 2026-07-01`."""
        return sorted({f"{lack.name} for {lack.where}" for lack in self.lacks if lack.level == "law"})

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """What the case expected and was not found: name, expected, found."""
        every_value = {**{taken.rule: taken.value for taken in self.steps}, **self.results}
        return [(name, value, every_value.get(name)) for name, value in self.case.expect.items() if name not in every_value or every_value[name] != value]

    def as_json(self) -> dict[str, Any]:
        """Money as yuan text, claims as true, false or "unknown", dates as ISO text."""
        results = {name: _plain(value, self.kinds[name]) for name, value in self.results.items()}
        steps = [taken.as_json() for taken in self.steps]
        return {"name": self.case.name, "results": results, "missing": self.missing, "refused": self.refused, "steps": steps}


def _plain(value: Any, kind: str) -> Any:
    if isinstance(value, list):
        return [_plain(one, kind) for one in value]
    if value is None:
        return "unknown"
    if isinstance(value, tuple):
        return [_plain(one, MONEY if isinstance(one, int) else LIST) for one in value]
    return yuan(value) if kind == MONEY and isinstance(value, int) else value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Knowledge:
    """What is known of one family, by name, on any face of plain values; `several` where each member or supporter has a value."""

    plan: Plan
    case: Case
    values: dict[str, Any]
    several: type[Members] = Members

    def take(self, step: Step) -> Any:
        """The step's own answer from what is known, for each whom it speaks of."""
        formula, needs = step.rule.formula, step.rule.needs
        if step.level == HOUSEHOLD:
            return formula(*[self.values[need] for need in needs])
        count = len(self.case.members if step.level == PERSON else self.case.supporters)
        return self.several(map(formula, *[self._lent(need, step.level, count) for need in needs]))

    @cached_property
    def _supports(self) -> list[Sequence[int]]:
        """The rows of those whom each supporter supports."""
        supported = [one.get("supports") for one in self.case.supporters]
        return [range(len(self.case.members)) if places is None else [place - 1 for place in places] for places in supported]

    def _lent(self, need: str, level: str, count: int) -> Iterable[Any]:
        """What a rule about members or supporters reads, for each: their own value, the household's, or those of whom he supports or who support him."""
        values = self.values[need]
        if not isinstance(values, Members):
            return repeat(values, count)
        if self.plan.levels[need] == level:
            return values
        if level == SUPPORTER:
            return [self.several(values[place] for place in places) for places in self._supports]
        return [self.several(value for value, places in zip(values, self._supports, strict=True) if row in places) for row in range(count)]


def again(told: Knowledge, plan: Plan, case: Case) -> Knowledge:
    """The plan once more for the family with other facts, same place and day: only what rests on a fact that differs is asked anew."""
    values = dict(told.values)
    other = {name: value for name, value in _facts(plan, case).items() if value.plain != values[name].plain}
    values |= other
    fresh, differs = Knowledge(plan, case, values), set(other)
    for step in plan.steps:
        if not differs.isdisjoint(step.rule.needs):
            values[step.name] = fresh.take(step)
            differs.add(step.name)
    return fresh


def decide(book: Book, plan: Plan, case: Case) -> Decision:
    """Follow the plan for one family."""
    ground = _ground(book, plan, case)
    told = Knowledge(plan, case, {"law": ground.law, "on": Scalar(case.date), **_facts(plan, case)})
    known = told.values
    for step in plan.steps:
        known[step.name] = told.take(step)
    lacks = NOTHING.union(*(known[name].why for name in plan.wanted))
    results = {name: known[name].plain for name in plan.wanted}
    kinds = {name: book.kind_of(name) for name in plan.wanted}
    read = {**ground.read, **{name: Input._make((*about, known[name].plain)) for name, about in _facts_and_results(book, plan).items()}}
    steps = tuple([Taken._make((*about, read[about[0]].value, tuple([read[name] for name in names]))) for about, names in _steps(book, plan)])
    return Decision(case, results, kinds, tuple(sorted(lacks)), ground.illustrative, steps, book.version, told, ground.figures)


class Ground(NamedTuple):
    """The law of one place and day, as far as a plan reads it."""

    law: Law
    figures: Mapping[str, Figure]
    read: Mapping[str, Input]
    illustrative: tuple[str, ...]


def _ground(book: Book, plan: Plan, case: Case) -> Ground:
    """The law where the case is; looked up once for a place and day, unless the case brings figures of its own."""
    key = (book.version, case.region, case.area, case.date)
    if case.law or key not in plan.grounds:
        figures = book.figures.overridden(case.law) if case.law else book.figures
        law = Law(book.kinds_of_parameters, lambda name: figures.value(name, case.region, case.area, case.date)[0])
        used = {name: figures.value(name, case.region, case.area, case.date) for name in plan.parameters}
        read = {}
        for name, (figure, _) in used.items():
            parameter = book.figures.parameters[name]
            read[name] = Input(name, parameter.title, parameter.kind, "none" if figure.is_given is False else figure.plain)
        ground = Ground(law, {name: figure for name, (figure, _) in used.items()}, read, tuple([name for name, (_, mark) in used.items() if mark]))
        if case.law:
            return ground
        if len(plan.grounds) >= _PLACES:
            plan.grounds.clear()
        plan.grounds[key] = ground
    found: Ground = plan.grounds[key]
    return found


def _facts_and_results(book: Book, plan: Plan) -> dict[str, tuple[str, str, str]]:
    """What is said of each fact and result that a step reads, whoever the family is."""
    key = ("read", book.on)
    if key not in plan.compiled:
        plan.compiled[key] = {name: (name, book.title_of(name), book.kind_of(name)) for name in plan.levels}
    told: dict[str, tuple[str, str, str]] = plan.compiled[key]
    return told


def _steps(book: Book, plan: Plan) -> list[tuple[Any, Any]]:
    """What is said of each step, and the names of what it reads, whoever the family is."""
    key = ("steps", book.on)
    if key not in plan.compiled:
        plan.compiled[key] = [
            (
                (step.name, step.rule.title, step.rule.meaning, book.source_of(step.rule), step.level, step.answer.kind),
                (*step.rule.arguments, *step.parameters),
            )
            for step in plan.steps
        ]
    told: list[tuple[Any, Any]] = plan.compiled[key]
    return told


def _facts(plan: Plan, case: Case) -> dict[str, Any]:
    """The facts needed, each unknown one with whose it is."""
    known: dict[str, Any] = {}
    for fact in plan.facts:
        if fact.level == HOUSEHOLD:
            known[fact.name] = Told(case.household.get(fact.name), (fact.name, HOUSEHOLD, 0))
        else:
            rows = case.members if fact.level == PERSON else case.supporters
            known[fact.name] = Members([Told(row.get(fact.name), (_entered(fact.name, row), fact.level, place)) for place, row in enumerate(rows, 1)])
    return known


def _entered(name: str, row: Mapping[str, Any]) -> str:
    """Of whom an age was entered instead of a day of birth, that is what is missing."""
    return AGE if name == BORN_ON and AGE in row else name
