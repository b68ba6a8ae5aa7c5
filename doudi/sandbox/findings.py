"""发现: what the house has found, by the keys under which the truth was planted; read from its tables after the fact."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
from django.db import connection

from doudi.registry import queries as registry

SIGNAL_OF = {
    "deaths": "death_of_recipient",
    "double_registration": "in_two_households",
    "hidden_vehicles": "nonexempt_vehicle",
    "hardship": "heavy_medical_spending",
}
BY_PERSON = ("deaths", "double_registration")


def found(city: Path) -> dict[str, set[str]]:
    """The alerts raised, by kind of truth: people by ID number, families by number. An alert is a finding whatever was concluded of it."""
    number_of = _id_numbers(city)
    by_kind: dict[str, set[str]] = {}
    for kind, signal in SIGNAL_OF.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.person_id, h.number FROM monitoring_alert a JOIN registry_household h ON h.id = a.household_id WHERE a.signal = %s", [signal]
            )
            rows = cursor.fetchall()
        by_kind[kind] = {number_of[person] if kind in BY_PERSON else number for person, number in rows}
    return by_kind


def answered(city: Path) -> dict[str, date]:
    """When the vehicle office first answered about a person, by ID number."""
    number_of = _id_numbers(city)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.person_id, min(a.answered_on) FROM verification_answer a"
            " JOIN verification_requestedperson p ON p.id = a.requested_id GROUP BY p.person_id"
        )
        return {number_of[person]: day for person, day in cursor.fetchall() if day}


def _id_numbers(city: Path) -> dict[int, str]:
    """The made-up number of everybody in the county's folder, by the register's id."""
    people = pq.read_table(city / "people.parquet", columns=["person_key", "id_number"])
    ids = registry.keys_of(city).people
    return {ids[key]: number for key, number in zip(people["person_key"].to_pylist(), people["id_number"].to_pylist(), strict=True)}
