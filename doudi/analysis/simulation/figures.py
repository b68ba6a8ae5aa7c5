"""数字: what a change comes to, each figure as the least and the most it can be; sums of buckets, so that parts add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from doudi.analysis.simulation.families import TIERS
from doudi.analysis.simulation.spread import Spread

UNKNOWN = "unknown"
ALL = "all"
Range = tuple[int, int]
"""The least and the most; the same where everything is known."""

# Each figure as two sums, of what is so for certain and of what may be so.
_CHANGE_LOW = "CASE WHEN fen_tends > 0 THEN greatest(a_fen_low - b_fen_high, 0) ELSE a_fen_low - b_fen_high END"
_CHANGE_HIGH = "CASE WHEN fen_tends < 0 THEN least(a_fen_high - b_fen_low, 0) ELSE a_fen_high - b_fen_low END"
FIGURES: Mapping[str, tuple[str, str]] = {
    "households": ("1", "1"),
    "persons": ("people", "people"),
    "aided_before": ("(b_low > 0)::int", "(b_high > 0)::int"),
    "aided_after": ("(a_low > 0)::int", "(a_high > 0)::int"),
    "entering": ("(b_high = 0 AND a_low > 0)::int", "(b_low = 0 AND a_high > 0 AND tends >= 0)::int"),
    "leaving": ("(a_high = 0 AND b_low > 0)::int", "(a_low = 0 AND b_high > 0 AND tends <= 0)::int"),
    "moving": (
        "(b_low > 0 AND a_low > 0 AND (b_high < a_low OR a_high < b_low))::int",
        "(b_high > 0 AND a_high > 0 AND NOT (greatest(b_low, 1) = b_high AND greatest(a_low, 1) = a_high AND a_high = b_high))::int",
    ),
    "more": ("(a_fen_low > b_fen_high)::int", "(a_fen_high > b_fen_low AND fen_tends >= 0)::int"),
    "less": ("(a_fen_high < b_fen_low)::int", "(a_fen_low < b_fen_high AND fen_tends <= 0)::int"),
    "before_fen": ("b_fen_low", "b_fen_high"),
    "after_fen": ("a_fen_low", "a_fen_high"),
    "change_fen": (_CHANGE_LOW, _CHANGE_HIGH),
    "gap_before_fen": tuple(f"greatest(line * people - income_{far} // 12 - b_fen_{far}, 0)" for far in ("high", "low")),  # type: ignore[dict-item]
    "gap_after_fen": tuple(f"greatest(line * people - income_{far} // 12 - a_fen_{far}, 0)" for far in ("high", "low")),  # type: ignore[dict-item]
}
"""By household; fen are a month. The gap is what a family, aid included, lacks to the dibao standard as it stands; `moving` is from one tier to another."""
OF_PERSONS = ("aided_before", "aided_after", "entering", "leaving", "moving", "more", "less")
"""What is also counted in persons, each as the household."""
KNOWN = {"unsure": "(NOT is_known)::int", "known_change_fen": "CASE WHEN is_known THEN a_fen_low - b_fen_low ELSE 0 END"}
"""Families that cannot be told, and the change of all the others: no range."""

_SUMS = ", ".join(
    [f"sum({low})::bigint AS {name}_low, sum({high})::bigint AS {name}_high" for name, (low, high) in FIGURES.items()]
    + [f"sum(people * ({FIGURES[name][0]}))::bigint AS {name}_persons_low, sum(people * ({FIGURES[name][1]}))::bigint AS {name}_persons_high" for name in OF_PERSONS]
    + [f"sum({how})::bigint AS {name}" for name, how in KNOWN.items()]
)
_SIZE = "CASE WHEN people >= 5 THEN '5+' ELSE people::varchar END"
_BY_HOUSEHOLD = f"""
SELECT CASE grouping(county, area, size) WHEN 7 THEN 'all' WHEN 3 THEN 'county' WHEN 5 THEN 'area' ELSE 'size' END AS kind,
       CASE grouping(county, area, size) WHEN 7 THEN 'all' WHEN 3 THEN county WHEN 5 THEN area ELSE size END AS group_name, {_SUMS}
FROM (SELECT * REPLACE (coalesce(county, '{UNKNOWN}') AS county, coalesce(area, '{UNKNOWN}') AS area), {_SIZE} AS size FROM families)
GROUP BY GROUPING SETS ((), (county), (area), (size))
"""
_PERSON_SUMS = ", ".join(f"sum({FIGURES[name][0]})::bigint AS {name}_low, sum({FIGURES[name][1]})::bigint AS {name}_high" for name in OF_PERSONS)
_AGE = "CASE WHEN years IS NULL THEN 'unknown' WHEN years < 18 THEN '0-17' WHEN years < 60 THEN '18-59' WHEN years < 80 THEN '60-79' ELSE '80+' END"
_DISABILITY = f"""CASE WHEN disability_kind = 'none' OR disability_grade = 0 THEN 'none' WHEN disability_kind IS NULL OR disability_grade IS NULL THEN '{UNKNOWN}'
    WHEN disability_grade <= 2 THEN 'severe' ELSE 'other' END"""
_BY_PERSON = f"""
SELECT CASE grouping(age, disability) WHEN 1 THEN 'age' ELSE 'disability' END AS kind, coalesce(age, disability) AS group_name,
       count(*) AS persons_low, count(*) AS persons_high, {_PERSON_SUMS}
FROM (SELECT {_AGE} AS age, {_DISABILITY} AS disability, f.* FROM (SELECT *, date_sub('year', born_on, $on) AS years FROM members) JOIN families f USING (household_id))
GROUP BY GROUPING SETS ((age), (disability))
"""
_MATRIX = f"""
SELECT CASE WHEN b_low = b_high THEN b_low ELSE -1 END AS before, CASE WHEN a_low = a_high THEN a_low ELSE -1 END AS after,
       count(*) AS households, sum(people)::bigint AS persons, sum({_CHANGE_LOW})::bigint AS low, sum({_CHANGE_HIGH})::bigint AS high
FROM families GROUP BY ALL
"""
_TIERS = " UNION ALL ".join(
    f"""SELECT '{side}' AS side, {rank} AS tier, sum((low = {rank} AND high = {rank})::int)::bigint AS low, sum((low <= {rank} AND high >= {rank})::int)::bigint AS high
        FROM (SELECT {side[0]}_low AS low, {side[0]}_high AS high FROM families)"""
    for side in ("before", "after")
    for rank in range(len(TIERS))
)


@dataclass
class Sums:
    """What buckets came to so far: by group, from tier to tier, by tier, and how incomes spread before and after."""

    groups: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    matrix: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    tiers: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    before: Spread = field(default_factory=Spread)
    after: Spread = field(default_factory=Spread)

    def add(self, families: pa.Table, members: pa.Table, on: Any) -> None:
        """One bucket more."""
        con = duckdb.connect()
        try:
            con.register("families", families)
            con.register("members", _with_columns(members))
            groups = [*con.sql(_BY_HOUSEHOLD).to_arrow_table().to_pylist(), *con.sql(_BY_PERSON, params={"on": on}).to_arrow_table().to_pylist()]
            matrix, tiers = con.sql(_MATRIX).fetchall(), con.sql(_TIERS).fetchall()
            self.before.add(con, "b")
            self.after.add(con, "a")
        finally:
            con.close()
        for row in groups:
            kept = self.groups.setdefault((row.pop("kind"), row.pop("group_name")), {})
            for name, value in row.items():
                kept[name] = kept.get(name, 0) + (value or 0)
        for before, after, *counts in matrix:
            _add(self.matrix, (_tier(before), _tier(after)), counts)
        for side, tier, *counts in tiers:
            _add(self.tiers, (side, _tier(tier)), counts)

    def group(self, kind: str, name: str) -> dict[str, Range]:
        """The figures of one group."""
        row = self.groups.get((kind, name), {})
        names = [key.removesuffix("_low") for key in row if key.endswith("_low")]
        return {**{one: (row[f"{one}_low"], row[f"{one}_high"]) for one in names}, **{one: (row[one], row[one]) for one in KNOWN if one in row}}


def _tier(rank: int) -> str:
    return UNKNOWN if rank < 0 else TIERS[rank]


def _add(kept: dict[tuple[str, str], list[int]], key: tuple[str, str], counts: list[Any]) -> None:
    kept[key] = [one + int(more or 0) for one, more in zip(kept.get(key, [0] * len(counts)), counts, strict=True)]


def _with_columns(members: pa.Table) -> pa.Table:
    """What a lake does not carry is unknown for everyone."""
    for name, kind in {"born_on": pa.date32(), "disability_kind": pa.string(), "disability_grade": pa.int64()}.items():
        if name not in members.column_names:
            members = members.append_column(name, pa.nulls(len(members), kind))
    return members
