"""义务人: children, parents and others outside the household who are asked about when a family is in hand, with their consent and without."""

import numpy as np
import pyarrow as pa

from doudi.sandbox.calibration import DISPOSABLE
from doudi.sandbox.chance import some
from doudi.sandbox.lake.homes import DIBAO, NO_TIER, TEKUN, TIERS
from doudi.sandbox.lake.people import CAPACITIES, Facts, worded
from doudi.sandbox.lake.plights import AT_A_LINE, ORPHAN, TEKUN_ELDER, Plights
from doudi.sandbox.population import KINDS, Families

RELATIONS = ["head", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other"]
IS_CHILD, IS_PARENT, IS_GRANDPARENT, IS_SIBLING = (RELATIONS.index(word) for word in ("child", "parent", "grandparent", "sibling"))
IN_TEKUN, OLD_IN_DIBAO, OLD, SEVERE, NO_CAPACITY, IN_PRISON, MISSING = range(7)
"""Ways of 43号 第八条 in which a supporter is not able."""


def supporters(
    families: Families, plights: Plights, in_hand: np.ndarray, first_key: int, support: np.ndarray, chance: np.random.Generator
) -> tuple[np.ndarray, Facts]:
    """Each supporter's family (its place, in order) and facts; what they pay is added to `support` (fen a person) as the families report it."""
    eldest = families.age[families.head]
    alone = plights.kind == TEKUN_ELDER
    orphan = plights.kind == ORPHAN
    elder = eldest >= 60
    asked = (in_hand | alone | orphan | (plights.level < 1.5) | some(chance, elder, 0.05)) & (plights.kind != AT_A_LINE)
    least, most = np.select([alone | orphan, elder], [0.0, 0.6], 0.7), np.select([alone | orphan, elder], [2.6, 3.6], 1.9)
    family = np.repeat(np.arange(families.families), np.where(asked, chance.uniform(least, most).astype(np.int64), 0))
    count = len(family)
    draw = chance.random(count)
    unable = np.where(alone[family] | orphan[family], draw < 0.9, draw < 0.15)
    way = np.where(unable, chance.integers(0, 7, count), -1)
    theirs = orphan[family]
    others = np.where(draw < 0.7, IS_PARENT, IS_SIBLING)
    relation = np.select([theirs & (draw < 0.6), theirs, eldest[family] >= 50], [IS_PARENT, IS_GRANDPARENT, IS_CHILD], others)
    apart = np.select([relation == IS_CHILD, relation == IS_PARENT, relation == IS_GRANDPARENT], [-26, 26, 50], 0)
    age = np.clip(eldest[family] + apart + chance.integers(-5, 6, count), 18, 95).astype(np.int64)
    age = np.select([way == OLD_IN_DIBAO, way == OLD], [np.maximum(age, 60 + age % 9), np.maximum(age, 70 + age % 9)], age)
    members = 1 + chance.integers(0, 5, count)
    area = np.where(families.urban[family], DISPOSABLE["urban"], DISPOSABLE["rural"])
    each = np.where(way >= 0, area * chance.random(count) * 0.9, area * chance.lognormal(-0.2, 0.6, count)).astype(np.int64) * 100
    income = each * members
    own = np.where(members == 1, income, income * chance.integers(10, 90, count) // 10_000 * 100)
    tier = np.select([way == IN_TEKUN, way == OLD_IN_DIBAO], [TEKUN, DIBAO], NO_TIER)
    severe = way == SEVERE
    found = some(chance, np.ones(count, dtype=bool), 0.08)
    facts = {
        "supports": _supports(families, family, first_key, chance),
        "supporter_relation": worded(relation, RELATIONS),
        "supporter_age": age.astype(np.int16),
        "supporter_tier": worded(tier, TIERS),
        "supporter_disability_kind": worded(np.where(severe, chance.integers(1, len(KINDS), count), 0), KINDS),
        "supporter_disability_grade": np.where(severe, chance.integers(1, 4, count), 0).astype(np.int8),
        "supporter_in_custody": way == IN_PRISON,
        "supporter_declared_missing": way == MISSING,
        "supporter_civil_capacity": worded(np.where(way == NO_CAPACITY, 2, 0), CAPACITIES),
        "supporter_member_count": members.astype(np.int8),
        "supporter_income_12m": income,
        "supporter_own_income_12m": own,
        "supporter_support_paid_12m": _paid(families, family, way < 0, income, support, chance),
        "supporter_property_within_limits": some(chance, np.ones(count, dtype=bool), 0.8) | unable,
        "supporter_consented": chance.random(count) < 0.85,
        "supporter_can_support": found & ~unable,
        "supporter_ability_found": found,
        "supporter_supported_count": (1 + chance.integers(0, 3, count)).astype(np.int8),
        "supporter_children_count": (1 + chance.integers(0, 4, count)).astype(np.int8),
    }
    return family, facts


def _supports(families: Families, family: np.ndarray, first_key: int, chance: np.random.Generator) -> pa.Array:
    """The head alone for one in four, else everyone (null)."""
    named = chance.random(len(family)) < 0.25
    offsets = np.r_[0, np.cumsum(named)].astype(np.int32)
    heads = pa.array(first_key + families.head[family[named]], pa.int64())
    return pa.ListArray.from_arrays(pa.array(offsets), heads, mask=pa.array(~named))


def _paid(families: Families, family: np.ndarray, able: np.ndarray, income: np.ndarray, support: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Half of the able pay something; the head reports the same money, in some families less, in some more."""
    paid = np.where(able & (chance.random(len(family)) < 0.5), np.minimum(income // 20, 300_000) // 10_000 * 10_000, 0)
    whole = np.bincount(family, weights=paid, minlength=families.families).astype(np.int64)
    told = whole * np.select([chance.random(families.families) < 0.05, chance.random(families.families) < 0.05], [8, 12], 10) // 10
    support[families.head] += told
    return paid
