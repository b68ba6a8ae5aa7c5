"""湖里的人: a bucket's families, who of them counts, and what registers know of each person."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from doudi.sandbox.chance import some, stream
from doudi.sandbox.families import CHILD, SHAPES, SPOUSE, Member, Shape
from doudi.sandbox.lake.counties import Bucket
from doudi.sandbox.population import CHILD as IS_CHILD
from doudi.sandbox.population import KINDS, RELATIONS, Families, nameless

Facts = dict[str, np.ndarray | pa.Array]
"""Columns by the names of the fact table."""
NEVER = np.datetime64("9999-12-31")
GRANDCHILD = Member("grandchild", "below", 45, 60)
SIBLING = Member("sibling", "below", 4, 12)
# Beside the shapes of the census: a minor alone, children with grandparents, with a grown sibling, with one parent after a separation (illustrative).
CITY_SHAPES = (
    *SHAPES,
    Shape(0.0006, (9, 17)),
    Shape(0.005, (58, 76), (GRANDCHILD,)),
    Shape(0.004, (58, 74), (SPOUSE, GRANDCHILD)),
    Shape(0.001, (20, 30), (SIBLING,)),
    Shape(0.006, (30, 50), (CHILD, CHILD)),
)
UNAIDED = ("eats_unaided", "dresses_unaided", "gets_up_unaided", "toilets_unaided", "walks_unaided", "bathes_unaided")
SCHOOLS = ["none", "kindergarten", "primary", "junior", "senior", "vocational", "college", "postgraduate"]
CAPACITIES = ["full", "limited", "none"]


def worded(codes: np.ndarray, words: list[str] | np.ndarray) -> pa.DictionaryArray:
    """A column of words, told by their places among the words."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(list(words), pa.string()))


@dataclass
class Bodies:
    """Who counts in each family (57号 第七条), and the facts that registers know of every person."""

    counted: np.ndarray
    away: np.ndarray
    schooling: np.ndarray
    facts: Facts


def families_of(bucket: Bucket, *, seed: int, on: date) -> Families:
    """The bucket's people: the same for a seed, whichever buckets are made beside it."""
    county = bucket.county
    return nameless(
        bucket.people,
        county=county.code,
        urban_share=county.urban_share,
        shapes=CITY_SHAPES,
        bands=county.ages,
        start=on,
        chance=stream(seed, f"lake/{bucket.number}/people"),
    )


def bodies(families: Families, chance: np.random.Generator) -> Bodies:
    """States, schooling, disability and care of everyone; shares that no source gives are illustrative."""
    age, relation, grade = families.age, families.relation, families.grade
    everyone = np.ones(families.people, dtype=bool)
    adult = age >= 18
    grown_child = (relation == IS_CHILD) & (age >= 22)
    years = np.where(some(chance, adult, 0.0002), chance.integers(1, 8, families.people), 0)
    states = {
        "lives_apart": some(chance, grown_child, 0.06),
        "in_custody": some(chance, adult & (age < 70), 0.0015),
        "declared_missing": some(chance, adult, 0.0003),
    }
    dead = some(chance, age >= 50, 0.002)
    died_on = np.where(dead, np.datetime64(families.start) - chance.integers(0, 90, families.people).astype("timedelta64[D]"), NEVER)
    away = dead | states["in_custody"] | states["declared_missing"] | (years >= 3)
    schooling = _schooling(age, relation, chance)
    mind = np.isin(families.disability, np.flatnonzero(np.isin(KINDS, ("intellectual", "mental"))))
    capacity = np.select([age < 8, mind & (grade <= 2), (age < 18) | (mind & (grade == 3)), some(chance, age >= 85, 0.1)], [2, 2, 1, 1], 0)
    facts = {
        "relation": worded(relation, RELATIONS),
        "sex": worded(families.male, ["female", "male"]),
        "born_on": families.born_on,
        "died_on": died_on,
        **_hukou(families, chance),
        **states,
        "major_illness": some(chance, everyone, 0.004),
        "years_in_religious_life_apart": years.astype(np.int8),
        "civil_capacity": worded(capacity, CAPACITIES),
        "disability_kind": worded(families.disability, KINDS),
        "disability_grade": grade.astype(np.int8),
        "schooling": worded(schooling, SCHOOLS),
        **_care(families, chance),
    }
    return Bodies(counted=~(away | states["lives_apart"]), away=away, schooling=schooling, facts=facts)


def _hukou(families: Families, chance: np.random.Generator) -> Facts:
    """Hukou where the family lives, but for a few registered in another village; land among the rural grown-ups."""
    elsewhere = chance.random(families.people) < 0.03
    home = np.where(elsewhere, chance.integers(0, families.families, families.people), families.household)
    rural = ~families.urban[home] | some(chance, families.urban[families.household], 0.04)
    return {
        "hukou_region": pa.array(families.region).dictionary_encode().take(pa.array(home)),
        "hukou_area": worded(rural, ["urban", "rural"]),
        "has_contracted_land": some(chance, rural & (families.age >= 18), 0.8),
    }


def _schooling(age: np.ndarray, relation: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Schools by age; half of the grown children study, a few go on."""
    draw = chance.random(len(age))
    young = np.digitize(age, [3, 6, 12, 15, 18])
    senior = np.where(draw < 0.45, SCHOOLS.index("vocational"), SCHOOLS.index("senior"))
    studies = (relation == IS_CHILD) & (draw < 0.5)
    return np.select(
        [age < 15, age < 18, (age < 22) & studies, (age < 26) & studies & (draw < 0.03)],
        [young, senior, SCHOOLS.index("college"), SCHOOLS.index("postgraduate")],
        0,
    )


def _care(families: Families, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """The six acts of 43号 第二十一条: the very old and the severely disabled fail some of them."""
    severe = (families.grade > 0) & (families.grade <= 2)
    failing = np.select([severe, families.age >= 80], [0.35, 0.12], 0.0)
    failing = np.where(chance.random(families.people) < 0.5, failing, 0.0)
    return {name: chance.random(families.people) >= failing for name in UNAIDED}
