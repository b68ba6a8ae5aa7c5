"""从宽从严: a family about which something is unknown, read once in its favour and once against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doudi.analysis.screening.asking import one_thread
from doudi.analysis.screening.lake import Lake, parquet
from doudi.analysis.simulation.question import Question
from doudi.policy import NEVER, Fact
from doudi.policy.following import KEY, PERSON_KEY
from doudi.policy.population import TABLES
from doudi.policy.rule import HOUSEHOLD, MONEY, PERSON, SUPPORTER

FAVOUR, AGAINST = "favour", "against"
MOST = 10**10
"""Fen a year that nobody has who is near any line, small enough for every product of a formula."""
MANY = 1000
COUNTED = frozenset({"homes", "home_area_m2", "vehicles", "companies"})
SPENT = frozenset({"work_cost_12m", "transfer_paid_12m", "living_costs_12m", "medical_self_paid_12m", "education_self_paid_12m"}) | frozenset(
    {"rehabilitation_self_paid_12m", "other_rigid_12m"}
)
"""What a family spends: the more, the more it needs. Of all other money, the less it has, the more it needs."""


_NOBODY = pa.table({KEY: pa.array([], pa.int64()), PERSON_KEY: pa.array([], pa.int64())})


@dataclass(frozen=True)
class Families:
    """Whole families' facts, as a lake tells them."""

    households: pa.Table
    members: pa.Table
    supporters: pa.Table | None

    def of(self, household_ids: pa.Array) -> Families:
        """Some of them."""
        return Families(*(table and table.filter(pc.is_in(table[KEY], household_ids)) for table in (self.households, self.members, self.supporters)))

    @classmethod
    def in_lake(cls, lake: Lake, household_ids: pa.Array | None = None) -> Families:
        """These families; all of them, where none are named."""
        found: list[pa.Table | None] = []
        with one_thread() as engine:
            chosen = ""
            if household_ids is not None:
                engine.register("wanted", pa.table({KEY: household_ids}))
                chosen = f"SEMI JOIN wanted USING ({KEY})"
            for table in TABLES.values():
                files = lake.of(table, lake.buckets)
                found.append(engine.sql(f"SELECT * FROM {parquet(files)} {chosen}").to_arrow_table() if files else None)
        households, members, supporters = found
        assert households is not None
        return cls(households, members if members is not None else _NOBODY, supporters)


WAYS = ("", FAVOUR, AGAINST)
"""As told, and the two readings: each family stands three times, its number times four and the place of the way added."""


def stacked(question: Question, families: Families) -> dict[str, pa.Table]:
    """The families as told, and those of whom a fact is unknown in their favour and against them, each under a number of its own.

    `beside` is what is known of each without asking rules.
    """
    facts = question.book.plan(question.want).facts
    doubtful = families.of(_with_unknown(families, facts))
    ways = [families if not way else read_as(way, doubtful, facts) for way in WAYS]
    found = {}
    for level in ("households", "members", "supporters"):
        tables = [_numbered(table, place) for place, one in enumerate(ways) if (table := getattr(one, level)) is not None]
        found |= {level: pa.concat_tables(tables, promote_options="permissive")} if tables else {}
    listed = families.members.group_by(KEY).aggregate([(KEY, "count")])
    many = listed[f"{KEY}_count"].take(pc.index_in(families.households[KEY], listed[KEY]))
    kept = _kept_for_a_while(question, families.households)
    return {**found, "beside": pa.table({KEY: families.households[KEY], "listed": pc.fill_null(many, 0), "besides": kept})}


def _with_unknown(families: Families, facts: Iterable[Fact]) -> pa.Array:
    """The families of whom one of these facts is unknown."""
    names = {fact.name for fact in facts} | {"region", "area"}
    found = []
    for table in (families.households, families.members, families.supporters):
        columns = [table[name] for name in table.column_names if name in names and table[name].null_count] if table is not None else []
        found += [table.filter(pc.is_null(column))[KEY] for column in columns]
    absent = names - {name for table in (families.households, families.members, families.supporters) if table is not None for name in table.column_names}
    ids = [families.households[KEY]] if absent - {fact.name for fact in facts if fact.level == SUPPORTER} else found
    return pa.concat_arrays([one.combine_chunks() for one in ids]).unique() if ids else pa.array([], pa.int64())


def _numbered(table: pa.Table, way: int) -> pa.Table:
    def moved(numbers: Any) -> Any:
        return pc.add(pc.multiply(numbers, len(WAYS) + 1), way)

    for name in {KEY, PERSON_KEY, "supports"} & set(table.column_names):
        column = table[name].combine_chunks()
        if pa.types.is_list(column.type):
            column = pa.ListArray.from_arrays(column.offsets, moved(column.values), mask=column.is_null())
        elif not pa.types.is_null(column.type):
            column = moved(column)
        table = table.set_column(table.column_names.index(name), name, column)
    return table


def read_as(way: str, families: Families, facts: Iterable[Fact]) -> Families:
    """The families with every unknown amount and number read that way; unknown words, claims and dates stay unknown: they favour nobody for certain."""
    of = {level: [fact for fact in facts if fact.level == level and _is_read(fact)] for level in (HOUSEHOLD, PERSON, SUPPORTER)}
    supporters = None if families.supporters is None else _filled(way, families.supporters, of[SUPPORTER])
    return Families(_filled(way, families.households, of[HOUSEHOLD]), _filled(way, families.members, of[PERSON]), supporters)


def _is_read(fact: Fact) -> bool:
    return fact.name in COUNTED or (fact.kind == MONEY and not fact.name.startswith("already_"))


def _filled(way: str, table: pa.Table, facts: Iterable[Fact]) -> pa.Table:
    for fact in facts:
        value = pa.scalar(_read(way, fact), pa.int64())
        if fact.name in table.column_names:
            table = table.set_column(table.column_names.index(fact.name), fact.name, pc.fill_null(table[fact.name].cast(pa.int64()), value))
        else:
            table = table.append_column(fact.name, pa.repeat(value, len(table)))
    return table


def _read(way: str, fact: Fact) -> int:
    """In favour: spending is much, all else is nothing, or less where there may be a loss. Against: the other way round."""
    if (fact.name in SPENT) is (way == FAVOUR):
        return MOST if fact.kind == MONEY else MANY
    return -MOST if fact.least is None else 0


def _kept_for_a_while(question: Question, households: pa.Table) -> Any:
    """The amount a family keeps for a while after somebody began to work; unknown where that is."""
    needed = {"already_tier", "job_started_on", "already_dibao_monthly_amount"}
    if "graduated_exit" not in question.book.steps or not needed <= set(households.column_names):
        return pa.repeat(pa.scalar(0, pa.int64()), len(households))
    began = pc.and_kleene(pc.equal(households["already_tier"], "dibao"), pc.not_equal(households["job_started_on"], pa.scalar(NEVER, pa.date32())))
    return pc.if_else(began, households["already_dibao_monthly_amount"].cast(pa.int64()), 0)
