"""处境: how poor each family of a lake is and why, with families planted right beside the lines of the law."""

from dataclasses import dataclass

import numpy as np

from doudi.sandbox.calibration import DISPOSABLE, STANDARD
from doudi.sandbox.chance import some
from doudi.sandbox.lake.people import SCHOOLS, Bodies
from doudi.sandbox.population import CHILD, GRANDCHILD, HEAD, Families
from doudi.sandbox.recipients import likelihood

KINDS = ("ordinary", "poor", "at_a_line", "tekun_elder", "orphan", "sick", "student", "exit", "refusal", "declared")
ORDINARY, POOR, AT_A_LINE, TEKUN_ELDER, ORPHAN, SICK, STUDENT, EXIT, REFUSAL, DECLARED = range(10)
# Illustrative: between Shandong's 1.9 % and the nation's 4.7 % of people in low income.
POOR_SHARE = 0.035
LINES = (1.0, 1.5)
# A fen, a yuan a month, ten yuan a month to each side of a line, and the line itself; in fen a year.
BESIDE = np.array([-12_000, -1_200, -12, -1, 0, 1, 12, 1_200, 12_000])


@dataclass
class Plights:
    """One row a family: its kind, what it lives on (fen in twelve months, of those who count), and the standard it is held to (fen a month a person)."""

    kind: np.ndarray
    income: np.ndarray
    standard: np.ndarray
    members: np.ndarray
    level: np.ndarray
    single_parent: np.ndarray

    def is_any(self, *kinds: int) -> np.ndarray:
        """Families of these kinds."""
        return np.isin(self.kind, kinds)


def plights(families: Families, people: Bodies, chance: np.random.Generator) -> Plights:
    """Draw each family's kind and income: the poor are the small, the old and the disabled; the others live on what the area lives on, on average."""
    count, age = families.families, families.age
    among = families.count
    members = among(people.counted)
    standard = np.where(families.urban, STANDARD["urban"], STANDARD["rural"]).astype(np.int64) * 100
    head_age = age[families.head]
    workers = among(people.counted & (age >= 18) & (age < 60))
    minors = among((age < 18) & ((families.relation == CHILD) | (families.relation == GRANDCHILD)))
    pupils = among(people.counted & (people.schooling == SCHOOLS.index("college")))
    weight = likelihood(families)
    share = POOR_SHARE * families.people / (weight * families.size).sum() * weight
    poor = chance.random(count) < np.minimum(share, 0.6)
    draw = chance.random(count)
    kind = np.select(
        [
            (head_age < 18) | ((among(families.relation == GRANDCHILD) > 0) & (draw < 0.3)),
            poor & (families.size == 1) & (head_age >= 60) & (draw < 0.25),
            poor & (workers > 0) & (draw < 0.03),
            poor & (workers > 0) & (draw < 0.06),
            poor,
            (pupils > 0) & (draw < 0.04),
            draw > 0.994,
            draw > 0.990,
        ],
        [ORPHAN, TEKUN_ELDER, EXIT, REFUSAL, POOR, STUDENT, SICK, AT_A_LINE],
        ORDINARY,
    )
    level = _levels(kind, families.urban, chance)
    income = np.round(level * standard * 12 * members / 100).astype(np.int64) * 100
    beside = chance.choice(LINES, count) * standard * 12 * members + BESIDE[chance.integers(0, len(BESIDE), count)]
    income = np.where((kind == AT_A_LINE) & (members > 0), beside, income).astype(np.int64)
    alone = (among((families.relation == CHILD) | (families.relation == HEAD)) == families.size) & (minors > 0)
    return Plights(kind, income, standard, members, level, some(chance, alone, 0.85))


def _levels(kind: np.ndarray, urban: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Monthly income a member, in local standards; four fifths of the poor are below one (as many as have dibao), the others below one and a half."""
    count = len(kind)
    drawn = chance.random(count)
    average = np.where(urban, DISPOSABLE["urban"] / STANDARD["urban"], DISPOSABLE["rural"] / STANDARD["rural"]) / 12
    spread = 0.6
    ordinary = 1.5 + chance.lognormal(np.log(average - 1.5) - spread**2 / 2, spread)
    poor = np.where(drawn < 0.8, 0.05 + drawn / 0.8 * 0.95, 1 + (drawn - 0.8) / 0.2 * 0.5)
    return np.select(
        [kind == POOR, kind == TEKUN_ELDER, kind == ORPHAN, kind == REFUSAL, kind == EXIT, kind == SICK, kind == STUDENT, kind == AT_A_LINE],
        [poor, drawn * 0.9, drawn * 0.8, 0.2 + drawn * 0.7, 1.01 + drawn * 1.5, 1.55 + drawn * 1.6, 1.52 + drawn * 0.7, 1.0],
        ordinary,
    )
