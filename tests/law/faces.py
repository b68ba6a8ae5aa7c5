"""案例的列式答案: families that share a day and a place's figures are assessed together, once, as a population would be."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa

from doudi.policy import Book, Case

TYPES = {"money": pa.int64(), "number": pa.int64(), "yesno": pa.bool_(), "text": pa.string(), "date": pa.date32()}
KEYS = [("household_id", pa.int64()), ("person_id", pa.int64()), ("region", pa.string()), ("area", pa.string()), ("supports", pa.list_(pa.int64()))]


class Columns:
    """What the columnar face finds of each of these cases: as many queries as there are days and overrides of the law."""

    def __init__(self, cases: Sequence[Case], book_of: Callable[[date], Book]) -> None:
        self.book_of = book_of
        self.groups: dict[tuple[date, str], list[Case]] = {}
        for case in cases:
            self.groups.setdefault(self._group(case), []).append(case)
        self._found = cache(self._assessed)

    @staticmethod
    def _group(case: Case) -> tuple[date, str]:
        return case.date, repr(sorted(case.law.items()))

    def of(self, case: Case) -> dict[str, Any]:
        """Every result that a case of its group expects and that a rule can answer, by name; of a person rule a list."""
        group = self._group(case)
        place = next(place for place, one in enumerate(self.groups[group]) if one is case)
        return self._found(group)[place]

    def _assessed(self, group: tuple[date, str]) -> list[dict[str, Any]]:
        cases, day = self.groups[group], group[0]
        book = self.book_of(day).overridden(cases[0].law) if cases[0].law else self.book_of(day)
        want = sorted({name for case in cases for name in case.expect if name in book.steps and book.steps[name].level != "supporter"})
        if not want:
            return [{} for _ in cases]
        plan = book.plan(want)

        def table(level: str, rows: list[dict[str, Any]]) -> pa.Table:
            names = [(fact.name, TYPES[fact.kind]) for fact in plan.facts_of(level)]
            return pa.Table.from_pylist(rows, schema=pa.schema([*KEYS, *names]))

        numbered = list(enumerate(cases))
        households = table("household", [{"household_id": h, "region": case.region, "area": case.area, **case.household} for h, case in numbered])
        members = table("person", [{"household_id": h, "person_id": p, **one} for h, case in numbered for p, one in enumerate(case.members, 1)])
        supporters = table("supporter", [{"household_id": h, **one} for h, case in numbered for one in case.supporters])
        found = book.assess(households, members, supporters, on=day, want=want)
        of_household = {row["household_id"]: row for row in found.households.to_pylist()}
        of_person: dict[int, list[dict[str, Any]]] = {h: [] for h, _ in numbered}
        for row in sorted(found.persons.to_pylist(), key=lambda row: row["person_id"]):
            of_person[row["household_id"]].append(row)
        persons = [name for name in want if book.steps[name].level == "person"]
        return [{name: [row[name] for row in of_person[h]] if name in persons else of_household[h][name] for name in want} for h, _ in numbered]
