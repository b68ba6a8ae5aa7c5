"""申报与查明: a declaration makes everything asked known; whoever states again replaces; what cannot be is refused in words."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from doudi.base import access
from doudi.base.models import AuditEntry, Officer
from doudi.registry import actions, queries
from doudi.registry.actions import Declared
from doudi.registry.house_facts import SEEN, SEEN_BY_DEPARTMENTS
from doudi.registry.models import Fact
from doudi.registry.reducers import OF_HOUSEHOLD, OF_PERSON
from tests.people import Family, a_family, a_person
from tests.registry.rows import ON, a_delivery, a_row

pytestmark = pytest.mark.usefixtures("system")


@pytest.fixture
def family() -> Family:
    return a_family(2)


def declare(family: Family, *facts: Declared, on: date = ON, ref: str = "1", officer: Officer | None = None) -> None:
    actions.declare(household_id=family.household.pk, facts=facts, source="declaration", ref=ref, on=on, officer=officer)


def test_what_a_declaration_does_not_mention_is_known_to_be_nothing(family: Family) -> None:
    declare(family, Declared(family.head.pk, "wage", 2_160_000), Declared(None, "financial_assets", 500_000))
    case = queries.case_of(family.household.pk, on=ON)
    assert [member["wage_12m"] for member in case.members] == [2_160_000, 0]
    assert (case.household["financial_assets"], case.household["job_started_on"]) == (500_000, date(9999, 12, 31))
    for member in case.members:
        assert {reducer.fact.name: member[reducer.fact.name] for reducer in OF_PERSON if reducer.is_asked} | {"wage_12m": 0} == {
            reducer.fact.name: reducer.fact.left_out for reducer in OF_PERSON if reducer.is_asked
        }
        silent = {reducer.fact.name for reducer in OF_PERSON if member[reducer.fact.name] is None}
        assert silent == {"medical_self_paid_12m", *(fact.name for fact in (*SEEN, *SEEN_BY_DEPARTMENTS))}
    assert case.sources[family.head.pk, "wage_12m"] == queries.Source("declaration:1", ON)


def test_nobody_is_asked_what_verification_supplies() -> None:
    assert not {"medical_self_paid", "vehicles_seen", "vehicles", "relapse_watch"} & {*queries.DECLARED_PERSON, *queries.DECLARED_HOUSEHOLD}
    assert len(queries.DECLARED_PERSON) == sum(reducer.is_asked for reducer in OF_PERSON) > 30
    assert len(queries.DECLARED_HOUSEHOLD) == sum(reducer.is_asked for reducer in OF_HOUSEHOLD) > 5


def test_declared_unknown_stays_unknown(family: Family) -> None:
    declare(family, Declared(family.head.pk, "wage"), Declared(family.head.pk, "schooling"))
    head = queries.case_of(family.household.pk, on=ON).members[0]
    assert (head["wage_12m"], head["schooling"]) == (None, None)


def test_a_second_declaration_replaces_the_first_and_does_not_add(family: Family) -> None:
    later = ON + timedelta(days=60)
    declare(family, Declared(family.head.pk, "wage", 2_160_000))
    declare(family, Declared(family.head.pk, "wage", 600_000), on=later, ref="2")
    assert queries.case_of(family.household.pk, on=later).members[0]["wage_12m"] == 600_000
    assert queries.case_of(family.household.pk, on=ON).members[0]["wage_12m"] == 2_160_000


def test_what_a_visit_finds_replaces_what_was_declared_even_on_the_same_day(family: Family) -> None:
    declare(family, Declared(family.head.pk, "wage", 2_160_000))
    actions.record_fact(person_id=family.head.pk, name="wage", amount=2_400_000, source="visit", ref="3", on=ON)
    case = queries.case_of(family.household.pk, on=ON)
    assert (case.members[0]["wage_12m"], case.sources[family.head.pk, "wage_12m"].source) == (2_400_000, "visit:3")
    actions.record_fact(household_id=family.household.pk, name="homes", amount=1, source="visit", ref="3", on=ON)
    assert queries.case_of(family.household.pk, on=ON).household["homes"] == 1


def test_a_declared_year_is_no_longer_known_a_year_later(family: Family) -> None:
    declare(family, Declared(family.head.pk, "wage", 2_160_000))
    last_day, after = date(2027, 10, 11), date(2027, 10, 12)
    assert queries.case_of(family.household.pk, on=last_day).members[0]["wage_12m"] == 2_160_000
    assert queries.case_of(family.household.pk, on=after).members[0]["wage_12m"] is None


def test_the_job_began_on_the_day_the_row_begins(family: Family) -> None:
    actions.record_fact(household_id=family.household.pk, name="job_started_on", amount=1, source="visit", ref="1", on=ON, from_on=date(2026, 9, 1))
    assert queries.case_of(family.household.pk, on=ON).household["job_started_on"] == date(2026, 9, 1)


def test_what_the_house_did_is_kept_beside_and_once(family: Family) -> None:
    for _ in range(2):
        actions.record_fact(household_id=family.household.pk, name="visited_on", amount=1, source="casework", ref="visit:1", on=ON)
    assert Fact.objects.get().source == "casework"


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Declared(None, "no_such_thing", 1), "没有这些事项"),
        (Declared(None, "vehicles", 1), "没有这些事项"),
        (Declared(None, "wage", 1), "对象不符"),
        (Declared(None, "homes", -1), "超出范围"),
        (Declared(None, "single_parent", 2), "超出范围"),
        (Declared(None, "homes", 1, "one"), "值不符"),
    ],
)
def test_what_cannot_be_declared_is_refused_and_nothing_is_kept(family: Family, fact: Declared, words: str) -> None:
    with pytest.raises(actions.CannotDeclare, match=words):
        declare(family, Declared(family.head.pk, "wage", 1), fact)
    assert not Fact.objects.exists()


def test_a_word_outside_its_list_a_stranger_and_a_wrong_subject_are_refused(family: Family) -> None:
    for fact in (Declared(family.head.pk, "schooling", None, "kindergarden"), Declared(a_person().pk, "wage", 1), Declared(family.head.pk, "homes", 1)):
        with pytest.raises(actions.CannotDeclare):
            declare(family, fact)
    for whose in ({}, {"person_id": family.head.pk, "household_id": family.household.pk}, {"household_id": family.household.pk}, {"person_id": 10**9}):
        with pytest.raises(actions.CannotDeclare):
            actions.record_fact(**whose, name="wage", amount=1, source="visit", ref="1", on=ON)
    with pytest.raises(actions.CannotDeclare, match="没有这个事项"):
        actions.record_fact(person_id=family.head.pk, name="wag", amount=1, source="visit", ref="1", on=ON)


def test_a_loss_in_business_can_be_declared(family: Family) -> None:
    declare(family, Declared(family.head.pk, "business_net", -300_000))
    assert queries.case_of(family.household.pk, on=ON).members[0]["business_net_12m"] == -300_000


def test_declaring_needs_the_permission_in_that_region_and_is_audited(family: Family, officer_of: Callable[..., Officer]) -> None:
    other, finance, own = officer_of("township", region="370702002"), officer_of("finance"), officer_of("township", region="370702001")
    for officer in (other, finance):
        with pytest.raises(access.CannotAccess):
            declare(family, officer=officer)
    declare(family, officer=own)
    entry = AuditEntry.objects.get(verb="registry.declared")
    assert (entry.officer_id, entry.about_id, entry.region) == (own.pk, family.household.pk, family.household.region)


def test_the_households_vehicles_are_its_living_members_and_say_who_looked(family: Family) -> None:
    for person, seen in zip(family.people, (1, 0), strict=True):
        assert queries.case_of(family.household.pk, on=ON).household["vehicles"] is None
        actions.record_fact(person_id=person.pk, name="vehicles_seen", amount=seen, source="vehicles", ref=f"1/{person.pk}", on=ON)
    case = queries.case_of(family.household.pk, on=ON)
    assert (case.household["vehicles"], case.sources[None, "vehicles"]) == (1, queries.Source("vehicles", ON))
    actions.record([a_delivery([a_row("died_on", person=family.head.pk)])], on=ON)
    case = queries.case_of(family.household.pk, on=ON)
    assert (case.household["vehicles"], case.household["registered_members"]) == (0, 1)
    assert case.sources[family.head.pk, "died_on"] == queries.Source("hukou", ON)
