"""一桶: every fact of one bucket of families, as the tables of the lake and the truth beside them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from doudi.policy.facts import FACTS
from doudi.sandbox.lake.homes import households
from doudi.sandbox.lake.incomes import earnings
from doudi.sandbox.lake.people import Bodies, Facts, bodies, worded
from doudi.sandbox.lake.plights import KINDS, Plights, plights
from doudi.sandbox.lake.supporters import supporters
from doudi.sandbox.lake.unknown import hide
from doudi.sandbox.population import Families

IDENTITY = ("name", "id_number")
"""Facts of a case file that say who somebody is: a lake holds none."""


@dataclass
class Bucketful:
    """Families with every fact known; `obliged` are supporters' facts, `family` the place of the family that each of them supports."""

    families: Families
    people: Bodies
    plights: Plights
    persons: Facts
    homes: Facts
    family: np.ndarray
    obliged: Facts


def drawn(families: Families, first_key: int, chance: np.random.Generator) -> Bucketful:
    """Facts for these families, whose members' keys count from `first_key`."""
    people = bodies(families, chance)
    plight = plights(families, people, chance)
    homes = households(families, plight, chance)
    money = earnings(families, people, plight, chance)
    family, obliged = supporters(families, plight, homes["in_hand"], first_key, money["support_received_12m"], chance)
    persons = {
        **people.facts,
        **money,
        "chose_child_benefit": (families.age < 18) & homes["orphan_support"][families.household],
        "already_person_tier": homes["already_tier"].take(pa.array(families.household)),
    }
    return Bucketful(families, people, plight, persons, homes, family, obliged)


def tables(made: Bucketful, first_key: int, chance: np.random.Generator, *, known: bool) -> dict[str, pa.Table]:
    """The lake's tables by their folder; unless `known`, some of what no register carries is unknown, and its truth lies beside."""
    families = made.families
    household = first_key + np.arange(families.families)
    of_member = {"household_id": household[families.household], "person_id": first_key + np.arange(families.people)}
    of_supporter = {"household_id": household[made.family]}
    numbered = {**of_supporter, "place": _places(made.family)}
    received = families.count(np.where(made.people.counted, made.persons["support_received_12m"], 0))
    truth = {
        "truth/planted": pa.table({"household_id": household, "kind": worded(made.plights.kind, KINDS), "income_12m": made.plights.income + received}),
    }
    if not known:
        refused = ~made.obliged["supporter_consented"]
        truth["truth/households"] = hide(made.homes, {"household_id": household}, np.ones(families.families, dtype=bool), chance)
        truth["truth/members"] = hide(made.persons, of_member, families.age >= 16, chance)
        truth["truth/supporters"] = hide(made.obliged, numbered, np.ones(len(refused), dtype=bool), chance, refused)
    place = {"region": pa.array(families.region).dictionary_encode(), "area": worded(families.urban, ["rural", "urban"])}
    return {
        "households": _table("household", {"household_id": household, **place, "in_hand": made.homes["in_hand"]}, made.homes),
        "members": _table("person", of_member, made.persons),
        "supporters": _table("supporter", {**of_supporter, "supports": made.obliged["supports"]}, made.obliged),
        **truth,
    }


def _table(level: str, first: Facts, facts: Facts) -> pa.Table:
    """What comes first, then the level's facts in the order of the fact table."""
    names = [fact.name for fact in FACTS if fact.level == level and fact.name not in IDENTITY]
    return pa.table({**first, **{name: facts[name] for name in names}})


def _places(family: np.ndarray) -> np.ndarray:
    """Each supporter's place among those of the household, from 1."""
    first = np.flatnonzero(np.diff(family, prepend=-1))
    return np.arange(len(family)) - np.repeat(first, np.diff(np.r_[first, len(family)])) + 1
