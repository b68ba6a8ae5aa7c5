"""在享名单: who receives in a place and how much a month, by the columns that are open to everybody (57号 第二十四条)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, Q

from doudi.benefits.models import Award
from doudi.benefits.months import month_of
from doudi.benefits.queries.entitlements import standings_in_force


@dataclass(frozen=True)
class Receiving:
    """One standing in force; `person_id` where it is one person's, no amount where no award of the kind asked for runs or is to begin."""

    standing_id: int
    kind: str
    household_id: int
    person_id: int | None
    decided_by: str
    amount_fen: int | None


def receiving_in(region: str, on: date, kinds: Mapping[str, str]) -> list[Receiving]:
    """The standings of exactly this place whose kind is a key of `kinds`, each with the amount of the award that the key names."""
    found = list(standings_in_force(on).filter(region=region, kind__in=kinds).values_list("id", "kind", "household_id", "person_id", "decided_by"))
    amounts = _amounts({standing: kinds[kind] for standing, kind, *_ in found}, on)
    return [Receiving(standing, kind, *rest, amounts.get(standing)) for standing, kind, *rest in found]


def count_receiving(region: str, on: date, kinds: Iterable[str], *, each: Literal["household", "person"]) -> dict[str, int]:
    """How many families, or persons, receive by standings of these kinds, by place, in and below a region."""
    rows = standings_in_force(on).filter(region__startswith=region, kind__in=list(kinds)).order_by()
    return dict(rows.values_list("region").annotate(Count(each, distinct=True)))


def _amounts(wanted: Mapping[int, str], on: date) -> dict[int, int]:
    """What is due this month, or first after it."""
    running = Award.objects.filter(Q(until_month=None) | Q(until_month__gt=month_of(on)), standing_id__in=list(wanted)).order_by("-from_month", "-pk")
    return {standing: fen for standing, kind, fen in running.values_list("standing_id", "kind", "amount_fen") if wanted[standing] == kind}
