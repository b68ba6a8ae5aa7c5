"""造出来的人家: people and households for every room's tests; nobody here exists, and everybody's number is well formed.

    with acting_as_system():
        family = a_family(members=3, region="370702001001", on=date(2026, 10, 12))
        family.household.id, family.head, family.people[2].born_on
"""

from dataclasses import dataclass
from datetime import date
from itertools import count

from doudi.base import crypto, idnumber
from doudi.registry.models import Household, Membership, Person
from doudi.registry.names import name_key
from doudi.verification.models import Consent

VILLAGE = "370702001001"
ADULT, ELDER, CHILD = date(1980, 6, 1), date(1950, 3, 2), date(2015, 9, 3)

_turn = count(1)
_GIVEN = "甲乙丙丁戊己庚辛壬癸"


def an_id(born_on: date = ADULT, sex: str = "female", seq: int | None = None, address: str = "370702") -> str:
    """A well-formed 18-digit number of nobody; `seq` below 500 tells people of one birthday and sex apart, left out it is the next free one."""
    turn = next(_turn) if seq is None else seq
    address = f"{address[:4]}{(int(address[4:]) + turn // 500) % 100:02d}"
    body = f"{address}{born_on:%Y%m%d}{2 * (turn % 500) + (sex == 'male'):03d}"
    return body + idnumber.check_character(body)


def a_name(turn: int | None = None) -> str:
    """Somebody obviously made up: 某甲, 某乙甲, …"""
    turn = next(_turn) if turn is None else turn
    letters = ""
    while turn:
        turn, letter = divmod(turn, 10)
        letters = _GIVEN[letter] + letters
    return "某" + letters


def a_person(
    *,
    name: str = "",
    id_number: str = "",
    born_on: date = ADULT,
    sex: str = "female",
    region: str = VILLAGE,
    area: str = "urban",
    died_on: date | None = None,
    phone: str = "",
) -> Person:
    """One person in the register, living nowhere yet."""
    name, id_number = name or a_name(), id_number or an_id(born_on, sex)
    return Person.objects.create(
        name=name,
        name_key=name_key(name),
        id_sealed=crypto.seal_text(id_number, purpose="id_number"),
        id_index=crypto.index(id_number, purpose="id_number"),
        id_tail=crypto.tail_marks([id_number[-4:]], purpose="id_tail")[0],
        phone_sealed=crypto.seal_text(phone, purpose="phone") if phone else None,
        phone_tail=crypto.tail_marks([phone[-4:]], purpose="phone_tail")[0] if phone else None,
        sex=sex,
        born_on=born_on,
        died_on=died_on,
        death_known_on=died_on,
        region=region,
        area=area,
    )


@dataclass(frozen=True)
class Family:
    """A household with its people in order, the head first."""

    household: Household
    people: tuple[Person, ...]

    @property
    def head(self) -> Person:
        return self.people[0]


def a_household(*, number: str = "", region: str = VILLAGE, area: str = "urban", formed_on: date = date(2010, 1, 1)) -> Household:
    """An empty household."""
    return Household.objects.create(number=number or f"H{region[:9]}{next(_turn):06d}", region=region, area=area, formed_on=formed_on)


def join(household: Household, person: Person, relation: str = "other", from_on: date | None = None) -> Membership:
    """Let the person live in the household, since it was formed unless a day is given."""
    since = from_on or household.formed_on
    ref = f"{household.number}/{person.pk}/{since}"
    return Membership.objects.create(household=household, person=person, relation=relation, from_on=since, source="register", ref=ref, region=household.region)


def a_family(members: int = 3, *, region: str = VILLAGE, area: str = "urban", formed_on: date = date(2010, 1, 1)) -> Family:
    """A head, a spouse, then children, as many as asked; nothing is known of them until somebody says it."""
    household = a_household(region=region, area=area, formed_on=formed_on)
    people = []
    for place in range(members):
        relation = ("head", "spouse")[place] if place < 2 else "child"
        person = a_person(born_on=ADULT if place < 2 else CHILD, sex="male" if place == 0 else "female", region=region, area=area)
        join(household, person, relation)
        people.append(person)
    return Family(household, tuple(people))


def consents_of(*household_ids: int, on: date = date(2026, 1, 5)) -> list[Consent]:
    """Everybody who lives there has signed, once; where a paper is there already nothing is added."""
    lives = Membership.objects.filter(household__in=household_ids).select_related("person").order_by("id")
    papers = [
        Consent(
            person=one.person,
            household_id=one.household_id,
            role="member",
            manner="batch",
            guardian="某监护人" if one.person.born_on.year > on.year - 14 else "",
            reference=f"test/{one.household_id}/{one.person_id}",
            given_on=on,
            recorded_on=on,
            region=one.region,
        )
        for one in lives
    ]
    Consent.objects.bulk_create(papers, ignore_conflicts=True)
    return list(Consent.objects.filter(household__in=household_ids).order_by("id"))
