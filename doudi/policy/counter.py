"""窗口: decides one family, and keeps every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from doudi.base.money import yuan
from doudi.policy.cases import Case
from doudi.policy.kinds import LIST
from doudi.policy.order import Plan, Step
from doudi.policy.rule import HOUSEHOLD, MONEY, PERSON, SUPPORTER
from doudi.policy.scalars import NOTHING, Lack, Members, Scalar, Told
from doudi.policy.vocabulary import Law

if TYPE_CHECKING:
    from doudi.policy.book import Book


@dataclass(frozen=True)
class Input:
    """What a step read: its name, kind, and value; None is unknown, a list is in the order of members."""

    name: str
    title: str
    kind: str
    value: Any


@dataclass(frozen=True)
class Taken:
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

    @property
    def missing(self) -> list[str]:
        """The names of the facts without which it cannot be told, and of decisions that have run out."""
        return sorted({lack.name for lack in self.lacks if lack.level in (HOUSEHOLD, PERSON, SUPPORTER) or lack.expired})

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


def decide(book: Book, plan: Plan, case: Case) -> Decision:
    """Follow the plan for one family."""
    figures = book.figures.overridden(case.law) if case.law else book.figures
    law = Law(book.kinds_of_parameters, lambda name: figures.value(name, case.region, case.area, case.date)[0])
    known: dict[str, Any] = {"law": law, "on": Scalar(case.date), **_facts(plan, case)}
    counts = {PERSON: len(case.members), SUPPORTER: len(case.supporters)}
    supported = [one.get("supports") for one in case.supporters]
    theirs = [range(len(case.members)) if places is None else [place - 1 for place in places] for places in supported]

    def lent(need: str, level: str, row: int) -> Any:
        """What a rule about a member or a supporter reads: their own value, the household's, or those of whom he supports or who support him."""
        values = known[need]
        if not isinstance(values, Members):
            return values
        if plan.levels[need] == level:
            return values[row]
        if level == SUPPORTER:
            return Members(values[place] for place in theirs[row])
        return Members(value for value, places in zip(values, theirs, strict=True) if row in places)

    for step in plan.steps:
        if step.level == HOUSEHOLD:
            known[step.name] = step.rule(*(known[need] for need in step.rule.needs))
        else:
            rows = range(counts[step.level])
            known[step.name] = Members(step.rule(*(lent(need, step.level, row) for need in step.rule.needs)) for row in rows)
    lacks = NOTHING.union(*(known[name].why for name in plan.wanted))
    results = {name: known[name].plain for name in plan.wanted}
    kinds = {name: book.kind_of(name) for name in plan.wanted}
    used = {name: figures.value(name, case.region, case.area, case.date) for name in plan.parameters}
    steps = tuple(_taken(book, step, known, used) for step in plan.steps)
    return Decision(case, results, kinds, tuple(sorted(lacks)), tuple(name for name, (_, mark) in used.items() if mark), steps, book.version)


def _facts(plan: Plan, case: Case) -> dict[str, Any]:
    """The facts needed, each unknown one with whose it is."""
    known: dict[str, Any] = {}
    for fact in plan.facts:
        if fact.level == HOUSEHOLD:
            known[fact.name] = _scalar(case.household.get(fact.name), fact.name, HOUSEHOLD, 0)
        else:
            rows = case.members if fact.level == PERSON else case.supporters
            known[fact.name] = Members(_scalar(row.get(fact.name), fact.name, fact.level, place) for place, row in enumerate(rows, 1))
    return known


def _scalar(value: Any, name: str, level: str, place: int) -> Scalar:
    return Told(value, Lack(name, level, place))


def _taken(book: Book, step: Step, known: Mapping[str, Any], used: Mapping[str, tuple[Scalar, bool]]) -> Taken:
    inputs = [Input(name, book.title_of(name), book.kind_of(name), known[name].plain) for name in step.rule.arguments]
    for name in step.parameters:
        figure, parameter = used[name][0], book.figures.parameters[name]
        inputs.append(Input(name, parameter.title, parameter.kind, "none" if getattr(figure, "is_given", True) is False else figure.plain))
    rule = step.rule
    return Taken(rule.name, rule.title, rule.meaning, book.source_of(rule), rule.level, step.answer.kind, known[step.name].plain, tuple(inputs))
