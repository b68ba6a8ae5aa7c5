"""全体判定: decides every family at once; the same plan as at the counter, as two queries that DuckDB and Spark both answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import ibis

from doudi.policy.columns import TYPES, Column, Members, bit_or, gathering, typed
from doudi.policy.local_law import SAID, LocalLaw, Where, local_law
from doudi.policy.order import Plan, Step
from doudi.policy.rule import HOUSEHOLD, PERSON, SUPPORTER
from doudi.policy.vocabulary import EMPTY, Law

if TYPE_CHECKING:
    from doudi.policy.book import Book

KEY, PERSON_KEY, SUPPORTER_KEY = "household_id", "person_id", "supporter_row"
TABLES = {HOUSEHOLD: "households", PERSON: "members", SUPPORTER: "supporters"}
_KEYS = {HOUSEHOLD: {"region": "string", "area": "string"}, PERSON: {PERSON_KEY: "int64"}, SUPPORTER: {SUPPORTER_KEY: "int64", "supports": "array<int64>"}}
_MOST_MASKED = 62


@dataclass(frozen=True)
class Beforehand:
    """What is known of a population before a row is read; nothing need be.

    `fixed` are facts that are the same for everyone (None: unknown for everyone), `certain` those never unknown; `places` all that occur.
    """

    fixed: Mapping[str, Any] = field(default_factory=dict)
    certain: frozenset[str] = frozenset()
    places: frozenset[Where] | None = None
    supporters: bool = True


@dataclass(frozen=True)
class Questions:
    """The two queries: about the tables `households`, `members`, `supporters` and a table of law; the second also about what the first has found."""

    plan: Plan
    households: Any
    persons: Any
    law: Any
    answers: tuple[str, ...]
    """The columns of the first that were asked for; the others are there for the second."""

    def texts(self, dialect: str) -> tuple[str, str]:
        """Both as SQL: `duckdb` or `pyspark`."""
        return str(ibis.to_sql(self.households, dialect=dialect)), str(ibis.to_sql(self.persons, dialect=dialect))


def schemas(plan: Plan, keep: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """The columns, with their types, that the three tables must have; `keep` are more of the households'."""
    types = {level: {fact.name: TYPES[fact.kind] for fact in plan.facts_of(level)} for level in TABLES}
    return {TABLES[level]: {KEY: "int64", **_KEYS[level], **types[level], **((keep or {}) if level == HOUSEHOLD else {})} for level in TABLES}


def questions(book: Book, plan: Plan, on: date, beforehand: Beforehand = Beforehand(), keep: Mapping[str, str] | None = None, name: str = "answers") -> Questions:
    """What to ask of a population to learn what the plan wants; `keep` are columns of the households, with their types, to be told beside.

    The law is read from the table `NAME_law`, what the first query has found from `NAME_found`.
    """
    law = local_law(book, plan, on, beforehand.places, f"{name}_law")
    tables = {name: ibis.table(types, name=name) for name, types in schemas(plan, keep).items()}
    walk = _Walk(book, plan, law, beforehand, on)
    households = walk.households(tables, tuple(keep or ()))
    persons = walk.persons(tables, ibis.table(households.schema(), name=f"{name}_found"))
    wanted = [name for name in plan.wanted if plan.levels[name] == HOUSEHOLD]
    return Questions(plan, households, persons, law.table, (KEY, *(keep or ()), *wanted, *SAID, "facts_missing"))


class _Walk:
    """The plan followed over tables. What is the same for every row is kept beside them, and what is never NULL is noted."""

    def __init__(self, book: Book, plan: Plan, law: LocalLaw, beforehand: Beforehand, on: date) -> None:
        self.book, self.plan, self.law, self.beforehand = book, plan, law, beforehand
        self.fixed = {name: Column.of(plain) for name, plain in beforehand.fixed.items()} | ({} if beforehand.places is None else {"on": Column.of(on)})
        self.certain = set(beforehand.certain)
        if not beforehand.supporters:
            gatherings = [one for step in plan.steps for one in step.gatherings if plan.levels[one.name] == SUPPORTER]
            self.fixed |= {one.column: Column.of(EMPTY[one.word]) for one in gatherings}
        personal = [step for step in plan.steps if step.level != HOUSEHOLD]
        of_household = [*plan.wanted, *(need for step in personal for need in step.rule.arguments)]
        first = book.plan(tuple(dict.fromkeys(name for name in of_household if plan.levels[name] == HOUSEHOLD)))
        self.first = {step.name for step in first.steps}
        """The steps without which what is wanted of households, and lent by them, cannot be told."""

    def households(self, tables: Mapping[str, Any], keep: Sequence[str]) -> Any:
        """Each household with what is wanted of it and what its members' rules read of it."""
        household = self.law.beside(tables[TABLES[HOUSEHOLD]])
        people = {level: tables[TABLES[level]] for level in (PERSON, SUPPORTER)}
        masks = {level: self._mask(people[level], level) for level in people}
        for phase in self.plan.phases:
            asking = [step for step in self.plan.steps_of(HOUSEHOLD, phase) if step.name in self.first]
            for level in people:
                steps = [step for step in self.plan.steps_of(level, phase) if step.name in self.first]
                people[level] = self._lent(people[level], household, steps)
                people[level] = self._computed(self._met(people, level, steps), steps)
                mask = masks.pop(level, None) if phase == 0 else None
                household = self._gathered(household, (KEY,), people[level], level, asking, mask)
            household = self._computed(household, asking)
        lent = [name for level in people for name in self._lending([step for step in self.plan.steps if step.level == level])]
        wanted = [name for name in self.plan.wanted if self.plan.levels[name] == HOUSEHOLD]
        missing = self._facts_missing(household)
        told = {name: self._told(household, name) for name in wanted}
        return household.select(KEY, *keep, **told, **{name: household[name] for name in (*SAID, *lent) if name not in told}, facts_missing=missing)

    def persons(self, tables: Mapping[str, Any], found: Any) -> Any:
        """Each member of a household that was found, with what is wanted of persons."""
        people = {level: tables[TABLES[level]] for level in (PERSON, SUPPORTER)}
        for level in people:
            steps = [step for step in self.plan.steps if step.level == level]
            lending = self._lending(steps)
            if level == PERSON or lending:
                people[level] = people[level].join(found.select(KEY, *lending), KEY)
        for phase in self.plan.phases:
            for level in people:
                steps = self.plan.steps_of(level, phase)
                people[level] = self._computed(self._met(people, level, steps), steps)
        wanted = [name for name in self.plan.wanted if self.plan.levels[name] == PERSON]
        return people[PERSON].select(KEY, PERSON_KEY, **{name: self._told(people[PERSON], name) for name in wanted})

    def _read(self, table: Any, name: str) -> Any:
        return self.fixed[name] if name in self.fixed else Column(table[name], known=name in self.certain)

    def _told(self, table: Any, name: str) -> Any:
        """A result as a column of its type."""
        return typed(self._read(table, name).expression, TYPES[self.book.kind_of(name)])

    def _lending(self, steps: Iterable[Step]) -> list[str]:
        """The household's columns that these steps read: its facts and results, the law and the day."""
        steps = list(steps)
        names = [need for step in steps for need in step.rule.needs if self.plan.levels.get(need, need) in (HOUSEHOLD, "on") and need not in self.fixed]
        return list(dict.fromkeys([*names, *(column for step in steps for name in step.parameters for column in self.law.columns.get(name, ()))]))

    def _lent(self, table: Any, household: Any, steps: list[Step]) -> Any:
        lending = [name for name in self._lending(steps) if name not in table.columns]
        return table.join(household.select(KEY, *lending), KEY) if lending else table

    def _computed(self, table: Any, steps: list[Step]) -> Any:
        """The table with the steps' answers: one mutate for each depth."""
        for depth in sorted({step.depth for step in steps}):
            answers = {step.name: self._answer(table, step) for step in steps if step.depth == depth}
            self.fixed |= {name: answer for name, answer in answers.items() if answer.fixed is not None}
            self.certain |= {name for name, answer in answers.items() if answer.known}
            table = table.mutate(**{name: answer.expression for name, answer in answers.items() if answer.fixed is None})
        return table

    def _answer(self, table: Any, step: Step) -> Any:
        law = Law(self.book.kinds_of_parameters, lambda name: self.law.figure(table, name))
        members = {name for one in step.gatherings for name in one.names}

        def given(need: str) -> Any:
            if need in members:
                return Members(need, lambda column: self._read(table, column))
            return law if need == "law" else self._read(table, need)

        return step.rule(*(given(need) for need in step.rule.needs))

    def _gathered(self, table: Any, keys: tuple[str, ...], rows: Any, level: str, steps: list[Step], mask: Any = None) -> Any:
        """The table with what the rows of each, who are of this level, add up to; nobody adds up to what the word says of nobody, not to unknown."""
        asked = {one.column: one for step in steps for one in step.gatherings if self.plan.levels[one.name] == level}
        sums = {column: gathering(rows, one, lambda name: self._read(rows, name)) for column, one in asked.items() if not {column} & {*self.fixed, *table.columns}}
        self.fixed |= {column: found for column, found in sums.items() if found.fixed is not None}
        self.certain |= {column for column, found in sums.items() if found.known}
        columns = {column: found.expression for column, found in sums.items() if found.fixed is None} | ({} if mask is None else {f"unknown_{level}": mask(rows)})
        if not columns:
            return table
        empty = {column: EMPTY[asked[column].word] if column in asked else 0 for column in columns}
        grouped = rows.group_by(**{f"gathered_{key}": rows[key] for key in keys}).aggregate(gathered_rows=rows.count(), **columns)
        joined = table.left_join(grouped, [table[key] == grouped[f"gathered_{key}"] for key in keys])
        kept = {column: ibis.cases((joined.gathered_rows.isnull(), empty[column]), else_=joined[column]) for column in columns}
        return joined.select(*table.columns, **kept)

    def _met(self, people: Mapping[str, Any], level: str, steps: list[Step]) -> Any:
        """The people of this level with what those of the other, whom they support or who support them, add up to."""
        if not any(step.gatherings for step in steps):
            return people[level]
        keys, other = ((SUPPORTER_KEY,), PERSON) if level == SUPPORTER else ((KEY, PERSON_KEY), SUPPORTER)
        persons, supporters = people[PERSON], people[SUPPORTER]
        if other == PERSON:
            supporters = supporters.select(KEY, SUPPORTER_KEY, "supports")
        else:
            persons = persons.select(KEY, PERSON_KEY)
        pairs = supporters.join(persons, KEY)
        pairs = pairs.filter(pairs.supports.isnull() | pairs.supports.contains(pairs[PERSON_KEY]))
        return self._gathered(people[level], keys, pairs, other, steps)

    def _unsure(self, level: str) -> list[str]:
        """The facts that may be unknown, at this level, and what is asked of the place."""
        if level == SUPPORTER and not self.beforehand.supporters:
            return []
        names = [*(("region", "area") if level == HOUSEHOLD else ()), *(fact.name for fact in self.plan.facts_of(level))]
        names = [name for name in names if name not in self.certain and not (name in self.fixed and not self.fixed[name].lost)]
        if len(names) > _MOST_MASKED:
            raise ValueError(f"more than {_MOST_MASKED} facts of a {level} may be unknown in one plan")
        return names

    def _bits(self, table: Any, level: str) -> Any:
        """A bit for each fact that is unknown in a row."""
        names = self._unsure(level)
        always = sum(1 << place for place, name in enumerate(names) if name in self.fixed)
        bits = [ibis.cases((table[name].isnull(), 1 << place), else_=0).cast("int64") for place, name in enumerate(names) if name not in self.fixed]
        return reduce(add, bits, ibis.literal(always, type="int64"))

    def _mask(self, rows: Any, level: str) -> Any:
        """What is unknown of any of a household's people, as an aggregate; None where nothing can be."""
        names = self._unsure(level)
        if all(name in self.fixed for name in names):
            return (lambda rows: rows.count() * 0 + sum(1 << place for place in range(len(names)))) if names else None
        return lambda rows: bit_or(self._bits(rows, level))

    def _facts_missing(self, household: Any) -> Any:
        """The names of what is unknown of a household or any of its people, with commas between."""
        masks = {HOUSEHOLD: self._bits(household, HOUSEHOLD), **{level: household[f"unknown_{level}"] for level in (PERSON, SUPPORTER) if self._unsure(level)}}
        texts = []
        for level, mask in masks.items():
            names = [ibis.cases((mask & (1 << place) != 0, f",{name}"), else_="") for place, name in enumerate(self._unsure(level))]
            texts += [ibis.cases((mask == 0, ""), else_=reduce(add, names))] if names else []
        return reduce(add, texts)[1:] if texts else ibis.literal("")
