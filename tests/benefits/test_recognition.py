"""Another department learns whether a standing is confirmed, its kind and its validity, for its own help alone; 社会救助法 第四十二条."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta

import pytest

from doudi.base import access, crypto
from doudi.base.models import AuditEntry, Officer
from doudi.benefits.actions import CannotRecognise, Recognised, recognise
from doudi.benefits.models import Standing
from doudi.registry.models import Person
from tests.people import Family, a_family, an_id

pytestmark = pytest.mark.usefixtures("system")
TODAY, SINCE = date(2026, 10, 12), date(2026, 3, 1)


def number_of(person: Person) -> str:
    return crypto.open_text(bytes(person.id_sealed), purpose="id_number")


@pytest.fixture
def medical(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("department", "370702", "medical_insurance")


@pytest.fixture
def family() -> Family:
    found = a_family(2)
    Standing.objects.create(household=found.household, kind="dibao", from_on=SINCE, decided_by="import:1", region=found.household.region)
    return found


def asked(officer: Officer, person: Person, **changed: object) -> Recognised:
    given = {"id_number": number_of(person), "name": person.name, "matter": "YB2026-0001", "day": TODAY} | changed
    with access.acting(officer):
        return recognise(**given, officer=officer, on=TODAY)


def test_yes_with_kind_and_validity_and_the_question_is_written_down(medical: Officer, family: Family) -> None:
    found = asked(medical, family.people[1])
    assert found == Recognised(TODAY, True, "最低生活保障家庭", SINCE, None)
    assert {one.name for one in fields(found)} == {"on", "is_confirmed", "kind", "from_on", "until_on"}
    entry = AuditEntry.objects.get(verb="benefits.recognised")
    assert (entry.about_kind, entry.about_id, entry.officer_id) == ("registry.person", family.people[1].pk, medical.pk)
    assert entry.because == "医疗救助：YB2026-0001" and number_of(family.people[1]) not in str(entry.detail)


def test_no_record_reads_the_same_whatever_is_behind_it(medical: Officer, family: Family) -> None:
    nothing = Recognised(TODAY, is_confirmed=False)
    elsewhere, poor = a_family(1, region="370783001001"), a_family(1)
    Standing.objects.create(household=elsewhere.household, kind="dibao", from_on=SINCE, decided_by="import:2", region=elsewhere.household.region)
    assert asked(medical, family.head, name="别的人") == nothing
    assert asked(medical, family.head, id_number=an_id()) == nothing
    assert asked(medical, poor.head) == nothing
    assert asked(medical, elsewhere.head) == nothing
    assert asked(medical, family.head, day=SINCE - timedelta(days=1)) == Recognised(SINCE - timedelta(days=1), is_confirmed=False)
    Standing.objects.update(until_on=TODAY)
    assert asked(medical, family.head) == nothing
    assert AuditEntry.objects.filter(verb="benefits.recognised").count() == 6


def test_a_standing_of_one_person_is_not_the_others_and_help_once_is_none(medical: Officer, officer_of: Callable[..., Officer]) -> None:
    family = a_family(2)
    given = {"household": family.household, "from_on": SINCE, "decided_by": "import:1", "region": family.household.region}
    Standing.objects.create(kind="tekun", person=family.head, **given)
    assert asked(medical, family.head).kind == "特困人员" and not asked(medical, family.people[1]).is_confirmed
    Standing.objects.create(kind="temporary_relief", **given)
    assert not asked(medical, family.people[1]).is_confirmed


@pytest.mark.parametrize(
    ("changed", "match"),
    [({"matter": " "}, "受理编号"), ({"matter": "字" * 61}, "受理编号"), ({"id_number": "123"}, "完整的身份证号"), ({"name": " "}, "完整的身份证号")],
)
def test_without_a_matter_or_a_whole_number_nothing_is_asked(medical: Officer, family: Family, changed: dict, match: str) -> None:
    with pytest.raises(CannotRecognise, match=match):
        asked(medical, family.head, **changed)
    with pytest.raises(CannotRecognise, match="将来"):
        asked(medical, family.head, day=TODAY + timedelta(days=1))
    assert not AuditEntry.objects.filter(verb="benefits.recognised").exists()


def test_only_departments_that_give_help_may_ask(family: Family, officer_of: Callable[..., Officer]) -> None:
    with pytest.raises(CannotRecognise, match="不是社会救助管理部门"):
        asked(officer_of("department", "370702", "police"), family.head)
    for role in ("county", "township", "inspector"):
        officer = officer_of(role, "370702001" if role == "township" else "370702")
        with pytest.raises(access.CannotAccess):
            asked(officer, family.head)
