"""家境: what families live on, as they would declare it, drawn so that a family's income meets a chosen level."""

from dataclasses import dataclass, field

import numpy as np

from doudi.sandbox.calibration import STANDARD
from doudi.sandbox.population import KINDS, Population

WORKING, RETIRED = 18, 60
NEVER_SO = (
    "lives_apart",
    "in_custody",
    "declared_missing",
    "years_in_religious_life_apart",
    "major_illness",
    "suitable_jobs_refused",
    "has_contracted_land",
    "chose_child_benefit",
)
UNAIDED = ("eats_unaided", "dresses_unaided", "gets_up_unaided", "toilets_unaided", "walks_unaided", "bathes_unaided")
ZERO_MONEY = (
    "other_income",
    "transfer_paid",
    "honour_benefit",
    "scholarship",
    "assistance_received",
    "other_disregarded",
    "rehabilitation_self_paid",
    "other_rigid",
)


@dataclass
class Circumstances:
    """Everything a set of families would declare: one column a fact, in the order of `people` or of `households`; money in fen a year."""

    households: np.ndarray
    people: np.ndarray
    family: np.ndarray
    person: dict[str, np.ndarray] = field(default_factory=dict)
    household: dict[str, np.ndarray] = field(default_factory=dict)
    net: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def income(self) -> np.ndarray:
        """Countable income of each family, fen a year."""
        return np.bincount(self.family, weights=self.net, minlength=len(self.households)).astype(np.int64)

    @property
    def member_count(self) -> np.ndarray:
        """How many live in each family."""
        return np.bincount(self.family, minlength=len(self.households))


def circumstances(
    population: Population, households: np.ndarray, people: np.ndarray, family: np.ndarray, level: np.ndarray, chance: np.random.Generator
) -> Circumstances:
    """Declared facts of families whose monthly income is `level` times the local standard for each member; `family` is each person's place in `households`."""
    drawn = Circumstances(households, people, family)
    age, grade, urban = population.age[people], population.grade[people], population.urban[households]
    standard = np.where(urban, STANDARD["urban"], STANDARD["rural"])
    target = np.round(level * standard * 12 * drawn.member_count).astype(np.int64)
    share = _income_shares(age, grade, family, len(households), chance)
    earned = np.floor(target[family] * share).astype(np.int64)
    works = (age >= WORKING) & (age < RETIRED) & ~((grade > 0) & (grade <= 2))
    farms = works & ~urban[family] & (chance.random(len(people)) < 0.5)
    wages = works & ~farms
    cost = np.where(wages, earned * chance.integers(2, 10, size=len(people)) // 100, 0)
    pension = np.where((age >= RETIRED) & (chance.random(len(people)) < 0.5), earned, 0)
    helped = np.where(~works & (pension == 0), earned, 0)
    rent = np.where(farms, earned // 10, 0)
    money = {
        "wage": np.where(wages, earned + cost, 0),
        "work_cost": cost,
        "business_net": np.where(farms, earned - rent, 0),
        "property_net": rent,
        "pension": pension,
        "support_received": np.where(age >= RETIRED, helped, 0),
        "other_transfer": np.where(age < RETIRED, helped, 0),
        "base_pension": np.where((age >= RETIRED) & (pension == 0), 189 * 12, 0),
        "elder_allowance": np.where(age >= 80, 100 * 12, 0),
        "disability_allowance": np.where((grade > 0) & (grade <= 2), 162 * 12, 0),
        "education_self_paid": np.where((age >= 15) & (age < 22) & ~works, 2400, 0),
        **{name: np.zeros(len(people), dtype=np.int64) for name in ZERO_MONEY},
    }
    drawn.person = {name: yuan.astype(np.int64) * 100 for name, yuan in money.items()} | _states(population, people, works, wages, farms)
    drawn.household = _property(drawn, level, standard, chance)
    drawn.net = earned * 100
    return drawn


def _income_shares(age: np.ndarray, grade: np.ndarray, family: np.ndarray, families: int, chance: np.random.Generator) -> np.ndarray:
    """Each person's part of the family's income: grown and able people earn most of it; where nobody is grown, the first has it all."""
    able = np.where((grade > 0) & (grade <= 2), 0.15, 1.0)
    weight = np.select([age < WORKING, age < RETIRED], [0.0, able], 0.35) * chance.uniform(0.6, 1.4, size=len(age))
    first = np.r_[True, np.diff(family) != 0]
    nobody = np.bincount(family, weights=weight, minlength=families) == 0
    weight = np.where(first & nobody[family], 1.0, weight)
    return weight / np.bincount(family, weights=weight, minlength=families)[family]


def _states(population: Population, people: np.ndarray, works: np.ndarray, wages: np.ndarray, farms: np.ndarray) -> dict[str, np.ndarray]:
    """What is not money: schooling, work, disability, and the states that decide who counts, all plainly answered."""
    age, grade = population.age[people], population.grade[people]
    schooling = np.select([age < 3, age < 6, age < 12, age < 15, age < 18], ["none", "kindergarten", "primary", "junior", "senior"], "none")
    none = np.zeros(len(people), dtype=np.int64)
    return {
        "schooling": schooling,
        "employment": np.select([wages, farms, age >= RETIRED], ["employed", "self_employed", "retired"], "none"),
        "disability_kind": KINDS[population.disability[people]],
        "disability_grade": grade.astype(np.int64),
        "civil_capacity": np.where(age < 8, "none", np.where(age < 18, "limited", "full")),
        **dict.fromkeys(NEVER_SO, none),
        **dict.fromkeys(UNAIDED, none + 1),
    }


def _property(drawn: Circumstances, level: np.ndarray, standard: np.ndarray, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """Savings well within the line for a family in need, far beyond it for one that is well off; at most one home, no company."""
    count = len(drawn.households)
    months = np.where(
        level < 1.5, chance.uniform(0, 8, size=count), np.where(level < 3, chance.uniform(5, 15, size=count), chance.uniform(60, 200, size=count))
    )
    none = np.zeros(count, dtype=np.int64)
    return {
        "financial_assets": (months * standard * drawn.member_count).astype(np.int64) * 100,
        "living_costs": (chance.uniform(0.5, 0.9, size=count) * standard * 12 * drawn.member_count).astype(np.int64) * 100,
        "homes": np.where(chance.random(count) < 0.85, 1, 0),
        "home_area_m2": chance.integers(30, 110, size=count),
        "companies": none,
        "single_parent": none,
        "able_supporter_outside": none + 1,
        "job_started_on": none,
        "emergency": np.full(count, "none"),
        "emergency_need": none,
    }
