"""指纹: what every table holds, as one short word a table, for tests that say that nothing, or the same, has happened."""

import hashlib
from bisect import bisect_left

import psycopg
from django.apps import apps

from doudi.base import postgres

BOOKKEEPING = ("django_", "axes_", "base_audit", "base_officer", "base_role")
"""Tables that are not the county's: sessions, migrations, who works here; and the audit, which records reading too."""

BY_NUMBER = {"base_lakeday": "WHERE feed NOT LIKE 'spoken.%'"}
"""What says a delivery's number in its content, so that its fingerprint differs between two tellings; the facts themselves stay compared."""


def as_they_stand() -> dict[str, str]:
    """Every byte of every table."""
    return _digests({})


def by_meaning() -> dict[str, str]:
    """The tables as two databases with the same story have them: rows by their place instead of their number, without nonces and moments."""
    with _owner() as connection:
        kinds = [kind._meta for kind in apps.get_models()]
        links = [(kind.db_table, link) for kind in kinds for link in kind.concrete_fields if link.is_relation and link.target_field.column == "id"]
        references = [(table, link.column, link.related_model._meta.db_table) for table, link in links]
        numbers = {table: [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY id")] for table in {to for _, _, to in references}}
    return _digests({(table, column): numbers[to] for table, column, to in references})


def _digests(references: dict[tuple[str, str], list[int]]) -> dict[str, str]:
    with _owner() as connection:
        columns: dict[str, list[str]] = {}
        for table, column, kind in connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
        ):
            if not table.startswith(BOOKKEEPING) and (not references or _means_something(column, kind)):
                columns.setdefault(table, []).append(column)
        return {table: _digest(connection, table, kept, references) for table, kept in columns.items()}


def _digest(connection: psycopg.Connection, table: str, columns: list[str], references: dict[tuple[str, str], list[int]]) -> str:
    places = [references.get((table, column)) for column in columns]
    selected = ", ".join(f'"{column}"' for column in columns)
    rows = sorted(
        repr([bisect_left(numbers, value) if numbers and value else value for numbers, value in zip(places, row, strict=True)])
        for row in connection.execute(f"SELECT {selected} FROM {table} {BY_NUMBER.get(table, '') if references else ''}")
    )
    return f"{len(rows)}:{hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"


def _means_something(column: str, kind: str) -> bool:
    return column != "id" and not column.endswith("sealed") and not kind.startswith("timestamp")


def _owner() -> psycopg.Connection:
    return psycopg.connect(postgres.login("owner").url(), options="-c doudi.region=3707")
