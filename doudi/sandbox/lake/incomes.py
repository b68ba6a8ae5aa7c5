"""湖里的收支: each person's heads of income, which add up exactly to what the family lives on, and what people pay for illness, school and care."""

import numpy as np

from doudi.sandbox.calibration import BILLS_A_YEAR
from doudi.sandbox.chance import some
from doudi.sandbox.lake.people import SCHOOLS, Bodies, Facts, worded
from doudi.sandbox.lake.plights import REFUSAL, SICK, STUDENT, Plights
from doudi.sandbox.population import Families

EMPLOYMENTS = ["none", "employed", "self_employed", "unemployed", "retired"]
NONE, EMPLOYED, SELF_EMPLOYED, UNEMPLOYED, RETIRED = range(5)
BASE_PENSION, ELDER_ALLOWANCE, DISABILITY_ALLOWANCE = 189, 100, 162


def earnings(families: Families, people: Bodies, plights: Plights, chance: np.random.Generator) -> Facts:
    """Money in fen in twelve months, and how each person works (illustrative but for the sum)."""
    age, count, household = families.age, families.people, families.household
    severe = (families.grade > 0) & (families.grade <= 2)
    able = (age >= 18) & (age < 60) & ~severe & ~people.away
    idle = some(chance, able, 0.12)
    earns = np.select([(age < 18) | idle, age < 60], [0.0, np.where(severe, 0.15, 1.0)], 0.35)
    earned = _earned(families, people.counted, earns, plights.income, chance)
    outside = able & ~people.counted
    earned = np.where(outside, chance.integers(20_000, 60_000, count) * 100, earned)
    refuses = (plights.kind == REFUSAL)[household] & _first(families, able)
    works = able & (earned > 0) & ~refuses
    draw = chance.random(count)
    urban = families.urban[household]
    owns = works & (draw < np.where(urban, 0.1, 0.4))
    wages = works & ~owns
    old = age >= 60
    pension = old & (draw < np.where(urban, 0.7, 0.2))
    rent = np.where(some(chance, owns | pension, 0.15), earned // 1000 * 100, 0)
    rest = earned - rent
    cost = np.where(wages, rest * chance.integers(0, 8, count) // 10_000 * 100, 0)
    paid = np.where(wages & (draw > 0.5), rest * 8 // 10_000 * 100, 0)
    lost = some(chance, wages, 0.003)
    refused = np.where(refuses, chance.integers(2, 5, count), some(chance, able & ~works, 0.02))
    out_of_work = refuses | some(chance, able & ~works, 0.3)
    return {
        "employment": worded(np.select([out_of_work, wages, owns, old], [UNEMPLOYED, EMPLOYED, SELF_EMPLOYED, RETIRED], NONE), EMPLOYMENTS),
        "suitable_jobs_refused": refused.astype(np.int8),
        "wage_12m": np.where(wages, rest + cost + paid, 0),
        "work_cost_12m": cost,
        "business_net_12m": np.select([owns, lost], [rest, -chance.integers(1, 300, count) * 10_000], 0),
        "property_net_12m": rent,
        "pension_12m": np.where(pension, rest, 0),
        "support_received_12m": np.zeros(count, dtype=np.int64),
        "other_transfer_12m": np.where(~works & ~pension & (draw < 0.9), rest, 0),
        "other_income_12m": np.where(~works & ~pension & (draw >= 0.9), rest, 0),
        "transfer_paid_12m": paid,
        "base_pension_12m": np.where(old & ~pension, BASE_PENSION * 1200, 0),
        "honour_benefit_12m": np.where(some(chance, old & families.male, 0.03), 600_000, 0),
        "scholarship_12m": np.where(some(chance, people.schooling == SCHOOLS.index("college"), 0.1), 330_000, 0),
        "assistance_received_12m": np.where(some(chance, (plights.level < 1)[household], 0.1), chance.integers(3, 30, count) * 10_000, 0),
        "elder_allowance_12m": np.where(age >= 80, ELDER_ALLOWANCE * 1200, 0),
        "disability_allowance_12m": np.where(severe, DISABILITY_ALLOWANCE * 1200, 0),
        "other_disregarded_12m": np.where(some(chance, age >= 60, 0.01), 96_000, 0),
        **_spending(families, people, plights, chance),
    }


def _earned(families: Families, counted: np.ndarray, able: np.ndarray, income: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """What each who counts brings of the family's income, in whole yuan; the first of them brings what is left, to the fen."""
    weight = np.where(counted, able * chance.uniform(0.6, 1.4, len(counted)), 0.0)
    whole = np.bincount(families.household, weights=weight, minlength=families.families)
    first = _first(families, counted)
    weight = np.where(first & (whole == 0)[families.household], 1.0, weight)
    whole = np.where(whole == 0, 1.0, whole)
    earned = np.where(counted, np.floor(income[families.household] / 100 * weight / whole[families.household]), 0).astype(np.int64) * 100
    first = _first(families, weight > 0)
    earned[first] += (income - families.count(earned))[families.household[first]]
    return earned


def _first(families: Families, among: np.ndarray) -> np.ndarray:
    """The first person of each family among those marked."""
    at = np.flatnonzero(among)
    first = np.zeros(len(among), dtype=bool)
    first[at[np.diff(families.household[at], prepend=-1) != 0]] = True
    return first


def _spending(families: Families, people: Bodies, plights: Plights, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """Bills: one person in five has some in a year; the sick one of a planted family pays much of what it lives on."""
    count, household = families.people, families.household
    everyone = np.ones(count, dtype=bool)
    usual = np.where(some(chance, everyone, BILLS_A_YEAR), np.exp(chance.normal(6.2, 1.1, count)).astype(np.int64) * 100, 0)
    chosen = families.head + chance.integers(0, 1 << 30, families.families) % families.size
    share = chance.integers(40, 160, families.families)
    ill = chosen[plights.kind == SICK]
    usual[ill] = plights.income[household[ill]] * share[household[ill]] // 10_000 * 100
    fees = np.array([0, 4_000, 0, 0, 2_400, 1_800, 6_500, 9_000])[people.schooling] * chance.integers(80, 120, count)
    student = (plights.kind == STUDENT)[household] & (people.schooling == SCHOOLS.index("college"))
    fees = np.where(student, np.maximum(fees, (plights.income * share)[household] // 20_000 * 100), fees)
    severe = (families.grade > 0) & (families.grade <= 2)
    people.facts["major_illness"][ill[share[household[ill]] > 90]] = True
    return {
        "medical_self_paid_12m": usual,
        "education_self_paid_12m": fees,
        "rehabilitation_self_paid_12m": np.where(some(chance, severe, 0.1), chance.integers(5, 80, count) * 10_000, 0),
        "other_rigid_12m": np.where(some(chance, everyone, 0.004), chance.integers(5, 60, count) * 10_000, 0),
    }
