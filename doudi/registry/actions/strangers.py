"""未在册人员: somebody whom an emergency has struck here and whom no register of ours names (法 37); kept apart, never matched by guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto, idnumber, regions
from doudi.base.models import Officer
from doudi.registry.models import AREAS, SEXES, Household, Membership, Person
from doudi.registry.names import name_key, spelt

SOURCE = "stranger"


class CannotRegisterStranger(Exception):
    """Worded for the officer at the window; never repeats a number."""


@dataclass(frozen=True)
class Stranger:
    """Who somebody says they are; the number is theirs to give or not, the day of birth may be estimated."""

    name: str
    sex: str
    born_on: date
    id_number: str = ""


@transaction.atomic
def register_strangers(*, people: Sequence[Stranger], region: str, area: str, because: str, officer: Officer, on: date) -> Household:
    """A household of the place of the emergency for people without a record here; the first speaks for them.

    A number that is given is checked and sealed, and found by its last four places; it leads to nobody who is registered: that somebody is the same
    person is said by verification, not by the window. Such a household is given temporary relief and nothing that asks for a registered home.
    """
    if len(region) != regions.DIGITS["village"] or not regions.is_code(region):
        raise CannotRegisterStranger("请选择急难发生地的村（社区）。")
    access.require(officer, "registry.register_stranger", region)
    if area not in AREAS:
        raise CannotRegisterStranger("请选择城镇或农村。")
    if not people or not because.strip():
        raise CannotRegisterStranger("请至少写明一人，并写明在哪里、因为什么遇到急难。")
    numbers = [_checked(one, on) for one in people]
    stem = f"L{region[:9]}{on:%y%m%d}"
    number = f"{stem}-{Household.objects.filter(number__startswith=stem).count() + 1}"
    household = Household.objects.create(number=number, region=region, area=area, formed_on=on, is_stranger=True)
    for place, (one, number) in enumerate(zip(people, numbers, strict=True)):
        person = Person.objects.create(
            name=spelt(one.name.strip()),
            name_key=name_key(spelt(one.name.strip())),
            id_sealed=crypto.seal_text(number, purpose="id_number"),
            id_tail=crypto.tail_marks([number[-4:]], purpose="id_tail")[0] if number else None,
            sex=one.sex,
            born_on=one.born_on,
            region=region,
            area=area,
        )
        Membership.objects.create(
            household=household,
            person=person,
            relation="other" if place else "head",
            from_on=on,
            source=SOURCE,
            ref=f"{household.pk}/{person.pk}",
            region=region,
        )
    audit.record("registry.stranger_registered", about=household, by=officer, because=because.strip(), detail={"people": len(people)})
    return household


def _checked(one: Stranger, on: date) -> str:
    """The number in one spelling, or nothing; a name, a sex and a day of birth there must be."""
    if not one.name.strip() or one.sex not in SEXES:
        raise CannotRegisterStranger("请写明姓名（说不清的写怎样称呼）和性别。")
    if not date(1900, 1, 1) <= one.born_on <= on:
        raise CannotRegisterStranger("出生日期应在今天以前；说不清的，按所说年龄估计。")
    if not one.id_number.strip():
        return ""
    number = idnumber.normalise(one.id_number)
    if reason := idnumber.check(number):
        raise CannotRegisterStranger(f"{reason}；没有证件或者记不清的可以不填。")
    if idnumber.born_on(number) != one.born_on:
        raise CannotRegisterStranger("出生日期与身份证号不一致，请核对。")
    return number
