"""全体判定: decides every family at once; the same plan as at the counter, as a row of queries that DuckDB and Spark both answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import ibis
import ibis.expr.operations as ops

from doudi.policy.columns import TYPES
from doudi.policy.following import KEY, PERSON_KEY, SUPPORTER_KEY, Following
from doudi.policy.local_law import SAID, Where, local_law
from doudi.policy.order import Plan
from doudi.policy.rule import HOUSEHOLD, PERSON, SUPPORTER

if TYPE_CHECKING:
    from doudi.policy.book import Book

TABLES = {HOUSEHOLD: "households", PERSON: "members", SUPPORTER: "supporters"}
_KEYS = {HOUSEHOLD: {"region": "string", "area": "string"}, PERSON: {PERSON_KEY: "int64"}, SUPPORTER: {SUPPORTER_KEY: "int64", "supports": "array<int64>"}}


@dataclass(frozen=True)
class Beforehand:
    """What is known of a population before a row is read; nothing need be.

    `fixed` are facts that are the same for everyone (None: unknown for everyone), `certain` those never unknown; `places` all that occur;
    whether there are `supporters`, and whether every member has his household (`whole`).
    """

    fixed: Mapping[str, Any] = field(default_factory=dict)
    certain: frozenset[str] = frozenset()
    places: frozenset[Where] | None = None
    supporters: bool = True
    whole: bool = False


class Stage(NamedTuple):
    """A table on the way that several later ones read and is best kept, or an answer, which none does: how it comes about, in SQL."""

    name: str
    text: str
    kept: bool


@dataclass(frozen=True)
class Questions:
    """What to ask about the tables `households`, `members`, `supporters` and `NAME_law`, stage by stage; the last two are the answers."""

    plan: Plan
    tables: Mapping[str, Any]
    law: Any
    households: str
    persons: str

    def stages(self, dialect: str) -> list[Stage]:
        """The queries in the SQL of `duckdb` or `pyspark`, in their order; a table that one other reads is a part of that one's."""
        read = [{one.name for one in table.op().find(ops.UnboundTable)} for table in self.tables.values()]
        told: dict[Any, Any] = {}
        stages: list[Stage] = []
        for name, table in self.tables.items():
            readers = sum(name in names for names in read)
            whole = table.op().replace(told).to_expr()
            if readers == 1:
                told[ibis.table(table.schema(), name=name).op()] = whole.op()
            else:
                stages.append(Stage(name, str(ibis.to_sql(whole, dialect=dialect)), kept=readers > 1))
        return stages


def schemas(plan: Plan, keep: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """The columns, with their types, that the three tables must have; `keep` are more of the households'."""
    types = {level: {fact.name: TYPES[fact.kind] for fact in plan.facts_of(level)} for level in TABLES}
    return {TABLES[level]: {KEY: "int64", **_KEYS[level], **types[level], **((keep or {}) if level == HOUSEHOLD else {})} for level in TABLES}


def questions(
    book: Book, plan: Plan, on: date, beforehand: Beforehand = Beforehand(), keep: Mapping[str, str] | None = None, name: str = "answers"
) -> Questions:
    """What to ask of a population to learn what the plan wants; `keep` are columns of the households, with their types, to be told beside.

    The answers are the tables `NAME_households` (with `law_missing`, `law_illustrative`, `facts_missing`) and `NAME_persons`.
    """
    law = local_law(book, plan, on, beforehand.places, f"{name}_law")
    tables = {level: ibis.table(types, name=table) for (level, table), types in zip(TABLES.items(), schemas(plan, keep).values(), strict=True)}
    way = Following(book, plan, law, beforehand, on, name)
    household, person = way.follow(tables, tuple(keep or ()))
    household = law.said(household)
    told = {
        level: {one: way.told(table, one) for one in plan.wanted if plan.levels[one] == level} for level, table in ((HOUSEHOLD, household), (PERSON, person))
    }
    missing = way.facts_missing(household)
    answers = {
        f"{name}_households": household.select(KEY, *(keep or ()), **told[HOUSEHOLD], **{one: household[one] for one in SAID}, facts_missing=missing),
        f"{name}_persons": person.select(KEY, PERSON_KEY, **told[PERSON]),
    }
    return Questions(plan, {**way.stages, **answers}, law.table, *answers)
