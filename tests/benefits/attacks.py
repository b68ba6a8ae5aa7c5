"""攻击: statements that the application itself might run and the database refuses; each with the defence whose work the refusal is."""

from collections.abc import Callable, Mapping

import psycopg
import pytest
from django.db import Error, connection, transaction

from doudi.base.access import acting_as_system

Attacks = Mapping[str, tuple[str, str]]
"""What is attacked, by the statement, and the statement of the owner that takes the defence away."""


def without(kind: str, name: str, table: str) -> str:
    """How the owner takes a defence away."""
    return {"constraint": f"ALTER TABLE {table} DROP CONSTRAINT {name}", "index": f"DROP INDEX {name}", "trigger": f"DROP TRIGGER {name} ON {table}"}[kind]


def attempt(statements: str) -> None:
    """As the application's role, up to the checks of the commit; nothing of it stays."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statements)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def all_refused(attacks: Attacks) -> None:
    """The database lets none of them through."""
    for attack, (statements, _) in attacks.items():
        with pytest.raises(Error):
            attempt(statements)
            pytest.fail(attack)


def all_let_through_without(attacks: Attacks, owner_of: Callable[[], psycopg.Connection]) -> None:
    """The controls: with each defence taken away by the owner, the same statements pass."""
    with owner_of() as owner:
        for defence in dict.fromkeys(defence for _, defence in attacks.values()):
            for statement in defence.split("; "):
                owner.execute(statement.replace("DROP TRIGGER", "DROP TRIGGER IF EXISTS") if " ON " in statement else statement)
    with acting_as_system():
        for statements, _ in attacks.values():
            attempt(statements)
