"""沿次序: follows a plan over tables: lends down, gathers up, phase by phase; each table on the way holds only what is read later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops

from doudi.policy.columns import TYPES, Column, Members, typed
from doudi.policy.gathered import bit, bit_or, bits, gathering
from doudi.policy.local_law import LocalLaw
from doudi.policy.order import RANK, Plan, Step
from doudi.policy.rule import HOUSEHOLD, PERSON, SUPPORTER
from doudi.policy.vocabulary import EMPTY, Law

if TYPE_CHECKING:
    from doudi.policy.book import Book
    from doudi.policy.population import Beforehand

KEY, PERSON_KEY, SUPPORTER_KEY = "household_id", "person_id", "supporter_row"
_BITS = 62
_ALWAYS = {KEY, PERSON_KEY, SUPPORTER_KEY, "supports", "law_row"}


def _of_nobody(column: Any) -> Any:
    """A sum, or the bits, where there may be no rows: nobody adds up to nothing, and no claim of theirs holds."""
    return column.fill_null(0)


class Following:
    """The plan followed over tables. What is the same for every row is kept beside them, and what is never NULL is noted."""

    def __init__(self, book: Book, plan: Plan, law: LocalLaw, beforehand: Beforehand, on: date, name: str) -> None:
        self.book, self.plan, self.law, self.beforehand, self.name = book, plan, law, beforehand, name
        self.stages: dict[str, Any] = {}
        self.fixed = {name: Column.of(plain) for name, plain in beforehand.fixed.items()} | ({} if beforehand.places is None else {"on": Column.of(on)})
        self.certain = set(beforehand.certain)
        if not beforehand.supporters:
            gatherings = [one for step in plan.steps for one in step.gatherings if plan.levels[one.name] == SUPPORTER]
            self.fixed |= {one.column: Column.of(EMPTY[one.word]) for one in gatherings}

    def follow(self, tables: Mapping[str, Any], keep: tuple[str, ...]) -> tuple[Any, Any]:
        """Households and members with what is wanted of them; what leads there is in `stages`."""
        household = self._with_unknown(self.law.beside(tables[HOUSEHOLD]), HOUSEHOLD)
        people = {level: self._with_unknown(tables[level], level) for level in (PERSON, SUPPORTER)}
        if not self.beforehand.whole:
            people[PERSON] = people[PERSON].semi_join(tables[HOUSEHOLD], KEY)
        everyone = people[PERSON]
        for phase in self.plan.phases:
            for level in people:
                steps = self.plan.steps_of(level, phase)
                table = self._lent(people[level], household, steps)
                people[level] = self._stage(self._computed(self._met({**people, level: table}, level, phase), steps), level, phase)
                unknown = [f"unknown_{level}"] if phase == 0 and self._unsure(level) else []
                household = self._gathered(household, (KEY,), people[level], level, self.plan.steps_of(HOUSEHOLD, phase), unknown)
            household = self._stage(self._computed(household, self.plan.steps_of(HOUSEHOLD, phase)), HOUSEHOLD, phase, keep)
        return household, people[PERSON] if PERSON in map(self.plan.levels.get, self.plan.wanted) else everyone

    def _stage(self, table: Any, level: str, phase: int, keep: tuple[str, ...] = ()) -> Any:
        """The table as a stage of its own, with what is read of it later."""
        if isinstance(table.op(), ops.UnboundTable):
            return table
        later = [step for step in self.plan.steps if (step.phase, RANK[step.level]) > (phase, RANK[level])]
        ours = [step for step in later if level in (step.level, HOUSEHOLD)]
        told = {*self.plan.wanted, *(name for step in later for name in (*step.rule.needs, *(name for one in step.gatherings for name in one.names)))}
        read = {*keep, *_ALWAYS, *(name for name in told if self.plan.levels.get(name) == level)}
        read |= {name for step in ours for name in (*step.rule.needs, *(one.column for one in step.gatherings), *self._law_columns(step))}
        read |= {f"unknown_{one}" for one in RANK} if level == HOUSEHOLD or phase == 0 else set()
        name = f"{self.name}_{level}_{phase}"
        self.stages[name] = table.select(*(column for column in table.columns if column in read))
        return ibis.table(self.stages[name].schema(), name=name)

    def _read(self, table: Any, name: str) -> Any:
        return self.fixed[name] if name in self.fixed else Column(table[name], known=name in self.certain)

    def told(self, table: Any, name: str) -> Any:
        """A result as a column of its type."""
        return typed(self._read(table, name).expression, TYPES[self.book.kind_of(name)])

    def _lent(self, table: Any, household: Any, steps: Iterable[Step]) -> Any:
        """The people beside what these steps read of their household: its facts and results, the law and the day."""
        names = [need for step in steps for need in step.rule.needs if self.plan.levels.get(need, need) in (HOUSEHOLD, "on") and need not in self.fixed]
        names += [column for step in steps for column in self._law_columns(step)]
        lending = [name for name in dict.fromkeys(names) if name not in table.columns]
        return table.join(household.select(KEY, *lending), KEY) if lending else table

    def _law_columns(self, step: Step) -> list[str]:
        return [column for name in step.parameters for column in self.law.columns.get(name, ())]

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

    def _gathered(self, table: Any, keys: tuple[str, ...], rows: Any, level: str, steps: Iterable[Step], unknown: Iterable[str] = ()) -> Any:
        """The table with what the rows of each, who are of this level, add up to: one number for each sum, one bit for each claim of any of them."""
        asked = {one.column: one for step in steps for one in step.gatherings if self.plan.levels[one.name] == level}
        found = {column: gathering(one, lambda name: self._read(rows, name)) for column, one in asked.items() if column not in {*self.fixed, *table.columns}}
        self.fixed |= {column: one for column, one in found.items() if isinstance(one, Column)}
        sought = {column: one for column, one in found.items() if not isinstance(one, Column)}
        self.certain |= {column for column, one in sought.items() if one.known}
        claims = [claim for one in sought.values() for claim in one.claims]
        masks = {f"claims_{first}": bits(claims[first : first + _BITS]) for first in range(0, len(claims), _BITS)} | {name: rows[name] for name in unknown}
        numbers = {column: one.number for column, one in sought.items() if one.number is not None}
        if not masks and not numbers:
            return table
        each = rows.select(**{f"of_{key}": rows[key] for key in keys}, **numbers, **masks)
        sums = {column: typed(each[column].sum(), "int64") for column in numbers} | {mask: bit_or(each[mask]) for mask in masks}
        grouped = each.group_by([f"of_{key}" for key in keys]).aggregate(**sums)
        joined = table.left_join(grouped, [table[key] == grouped[f"of_{key}"] for key in keys])
        met = iter([bit(_of_nobody(joined[f"claims_{place - place % _BITS}"]), place % _BITS) for place in range(len(claims))])
        told = {column: one.read(_of_nobody(joined[column]) if column in numbers else None, *(next(met) for _ in one.claims)) for column, one in sought.items()}
        return joined.select(*table.columns, **told, **{name: _of_nobody(joined[name]) for name in unknown})

    def _met(self, people: Mapping[str, Any], level: str, phase: int) -> Any:
        """The people of this level with all that can be told now of what those of the other, whom they support or who support them, add up to."""
        keys, other = ((SUPPORTER_KEY,), PERSON) if level == SUPPORTER else ((KEY, PERSON_KEY), SUPPORTER)
        told = {step.name for step in self.plan.steps if (step.phase, RANK[step.level]) < (phase, RANK[level])}
        now = [step for step in self.plan.steps if step.level == level and step.phase >= phase and step.gatherings]
        steps = [step for step in now if all(name in told or name in self.book.facts for one in step.gatherings for name in one.names)]
        if not any(one.column not in {*self.fixed, *people[level].columns} for step in steps for one in step.gatherings):
            return people[level]
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
        if len(names) > _BITS:
            raise ValueError(f"more than {_BITS} facts of a {level} may be unknown in one plan")
        return names

    def _with_unknown(self, table: Any, level: str) -> Any:
        """The table with a bit for each fact that is unknown in a row."""
        names = self._unsure(level)
        return (
            table.mutate(**{f"unknown_{level}": bits([ibis.literal(True) if name in self.fixed else table[name].isnull() for name in names])})
            if names
            else table
        )

    def facts_missing(self, household: Any) -> Any:
        """The names of what is unknown of a household or any of its people, with commas between."""
        texts = [ibis.literal("")]
        for level in (HOUSEHOLD, PERSON, SUPPORTER):
            names = self._unsure(level)
            if names:
                mask = household[f"unknown_{level}"]
                said = [ibis.cases((bit(mask, place), f",{name}"), else_="") for place, name in enumerate(names)]
                texts.append(ibis.cases((mask == 0, ""), else_=sum(said[1:], start=said[0])))
        return sum(texts[1:], start=texts[0])[1:]
