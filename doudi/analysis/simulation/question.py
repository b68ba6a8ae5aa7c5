"""问题: the law of a day and the same law with other figures, asked side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from doudi import law
from doudi.analysis.simulation.changes import Change, changed, direction
from doudi.policy import Book, Figures, household, is_set, when


@household("低保标准乘以人口数", source="社会救助法 第十八条")
def line_of_all(member_count, law):  # type: ignore[no-untyped-def]
    """The dibao standard of everyone who counts: the line of the poverty gap."""
    return law.dibao.standard * member_count


@household("单人保金额乘以人口数", source="社会救助法 第二十一条第二款")
def most_taken_in_alone(member_count, law):  # type: ignore[no-untyped-def]
    """What the family would get if everyone were taken in alone."""
    return when(is_set(law.dibao.single_person_amount), law.dibao.single_person_amount, 0) * member_count


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, of which book, on which day."""

    book: Book
    figures: Figures
    changes: Sequence[Change]
    on: date

    @classmethod
    def of(cls, changes: Sequence[Change], *, on: date) -> Question:
        """The law of the day, and the same with the changes; raises CannotSimulate."""
        book = law.book(on).extended(rules=(line_of_all, most_taken_in_alone))
        return cls(book, changed(book.figures, changes, on=on), tuple(changes), on)

    @property
    def version(self) -> str:
        """Of the law as it stands, as every other command tells it: without the questions added here."""
        return law.book(self.on).version

    @cached_property
    def after(self) -> Book:
        """The law with the changes."""
        return self.book.with_figures(self.figures)

    @property
    def amount(self) -> str:
        """The result that says what a family gets a month."""
        return "monthly_total" if "monthly_total" in self.book.steps else "dibao_monthly_amount"

    @property
    def want(self) -> tuple[str, ...]:
        """The results asked for."""
        former = ("already_tier", "job_started_on", "already_dibao_monthly_amount") if "graduated_exit" in self.book.steps else ()
        return ("tier", self.amount, "member_count", "countable_income_12m", "line_of_all", "most_taken_in_alone", *former)

    @property
    def names(self) -> frozenset[str]:
        """The parameters set otherwise."""
        return frozenset(one.name for one in self.changes)

    @cached_property
    def direction(self) -> int:
        """1 where nobody can be worse off by the change, -1 where nobody can be better off, 0 where it may be either."""
        return direction(self.book.figures, self.figures, self.names, on=self.on)

    @property
    def unread(self) -> list[str]:
        """Parameters set otherwise that no rule reads: they change nothing."""
        return sorted(self.names - {name for step in self.book.steps.values() for name in step.parameters})

    @property
    def illustrative(self) -> list[str]:
        """What the answers rest on that is not an official figure anywhere."""
        read = self.book.plan(self.want).parameters
        return [name for name in read if any(stretch.illustrative for stretch in self.book.figures.parameters[name].stretches)]

    @property
    def highest(self) -> int:
        """The highest dibao standard anywhere, before or after, in fen."""
        both = (self.book.figures, self.figures)
        values = [
            stretch.value for figures in both for stretch in figures.parameters["dibao.standard"].stretches if stretch.from_on <= self.on < stretch.until_on
        ]
        return max((value for value in values if isinstance(value, int)), default=0)
