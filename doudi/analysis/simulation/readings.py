"""从宽从严: a family about which something is unknown, read once in its favour and once against it."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from doudi.analysis.simulation.lake import Tables
from doudi.policy import Fact
from doudi.policy.rule import HOUSEHOLD, MONEY, PERSON, SUPPORTER

FAVOUR, AGAINST = "favour", "against"
MOST = 10**10
"""Fen a year that nobody has who is near any line, small enough for every product of a formula."""
MANY = 1000
COUNTED_AGAINST = frozenset({"homes", "home_area_m2", "vehicles", "companies"})
SPENT = frozenset(
    {"work_cost_12m", "transfer_paid_12m", "living_costs_12m", "medical_self_paid_12m", "education_self_paid_12m", "rehabilitation_self_paid_12m"}
    | {"other_rigid_12m"}
)
"""What a family spends: the more, the more it needs. Of every other money the less the family has, the more it needs."""


def read_as(way: str, tables: Tables, facts: Iterable[Fact]) -> Tables:
    """The families with every unknown amount and number read that way; unknown words, claims and dates stay unknown: they favour nobody for certain."""
    of = {level: [fact for fact in facts if fact.level == level and _is_read(fact)] for level in (HOUSEHOLD, PERSON, SUPPORTER)}
    supporters = None if tables.supporters is None else _filled(way, tables.supporters, of[SUPPORTER])
    return Tables(_filled(way, tables.households, of[HOUSEHOLD]), _filled(way, tables.members, of[PERSON]), supporters)


def _is_read(fact: Fact) -> bool:
    return fact.name in COUNTED_AGAINST or (fact.kind == MONEY and not fact.name.startswith("already_"))


def _filled(way: str, table: pa.Table, facts: Iterable[Fact]) -> pa.Table:
    for fact in facts:
        read = pa.scalar(_read(way, fact), pa.int64())
        if fact.name in table.column_names:
            column = pc.fill_null(table[fact.name].cast(pa.int64()), read)
            table = table.set_column(table.column_names.index(fact.name), fact.name, column)
        else:
            table = table.append_column(fact.name, pa.repeat(read, len(table)))
    return table


def _read(way: str, fact: Fact) -> int:
    """Spending in favour is much, everything else in favour is nothing; a loss, where there may be one, is less than nothing."""
    if (fact.name in SPENT) is (way == FAVOUR):
        return MOST if fact.kind == MONEY else MANY
    return -MOST if fact.least is None else 0
