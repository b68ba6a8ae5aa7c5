"""身份与待遇: what the room above has confirmed for one family, read by table name as in the daily picture."""

# ruff: noqa: S608 (every text put into SQL here is this room's own)

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from doudi.base import access
from doudi.policy.rule import NEVER

# Of several in force the first counts.
KINDS = ("tekun", "dibao", "marginal", "rigid_expenditure")
_IN_FORCE = "from_on <= %(on)s AND (until_on IS NULL OR until_on > %(on)s)"
_PAID = "a.from_month <= %(on)s AND (a.until_month IS NULL OR a.until_month > %(on)s) AND a.amount_fen > 0"


@dataclass(frozen=True)
class Standings:
    """The household's own standing, the members' own, and what is paid every month."""

    kind: str
    since: date
    of_person: dict[int, str]
    dibao_fen: int


def standings(household_id: int, *, on: date) -> Standings:
    """What is in force for a household on a day; `none`, never and 0 where nothing is."""
    given: dict[str, Any] = {"household": household_id, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT person_id, kind, from_on FROM benefits_standing WHERE household_id = %(household)s AND {_IN_FORCE}", given)
        held = sorted(cursor.fetchall(), key=lambda row: KINDS.index(row[1]), reverse=True)
        cursor.execute(
            f"""
            SELECT coalesce(sum(a.amount_fen), 0)::bigint FROM benefits_award a
            WHERE a.household_id = %(household)s AND a.kind = 'dibao_monthly' AND {_PAID}
            """,
            given,
        )
        kinds = {person: (kind, since) for person, kind, since in held}
        own, since = kinds.pop(None, ("none", NEVER))
        return Standings(own, since, {person: kind for person, (kind, _) in kinds.items()}, cursor.fetchone()[0])


def registered_and_paid(person_ids: list[int], *, on: date) -> dict[int, tuple[int, int]]:
    """In how many households each person is registered, and how many of these are paid: two numbers counted across towns, whoever asks, and no more."""
    with access.acting_as_system(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT m.person_id, count(DISTINCT m.household_id),
                count(DISTINCT m.household_id) FILTER (WHERE EXISTS (SELECT 1 FROM benefits_award a WHERE a.household_id = m.household_id AND {_PAID}))
            FROM registry_membership m WHERE m.person_id = ANY(%(people)s) AND {_IN_FORCE} GROUP BY m.person_id
            """,
            {"people": list(person_ids), "on": on},
        )
        return {person: (registered, paid) for person, registered, paid in cursor.fetchall()}
