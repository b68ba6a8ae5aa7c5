"""行级权限: an officer sees people, families, facts and completions of their own region and nothing else, whatever they ask."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from doudi.registry import actions, queries
from doudi.registry.models import Fact, Household, Membership, Person, SearchEntry, StaffMember
from tests.people import Family, a_family, an_id, join
from tests.registry.rows import ON, a_delivery, a_row

HERE, THERE = "370702001001", "370703001001"
TABLES = (Person, Household, Membership, SearchEntry, Fact, StaffMember)


@pytest.fixture
def families(system: None) -> tuple[Family, Family]:
    """One family here, one in another county, each with a fact and a staff member."""
    found = a_family(2, region=HERE), a_family(2, region=THERE)
    for family in found:
        actions.record_fact(household_id=family.household.pk, name="homes", amount=1, source="visit", ref="1", on=ON)
        actions.record_fact(person_id=family.head.pk, name="wage", amount=1, source="visit", ref="1", on=ON)
        index = bytes(Person.objects.get(pk=family.head.pk).id_index or b"")
        StaffMember.objects.create(name=family.head.name, id_index=index, unit="示例街道", post="民政助理", region=family.household.region[:9], from_on=ON)
    return found


@pytest.fixture
def township(families: tuple[Family, Family], officer_of: Callable[..., Officer]) -> Iterator[Officer]:
    """Acting as a township officer of HERE."""
    officer = officer_of("township", region=HERE[:9])
    with access.acting(officer):
        yield officer


def test_only_the_own_region_is_seen_counted_found_and_completed(families: tuple[Family, Family], township: Officer) -> None:
    here, there = families
    assert [table.objects.count() for table in TABLES] == [2, 1, 2, 2, 2, 1]
    assert queries.get_household(here.household.pk).number == here.household.number
    with pytest.raises(Household.DoesNotExist):
        queries.get_household(there.household.pk)
    with pytest.raises(Person.DoesNotExist):
        queries.get_person(there.head.pk)
    with pytest.raises(Household.DoesNotExist):
        queries.case_of(there.household.pk, on=ON)
    assert not queries.members_of(there.household.pk, ON) and not queries.households_of(there.head.pk, ON)
    assert queries.cards([there.household.pk], on=ON) == {}
    for text in (there.household.number, there.head.name, "某", "mou"):
        assert {member.household_id for member in queries.find_people(text)} <= {here.household.pk}
    assert len(queries.find_people("mou")) == 2


def test_a_found_number_is_found_whole_and_only_here(families: tuple[Family, Family], township: Officer) -> None:
    from doudi.base import crypto

    here, there = families
    whole = crypto.open_text(bytes(here.head.id_sealed), purpose="id_number")
    assert [member.person_id for member in queries.find_people(whole.lower())] == [here.head.pk]
    assert queries.find_people(crypto.open_text(bytes(there.head.id_sealed), purpose="id_number")) == []
    assert queries.find_people("") == queries.find_people(" ") == []


@pytest.mark.parametrize("scope", ["unset", "reset", "administrator", "department"])
def test_without_a_region_nothing_is_seen(families: tuple[Family, Family], officer_of: Callable[..., Officer], scope: str) -> None:
    value = {"unset": "", "reset": ""}.get(scope)
    if value is not None:
        with connection.cursor() as cursor:
            cursor.execute("RESET doudi.region" if scope == "reset" else "SET LOCAL doudi.region = ''")
        assert [table.objects.count() for table in TABLES] == [0] * 6
        return
    officer = officer_of("administrator") if scope == "administrator" else officer_of("department", department="medical_insurance")
    with access.acting(officer):
        assert [table.objects.count() for table in TABLES] == [0] * 6


@pytest.mark.usefixtures("fresh_database")
def test_with_the_policy_off_the_other_county_is_seen(owner_of: Callable[[], psycopg.Connection], officer_of: Callable[..., Officer]) -> None:
    with access.acting_as_system():
        a_family(2, region=HERE)
        a_family(2, region=THERE)
        officer = officer_of("township", region=HERE[:9])
    with access.acting(officer):
        assert Household.objects.count() == 1
    with owner_of() as owner:
        owner.execute("ALTER TABLE registry_household DISABLE ROW LEVEL SECURITY")
    with access.acting(officer):
        assert Household.objects.count() == 2


def test_a_person_of_another_town_is_seen_where_they_live_with_their_facts(families: tuple[Family, Family], officer_of: Callable[..., Officer]) -> None:
    here, there = families
    join(here.household, there.head)
    with access.acting(officer_of("township", region=HERE[:9])):
        assert Person.objects.filter(pk=there.head.pk).exists()
        case = queries.case_of(here.household.pk, on=ON)
        assert case.members[2]["wage_12m"] == 1
        assert case.members[2]["households_registered"] == 2
        assert Membership.objects.filter(person=there.head).count() == 1
        assert not Household.objects.filter(pk=there.household.pk).exists()


def test_a_town_that_somebody_left_keeps_the_name_and_learns_nothing_new(families: tuple[Family, Family], officer_of: Callable[..., Officer]) -> None:
    here, there = families
    moved = here.people[-1]
    ended = Membership.objects.filter(household=here.household, person=moved)
    ended.update(until_on=ON)
    join(there.household, moved, from_on=ON)
    Person.objects.filter(pk=moved.pk).update(region=there.household.region)
    actions.record_fact(person_id=moved.pk, name="wage", amount=100, source="visit", ref="9", from_on=ON, on=ON)
    with access.acting(officer_of("township", region=here.household.region[:9])):
        assert Person.objects.get(pk=moved.pk).name == moved.name
        assert not Fact.objects.filter(person=moved, name="wage").exists()
    with access.acting(officer_of("township", region=there.household.region[:9])):
        assert Fact.objects.filter(person=moved, name="wage").exists()


def test_nobody_writes_into_another_region(families: tuple[Family, Family], township: Officer) -> None:
    here, there = families
    with pytest.raises(DatabaseError), transaction.atomic():
        Household.objects.create(number="H-elsewhere", region=THERE, area="urban", formed_on=ON)
    with pytest.raises(DatabaseError), transaction.atomic():
        Household.objects.filter(pk=here.household.pk).update(region=THERE)
    assert Household.objects.filter(pk=there.household.pk).update(area="rural") == 0


def test_the_number_opens_for_a_reason_and_the_audit_says_who(families: tuple[Family, Family], township: Officer) -> None:
    here, there = families
    for person, because in ((here.head, "  "), (there.head, "核对身份")):
        with pytest.raises(queries.CannotOpenIdNumber) as refused:
            queries.open_id_number(person, officer=township, because=because)
        assert "3707" not in str(refused.value)
    assert not AuditEntry.objects.filter(verb="registry.id_number_opened").exists()
    number = queries.open_id_number(here.head, officer=township, because="核对身份")
    assert queries.masked_id_number(here.head) == number[:4] + "*" * 10 + number[-4:]
    entry = AuditEntry.objects.get(verb="registry.id_number_opened")
    assert (entry.officer_id, entry.about_id, entry.because) == (township.pk, here.head.pk, "核对身份")
    assert number not in str(entry.detail)


def test_the_number_stays_shut_for_a_department(families: tuple[Family, Family], officer_of: Callable[..., Officer]) -> None:
    officer = officer_of("department", department="medical_insurance")
    with access.acting(officer), pytest.raises(access.CannotAccess):
        queries.open_id_number(families[0].head, officer=officer, because="想看")


def test_staff_of_the_whole_county_are_matched_but_not_of_another(families: tuple[Family, Family], officer_of: Callable[..., Officer]) -> None:
    here, there = families
    StaffMember.objects.filter(name=here.head.name).update(region="370702002")
    with access.acting(officer_of("township", region=HERE[:9])):
        assert queries.staff_match([person.pk for person in here.people], on=ON) == [queries.StaffMatch(here.head.pk, here.head.name, "示例街道", "民政助理")]
        assert queries.staff_match([there.head.pk], on=ON) == []


def test_matching_knows_people_by_index_and_name(families: tuple[Family, Family]) -> None:
    here, _ = families
    index = bytes(Person.objects.get(pk=here.head.pk).id_index or b"")
    assert queries.match([index, b"\0" * 32]) == {index: queries.Known(here.head.pk, here.head.name, here.head.sex, here.head.born_on, HERE)}
    assert [known.person_id for known in queries.named([here.head.name])] == [here.head.pk]
    assert queries.households_numbered([here.household.number, "none"]) == {here.household.number: queries.Place(here.household.pk, HERE, "urban")}
    assert queries.match([]) == queries.households_numbered([]) == {}


def test_evidence_names_who_said_it(families: tuple[Family, Family]) -> None:
    here, _ = families
    actions.record([a_delivery([a_row("died_on", person=here.head.pk)])], on=ON)
    found = queries.evidence(household_ids=[here.household.pk], names=["wage_12m", "died_on", "homes", "standing", "medical_self_paid_12m"], on=ON)
    assert found[here.household.pk, here.head.pk, "wage_12m"] == queries.Source("visit:1", ON)
    assert found[here.household.pk, here.head.pk, "died_on"] == queries.Source("hukou", ON)
    assert found[here.household.pk, None, "homes"] == queries.Source("visit:1", ON)
    assert found[here.household.pk, None, "standing"] == queries.Source("register", ON)
    assert (here.household.pk, here.head.pk, "medical_self_paid_12m") not in found
    assert queries.cards([here.household.pk], on=ON)[here.household.pk].names == {person.pk: person.name for person in here.people}


def test_builders_make_well_formed_numbers_of_nobody() -> None:
    from doudi.base import idnumber

    numbers = [an_id() for _ in range(1200)]
    assert len(set(numbers)) == 1200 and all(idnumber.check(number) is None for number in numbers)
