"""未在册人员: whoever an emergency strikes here is helped here, whatever register they stand in; nobody is taken for somebody by guess."""

from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.base.models import AuditEntry
from doudi.casework import actions
from doudi.flows.application import apply_for_help
from doudi.registry import actions as registering
from doudi.registry import queries as registry
from doudi.registry.actions import Declared, Stranger
from doudi.registry.models import Household, Person
from doudi.verification.models import Request
from tests.casework.story import ON, staff
from tests.people import VILLAGE, a_person, an_id

pytestmark = pytest.mark.usefixtures("system")

BORN = date(1980, 6, 1)


def registered(people, *who: Stranger, region: str = VILLAGE) -> Household:
    return registering.register_strangers(
        people=who or (Stranger("过路人甲", "male", BORN),), region=region, area="urban", because="车站附近车祸，身无分文。", officer=people.clerk, on=ON
    )


def test_a_stranger_is_helped_where_the_emergency_is(officer_of):
    people = staff(officer_of)
    home = registered(people)
    member = registry.members_of(home.pk, ON).get()
    assert (home.is_stranger, member.relation, registry.masked_id_number(member.person)) == (True, "head", "没有登记")
    struck = [Declared(None, "emergency", word="accident"), Declared(None, "emergency_need", amount=30_000)]
    given = {"household_id": home.pk, "applicant_id": member.person_id, "declared": struck, "origin": "window", "officer": people.clerk, "on": ON}
    with pytest.raises(actions.CannotAccept, match="急难发生地只受理临时救助"):
        apply_for_help(**given)
    case = apply_for_help(**given, scheme="urgent_relief")
    assert not Request.objects.exists(), "no department is asked about who is registered nowhere"
    assert actions.schemes_left(case) == ["temporary_relief"]
    actions.give_opinion(application_id=case.pk, outcome="grant", kind="urgent_relief", officer=people.clerk, on=ON)
    assert actions.decide(application_id=case.pk, outcome="grant", kind="urgent_relief", officer=people.surveyor, on=ON).amount_fen == 30_000


def test_a_number_leads_to_nobody_who_is_registered(officer_of):
    people, known = staff(officer_of), a_person(name="某甲")
    number = an_id(BORN, "male")
    Person.objects.filter(pk=known.pk).update(name="某甲")
    home = registered(people, Stranger("某甲", "male", BORN, number))
    person = registry.members_of(home.pk, ON).get().person
    assert person.pk != known.pk and person.id_index is None and person.id_tail is not None
    assert registry.masked_id_number(person).startswith(number[:4]) and number not in str(AuditEntry.objects.values_list("detail", "because"))
    again = registered(people, Stranger("某甲", "male", BORN, number))
    assert again.pk != home.pk and again.number != home.number, "two emergencies are two households, joined by nobody but a person"


def test_companions_come_along(officer_of):
    home = registered(staff(officer_of), Stranger("过路人甲", "male", BORN), Stranger("过路人乙", "female", date(2015, 7, 1)))
    assert [one.relation for one in registry.members_of(home.pk, ON)] == ["head", "other"]


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (Stranger("", "male", BORN), "姓名"),
        (Stranger("甲", "", BORN), "性别"),
        (Stranger("甲", "male", date(2030, 1, 1)), "出生日期"),
        (Stranger("甲", "male", BORN, "370702198006010011"), "校验码"),
        (Stranger("甲", "male", date(1981, 6, 1), an_id(BORN, "male")), "不一致"),
        (Stranger("甲", "male", BORN, "12345"), "18 位"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(officer_of, who, words):
    people = staff(officer_of)
    with pytest.raises(registering.CannotRegisterStranger, match=words) as refused:
        registered(people, who)
    assert not Household.objects.exists() and (not who.id_number or who.id_number not in str(refused.value))


def test_only_in_one_s_own_town_and_in_a_village_that_is_one(officer_of):
    people = staff(officer_of)
    with pytest.raises(CannotAccess):
        registered(people, region="370702002001")
    with pytest.raises(registering.CannotRegisterStranger, match="村"):
        registered(people, region="370702001")
    with pytest.raises(CannotAccess):
        registering.register_strangers(
            people=[Stranger("甲", "male", BORN)], region=VILLAGE, area="urban", because="事故。", officer=officer_of("county"), on=ON
        )


def test_the_house_assesses_strangers_like_everybody(officer_of):
    """Somebody without an index goes to the lake and comes back as a household of its own."""
    home = registered(staff(officer_of), Stranger("过路人甲", "male", BORN, an_id(BORN, "male")))
    registering.publish(on=ON)
    frames = registry.frames(ON, wanted={"age", "emergency"})
    assert home.pk in [row["household_id"] for row in frames.households.to_pylist()]
