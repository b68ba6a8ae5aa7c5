"""一县的湖: the facts of the demo's county, about the very people of its register; those who receive as they declared."""

import numpy as np
import pyarrow as pa

from doudi.sandbox.circumstances import Circumstances
from doudi.sandbox.facts import OF_A_YEAR
from doudi.sandbox.lake.bucket import Bucketful, drawn
from doudi.sandbox.lake.homes import DIBAO, MARGINAL, NO_TIER, TIERS
from doudi.sandbox.lake.people import NEVER, Facts, worded
from doudi.sandbox.lake.plights import DECLARED
from doudi.sandbox.population import Population
from doudi.sandbox.recipients import KINDS, Recipients

FIRST_KEY = 1
"""Keys are those of the register."""


def as_registered(
    population: Population, recipients: Recipients, declared: Circumstances, amount: np.ndarray, since: np.ndarray, chance: np.random.Generator
) -> Bucketful:
    """One bucket: facts drawn as for the city, then what receiving families declared, and what they were confirmed as, since when, for how many fen a month."""
    made = drawn(population, FIRST_KEY, chance)
    at = recipients.households
    receives = np.isin(np.arange(population.families), at)
    at_home = receives[population.household[declared.people]]
    people = declared.people[at_home]
    for name, values in declared.person.items():
        _put(made.persons, name, people, values[at_home])
    for name, values in declared.household.items():
        _put(made.homes, name, at, values)
    tier = np.full(population.families, NO_TIER)
    tier[at] = np.array([TIERS.index(kind) for kind in KINDS])[recipients.kind]
    made.homes |= {
        "in_hand": receives,
        "job_started_on": np.where(receives, NEVER, made.homes["job_started_on"]),
        "able_supporter_outside": np.where(receives, (tier == DIBAO) | (tier == MARGINAL), made.homes["able_supporter_outside"]),
        "vehicles": np.where(receives, 0, made.homes["vehicles"]).astype(np.int8),
        "already_tier": worded(tier, TIERS),
        "already_since": _placed(NEVER, at, since.astype("datetime64[D]"), population.families),
        "already_dibao_monthly_amount": _placed(np.int64(0), at, np.where(tier[at] == DIBAO, amount, 0), population.families),
    }
    made.persons["already_person_tier"] = worded(tier[population.household], TIERS)
    made.plights.kind[at] = DECLARED
    own = np.zeros(population.people, dtype=np.int64)
    own[people] = (declared.net - declared.person["support_received"])[at_home]
    made.plights.income[at] = population.count(own)[at]
    made.obliged["supporter_support_paid_12m"] = np.where(receives[made.family], 0, made.obliged["supporter_support_paid_12m"])
    return made


def _put(facts: Facts, name: str, at: np.ndarray, values: np.ndarray) -> None:
    """The fact with what was declared at these places."""
    name = f"{name}_12m" if name in OF_A_YEAR else name
    column = facts[name]
    if isinstance(column, pa.DictionaryArray):
        words = column.dictionary.to_pylist()
        codes = column.indices.to_numpy().copy()
        codes[at] = [words.index(word) for word in values.tolist()]
        facts[name] = worded(codes, words)
    else:
        facts[name] = column.copy()
        facts[name][at] = values.astype(column.dtype)


def _placed(other: np.generic, at: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    column = np.full(count, other)
    column[at] = values
    return column
