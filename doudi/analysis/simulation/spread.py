"""分布: how unequal incomes are, as the Gini coefficient, with the least and the most it can be while some incomes are unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

_KNOWN = "people > 0 AND income_low = income_high AND {0}_fen_low = {0}_fen_high"
_SPREAD = f"""UNION ALL BY NAME
SELECT 'income_{{0}}' AS kind, ((income_low // 12 + {{0}}_fen_low) // people // 100)::varchar AS name, sum(people)::bigint AS persons_low
FROM families WHERE {_KNOWN} GROUP BY ALL
UNION ALL BY NAME
SELECT 'income_{{0}}_unknown' AS kind, 'all' AS name, coalesce(sum(people), 0)::bigint AS persons_low FROM families WHERE people > 0 AND NOT ({_KNOWN})"""


def spread_of(side: str) -> str:
    """SQL over `families`: persons by what each has a month, to add to a table of sums; `side` is b or a."""
    return _SPREAD.format(side)


@dataclass(frozen=True)
class Spread:
    """Persons by what each has a month, aid included, in whole yuan (the household's, shared equally); and how many persons' is not known."""

    incomes: Mapping[int, int]
    unknown: int = 0

    def gini(self) -> tuple[float, float] | None:
        """From 0, all alike, to 1; the bounds place all whose income is unknown where they even out most, and so many at nothing and so many
        at the highest known income that it is most unequal. None where nobody's income is known, or all have nothing.
        """
        known = np.array(sorted(self.incomes.items()), dtype=np.int64).astype("float64").reshape(-1, 2)
        income, weight = known[:, 0], known[:, 1]
        total, persons = np.dot(income, weight), weight.sum()
        if not persons or not total:
            return None
        below, poorer = np.cumsum(weight) - weight, np.cumsum(income * weight) - income * weight
        apart = 2 * np.dot(weight, income * below - poorer)  # Σ|x−y| over all ordered pairs
        to_each = income * below - poorer + (total - poorer - income * weight) - income * (persons - below - weight)
        many, everyone = self.unknown, persons + self.unknown
        least = np.min((apart + 2 * many * to_each) / (2 * everyone * (total + many * income)))
        top, at_nothing = income[-1], np.unique(np.linspace(0, many, 1001).round())
        at_top = many - at_nothing
        wide = apart + 2 * (at_nothing * total + at_top * (top * persons - total) + at_nothing * at_top * top)
        most = np.max(wide / (2 * everyone * (total + at_top * top)))
        return round(least.item(), 4), round(most.item(), 4)
