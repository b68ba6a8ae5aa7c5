"""真相表: what was planted, as tables that only tests, benchmarks, the final score and one family's visit may open."""

import numpy as np
import pyarrow as pa

from doudi.sandbox.circumstances import Circumstances
from doudi.sandbox.feeds.parcel import Parcel, WrongNumber, first_seen
from doudi.sandbox.planted import Truths
from doudi.sandbox.population import Population

FAMILY = pa.schema(
    [("household_number", pa.string()), ("name", pa.string()), ("born_on", pa.date32()), ("fact", pa.string()), ("amount", pa.int64()), ("word", pa.string())]
)


def deaths(population: Population, truths: Truths) -> pa.Table:
    """Recipients who died: when, and when a readable record came."""
    found = truths.deaths
    return (
        _of_people(population, [one.person for one in found], [one.household for one in found])
        .append_column("died_on", _days([one.died_on for one in found]))
        .append_column("arrived_on", _days([one.arrives_on for one in found]))
    )


def double_registration(population: Population, truths: Truths) -> pa.Table:
    """People in two families, the receiving family first."""
    found = truths.doubles
    table = _of_people(population, [one.person for one in found], [one.paid for one in found])
    other = [one.second if one.paid == one.home else one.home for one in found]
    return table.append_column("other_household_number", _numbers(population, other)).append_column("arrived_on", _days([one.arrives_on for one in found]))


def hidden_vehicles(population: Population, truths: Truths) -> pa.Table:
    """Receiving families with a vehicle that counts; it is known when the vehicle office has answered."""
    found = [car for car in truths.cars if car.kind == "hidden"]
    return _of_people(population, [car.person for car in found], [car.household for car in found]).append_column(
        "registered_on", _days([car.registered_on for car in found])
    )


def hardship(population: Population, truths: Truths) -> pa.Table:
    """Families whose bills take most of what they live on and who are in need; not those that are well off."""
    found = [one for one in truths.illnesses if one.kind != "well_off"]
    table = _of_people(population, [one.patient for one in found], [one.household for one in found])
    return table.append_column("receives", pa.array([one.kind == "receives" for one in found], pa.bool_())).append_column(
        "arrived_on", _days([one.arrives_on for one in found])
    )


def wrong_ids(population: Population, wrong: list[WrongNumber], sent: list[Parcel]) -> pa.Table:
    """Rows whose ID number has a wrong digit, and whose they are."""
    seen = first_seen(sent)
    people = [one.person for one in wrong]
    table = _of_people(population, people, [int(population.household[one]) for one in people])
    table = table.append_column("feed", pa.array([one.feed for one in wrong], pa.string())).append_column(
        "ref", pa.array([one.ref for one in wrong], pa.string())
    )
    return table.append_column("arrived_on", _days([seen[tuple(one.row.values())] for one in wrong]))


def families(population: Population, truths: Truths, drawn: Circumstances) -> pa.Table:
    """One row for each thing a visit would find: the true facts of families not receiving, and in a word what is the matter."""
    tables = [
        pa.table(
            {
                "household_number": _numbers(population, drawn.households[drawn.family]),
                "name": population.name.take(pa.array(drawn.people)),
                "born_on": population.born_on[drawn.people],
                "fact": pa.repeat(pa.scalar(fact), len(values)),
                **_value(values),
            },
            schema=FAMILY,
        )
        for fact, values in drawn.person.items()
    ]
    tables += [_household_facts(_numbers(population, drawn.households), fact, values) for fact, values in drawn.household.items()]
    return pa.concat_tables([*tables, _situations(population, truths)]).sort_by("household_number")


def _situations(population: Population, truths: Truths) -> pa.Table:
    """What is the matter, in a word; about a person where it concerns one."""
    rows = [(one.household, one.person, "died", one.died_on.isoformat()) for one in truths.deaths]
    for double in truths.doubles:
        place = population.numbers(np.array([double.lives_in]))[0].as_py()
        rows += [(home, double.person, "lives_in", place) for home in (double.home, double.second)]
    rows += [(car.household, car.person, "vehicle", car.kind) for car in truths.cars if car.kind != "other"]
    rows += [(one.household, one.patient, "illness", one.kind) for one in truths.illnesses]
    people = pa.array([person for _, person, _, _ in rows], pa.int64())
    return pa.table(
        {
            "household_number": _numbers(population, [household for household, _, _, _ in rows]),
            "name": population.name.take(people),
            "born_on": population.born_on[people.to_numpy()],
            "fact": [fact for _, _, fact, _ in rows],
            "amount": pa.nulls(len(rows), pa.int64()),
            "word": [word for _, _, _, word in rows],
        },
        schema=FAMILY,
    )


def _household_facts(number: pa.Array, fact: str, values: np.ndarray) -> pa.Table:
    count = len(values)
    return pa.table(
        {
            "household_number": number,
            "name": pa.nulls(count, pa.string()),
            "born_on": pa.nulls(count, pa.date32()),
            "fact": pa.repeat(pa.scalar(fact), count),
            **_value(values),
        },
        schema=FAMILY,
    )


def _value(values: np.ndarray) -> dict[str, pa.Array]:
    count = len(values)
    if values.dtype.kind == "U":
        return {"amount": pa.nulls(count, pa.int64()), "word": pa.array(values.tolist(), pa.string())}
    return {"amount": pa.array(values.astype(np.int64)), "word": pa.nulls(count, pa.string())}


def _of_people(population: Population, people: list[int], households: list[int]) -> pa.Table:
    place = pa.array(people, pa.int64())
    return pa.table(
        {
            "person_key": pa.array([one + 1 for one in people], pa.int64()),
            "id_number": population.id_number.take(place),
            "name": population.name.take(place),
            "household_key": pa.array([one + 1 for one in households], pa.int64()),
            "household_number": _numbers(population, households),
        }
    )


def _numbers(population: Population, households: list[int] | np.ndarray) -> pa.Array:
    return population.numbers(np.asarray(households, dtype=np.int64))


def _days(days: list[object]) -> pa.Array:
    return pa.array(days, pa.date32())
