"""查人查户: people and families within the reader's region; the database itself hides the rest."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.db.models import QuerySet
from pyarrow import parquet

from doudi.base import access, audit, crypto, idnumber
from doudi.base.models import Officer
from doudi.base.rows import copy_in_marks, copy_out_many, for_many
from doudi.registry.models import Household, Membership, Person, StaffMember

BY_INDEX = 50_000
"""Up to so many numbers each is looked for in the index; more are joined with everybody at once."""


@dataclass(frozen=True)
class Known:
    """What matching needs of a registered person."""

    person_id: int
    name: str
    sex: str
    born_on: date
    region: str


@dataclass(frozen=True)
class Place:
    """A household by number: its id and where it is."""

    household_id: int
    region: str
    area: str


@dataclass(frozen=True)
class Keys:
    """A county folder's keys as the register numbers them."""

    people: dict[int | str, int]
    households: dict[int | str, Place]


@dataclass(frozen=True)
class StaffMatch:
    """A family member who is on the staff register."""

    person_id: int
    name: str
    unit: str
    post: str


def get_household(household_id: int) -> Household:
    """The household; raises Household.DoesNotExist where there is none in the reader's region."""
    return Household.objects.get(pk=household_id)


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Their names by id, of those within the reader's region."""
    return dict(Person.objects.filter(pk__in=list(person_ids)).values_list("pk", "name"))


def get_person(person_id: int) -> Person:
    """The person; raises Person.DoesNotExist where there is none in the reader's region."""
    return Person.objects.get(pk=person_id)


def members_of(household_id: int, on: date) -> QuerySet[Membership]:
    """Who lives in the household on a day, in the order they were written, each with its person."""
    return _in_force(on).filter(household=household_id).select_related("person").order_by("id")


def members_or_last(household_id: int, on: date) -> list[Membership]:
    """Who lives in the household on a day; where nobody does any more, who lived there last."""
    if living := list(members_of(household_id, on)):
        return living
    before = Membership.objects.filter(household=household_id, from_on__lte=on, until_on__isnull=False).select_related("person").order_by("-until_on", "id")
    return [one for one in before if one.until_on == before[0].until_on]


def members_of_households(household_ids: Iterable[int], on: date) -> QuerySet[Membership]:
    """Who lives in any of these households on a day, each with its person."""
    return _in_force(on).filter(household__in=list(household_ids)).select_related("person").order_by("id")


def households_of(person_id: int, on: date) -> QuerySet[Membership]:
    """Where the person lives on a day, as far as the reader may see, each with its household."""
    return _in_force(on).filter(person=person_id).select_related("household").order_by("id")


def homes_of(person_ids: Iterable[int], on: date) -> dict[int, int]:
    """In which household each of these lives on a day, by id, as far as the reader may see."""
    return dict(_in_force(on).filter(person__in=list(person_ids)).order_by("-pk").values_list("person", "household"))


@transaction.atomic
def open_id_number(person: Person, *, officer: Officer | None, because: str) -> str:
    """The full ID number, for an officer who says why; who read it is in the audit."""
    access.require(officer, "registry.reveal_id_number")
    if not because.strip():
        raise CannotOpenIdNumber("请写明查看身份证号的理由。")
    if not Person.objects.filter(pk=person.pk).exists():
        raise CannotOpenIdNumber("没有这个人员，或不在您负责的区域内。")
    audit.record("registry.id_number_opened", about=person, by=officer, because=because.strip())
    return crypto.open_text(bytes(person.id_sealed), purpose="id_number")


class CannotOpenIdNumber(Exception):
    """Worded for the officer; never holds the number."""


def masked_id_number(person: Person) -> str:
    """The ID number as pages show it before anybody has a reason to see it."""
    return idnumber.masked(crypto.open_text(bytes(person.id_sealed), purpose="id_number")) or "没有登记"


def match(indexes: Iterable[bytes]) -> dict[bytes, Known]:
    """Registered people by the keyed index of their ID number."""
    found = Person.objects.filter(id_index__in=list(indexes)).values_list("id_index", *_KNOWN)
    return {bytes(index): Known(*known) for index, *known in found}


def match_all(indexes: Iterable[bytes] | np.ndarray) -> pa.Table:
    """`match` of a whole file: the place of each index (or row of 32 bytes) that is somebody's, with person_id and name."""
    asked = copy_in_marks("asked_marks", indexes)
    with for_many() if asked > BY_INDEX else nullcontext():
        return copy_out_many(
            "SELECT a.place, p.id AS person_id, p.name FROM asked_marks a JOIN registry_person p ON p.id_index = a.mark",
            pa.schema([("place", pa.int64()), ("person_id", pa.int64()), ("name", pa.string())]),
        )


def watched_marks(indexes: Iterable[bytes]) -> set[bytes]:
    """Those of these keyed indexes whose people live in a household the register watches: one with a standing, a case or an eye on it."""
    members = Membership.objects.filter(household__watched_on__isnull=False, until_on=None, person__id_index__in=list(indexes))
    return {bytes(mark) for mark in members.values_list("person__id_index", flat=True)}


def mark_of(person: Person) -> bytes:
    """The keyed index of their ID number, also of a supporter whom no other question finds; nothing where no number is known."""
    return bytes(person.id_index or person.number_mark or b"")


def known_dead(people: Iterable[Person]) -> set[int]:
    """Of these people, supporters among them, those whom the register knows by their number to be dead, as far as the reader may see."""
    marks = {one.pk: mark_of(one) for one in people}
    dead = {bytes(mark) for mark in Person.objects.filter(id_index__in=set(marks.values()), died_on__isnull=False).values_list("id_index", flat=True) if mark}
    return {pk for pk, mark in marks.items() if mark in dead}


def named(names: Iterable[str]) -> list[Known]:
    """Registered people of exactly these names."""
    return [Known(*known) for known in Person.objects.filter(name__in=list(names), supports=None).order_by("id").values_list(*_KNOWN)]


def households_numbered(numbers: Iterable[str]) -> dict[str, Place]:
    """Households by number."""
    return {one.number: Place(one.pk, one.region, one.area) for one in Household.objects.filter(number__in=list(numbers))}


def keys_of(folder: Path) -> Keys:
    """What `load_register` made of a county folder's keys, for the rooms that load the rest of it."""
    people = parquet.read_table(folder / "people.parquet", columns=["person_key", "id_number"])
    marks = crypto.index_many([idnumber.normalise(number) for number in people["id_number"].to_pylist()], purpose="id_number")
    ids = {bytes(index): pk for index, pk in Person.objects.exclude(id_index=None).values_list("id_index", "id") if index}
    households = parquet.read_table(folder / "households.parquet", columns=["household_key", "number"])
    places = households_numbered(households["number"].to_pylist())
    return Keys(
        {key: ids[mark] for key, mark in zip(people["person_key"].to_pylist(), marks, strict=True)},
        {key: places[number] for key, number in zip(*(households[name].to_pylist() for name in ("household_key", "number")), strict=True)},
    )


def staff_match(person_ids: Iterable[int], *, on: date) -> list[StaffMatch]:
    """Which of these people serve in the assistance offices or village committees of the county that day (57号 第十一条: filed apart)."""
    people = {bytes(index): pk for pk, index in Person.objects.filter(pk__in=list(person_ids)).values_list("id", "id_index") if index}
    serving = StaffMember.objects.filter(id_index__in=list(people), from_on__lte=on).exclude(until_on__lte=on).order_by("id")
    return [StaffMatch(people[bytes(one.id_index)], one.name, one.unit, one.post) for one in serving]


_KNOWN = ("id", "name", "sex", "born_on", "region")


def _in_force(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(from_on__lte=on).exclude(until_on__lte=on)
