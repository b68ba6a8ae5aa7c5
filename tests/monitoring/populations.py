"""造出来的人群: what the day's book finds about a few families, as raising sees it."""

from datetime import date
from typing import Any

import pyarrow as pa

from doudi.monitoring import queries
from doudi.policy import NEVER, Assessment
from tests.people import Family

ON = date(2026, 10, 20)
NOTHING = {"died_on": NEVER, "medical_self_paid_12m": 0, "vehicles_seen": 0, "households_registered": 1, "paid_households": 0, "person_standing": "none"}


def assessed(*families: Family, on: date = ON, said: dict[int, dict[str, Any]] | None = None, standing: dict[int, str] | None = None) -> Assessment:
    """What the day's book finds about these families, of whose people nothing is known to have happened but what is said here by person id."""
    households = [
        {"household_id": one.household.pk, "region": one.household.region, "area": "urban", "registered_members": len(one.people)}
        | {"standing": (standing or {}).get(one.household.pk, "none")}
        for one in families
    ]
    members = [
        {"household_id": one.household.pk, "person_id": person.pk, **NOTHING, **(said or {}).get(person.pk, {})} for one in families for person in one.people
    ]
    return queries.book(on).assess(pa.Table.from_pylist(households), pa.Table.from_pylist(members), on=on)


def ill(family: Family, fen: int, on: date = ON) -> Assessment:
    return assessed(family, on=on, said={family.people[1].pk: {"medical_self_paid_12m": fen}})
