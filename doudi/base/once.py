"""一次提交: a form that is sent twice is done once; the key it carries is unique in the database."""

import uuid

from django.db import connection

from doudi.base.models import Officer, Submission


def claim(key: str, *, officer: Officer) -> str | None:
    """None where this key of this officer is new, and now taken until the transaction ends; otherwise where the first sending led.

    A second sending waits here for the first: it goes on only when the first was rolled back. What is no key protects nothing and claims nothing.
    """
    if not is_key(key):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_submission (officer_id, key, leads_to, at) VALUES (%s, %s, '', now()) ON CONFLICT (officer_id, key) DO NOTHING",
            [officer.pk, key],
        )
        if cursor.rowcount:
            return None
    return Submission.objects.get(officer=officer, key=key).leads_to or "/"


def lead(key: str, address: str, *, officer: Officer) -> None:
    """Write down where the sending led, for the second that may come."""
    if is_key(key):
        Submission.objects.filter(officer=officer, key=key).update(leads_to=address)


def forget(*, days: int = 2) -> int:
    """Drop the keys nobody can send any more: a session lasts eight hours. Needs the system's scope."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_submission WHERE at < now() - make_interval(days => %s)", [days])
        return int(cursor.rowcount)


def is_key(key: str) -> bool:
    """Whether this is a key as our forms write it."""
    try:
        return str(uuid.UUID(key)) == key
    except ValueError:
        return False
