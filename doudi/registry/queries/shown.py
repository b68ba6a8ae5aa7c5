"""可以公开的姓名与人数: what a list that everybody may read takes from the register, by the columns that are open to everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from doudi.registry.models import Person
from doudi.registry.queries.people import members_of_households


@dataclass(frozen=True)
class Named:
    """A name, and the birthday that tells whether it is a child's."""

    name: str
    born_on: date


@dataclass(frozen=True)
class FamilyShown:
    """Who stands for a family, and how many living people it is."""

    head: Named
    members: int


def people_shown(person_ids: Iterable[int]) -> dict[int, Named]:
    """Names by person; who lies outside the reader's region is left out."""
    found = Person.objects.filter(pk__in=list(person_ids)).values_list("id", "name", "born_on")
    return {person: Named(name, born_on) for person, name, born_on in found}


def families_shown(household_ids: Iterable[int], on: date) -> dict[int, FamilyShown]:
    """Each family's head and number that day; the oldest stands for one without a head, a family of nobody is left out."""
    living = members_of_households(household_ids, on).filter(Q(person__died_on=None) | Q(person__died_on__gt=on))
    families: dict[int, list[tuple[bool, date, str]]] = {}
    for household, relation, born_on, name in living.values_list("household_id", "relation", "person__born_on", "person__name"):
        families.setdefault(household, []).append((relation != "head", born_on, name))
    first = {household: min(people) for household, people in families.items()}
    return {household: FamilyShown(Named(name, born_on), len(families[household])) for household, (_, born_on, name) in first.items()}
