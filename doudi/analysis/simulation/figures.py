"""数字: what a change comes to, each figure as the least and the most it can be; sums of buckets, so that parts add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from doudi.analysis.simulation.families import TIERS
from doudi.analysis.simulation.spread import Spread, spread_of

UNKNOWN = "unknown"
ALL = "all"
Range = tuple[int, int]
"""The least and the most; the same where everything is known."""

# Each figure as two sums, of what is so for certain and of what may be so.
_CHANGE_LOW = "CASE WHEN fen_tends > 0 THEN greatest(a_fen_low - b_fen_high, 0) ELSE a_fen_low - b_fen_high END"
_CHANGE_HIGH = "CASE WHEN fen_tends < 0 THEN least(a_fen_high - b_fen_low, 0) ELSE a_fen_high - b_fen_low END"
FIGURES: Mapping[str, tuple[str, str]] = {
    "households": ("1", "1"),
    "persons": ("people_low", "people"),
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
    "gap_before_fen": ("greatest(line_low - income_high // 12 - b_fen_high, 0)", "greatest(line_high - income_low // 12 - b_fen_low, 0)"),
    "gap_after_fen": ("greatest(line_low - income_high // 12 - a_fen_high, 0)", "greatest(line_high - income_low // 12 - a_fen_low, 0)"),
}
"""By household; fen are a month. The gap is what a family, aid included, lacks to the dibao standard as it stands; `moving` is from one tier to another."""
OF_PERSONS = ("aided_before", "aided_after", "entering", "leaving", "moving", "more", "less")
"""What is also counted in persons, each as the household."""
KNOWN = {"unsure": "(NOT is_known)::int", "known_change_fen": "CASE WHEN is_known THEN a_fen_low - b_fen_low ELSE 0 END"}
"""Families that cannot be told, and the change of all the others: no range."""


def summed(members: str, on: date) -> str:
    """SQL over `families` and a table of their listed members: one table of sums, a row for each `kind` and `name`."""
    return f"""
SELECT {_KIND.format(3)} AS kind, {_NAME} AS name, {_SUMS}
FROM (SELECT * REPLACE (coalesce(county, '{UNKNOWN}') AS county, coalesce(area, '{UNKNOWN}') AS area), {_SIZE} AS size FROM families)
GROUP BY GROUPING SETS ((), (county), (area), (size))
UNION ALL BY NAME
SELECT CASE grouping(age, disability) WHEN 1 THEN 'age' ELSE 'disability' END AS kind, coalesce(age, disability) AS name,
       count(*) AS persons_low, count(*) AS persons_high, {_PERSON_SUMS}
FROM (SELECT {_AGE.format(on=on)} AS age, {_DISABILITY} AS disability, f.* FROM {members} m JOIN families f USING (household_id))
GROUP BY GROUPING SETS ((age), (disability))
UNION ALL BY NAME
SELECT 'matrix' AS kind, concat(CASE WHEN b_low = b_high THEN b_low ELSE -1 END, '>', CASE WHEN a_low = a_high THEN a_low ELSE -1 END) AS name,
       count(*) AS households_low, sum(people)::bigint AS persons_low,
       sum({_CHANGE_LOW})::bigint AS change_fen_low, sum({_CHANGE_HIGH})::bigint AS change_fen_high
FROM families GROUP BY ALL
{_TIERS}
{spread_of("b")}
{spread_of("a")}"""


_SUMS = ", ".join(
    [f"sum({low})::bigint AS {name}_low, sum({high})::bigint AS {name}_high" for name, (low, high) in FIGURES.items()]
    + [
        f"sum({many} * {FIGURES[name][end]})::bigint AS {name}_persons_{word}"
        for name in OF_PERSONS
        for end, (word, many) in enumerate({"low": "people_low", "high": "people"}.items())
    ]
    + [f"sum({how})::bigint AS {name}" for name, how in KNOWN.items()]
)
_PERSON_SUMS = ", ".join(f"sum({FIGURES[name][0]})::bigint AS {name}_low, sum({FIGURES[name][1]})::bigint AS {name}_high" for name in OF_PERSONS)
_SIZE = "CASE WHEN people >= 5 THEN '5+' ELSE people::varchar END"
_KIND = "CASE grouping(county, area, size) WHEN 7 THEN 'all' WHEN 3 THEN 'county' WHEN 5 THEN 'area' ELSE 'size' END"
_NAME = "CASE grouping(county, area, size) WHEN 7 THEN 'all' WHEN 3 THEN county WHEN 5 THEN area ELSE size END"
_YEARS = "date_sub('year', born_on, DATE '{on}')"
_AGE = (
    f"CASE WHEN born_on IS NULL THEN '{UNKNOWN}' WHEN {_YEARS} < 18 THEN '0-17' WHEN {_YEARS} < 60 THEN '18-59' WHEN {_YEARS} < 80 THEN '60-79' ELSE '80+' END"
)
_DISABILITY = (
    "CASE WHEN disability_kind = 'none' OR disability_grade = 0 THEN 'none' WHEN disability_kind IS NULL OR disability_grade IS NULL "
    f"THEN '{UNKNOWN}' WHEN disability_grade <= 2 THEN 'severe' ELSE 'other' END"
)
_TIERS = " ".join(
    f"""UNION ALL BY NAME SELECT 'tier_{side}' AS kind, '{rank}' AS name,
        coalesce(sum(({side}_low = {rank} AND {side}_high = {rank})::int), 0)::bigint AS households_low,
        coalesce(sum(({side}_low <= {rank} AND {side}_high >= {rank})::int), 0)::bigint AS households_high FROM families"""
    for side in "ba"
    for rank in range(len(TIERS))
)


@dataclass
class Sums:
    """What families came to so far: by group, from tier to tier, by tier, and how incomes spread before and after."""

    rows: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Sums of some families more."""
        for row in table.to_pylist():
            kept = self.rows.setdefault((row.pop("kind"), row.pop("name")), {})
            for name, value in row.items():
                if value is not None and name != "household_id":
                    kept[name] = kept.get(name, 0) + value

    def group(self, kind: str, name: str) -> dict[str, Range]:
        """The figures of one group."""
        row = self.rows.get((kind, name), {})
        names = [key.removesuffix("_low") for key in row if key.endswith("_low")]
        return {
            **{one: (row[f"{one}_low"], row.get(f"{one}_high", row[f"{one}_low"])) for one in names},
            **{one: (row[one], row[one]) for one in KNOWN if one in row},
        }

    def names(self, kind: str) -> list[str]:
        """The groups of a kind."""
        return sorted(name for one, name in self.rows if one == kind)

    def tier(self, side: str, rank: int) -> Range:
        """How many families are of a tier, `b`efore or `a`fter."""
        return self.group(f"tier_{side}", str(rank)).get("households", (0, 0))

    @property
    def matrix(self) -> dict[tuple[str, str], dict[str, Range]]:
        """The families from each tier to each other."""
        pairs = {name: tuple(UNKNOWN if rank == "-1" else TIERS[int(rank)] for rank in name.split(">")) for name in self.names("matrix")}
        return {(pair[0], pair[1]): self.group("matrix", name) for name, pair in pairs.items()}

    def spread(self, side: str) -> Spread:
        """How incomes, aid included, spread."""
        incomes = {int(name): row["persons_low"] for (kind, name), row in self.rows.items() if kind == f"income_{side}"}
        return Spread(incomes, self.group(f"income_{side}_unknown", ALL).get("persons", (0, 0))[0])
