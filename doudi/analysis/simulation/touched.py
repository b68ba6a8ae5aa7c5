"""触及: the part of a rule book that a change of parameters can reach; all else keeps the answers it had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from doudi.policy import Book, Fact, Figures
from doudi.policy.rule import SUPPORTER


@dataclass(frozen=True)
class Touched:
    """`book` holds only the rules that may answer otherwise, and takes the answers of the others as facts; `given` names those it asks for.

    `answers` are the wanted results it gives anew; the other wanted results stay as they were.
    """

    book: Book
    answers: tuple[str, ...]
    given: tuple[str, ...]

    def under(self, figures: Figures) -> Book:
        """The rules that may answer otherwise, with these figures."""
        return self.book.with_figures(figures)


@lru_cache(maxsize=64)
def touched_by(book: Book, parameters: frozenset[str], want: tuple[str, ...]) -> Touched:
    """What of the wanted results these parameters can change, in the book of a day."""
    reached: set[str] = set()
    steps = book.plan(want).steps
    for step in steps:
        if parameters & set(step.parameters) or reached & set(step.rule.arguments):
            reached.add(step.name)
    for step in reversed(steps):  # what supporters answered is not kept: it is asked again
        if step.level == SUPPORTER and any(step.name in book.rules[name].arguments for name in reached):
            reached.add(step.name)
    needs = dict.fromkeys(need for step in steps if step.name in reached for need in step.rule.arguments)
    given = tuple(need for need in needs if need in book.steps and need not in reached)
    facts = (*book.declared, *_as_facts(book, given))
    part = Book(book.on, tuple(step.rule for step in steps if step.name in reached), book.figures, facts, texts=book.texts)
    return Touched(part, tuple(name for name in want if name in reached), given)


def _as_facts(book: Book, names: Sequence[str]) -> Iterable[Fact]:
    """Answers as the rules that need them read them."""
    for name in names:
        step = book.steps[name]
        yield Fact(name, step.level, step.answer.kind, step.rule.title, words=step.answer.words, least=None)
