"""湖里的家: what each family owns, spends and has been confirmed as before."""

import numpy as np

from doudi.sandbox.chance import some
from doudi.sandbox.lake.people import NEVER, Facts, worded
from doudi.sandbox.lake.plights import AT_A_LINE, EXIT, ORPHAN, SICK, TEKUN_ELDER, Plights
from doudi.sandbox.population import Families

TIERS = ["none", "tekun", "dibao", "marginal", "rigid_expenditure", "unknown"]
EMERGENCIES = ["none", "accident", "fire", "sudden_illness", "disaster", "job_loss", "other"]
NO_TIER, TEKUN, DIBAO, MARGINAL, RIGID = range(5)
# Months of the standard a person may own, for dibao and for marginal families: as in law/property, illustrative.
MONTHS = (24, 36)


def households(families: Families, plights: Plights, chance: np.random.Generator) -> Facts:
    """Household facts; shares that no source gives are illustrative."""
    owned = _property(plights, chance)
    job, kind = _jobs(families, plights, chance), plights.kind
    everyone = np.ones(families.families, dtype=bool)
    tier, since, amount = _already(families, plights, owned, chance)
    struck = some(chance, everyone, 0.002)
    return {
        "in_hand": (tier != NO_TIER) | some(chance, plights.level < 1.5, 0.1) | some(chance, everyone, 0.0005),
        **owned,
        "able_supporter_outside": some(chance, ~plights.is_any(TEKUN_ELDER, ORPHAN), 0.5),
        "single_parent": plights.single_parent,
        "relapse_watch": some(chance, ~families.urban & (plights.level < 2), 0.1),
        "orphan_support": (kind == ORPHAN) & some(chance, everyone, 0.3),
        "other_hardship": some(chance, plights.level < 2, 0.01),
        "job_started_on": job,
        "already_tier": worded(tier, TIERS),
        "already_since": since,
        "already_dibao_monthly_amount": amount,
        "emergency": worded(np.where(struck, chance.integers(1, len(EMERGENCIES), families.families), 0), EMERGENCIES),
        "emergency_need": np.where(struck, chance.integers(5, 200, families.families) * 10_000, 0),
    }


def _property(plights: Plights, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """The poor own little, but for one in twelve; families at a line own just what the law allows, a fen more or less."""
    count = len(plights.kind)
    poor = plights.level < 1.5
    hides = some(chance, poor, 0.08)
    draw, other = chance.random(count), chance.random(count)
    months = np.where(poor, np.where(hides, 15 + draw * 30, draw * 10), chance.lognormal(3.4, 0.7, count))
    allowed = plights.standard * plights.members * chance.choice(MONTHS, count)
    assets = np.round(months * plights.standard * plights.members / 100).astype(np.int64) * 100
    at_a_line = (plights.kind == AT_A_LINE) & (draw < 0.5)
    cars = np.where(poor & ~hides, 0.02, np.where(plights.level < 2.5, 0.25, 0.5))
    homes = np.digitize(other, [0.08, 0.8, 0.97])
    return {
        "financial_assets": np.where(at_a_line, np.maximum(allowed + chance.integers(-1, 2, count), 0), assets),
        "living_costs_12m": np.round((0.25 + 0.25 * other) * plights.standard * 12 * plights.members / 100).astype(np.int64) * 100,
        "homes": np.where(poor & ~hides, np.minimum(homes, 1), homes).astype(np.int8),
        "home_area_m2": (homes * chance.integers(40, 130, count)).astype(np.int16),
        "vehicles": np.where(draw < cars, np.where(draw < cars / 8, 2, 1), 0).astype(np.int8),
        "companies": some(chance, np.ones(count, dtype=bool), 0.01).astype(np.int8) + some(chance, plights.level > 3, 0.04),
    }


def _jobs(families: Families, plights: Plights, chance: np.random.Generator) -> np.ndarray:
    """When somebody began to work: the months of a graduated exit, just within and just beyond it."""
    began = np.datetime64(families.start) - chance.integers(5, 270, families.families).astype("timedelta64[D]")
    return np.where((plights.kind == EXIT) | some(chance, plights.level > 1.5, 0.01), began, NEVER)


def _already(families: Families, plights: Plights, owned: dict[str, np.ndarray], chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who was confirmed as what, since when and for how much: most who should, and a few who should no longer."""
    draw, level, count = chance.random(families.families), plights.level, families.families
    owns_little = (owned["vehicles"] == 0) & (owned["companies"] == 0) & (owned["homes"] <= 1)
    within = [owns_little & (owned["financial_assets"] <= plights.standard * plights.members * months) for months in MONTHS]
    tier = np.select(
        [
            plights.is_any(TEKUN_ELDER, ORPHAN) & (draw < 0.85),
            plights.kind == EXIT,
            (level < 1) & within[0] & (draw < 0.85),
            (level < 1.5) & within[1] & (draw < 0.6),
            (plights.kind == SICK) & (draw < 0.3),
            (level < 3) & (draw > 0.998),
        ],
        [TEKUN, DIBAO, DIBAO, MARGINAL, RIGID, DIBAO],
        NO_TIER,
    )
    months = chance.integers(3, 60, count)
    since = (np.datetime64(families.start, "M") - months).astype("datetime64[D]")
    gap = np.maximum(plights.standard * 12 * plights.members - plights.income, plights.standard * (1 + 4 * draw).astype(np.int64))
    return tier, np.where(tier == NO_TIER, NEVER, since), np.where(tier == DIBAO, -(-gap // 1200) * 100, 0)
