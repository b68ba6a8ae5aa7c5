"""已标注记录: what departments might write about the people of a made-up register, each record with whose it is: the school and the measure of matching.

known = label(1_000_000, seed=11, start=date(2026, 1, 1), slips=AS_MEASURED)
known.records      # id_number, name, region (where the person lives, as written): one row a record
known.person       # whose it is: a place in known.population; registered[person] says whether the register knows them
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from doudi.base import idnumber
from doudi.registry.names import name_key
from doudi.registry.rows import FACT_ROWS
from doudi.sandbox import names, whereabouts
from doudi.sandbox.chance import stream
from doudi.sandbox.population import RELATIONS, Population, populate

NUMBER_SLIPS = ("one_digit", "swapped_date", "transposed", "fifteen", "relative")
NAME_SLIPS = ("homophone", "variant", "former", "one_character")
AS_MEASURED = {"one_digit": 0.02, "swapped_date": 0.005, "homophone": 0.01}
"""The shares that matching is measured by, each drawn apart from the others."""
BESIDES = {"transposed": 0.002, "fifteen": 0.0005, "relative": 0.0005, "variant": 0.002, "former": 0.0005, "one_character": 0.001}
"""What also happens: neighbouring digits exchanged; one wrong digit of an old number, which had no check; a relative's number; older characters;
a name borne before; one character misread."""
TO_LEARN = {"one_digit": 0.06, "swapped_date": 0.03, "transposed": 0.03, "fifteen": 0.02, "relative": 0.01} | {
    "homophone": 0.04,
    "variant": 0.03,
    "former": 0.02,
    "one_character": 0.02,
}
"""The same slips, oftener: rare ones must be seen often enough to be judged."""
STRANGERS = 0.02
"""Records about families the register does not know."""
RECORDED = 0.6
"""Of the people who are written under a name they bore before so many have had it recorded; as many others have one recorded that nobody writes."""


@dataclass(frozen=True)
class Labelled:
    """People, which of them are registered, and one record of each; `person` is whose a record is. `former`: the former names that are recorded, by place."""

    population: Population
    registered: np.ndarray
    records: pa.Table
    person: np.ndarray
    number_slip: np.ndarray
    name_slip: np.ndarray
    former: dict[int, str]


def label(people: int, *, seed: int, start: date, slips: dict[str, float]) -> Labelled:
    """One record of each of so many people, in an order that says nothing; of the families some are not in the register."""
    population = populate(people, seed=seed, start=start)
    chance = stream(seed, "labelled")
    registered = (chance.random(population.families) >= STRANGERS)[population.household]
    number_slip, name_slip = (_drawn(chance, people, kinds, slips) for kinds in (NUMBER_SLIPS, NAME_SLIPS))
    numbers, written = np.array(population.id_number.to_pylist(), dtype=object), np.array(population.name.to_pylist(), dtype=object)
    right = numbers.copy()
    for at in np.flatnonzero(number_slip):
        numbers[at] = _slipped(right, int(at), NUMBER_SLIPS[number_slip[at] - 1], population, chance)
    for at in np.flatnonzero(name_slip):
        written[at] = _misnamed(str(written[at]), NAME_SLIPS[name_slip[at] - 1], chance)
    former = _recorded(written, name_slip, registered, stream(seed, "former"))
    person = chance.permutation(people)
    places = stream(seed, "whereabouts")
    population = replace(population, region=whereabouts.settled(population, places))
    region = whereabouts.written(population.region[population.household[person]], places)
    records = pa.table({"id_number": pa.array(numbers[person], pa.string()), "name": pa.array(written[person], pa.string()), "region": region})
    return Labelled(population, registered, records, person, number_slip[person], name_slip[person], former)


def write_register(known: Labelled, folder: Path) -> None:
    """The registered part as a city's folder, for `load_register`; a person's key is their place."""
    people, homes = known.population, np.unique(known.population.household[known.registered])
    at = np.flatnonzero(known.registered)
    take = pa.array(at)
    region, urban = people.region[people.household[at]], people.urban[people.household[at]]
    areas = np.where(urban, "urban", "rural")
    households = pa.table(
        {
            "household_key": homes.astype(str),
            "number": people.numbers(homes),
            "region": pa.array(people.region[homes].astype(str)),
            "area": np.where(people.urban[homes], "urban", "rural"),
            "formed_on": pa.array(people.formed_on[homes].astype("datetime64[D]")),
        }
    )
    persons = pa.table(
        {
            "person_key": at.astype(str),
            "name": people.name.take(take),
            "id_number": people.id_number.take(take),
            "born_on": pa.array(people.born_on[at].astype("datetime64[D]")),
            "sex": np.where(people.male[at], "male", "female"),
            "region": pa.array(region.astype(str)),
            "area": areas,
        }
    )
    lives = {"household_key": people.household[at].astype(str), "person_key": at.astype(str), "relation": RELATIONS[people.relation[at]]}
    memberships = pa.table(lives | {"source": ["labelled"] * len(at), "ref": at.astype(str), "from_on": pa.array([people.start] * len(at), pa.date32())})
    facts = pa.schema([("person_key", pa.string()), ("household_key", pa.string()), *list(FACT_ROWS)[2:]]).empty_table()
    staff = pa.schema([*((name, pa.string()) for name in ("name", "id_number", "unit", "post", "region")), ("from_on", pa.date32())]).empty_table()
    tables = {"people": persons, "households": households, "memberships": memberships, "facts": facts, "staff": staff}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")


def _recorded(written: np.ndarray, name_slip: np.ndarray, registered: np.ndarray, chance: np.random.Generator) -> dict[int, str]:
    """The former names the register has: of most who are written so, and of as many besides of whom nobody writes one."""
    bearers = np.flatnonzero((name_slip == NAME_SLIPS.index("former") + 1) & registered)
    known = bearers[chance.random(len(bearers)) < RECORDED]
    others = chance.choice(np.flatnonzero(registered & (name_slip == 0)), len(known), replace=False)
    unwritten = [_misnamed(str(written[at]), "former", chance) for at in others]
    return {int(at): str(name) for at, name in zip([*known, *others], [*written[known], *unwritten], strict=True)}


def _drawn(chance: np.random.Generator, count: int, kinds: tuple[str, ...], slips: dict[str, float]) -> np.ndarray:
    """At most one of these slips for each record: its place in `kinds` from 1, or 0."""
    edges = np.cumsum([slips.get(kind, 0.0) for kind in kinds])
    place = np.searchsorted(edges, chance.random(count), side="right") + 1
    return np.where(place > len(kinds), 0, place).astype(np.int8)


def _slipped(numbers: np.ndarray, at: int, slip: str, population: Population, chance: np.random.Generator) -> str:
    number = str(numbers[at])
    if slip == "one_digit":
        return _other_digit(number, int(chance.integers(18)), chance)
    if slip == "swapped_date":
        return number[:10] + number[12:14] + number[10:12] + number[14:]
    if slip == "transposed":
        place = int(chance.choice([place for place in range(16) if number[place] != number[place + 1]]))
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if slip == "fifteen":  # as `normalise` raises an old number: the century is put in, the check made to fit
        wrong = _other_digit(number, int(chance.choice([*range(6), *range(8, 17)])), chance)
        return idnumber.normalise(wrong[:6] + wrong[8:17])
    home = population.household[at]
    others = [one for one in population.members(np.array([home])).tolist() if one != at]
    return str(numbers[others[int(chance.integers(len(others)))]]) if others else number


def _other_digit(number: str, place: int, chance: np.random.Generator) -> str:
    others = [digit for digit in "0123456789" if digit != number[place]]
    return number[:place] + others[int(chance.integers(len(others)))] + number[place + 1 :]


def _misnamed(name: str, slip: str, chance: np.random.Generator) -> str:
    """The name with one character after the surname gone wrong; a name borne before has other characters there."""
    first = 2 if name[:2] in names.SURNAMES else 1
    place = int(chance.integers(first, len(name)))
    if slip == "variant":
        older = [(at, form) for at, character in enumerate(name) for form in names.OLDER.get(character, "")]
        if older:
            place, form = older[int(chance.integers(len(older)))]
            return name[:place] + form + name[place + 1 :]
        slip = "homophone"
    if slip == "homophone":
        alike = names.HOMOPHONES.get(name_key(name[place]), "").replace(name[place], "")
        return name[:place] + alike[int(chance.integers(len(alike)))] + name[place + 1 :] if alike else name
    if slip == "former":
        return name[:first] + "".join(str(chance.choice(names.FIRST + names.SECOND)) for _ in name[first:])
    return name[:place] + str(chance.choice(names.SECOND)) + name[place + 1 :]
