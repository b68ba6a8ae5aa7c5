"""指纹: what every table holds, as one short word a table, for tests that say that nothing, or the same, has happened."""

import hashlib

import psycopg

from doudi.base import postgres

BOOKKEEPING = ("django_", "axes_", "base_audit", "base_officer", "base_role")
"""Tables that are not the county's: sessions, migrations, who works here; and the audit, which records reading too."""


def as_they_stand() -> dict[str, str]:
    """Every byte of every table."""
    return _digests({})


def by_meaning() -> dict[str, str]:
    """The tables as two databases with the same story have them: rows by their place instead of their number, without nonces and moments."""
    with _owner() as connection:
        references = connection.execute(
            """SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND cardinality(c.conkey) = 1"""
        ).fetchall()
    return _digests({(table, column): to for table, column, to in references})


def _digests(references: dict[tuple[str, str], str]) -> dict[str, str]:
    with _owner() as connection:
        columns: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
        ):
            if not table.startswith(BOOKKEEPING):
                columns.setdefault(table, []).append((column, kind))
        return {table: _digest(connection, table, kept, references) for table, kept in columns.items()}


def _digest(connection: psycopg.Connection, table: str, columns: list[tuple[str, str]], references: dict[tuple[str, str], str]) -> str:
    shown = [_shown(table, column, references) for column, kind in columns if not references or _means_something(column, kind)]
    rows = connection.execute(f"SELECT ROW({', '.join(shown)})::text FROM {table} t ORDER BY 1").fetchall()
    return f"{len(rows)}:{hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"


def _means_something(column: str, kind: str) -> bool:
    return column != "id" and not column.endswith("_sealed") and not kind.startswith("timestamp")


def _shown(table: str, column: str, references: dict[tuple[str, str], str]) -> str:
    to = references.get((table, column))
    return f"(SELECT count(*) FROM {to} o WHERE o.id <= t.{column})" if to and not to.startswith("base_role") else f't."{column}"'


def _owner() -> psycopg.Connection:
    return psycopg.connect(postgres.login("owner").url(), options="-c doudi.region=3707")
