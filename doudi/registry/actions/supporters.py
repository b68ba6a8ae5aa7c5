"""义务人: somebody bound to support a family who lives elsewhere is kept for that family's case alone (法 41; 个人信息保护法 第六条)."""

from django.db import transaction

from doudi.base import crypto, idnumber
from doudi.registry.models import Household, Person
from doudi.registry.names import name_key, spelt


class CannotNameSupporter(Exception):
    """Worded for the officer; never repeats a number, never says whether or where it is registered beyond what the officer may see."""


@transaction.atomic
def supporter_of(household: Household, *, name: str, id_number: str) -> Person:
    """The row of this person for this family's case, made where there is none; refuses a malformed number and another name under a known one.

    It lies in the family's place: who may see the family sees it, the office of the place where the person is registered does not.
    """
    number, name = idnumber.normalise(id_number), spelt(name.strip())
    if wrong := idnumber.check(number):
        raise CannotNameSupporter(f"{wrong}。请对照授权书核对。")
    if not name:
        raise CannotNameSupporter("请写明义务人的姓名。")
    mark = crypto.index(number, purpose="id_number")
    registered = Person.objects.filter(id_index=mark).first()  # as far as the officer may see
    person, _ = Person.objects.get_or_create(
        supports=household,
        number_mark=mark,
        defaults={
            "name": name,
            "name_key": name_key(name),
            "id_sealed": crypto.seal_text(number, purpose="id_number"),
            "id_tail": crypto.tail_marks([number[-4:]], purpose="id_tail")[0],
            "sex": idnumber.sex(number),
            "born_on": idnumber.born_on(number),
            "region": household.region,
            "area": household.area,
        },
    )
    if any(spelt(known.name) != name for known in (person, registered) if known):
        raise CannotNameSupporter("这个身份证号已登记为另一个姓名。请对照授权书和户籍核对。")
    return person


@transaction.atomic
def supporter_moved(person_id: int, household: Household) -> Person:
    """The same supporter for the same family's case under the number it has after moving as a whole; the row of before stays with its own number."""
    known = Person.objects.get(pk=person_id, supports__isnull=False)
    copied = ("name", "name_key", "id_sealed", "id_tail", "sex", "born_on", "died_on", "death_known_on")
    person, _ = Person.objects.get_or_create(
        supports=household,
        number_mark=known.number_mark,
        defaults={**{name: getattr(known, name) for name in copied}, "region": household.region, "area": household.area},
    )
    return person
