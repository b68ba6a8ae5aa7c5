"""依据: for many families at once, who they are and where what is known of them comes from."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from doudi.registry.models import Household, Membership
from doudi.registry.queries.case import Source, cover_of, reduce, rows_said
from doudi.registry.queries.coverage import covered
from doudi.registry.reducers import REDUCERS

REGISTER = "register"


@dataclass(frozen=True)
class Card:
    """A household in a few words: where it is and who belongs to it that day, the dead included."""

    household_id: int
    number: str
    region: str
    area: str
    names: dict[int, str]


def cards(household_ids: Iterable[int], *, on: date) -> dict[int, Card]:
    """The cards of these households, as far as the reader may see."""
    found = {one.pk: Card(one.pk, one.number, one.region, one.area, {}) for one in Household.objects.filter(pk__in=list(household_ids))}
    for household_id, person_id, name in _living(found, on).values_list("household_id", "person_id", "person__name"):
        found[household_id].names[person_id] = name
    return found


def evidence(*, household_ids: Iterable[int], names: Collection[str], on: date) -> dict[tuple[int, int | None, str], Source]:
    """Household, person (None: the household itself) and rule fact → who said it and when the house learned it; what the register itself says is its own."""
    households = {one.pk: one for one in Household.objects.filter(pk__in=list(household_ids))}
    lives = list(_living(households, on).values_list("household_id", "person_id", "person__region"))
    said, covers = rows_said(list(households.values()), [person for _, person, _ in lives], on=on), covered(on)
    subjects = [(home, (person, None), region) for home, person, region in lives] + [(home, (None, home), one.region) for home, one in households.items()]
    found = {}
    for home, subject, region in subjects:
        for name in names:
            reducer = REDUCERS.get(name)
            if reducer:
                source = reduce(reducer, said[subject, reducer.row], cover_of(reducer, region, covers), on=on)[1]
            else:
                events = said[subject, name]
                source = Source(events[-1].said_by, events[-1].known_on) if events else Source(REGISTER, on)
            if source:
                found[home, subject[0], name] = source
    return found


def _living(household_ids: Iterable[int], on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(until_on=None) | Q(until_on__gt=on), household__in=list(household_ids), from_on__lte=on).order_by("household_id", "id")
