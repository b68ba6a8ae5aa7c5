"""村居: where the made-up families live: a county's villages, each with its share of people and the kind of hukou there."""

from dataclasses import dataclass

import numpy as np

from doudi.base import regions


@dataclass(frozen=True)
class Places:
    """Villages of the county in the order of their codes."""

    codes: np.ndarray
    urban: np.ndarray
    shares: np.ndarray


def villages(chance: np.random.Generator, county: str, urban_share: float) -> Places:
    """The county's villages and the share of people in each; a residents' committee counts as urban, a villagers' committee as rural (illustrative)."""
    codes = np.array(regions.villages_in(county))
    urban = np.array(["居" in regions.name_of(code) for code in regions.villages_in(county)])
    weights = chance.lognormal(0, 0.5, size=len(codes))
    shares = np.where(urban, urban_share * weights / weights[urban].sum(), (1 - urban_share) * weights / weights[~urban].sum())
    return Places(codes, urban, shares)
