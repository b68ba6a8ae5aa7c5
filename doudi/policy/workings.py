"""算式: every step of a decision taken once more on the face that writes, and what it wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from doudi.policy.counter import Decision, Knowledge
from doudi.policy.explain import measure_of, said
from doudi.policy.pieces import Piece, Text
from doudi.policy.rule import DATE, HOUSEHOLD, MONEY, NUMBER, YESNO
from doudi.policy.scalars import Figure, Members, Scalar
from doudi.policy.vocabulary import Law
from doudi.policy.written import ATOM, People, Written

if TYPE_CHECKING:
    from doudi.policy.book import Book


@dataclass(frozen=True)
class Working:
    """What one step did: its answer, the text, the names of what decided it, and whether it is a sum (or else a reason)."""

    answer: Any
    text: Text
    used: frozenset[str]
    is_sum: bool


def workings(book: Book, decision: Decision) -> dict[str, tuple[Working, ...]]:
    """How each step came to its answer, by rule: one working for the household, or one for each person in order."""
    values: dict[str, Any] = {name: _written(book, name, value) for name, value in decision.told.values.items() if name not in ("law", "on")}
    values["on"] = Written(decision.told.values["on"], DATE, (Piece(decision.case.date.isoformat()),), frozenset({"on"}))
    values["law"] = Law(book.kinds_of_parameters, lambda name: _figure(book, name, decision.figures[name]))
    told = Knowledge(decision.told.plan, decision.case, values, People)
    found = {}
    for step in told.plan.steps:
        answer = told.take(step)
        found[step.name] = tuple(_working(one) for one in ([answer] if step.level == HOUSEHOLD else answer))
    return found


def _working(one: Written) -> Working:
    is_reason = one.kind == YESNO or bool(one.because)
    text = () if one.plain is None else one.told if one.kind == YESNO else one.because or one._side()
    return Working(one.plain, text if any(piece.name or piece.place for piece in text) else (), one.used, not is_reason and one.rank < ATOM)


def _written(book: Book, name: str, value: Any) -> Any:
    if isinstance(value, Members):
        return People(_atom(book, name, one, place) for place, one in enumerate(value, 1))
    return _atom(book, name, value, 0)


def _atom(book: Book, name: str, value: Scalar, place: int) -> Written:
    kind = book.kind_of(name)
    return Written(value, kind, (_piece(book, name, value.plain, kind, "", place),), frozenset({name}))


def _figure(book: Book, name: str, figure: Figure) -> Written:
    parameter = book.figures.parameters[name]
    return Written(figure, parameter.kind, (_piece(book, name, figure.plain, parameter.kind, parameter.unit),), frozenset({name}))


def _piece(book: Book, name: str, value: Any, kind: str, unit: str, place: int = 0) -> Piece:
    """Money, and a number with its measure, are understood beside others; anything else needs its title."""
    measure = measure_of(name, unit, value) if kind == NUMBER else ""
    return Piece(said(value, kind) + measure, name, place, book.title_of(name), titled=kind != MONEY and not measure)


def decisive(found: dict[str, tuple[Working, ...]], wanted: Iterable[str]) -> set[str]:
    """The steps, facts and figures that decided these results: what could have been anything without changing them is left out."""
    reached: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [used for one in found.get(name, ()) for used in one.used]
    return reached
