"""县区: the twelve counties of Weifang, and the buckets of whole families that a lake of their people is cut into."""

from dataclasses import dataclass
from itertools import accumulate

from doudi.sandbox.calibration import AGE_BANDS, URBAN_SHARE
from doudi.sandbox.population import Bands

# 第七次全国人口普查: 山东省, 坊子区公报; 60 and over split at 65.
SHANDONG_AGES = ((0, 15, 0.1878), (15, 60, 0.6032), (60, 65, 0.0577), (65, 98, 0.1513))
FANGZI_AGES = ((0, 15, 0.1948), (15, 60, 0.6105), (60, 65, 0.0558), (65, 98, 0.1389))
BUCKET_PEOPLE = 250_000


@dataclass(frozen=True)
class County:
    """A county with its people of 2020: counted in its bulletin, else about so many; the urban share is illustrative."""

    code: str
    people: int
    urban_share: float
    ages: Bands = SHANDONG_AGES


COUNTIES = (
    County("370702", 521_368, URBAN_SHARE, AGE_BANDS),
    County("370703", 490_000, 0.60),
    County("370704", 361_737, 0.60, FANGZI_AGES),
    County("370705", 800_000, 0.90),
    County("370724", 830_000, 0.45),
    County("370725", 620_000, 0.48),
    County("370781", 960_000, 0.55),
    County("370782", 1_080_000, 0.58),
    County("370783", 1_160_000, 0.55),
    County("370784", 850_000, 0.45),
    County("370785", 870_000, 0.52),
    County("370786", 570_000, 0.50),
)


@dataclass(frozen=True)
class Bucket:
    """A part of one county's people, made alone; its number is the file's and begins its keys."""

    number: int
    county: County
    people: int

    @property
    def first_key(self) -> int:
        """The first of its household and person keys: the bucket shows in a key, and no two buckets share one."""
        return (self.number + 1) * 1_000_000


def buckets(people: int) -> list[Bucket]:
    """So many people shared among the counties as in life, each county's in as few equal buckets as hold them; a county nobody falls to has none."""
    everyone = sum(county.people for county in COUNTIES)
    parts = []
    for county, count in zip(COUNTIES, _shared(people, [county.people / everyone for county in COUNTIES]), strict=True):
        pieces = -(-count // BUCKET_PEOPLE)
        parts += [(county, size) for size in _shared(count, [1 / pieces] * pieces)] if count else []
    return [Bucket(number, county, size) for number, (county, size) in enumerate(parts)]


def _shared(count: int, shares: list[float]) -> list[int]:
    """Whole numbers near these shares that add up to the count."""
    edges = [0, *(round(count * edge) for edge in accumulate(shares))]
    edges[-1] = count
    return [after - before for before, after in zip(edges, edges[1:], strict=False)]
