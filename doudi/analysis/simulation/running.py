"""推演: runs a change over a lake, some buckets at a time, and tells what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from doudi.analysis.screening.asking import Asked, ask, look_at_rows, one_thread
from doudi.analysis.screening.lake import Lake
from doudi.analysis.screening.soundness import check_all, damage_told
from doudi.analysis.simulation.changes import Change, check_places
from doudi.analysis.simulation.families import TIERS, ranged_families, told_families
from doudi.analysis.simulation.figures import ALL, UNKNOWN, Range, Sums, summed
from doudi.analysis.simulation.question import Question
from doudi.analysis.simulation.readings import Families, stacked
from doudi.analysis.simulation.side_by_side import is_small, side_by_side
from doudi.policy.following import KEY

MONTHS = 12
DIMENSIONS = ("county", "area", "size", "age", "disability")
MOST_ASIDE = 20_000
"""Families that cannot be told, read together."""
INCOME_EDGES = (50_000, 100_000, 150_000, 200_000, 300_000)
"""Fen a month and member: the steps in which leads are counted."""


@dataclass
class Simulation:
    """What a change comes to. `leads` counts, by income range, the families of a real lake that nobody has in hand: of them no more is said."""

    question: Question
    sums: Sums = field(default_factory=Sums)
    facts_on: date | None = None
    notice: str = ""
    """That the facts are told for another day than the law's."""

    @property
    def all(self) -> dict[str, Range]:
        """The figures of everyone; empty where there is nobody."""
        return self.sums.group(ALL, ALL)

    def by(self, dimension: str) -> dict[str, dict[str, Range]]:
        """The figures of each group of a dimension."""
        return {name: self.sums.group(dimension, name) for name in self.sums.names(dimension)}

    @property
    def leads(self) -> dict[str, int]:
        """How many families are leads, by income a member and month: `below_50000` (fen), `unknown`."""
        return {name: self.sums.group("lead", name)["households"][0] for name in self.sums.names("lead")}

    def as_json(self) -> dict[str, Any]:
        """Everything; amounts in fen, every figure as [least, most]."""
        figures = {name: list(value) for name, value in self.all.items()}
        figures |= {name.replace("_fen", "_year_fen"): [one * MONTHS for one in value] for name, value in self.all.items() if name.endswith("_fen")}
        question = self.question
        return {
            "on": question.on.isoformat(),
            "facts_on": self.facts_on and self.facts_on.isoformat(),
            "law": question.version,
            "set": [{"parameter": one.name, "region": one.place or None, "area": one.area or None, "to": one.said} for one in question.changes],
            "unread": question.unread,
            "illustrative": question.illustrative,
            "figures": figures,
            "tiers": {word: {name: list(self.sums.tier(word[0], rank)) for rank, name in enumerate(TIERS)} for word in ("before", "after")},
            "matrix": [
                {"before": was, "after": then, "households": row["households"][0], "persons": row["persons"][0], "change_fen": list(row["change_fen"])}
                for (was, then), row in self.sums.matrix.items()
            ],
            "gini": {word: self.sums.spread(word[0]).gini() for word in ("before", "after")},
            "by": {dimension: {name: {key: list(value) for key, value in row.items()} for name, row in self.by(dimension).items()} for dimension in DIMENSIONS},
            "leads": self.leads,
        }


def simulate(lake: Lake, changes: Sequence[Change], *, on: date) -> Simulation:
    """What the changes would come to on a day; memory is bounded by a batch of buckets.

    In a lake that is not made up only families in hand are simulated; the others are leads.
    Raises CannotRead for a lake that is not sound, CannotSimulate for a place that is not in it.
    """
    with damage_told(str(lake.folder)):
        return _simulated(lake, Question.of(changes, on=on))


def _simulated(lake: Lake, question: Question) -> Simulation:
    found = Simulation(question, facts_on=lake.facts_on, notice=lake.told_for(question.on))
    is_kept = lake.made_up and is_small(lake)
    if not (is_kept and _key(lake, question) in _kept):
        check_all(lake, question.on)
    check_places(lake.places, question.changes)
    asked = side_by_side(lake, question)
    if is_kept:
        for table in _sums_of_few(lake, question, *asked):
            found.sums.add(table)
        return found
    table = ask(*asked, sql=_sql(question, lake))
    is_unsure = pc.equal(table["kind"], "unsure")
    found.sums.add(table.filter(pc.invert(is_unsure)))
    household_ids = table.filter(is_unsure)[KEY].combine_chunks()
    for first in range(0, len(household_ids), MOST_ASIDE):
        found.sums.add(_read(asked, question, Families.in_lake(lake, household_ids.slice(first, MOST_ASIDE))))
    return found


@dataclass(frozen=True)
class Kept:
    """A few people's families, in memory: stacked for the readings, and what the law as it stands answers about them."""

    members: pa.Table
    rows: Mapping[str, pa.Table]
    before: pa.Table


_kept: dict[tuple[str, str, date], Kept] = {}


def _key(lake: Lake, question: Question) -> tuple[str, str, date]:
    return lake.digest, question.book.version, question.on


def _sums_of_few(lake: Lake, question: Question, before: Asked, after: Asked) -> list[pa.Table]:
    """The sums of the families that can be told, and of those that cannot: only the changed law is asked, and once."""
    key = _key(lake, question)
    if key not in _kept:
        families = Families.in_lake(lake)
        rows = stacked(question, families)
        _kept.clear()
        _kept[key] = Kept(families.members, rows, _answers(before, rows))
    kept = _kept[key]
    with one_thread() as engine:
        engine.register("before_all", kept.before)
        engine.register("after_all", _answers(after, kept.rows))
        engine.register("beside", kept.rows["beside"])
        engine.register("members", kept.members)
        for name in ("before", "after"):
            engine.execute(f"CREATE TEMP VIEW {name} AS SELECT * REPLACE (household_id // 4 AS household_id) FROM {name}_all WHERE household_id % 4 = 0")
        told = engine.sql(_sql(question, lake)).to_arrow_table()
        is_unsure = pc.equal(told["kind"], "unsure")
        engine.register("unsure", told.filter(is_unsure).select([KEY]))
        for name in ("before", "after"):
            engine.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {name}_all WHERE household_id // 4 IN (SELECT household_id FROM unsure)")
        ranged = ranged_families(question.amount, question.direction, question.highest)
        return [told.filter(pc.invert(is_unsure)), engine.sql(f"WITH {ranged} {summed('members', question.on)}").to_arrow_table()]


def _answers(asked: Asked, rows: Mapping[str, pa.Table]) -> pa.Table:
    with duckdb.connect() as engine:
        look_at_rows(engine, [asked], rows)
        asked.tell(engine)
        return engine.sql(f"SELECT * FROM {asked.name}").to_arrow_table()


def _sql(question: Question, lake: Lake) -> str:
    """The sums of the families that can be told, and which cannot."""
    told = told_families(question.amount, question.direction)
    leads = ""
    if not lake.made_up:
        told = told.replace("FROM before JOIN", "FROM (SELECT * FROM before WHERE in_hand IS TRUE) AS before JOIN")
        edges = " ".join(f"WHEN income_per_member < {edge} THEN 'below_{edge}'" for edge in INCOME_EDGES)
        name = f"CASE WHEN income_per_member IS NULL THEN '{UNKNOWN}' {edges} ELSE 'from_{INCOME_EDGES[-1]}' END"
        leads = f"UNION ALL BY NAME SELECT 'lead' AS kind, {name} AS name, count(*) AS households_low FROM before WHERE in_hand IS NOT TRUE GROUP BY ALL"
    return f"WITH {told} {summed('members', question.on)} {leads} UNION ALL BY NAME SELECT 'unsure' AS kind, household_id FROM joined WHERE NOT is_told"


def _read(asked: Sequence[Asked], question: Question, families: Families) -> pa.Table:
    """The sums of families that cannot be told, each figure a range."""
    rows = stacked(question, families)
    with one_thread() as engine:
        look_at_rows(engine, asked, rows)
        for one in asked:
            one.tell(engine)
        engine.register("beside", rows["beside"])
        engine.register("told_members", families.members)
        ranged = ranged_families(question.amount, question.direction, question.highest)
        return engine.sql(f"WITH {ranged} {summed('told_members', question.on)}").to_arrow_table()
