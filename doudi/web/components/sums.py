"""算式: the sums of one finding, line by line, every number of them openable."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from doudi.law.sources import CannotCite, passages
from doudi.policy import Book, Decision
from doudi.policy.explain import measure_of
from doudi.policy.explain import said as in_words
from doudi.policy.pieces import Piece, plainly
from doudi.policy.rule import HOUSEHOLD, NUMBER, PERSON
from doudi.policy.telling import figure_words, summed_up
from doudi.policy.workings import Working
from doudi.web.components.sources import whence

RESULTS = ("tier", "dibao_monthly_amount")
ONCE = (("emergency_relief_eligible", "urgent_relief_amount"), ("temporary_relief_eligible", "temporary_relief_amount"))


def asked_of(results: Mapping[str, Any]) -> tuple[str, str]:
    """Which two results a finding is about: the kind of family and its money a month, or whether it may be helped once and with how much."""
    asked_alone = "member_count" not in results  # who asks for everything asks for no one thing
    return next((once for once in ONCE if asked_alone and set(once) <= set(results)), RESULTS)


@dataclass(frozen=True)
class Part:
    """A piece of a sum, `after` the comma that may not begin a line.

    One with a title opens: what the number is, how it came about or from whom and when, and the article with its text.
    """

    said: str
    title: str = ""
    origin: str = ""
    article: str = ""
    passage: str = ""
    is_illustrative: bool = False
    after: str = ""


@dataclass(frozen=True)
class Sum:
    """One line of the sum, as somebody would write it on paper."""

    title: str
    parts: Sequence[Part]
    value: str
    is_result: bool = False


@dataclass(frozen=True)
class Sheet:
    """What the sums of one finding are written from."""

    book: Book
    finding: Decision
    found: Mapping[str, Sequence[Working]]
    kept: Mapping[str, Any]
    names: Sequence[str]

    def sums(self) -> Iterator[Sum]:
        """The household's steps that decided what was asked and how much, as far as they are known."""
        found = self.found
        asked = asked_of(self.kept["results"])
        used = summed_up(found, asked)
        for taken in self.finding.steps:
            if taken.rule in used and taken.level == HOUSEHOLD and taken.value is not None and found[taken.rule][0].text:
                value = in_words(taken.value, taken.kind) + (measure_of(taken.rule, "", taken.value) if taken.kind == NUMBER else "")
                yield Sum(taken.title, _joined(self._part(piece, found) for piece in found[taken.rule][0].text), value, taken.rule in asked)

    def _part(self, piece: Piece, found: Mapping[str, Sequence[Working]]) -> Part:
        """A figure opens to its place, day and article, a fact to who said it, a step to how it came about."""
        name, book = piece.name, self.book
        if not name or name == "on":
            return Part(self.names[piece.place - 1] if piece.is_member and piece.place <= len(self.names) else piece.said)
        if name in book.figures.parameters:
            one = book.figures.parameters[name]
            return Part(str(piece), one.title, figure_words(book, self.finding, name), one.source, _passage(one.source), name in self.finding.illustrative)
        title = f"{self._whose(piece)}{book.title_of(name)}"
        if name not in book.steps:
            return Part(str(piece), title, _who_said(self.kept, piece))
        source = book.source_of(book.rules[name])
        return Part(str(piece), title, plainly(found[name][max(piece.place - 1, 0)].text, self.names), source, _passage(source))

    def _whose(self, piece: Piece) -> str:
        if not piece.place or self.book.level_of(piece.name) != PERSON:
            return ""
        return f"{self.names[piece.place - 1] if piece.place <= len(self.names) else f'第 {piece.place} 人'}的"


def _joined(parts: Iterable[Part]) -> list[Part]:
    """A comma stays with what it follows."""
    found: list[Part] = []
    for part in parts:
        comma = part.said[0] if found and part.said[0] in "，；、" else ""
        if comma:
            found[-1] = replace(found[-1], after=comma)
        if said := part.said[len(comma) :]:
            found.append(replace(part, said=said))
    return found


def _who_said(kept: Mapping[str, Any], piece: Piece) -> str:
    """From whom a fact is, and since which day the house knows it."""
    people = kept.get("people", [])
    person = str(people[piece.place - 1]) if piece.place and piece.place <= len(people) else ""
    said_by = kept.get("sources", {}).get(f"{person}:{piece.name}") if person or not piece.place else None
    return f"{whence(said_by['source'])}，{said_by['day']}" if said_by else "没有记下来源"


def _passage(citation: str) -> str:
    with suppress(CannotCite):
        return re.sub(r"\n\s*\n", "\n", "\n".join(passages(citation)))
    return ""
