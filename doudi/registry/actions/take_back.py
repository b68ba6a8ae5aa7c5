"""撤回: what one decision wrote into the register goes, and what it changed stands again as it stood, to the byte."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.db.utils import IntegrityError

from doudi.base.rows import copy_in, run
from doudi.registry.actions.keep import set_superseded
from doudi.registry.models import Membership, Person

Key = tuple[str, str, date]
"""Of a fact row: source, ref, the day it was known."""
Image = dict[str, dict[str, Any]]

_IMAGES = {
    "people": """SELECT id, jsonb_build_object('region', region, 'area', area, 'died_on', died_on, 'death_known_on', death_known_on)
        FROM registry_person WHERE id = ANY(%(people)s)""",
    "memberships": """SELECT id, to_jsonb(m) - 'id' FROM registry_membership m WHERE person_id = ANY(%(people)s)""",
    "facts": """SELECT id, jsonb_build_object('superseded_on', superseded_on) FROM registry_fact
        WHERE person_id = ANY(%(people)s) OR (source, ref) IN (SELECT * FROM unnest(%(sources)s::text[], %(refs)s::text[]))""",
}


class CannotTakeBack(Exception):
    """Worded for the officer; shown on the page as it stands."""


def image(*, people: Iterable[int], refs: Iterable[tuple[str, str]]) -> Image:
    """How the register stands around these people and these (source, ref): keys and days, no names, no numbers, no amounts."""
    named = list(refs)
    given: dict[str, Any] = {"people": list(people), "sources": [source for source, _ in named], "refs": [ref for _, ref in named]}
    found: Image = {}
    with connection.cursor() as cursor:
        for table, sql in _IMAGES.items():
            cursor.execute(sql, given)
            found[table] = {str(key): _read(said) for key, said in cursor.fetchall()}
    return found


@transaction.atomic
def take_back(*, keys: Iterable[Key], before: Image, after: Image) -> None:
    """Undo what was recorded between two images: fact rows of these keys are gone (also where they were copied later), people and memberships stand as they
    stood. Refuses where one of them has changed since: what came later rests on it. A decision that wrote no image (`before` and `after` empty) wrote
    nothing but its facts."""
    keys = list(keys)
    _refuse_changed(before, after)
    given = {"sources": [one for one, _, _ in keys], "refs": [one for _, one, _ in keys], "days": [one for _, _, one in keys]}
    news = {table: [int(key) for key in after.get(table, {}) if key not in before.get(table, {})] for table in _IMAGES}
    copy_in("gone_facts", _gone(given | {"news": news["facts"]}))
    run("DELETE FROM registry_fact f USING gone_facts g WHERE f.id = g.id")
    set_superseded("gone_facts")
    try:
        Membership.objects.filter(pk__in=news["memberships"]).delete()
        _restore(before, after)
        Person.objects.filter(pk__in=news["people"]).delete()
    except (ProtectedError, IntegrityError):
        raise CannotTakeBack("此人登记之后，已有其他记录以其为依据，不能撤销。请先处理这些记录。") from None


def _gone(given: dict[str, Any]) -> pa.Table:
    """The fact rows that go: those new in the second image, and those of the keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, source, ref FROM registry_fact WHERE id = ANY(%(news)s)
                OR (source, ref, known_on) IN (SELECT * FROM unnest(%(sources)s::text[], %(refs)s::text[], %(days)s::date[]))
            """,
            given,
        )
        rows = cursor.fetchall()
    return pa.Table.from_pylist([dict(zip(_GONE.names, row, strict=True)) for row in rows], _GONE)


def _refuse_changed(before: Image, after: Image) -> None:
    """What the decision wrote or changed must still stand as it left it."""
    for table in _IMAGES:
        written = {key: said for key, said in after.get(table, {}).items() if before.get(table, {}).get(key) != said}
        if not written:
            continue
        now = _now(table, list(map(int, written)))
        if any(now.get(key) != said for key, said in written.items()):
            raise CannotTakeBack("核对之后，此人的登记又有变动，不能撤销。请由来源发更正文件，或先更正后来的变动。")


def _restore(before: Image, after: Image) -> None:
    for key, stood in before.get("people", {}).items():
        if after["people"].get(key) != stood:
            Person.objects.filter(pk=int(key)).update(**stood)
    for key, stood in before.get("memberships", {}).items():
        if after["memberships"].get(key) != stood:
            Membership.objects.filter(pk=int(key)).update(**stood)


def _now(table: str, keys: list[int]) -> dict[str, Any]:
    whole = _IMAGES[table].partition("WHERE")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"{whole} WHERE id = ANY(%s)", [keys])  # noqa: S608 (texts of this module)
        return {str(key): _read(said) for key, said in cursor.fetchall()}


def _read(said: Any) -> dict[str, Any]:
    return dict(json.loads(said) if isinstance(said, str) else said)


_GONE = pa.schema([("id", pa.int64()), ("source", pa.string()), ("ref", pa.string())])
