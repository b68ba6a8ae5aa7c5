"""草稿: what an officer has typed and not sent yet, sealed, theirs alone, gone when it is sent or after some days."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from doudi.base import crypto
from doudi.base.models import Draft, Officer

MOST = 64_000
"""Characters of one form; what is longer is no form of ours."""
NEVER_KEPT = ("csrfmiddlewaretoken", "once", "seen", "draft", "step", "second_word", "number", "family_drawn", "officer_drawn", "password")
"""Fields that no draft keeps: tokens, passwords, account numbers, signatures."""


class CannotKeep(Exception):
    """Worded for the officer."""


@dataclass(frozen=True)
class Kept:
    """A draft as it was left, and when."""

    fields: Mapping[str, list[str]]
    at: datetime


def keep(form: str, fields: Mapping[str, list[str]], *, officer: Officer) -> None:
    """Take the place of what was kept of this form before."""
    said = {name: values for name, values in fields.items() if name not in NEVER_KEPT and not name.endswith(".number") and any(values)}
    text = json.dumps(said, ensure_ascii=False)
    if len(text) > MOST:
        raise CannotKeep("内容太长，没有保存草稿。")
    sealed = crypto.seal_text(text, purpose="draft")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_draft (officer_id, form, sealed, at) VALUES (%s, %s, %s, now())"
            " ON CONFLICT (officer_id, form) DO UPDATE SET sealed = excluded.sealed, at = excluded.at",
            [officer.pk, form[:80], sealed],
        )


def kept(form: str, *, officer: Officer) -> Kept | None:
    """What was left of this form, if anything."""
    found = Draft.objects.filter(officer=officer, form=form[:80]).first()
    return Kept(json.loads(crypto.open_text(bytes(found.sealed), purpose="draft")), found.at) if found else None


def drop(form: str, *, officer: Officer) -> None:
    """It was sent, or is not wanted any more."""
    Draft.objects.filter(officer=officer, form=form[:80]).delete()


def forget(*, days: int = 7) -> int:
    """Drop what nobody came back to. Needs the system's scope."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM base_draft WHERE at < now() - make_interval(days => %s)", [days])
        return int(cursor.rowcount)
