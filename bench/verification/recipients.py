"""在享人员: what departments have told of each of them, laid into the lake as feeds lay it there; some families have more in the bank than they said."""

from __future__ import annotations

import time
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa

from bench.verification.home import COUNTY, DECLARED

DAY = date(2026, 1, 2)
TOLD, ENDS = date(2025, 12, 20), date(2026, 6, 20)
AMOUNTS = {
    "vehicles": "vehicles_seen",
    "real_estate": "homes_seen",
    "bank_deposits": "deposits_seen",
    "custody": "in_custody",
    "disability": "disability_grade",
}
WORDS = {"employment": ("employment", "unemployed"), "students": ("schooling", "none")}
ROWS_A_PERSON = len(AMOUNTS) + len(WORDS)
EVERY = 150
"""One person in so many has more than the whole family said."""


def tell(people: int) -> set[int]:
    """Every feed's answer about everybody; returns the families of which a difference must be found, nobody else's."""
    from django.db import connection

    from doudi.base import lake
    from doudi.base.access import acting_as_system

    with acting_as_system(COUNTY), connection.cursor() as cursor:
        cursor.execute("SELECT person_id, household_id FROM registry_membership ORDER BY person_id")
        pairs = np.array(cursor.fetchall(), dtype=np.int64)
        person, home = pairs[:, 0], pairs[:, 1]
        rich = np.arange(len(person)) % EVERY == 0
        for feed, name in AMOUNTS.items():
            amount = np.where(rich, DECLARED + 1, DECLARED // 10) if name == "deposits_seen" else np.zeros(len(person), np.int64)
            lake.publish(feed, TOLD, _rows(feed, name, person, amount=pa.array(amount)), bucket_of="person_id")
        for feed, (name, word) in WORDS.items():
            lake.publish(feed, TOLD, _rows(feed, name, person, word=pa.array([word] * len(person))), bucket_of="person_id")
    return set(home[rich].tolist())


def bare() -> float:
    """The same rows read from the lake and added up by person and name, with no register beside them."""
    from doudi.base import lake
    from doudi.base.access import acting_as_system

    with acting_as_system(COUNTY):
        files = [file for feed in (*AMOUNTS, *WORDS) for file in lake.read(feed, until_on=DAY)]
    started = time.monotonic()
    with duckdb.connect(config={"threads": 2}) as engine:
        engine.execute(f"CREATE TABLE t AS SELECT person_id, name, sum(amount) FROM read_parquet({files}) GROUP BY ALL")
    return time.monotonic() - started


def _rows(feed: str, name: str, person: np.ndarray, *, amount: pa.Array | None = None, word: pa.Array | None = None) -> pa.Table:
    from doudi.registry.rows import FACT_ROWS

    count = len(person)
    said = {
        "person_id": pa.array(person),
        "household_id": pa.nulls(count, pa.int64()),
        "name": pa.repeat(pa.scalar(name), count),
        "amount": amount if amount is not None else pa.nulls(count, pa.int64()),
        "word": word if word is not None else pa.nulls(count, pa.string()),
        "from_on": pa.repeat(pa.scalar(TOLD), count),
        "until_on": pa.repeat(pa.scalar(ENDS), count),
        "source": pa.repeat(pa.scalar(feed), count),
        "ref": pa.array(np.char.add(f"{feed}-{COUNTY}-20251215-001/", person.astype(str))),
        "known_on": pa.repeat(pa.scalar(TOLD), count),
    }
    return pa.table({name: said[name] for name in FACT_ROWS.names}).cast(FACT_ROWS)
