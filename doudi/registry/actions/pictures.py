"""每日快照: the register as it stands goes into the lake, where everybody is assessed at once."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

from datetime import date

import pyarrow as pa
from django.db import transaction

from doudi.base import access, lake
from doudi.base.rows import copy_out
from doudi.registry.rows import FACT_ROWS

_NUMBER, _TEXT, _DAY = pa.int64(), pa.string(), pa.date32()

# The room of standings is above this one: its tables are read here by name, as a picture, and nowhere else but in queries.standings.
PICTURES: dict[str, tuple[str, pa.Schema]] = {
    "registry.people": (
        "SELECT id AS person_id, sex, born_on, died_on, death_known_on, region, area FROM registry_person WHERE supports_id IS NULL ORDER BY id",
        pa.schema([("person_id", _NUMBER), ("sex", _TEXT), ("born_on", _DAY), ("died_on", _DAY), ("death_known_on", _DAY), ("region", _TEXT), ("area", _TEXT)]),
    ),
    "registry.households": (
        "SELECT id AS household_id, region, area, formed_on, closed_on FROM registry_household ORDER BY id",
        pa.schema([("household_id", _NUMBER), ("region", _TEXT), ("area", _TEXT), ("formed_on", _DAY), ("closed_on", _DAY)]),
    ),
    "registry.memberships": (
        "SELECT id AS membership_id, household_id, person_id, relation, from_on, until_on FROM registry_membership ORDER BY id",
        pa.schema([("membership_id", _NUMBER), ("household_id", _NUMBER), ("person_id", _NUMBER), ("relation", _TEXT), ("from_on", _DAY), ("until_on", _DAY)]),
    ),
    "registry.facts": (f"SELECT {', '.join(FACT_ROWS.names)} FROM registry_fact ORDER BY id", FACT_ROWS),
    "registry.standings": (
        "SELECT household_id, person_id, kind, from_on, until_on FROM benefits_standing ORDER BY id",
        pa.schema([("household_id", _NUMBER), ("person_id", _NUMBER), ("kind", _TEXT), ("from_on", _DAY), ("until_on", _DAY)]),
    ),
    "registry.awards": (
        "SELECT household_id, kind, amount_fen, from_month, until_month FROM benefits_award ORDER BY id",
        pa.schema([("household_id", _NUMBER), ("kind", _TEXT), ("amount_fen", _NUMBER), ("from_month", _DAY), ("until_month", _DAY)]),
    ),
}


@transaction.atomic
def publish(*, on: date) -> dict[str, int]:
    """Put a picture of the register and the standings into the lake as of this day; rows of each that was taken.

    Again on the same day it replaces the earlier picture, so it is taken with the scope of the whole register, not of one county after another.
    A day with a later one behind it stays as it was seen, or as the day before was: the register as it stands now is not what anybody knew then.
    """
    access.require(access.SYSTEM, "registry.publish")
    counts = {}
    for name, (query, schema) in PICTURES.items():
        seen, last = lake.latest_day(name, on=on), lake.latest_day(name, on=date.max)
        if seen and last and last > on:
            continue
        table = copy_out(query, schema)
        lake.publish(name, on, table, replaces=True)
        counts[name] = table.num_rows
    return counts
