"""案例的列式答案: families that share a day and a place's figures are assessed together, once, as a population would be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from doudi.policy import NEVER, Book, Case, Figures
from doudi.policy.parameters import Stretch

TYPES = {"money": pa.int64(), "number": pa.int64(), "yesno": pa.bool_(), "text": pa.string(), "date": pa.date32()}
KEYS = [("household_id", pa.int64()), ("person_id", pa.int64()), ("region", pa.string()), ("area", pa.string()), ("supports", pa.list_(pa.int64()))]


class Columns:
    """What the columnar face finds of each of these cases, a day at a time; a case with figures of its own lives in a village that has set them."""

    def __init__(self, cases: Sequence[Case], book_of: Callable[[date], Book]) -> None:
        self.book_of = book_of
        self.days: dict[date, list[Case]] = {}
        for case in cases:
            self.days.setdefault(case.date, []).append(case)
        self._found = cache(self._assessed)

    def of(self, case: Case) -> dict[str, Any]:
        """Every result that a case of its day expects and that a rule can answer, by name; of a person rule a list."""
        place = next(place for place, one in enumerate(self.days[case.date]) if one is case)
        return self._found(case.date)[place]

    def _assessed(self, day: date) -> list[dict[str, Any]]:
        cases = self.days[day]
        villages = [f"{case.region[:6]}{place:06}" if case.law and case.region else case.region for place, case in enumerate(cases)]
        book = _with_villages(self.book_of(day), cases, villages)
        want = sorted({name for case in cases for name in case.expect if name in book.steps and book.steps[name].level != "supporter"})
        if not want:
            return [{} for _ in cases]
        plan = book.plan(want)

        def table(level: str, rows: list[dict[str, Any]]) -> pa.Table:
            names = [(fact.name, TYPES[fact.kind]) for fact in plan.facts_of(level)]
            return pa.Table.from_pylist(rows, schema=pa.schema([*KEYS, *names]))

        numbered = list(enumerate(cases))
        households = table("household", [{"household_id": h, "region": villages[h], "area": case.area, **case.household} for h, case in numbered])
        members = table("person", [{"household_id": h, "person_id": p, **one} for h, case in numbered for p, one in enumerate(case.members, 1)])
        supporters = table("supporter", [{"household_id": h, **one} for h, case in numbered for one in case.supporters])
        found = book.assess(households, members, supporters, on=day, want=want)
        of_household = {row["household_id"]: row for row in found.households.to_pylist()}
        of_person: dict[int, list[dict[str, Any]]] = {h: [] for h, _ in numbered}
        for row in sorted(found.persons.to_pylist(), key=lambda row: row["person_id"]):
            of_person[row["household_id"]].append(row)
        persons = [name for name in want if book.steps[name].level == "person"]
        return [{name: [row[name] for row in of_person[h]] if name in persons else of_household[h][name] for name in want} for h, _ in numbered]


def _with_villages(book: Book, cases: Sequence[Case], villages: Sequence[str | None]) -> Book:
    """The book in which each of these villages has set what its case says."""
    own = {
        one.name: tuple(
            Stretch(village, "", date.min, NEVER, case.law[one.of or one.name])
            for case, village in zip(cases, villages, strict=True)
            if village and (one.of or one.name) in case.law
        )
        for one in book.figures
    }
    figures = Figures({one.name: replace(one, stretches=(*own[one.name], *one.stretches)) for one in book.figures})
    return replace(book, figures=figures)
