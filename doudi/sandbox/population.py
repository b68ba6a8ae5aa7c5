"""人口: made-up families and people, whole columns at a time."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.sandbox import idnumbers, names
from doudi.sandbox.calibration import AGE_BANDS, COUNTY, DISABLED, DISABLED_SHARE, MALE_SHARE, SEVERE_SHARE, URBAN_SHARE
from doudi.sandbox.chance import stream
from doudi.sandbox.families import SHAPES, Shape
from doudi.sandbox.places import villages

RELATIONS = np.array(["head", "spouse", "child", "parent", "other", "grandchild", "sibling"])
HEAD, SPOUSE, CHILD, PARENT, OTHER, GRANDCHILD, SIBLING = range(7)
KINDS = np.array(["none", *DISABLED])
Bands = tuple[tuple[int, int, float], ...]
"""Shares of people from one age (included) to another (excluded)."""


@dataclass(kw_only=True)
class Families:
    """People in the order of their families, without names; `household` is each person's place among the families."""

    start: date
    household: np.ndarray
    relation: np.ndarray
    male: np.ndarray
    age: np.ndarray
    born_on: np.ndarray
    disability: np.ndarray
    grade: np.ndarray
    size: np.ndarray
    head: np.ndarray
    region: np.ndarray
    urban: np.ndarray

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.household)

    @property
    def families(self) -> int:
        """How many families."""
        return len(self.size)

    def count(self, values: np.ndarray) -> np.ndarray:
        """What each family's people add up to: how many are marked, or the sum of whole numbers."""
        return np.bincount(self.household, weights=values, minlength=self.families).astype(np.int64)

    def members(self, households: np.ndarray) -> np.ndarray:
        """Places of everyone in these families, family by family."""
        starts = self.head[households]
        sizes = self.size[households]
        return np.repeat(starts - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())


@dataclass(kw_only=True)
class Population(Families):
    """The register of one county: families with their people's names and numbers; keys count from 1."""

    name: pa.Array
    id_number: pa.Array
    formed_on: np.ndarray

    def numbers(self, households: np.ndarray) -> pa.Array:
        """The family's number as the household register writes it."""
        return pc.binary_join_element_wise(COUNTY[3:], pc.utf8_lpad(pa.array(households + 1).cast(pa.string()), 8, "0"), "")


def populate(people: int, *, seed: int, start: date) -> Population:
    """So many people in families of the census's sizes and ages, registered in one county."""
    chance = stream(seed, "population")
    bodies = _bodies(people, SHAPES, AGE_BANDS, start, chance)
    household, relation, head, male, age = (bodies[name] for name in ("household", "relation", "head", "male", "age"))
    surname = names.surnames(chance, people)
    surname = np.where(relation == CHILD, surname[head][household], surname)
    surname = np.where((relation == PARENT) & male & male[head][household], surname[head][household], surname)
    homes = _homes(COUNTY, URBAN_SHARE, len(head), chance)
    disability, grade = _disabled(age, chance)
    formed = np.minimum(age[head] - 20, 30).clip(0.5) * chance.random(len(head))
    return Population(
        start=start,
        **bodies,
        **homes,
        disability=disability,
        grade=grade,
        name=names.full_names(chance, surname),
        id_number=idnumbers.make(bodies["born_on"], male),
        formed_on=np.datetime64(start) - (formed * 365).astype("timedelta64[D]") - np.timedelta64(30, "D"),
    )


def nameless(people: int, *, county: str, urban_share: float, shapes: tuple[Shape, ...], bands: Bands, start: date, chance: np.random.Generator) -> Families:
    """So many people in families of these shapes and ages, in the county's villages, without names or numbers."""
    bodies = _bodies(people, shapes, bands, start, chance)
    homes = _homes(county, urban_share, len(bodies["head"]), chance)
    disability, grade = _disabled(bodies["age"], chance)
    return Families(start=start, **bodies, **homes, disability=disability, grade=grade)


def _bodies(people: int, shapes: tuple[Shape, ...], bands: Bands, start: date, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """Who lives with whom, of which sex and age."""
    shape = _shapes(people, shapes, chance)
    size = np.array([one.size for one in shapes])[shape]
    size[-1] -= size.sum() - people
    head = np.r_[0, np.cumsum(size)[:-1]]
    relation, raw_age, male = _members(shape, shapes, size, head, people, chance)
    age = _aged_like_the_county(raw_age, bands)
    born_on = np.datetime64(start) - np.floor(age * 365.2425).astype("timedelta64[D]") - np.timedelta64(1, "D")
    return {
        "household": np.repeat(np.arange(len(size)), size),
        "relation": relation,
        "male": male,
        "age": age,
        "born_on": born_on,
        "size": size,
        "head": head,
    }


def _homes(county: str, urban_share: float, families: int, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """The village of each family and whether it is an urban one."""
    places = villages(chance, county, urban_share)
    at = chance.choice(len(places.codes), size=families, p=places.shares)
    return {"region": places.codes[at], "urban": places.urban[at]}


def _shapes(people: int, shapes: tuple[Shape, ...], chance: np.random.Generator) -> np.ndarray:
    """Shapes of families until everybody has one; the last family may be cut short."""
    shares = np.array([one.share for one in shapes])
    sizes = np.array([one.size for one in shapes])
    drawn = chance.choice(len(shapes), size=people, p=shares / shares.sum())
    return drawn[: int(np.searchsorted(np.cumsum(sizes[drawn]), people)) + 1]


def _members(
    shape: np.ndarray, shapes: tuple[Shape, ...], size: np.ndarray, head: np.ndarray, people: int, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Relation, rough age and sex of everyone, one column of one shape at a time."""
    relation = np.zeros(people, dtype=np.int8)
    age = np.zeros(people)
    male = chance.random(people) < MALE_SHARE
    for number, one in enumerate(shapes):
        families = np.flatnonzero(shape == number)
        heads = head[families]
        age[heads] = chance.uniform(*one.head, size=len(families))
        for place, member in enumerate(one.others, start=1):
            lives = size[families] > place
            at, its_head = heads[lives] + place, heads[lives]
            apart = chance.uniform(member.least, member.most, size=len(at))
            relation[at] = np.flatnonzero(member.relation == RELATIONS)[0]
            age[at] = np.abs(age[its_head] + (-apart if member.place == "below" else apart))
            if member.relation == "spouse":
                male[at] = ~male[its_head]
            if place > 1 and member == one.others[place - 2] and member.relation == "parent":
                male[at] = ~male[at - 1]
    return relation, age, male


def _aged_like_the_county(raw: np.ndarray, bands: Bands) -> np.ndarray:
    """The same order of ages, spread exactly over the county's age bands; the oldest band thins out with age."""
    rank = np.empty(len(raw))
    rank[np.argsort(raw, kind="stable")] = (np.arange(len(raw)) + 0.5) / len(raw)
    edges = np.r_[0, np.cumsum([share for _, _, share in bands])]
    edges[-1] = 1
    band = np.clip(np.searchsorted(edges, rank, side="right") - 1, 0, len(bands) - 1)
    within = (rank - edges[band]) / np.diff(edges)[band]
    within = np.where(band == len(bands) - 1, 1 - np.sqrt(1 - within), within)
    least, most = (np.array([limits[side] for limits in bands], dtype=float)[band] for side in (0, 1))
    return least + within * (most - least)


def _disabled(age: np.ndarray, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Kind and grade of disability, three times as common from sixty on."""
    likely = np.where(age >= 60, 3.0, 1.0)
    disabled = chance.random(len(age)) < likely * DISABLED_SHARE / likely.mean()
    shares = np.array(list(DISABLED.values()))
    kind = np.where(disabled, 1 + chance.choice(len(shares), size=len(age), p=shares / shares.sum()), 0)
    severe = chance.random(len(age)) < SEVERE_SHARE
    grade = np.where(disabled, np.where(severe, chance.integers(1, 3, size=len(age)), chance.integers(3, 5, size=len(age))), 0)
    return kind, grade
