"""所在: where the people of labelled records live, throughout the city, and where departments write that they do; by a stream of chance of its own."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import regions
from doudi.sandbox.population import Population

KIN = 0.5
"""So many families live where everybody else of these bears their surname: of one name and one village are often several, and a village is no proof."""
SAID = {12: 0.4, 9: 0.1, 6: 0.3}
"""So many records say the village, the township alone, the county alone (of its file); the others say nothing."""
MOVED = 0.05
"""So many of them say where the person lived before, or say it wrongly: as many within the township, within the county and anywhere in the city."""


def settled(population: Population, chance: np.random.Generator) -> np.ndarray:
    """The village of each family."""
    codes = chance.permutation(_villages())
    surname = pc.dictionary_encode(pc.utf8_slice_codeunits(population.name.take(pa.array(population.head)), 0, 1)).indices.to_numpy()
    among_kin = np.argsort(np.argsort(surname, kind="stable")) * len(codes) // population.families
    anywhere = chance.integers(len(codes), size=population.families)
    return codes[np.where(chance.random(population.families) < KIN, among_kin, anywhere)].astype(str)


def written(lives: np.ndarray, chance: np.random.Generator) -> pa.Array:
    """What is written of people who live in these villages: a code of 12, 9 or 6 digits, or nothing."""
    at = lives.astype(np.int64)
    moved = np.flatnonzero(chance.random(len(at)) < MOVED)
    at[moved] = _elsewhere(at[moved], chance)
    digits = chance.choice([*SAID, 0], size=len(at), p=[*SAID.values(), 1 - sum(SAID.values())])
    return pa.array((at // 10 ** (12 - digits)).astype(str), pa.string(), mask=digits == 0)


def _elsewhere(at: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Another village, or by chance the same."""
    codes = _villages()
    span = 10 ** chance.choice([3, 6, 8], size=len(at))
    first, end = np.searchsorted(codes, at // span * span), np.searchsorted(codes, (at // span + 1) * span)
    return codes[first + (chance.random(len(at)) * (end - first)).astype(np.int64)]


def _villages() -> np.ndarray:
    return np.array(regions.villages_in(regions.top()), dtype=np.int64)
