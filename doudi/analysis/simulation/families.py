"""各家: what each family is and gets before and after, in SQL over the answers of both laws; a range where it cannot be told."""

from __future__ import annotations

from doudi.analysis.simulation.readings import AGAINST, FAVOUR, MOST

TIERS = ("none", "rigid_expenditure", "marginal", "dibao", "tekun")
"""From the least help to the most: a family that cannot be told lies between two of them."""
WIDEST = 3
"""How often the dibao standard of everyone a family may get at most when nothing of it can be told: more than tekun with full care."""
_RANK = "CASE {0} " + " ".join(f"WHEN '{tier}' THEN {rank}" for rank, tier in enumerate(TIERS)) + " END"
_TOLD = "b_tier IS NOT NULL AND a_tier IS NOT NULL AND b_fen IS NOT NULL AND a_fen IS NOT NULL AND n IS NOT NULL AND income IS NOT NULL"


def told_families(amount: str, direction: int) -> str:
    """Common table expressions over `before` and `after`: `joined`, each family's answers; `families`, those that can be told, as ranges."""
    return f"""
joined AS MATERIALIZED (
    SELECT *, {_TOLD} AS is_told
    FROM (SELECT household_id, left(before.region, 6) AS county, before.area, before.line_of_all AS line, {direction} AS direction,
                 {_RANK.format("before.tier")} AS b_tier, {_RANK.format("after.tier")} AS a_tier, before.{amount} AS b_fen, after.{amount} AS a_fen,
                 before.member_count AS n, before.countable_income_12m AS income
          FROM before JOIN after USING (household_id))
),
families AS MATERIALIZED (
    SELECT household_id, county, area, coalesce(line, 0) AS line_low, coalesce(line, 0) AS line_high, n AS people_low, n AS people,
           coalesce(income, 0) AS income_low, coalesce(income, {MOST}) AS income_high,
           b_tier AS b_low, b_tier AS b_high, a_tier AS a_low, a_tier AS a_high,
           b_fen AS b_fen_low, b_fen AS b_fen_high, a_fen AS a_fen_low, a_fen AS a_fen_high, 0 AS tends, 0 AS fen_tends, true AS is_known
    FROM joined WHERE is_told
)"""


_COLUMNS = {"tier": "tier", "fen": "{amount}", "n": "member_count", "income": "countable_income_12m", "line": "line_of_all", "alone": "most_taken_in_alone"}


def ranged_families(amount: str, direction: int, highest: int) -> str:
    """Common table expression `families` over `before` and `after` of families as told and read both ways (`readings.stacked`), and `beside`.

    A family of whom no fact is unknown is not read: what it is as told stands for both readings.
    """
    columns = ", ".join(f"{table}.{column.format(amount=amount)} AS {table[0]}_{name}" for table in ("before", "after") for name, column in _COLUMNS.items())
    read = ", ".join(
        f"coalesce({word}.{side}_{name}, t.{side}_{name}) AS {way}_{side}_{name}"
        for way, word in ((FAVOUR, "f"), (AGAINST, "g"))
        for side in "ba"
        for name in _COLUMNS
    )
    ranked = ", ".join(f"{_RANK.format(f'{side}_tier')} AS {side}_tier" for side in "ba")
    return f"""
three AS MATERIALIZED (
    SELECT household_id // 4 AS family, household_id % 4 AS way, before.region, before.area, {columns} FROM before JOIN after USING (household_id)
),
counted AS (
    SELECT t.family AS household_id, left(t.region, 6) AS county, t.area, {direction} AS direction, beside.listed, beside.besides,
           t.* EXCLUDE (family, way, region, area, b_tier, a_tier, b_n, b_income, b_line, b_alone, a_n, a_income, a_line, a_alone),
           {ranked.replace("CASE b_tier", "CASE t.b_tier").replace("CASE a_tier", "CASE t.a_tier")},
           t.b_n AS n, t.b_income AS income, t.b_line AS line, {read},
           coalesce(t.b_n, f.b_n, listed) AS people, greatest(t.b_line, f.b_line, f.a_line, 0) AS line_most,
           coalesce(f.b_alone, t.b_alone) + coalesce(f.a_alone, t.a_alone) AS alone
    FROM three t LEFT JOIN three f ON f.family = t.family AND f.way = 1 LEFT JOIN three g ON g.family = t.family AND g.way = 2
    JOIN beside ON beside.household_id = t.family
    WHERE t.way = 0
),
ranged AS (
    SELECT household_id, county, area, coalesce(line, {FAVOUR}_b_line, 0) AS line_low, coalesce(line, {FAVOUR}_b_line, {highest} * people) AS line_high,
           coalesce(n, {FAVOUR}_b_n, 0) AS people_low, people,
           coalesce(income, {FAVOUR}_b_income, 0) AS income_low, coalesce(income, {AGAINST}_b_income, {MOST}) AS income_high,
           {_ranged("b", highest)}, {_ranged("a", highest)},
           direction AS tends, CASE WHEN coalesce(alone, 1) > 0 OR coalesce(besides, 1) > 0 THEN 0 ELSE direction END AS fen_tends
    FROM counted
),
families AS MATERIALIZED (
    SELECT *, b_low = b_high AND b_fen_low = b_fen_high AND a_low = a_high AND a_fen_low = a_fen_high AS is_known FROM ranged
)"""


def _ranged(side: str, highest: int) -> str:
    """A side's tier and amount as ranges: as known; else between the two readings; else anything."""
    tiers = [_RANK.format(f"{way}_{side}_tier") for way in (FAVOUR, AGAINST)]
    least, most = f"least({', '.join(tiers)})", f"greatest({', '.join(tiers)})"
    fens = f"{FAVOUR}_{side}_fen, {AGAINST}_{side}_fen"
    read = f"({tiers[0]} IS NOT NULL AND {tiers[1]} IS NOT NULL AND besides IS NOT NULL)"
    paid = f"({read} AND {FAVOUR}_{side}_fen IS NOT NULL AND {AGAINST}_{side}_fen IS NOT NULL)"
    alone = f"CASE WHEN {least} <= 2 AND {most} >= 2 THEN coalesce(alone, line_most) ELSE 0 END"
    widest = f"{WIDEST} * greatest(line_most, {highest} * people)"
    return f"""
           coalesce({side}_tier, CASE WHEN {read} THEN {least} END, 0) AS {side}_low,
           coalesce({side}_tier, CASE WHEN {read} THEN greatest({most}, CASE WHEN besides > 0 THEN 3 ELSE 0 END) END, 4) AS {side}_high,
           coalesce({side}_fen, CASE WHEN {paid} THEN least({fens}) END, 0) AS {side}_fen_low,
           coalesce({side}_fen, CASE WHEN {paid} THEN greatest({fens}) + besides + {alone} END, {widest}) AS {side}_fen_high"""
