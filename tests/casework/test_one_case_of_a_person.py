"""一人一案: nobody is in two open applications: at two windows at once, in another town, and free again when the first has ended."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import psycopg
import pytest

from doudi.base import access
from doudi.base.models import Officer
from doudi.casework import actions
from doudi.casework.models import Application
from doudi.registry import actions as registry
from doudi.registry.models import Membership
from tests.casework.story import ON, SURVEYED, TOWN, a_poor_family, applied, staff, yearly_wages
from tests.databases import Clone
from tests.people import VILLAGE, Family, a_person, join
from tests.races import at_once

FAR = "370702002"


def entered_there_too(family: Family, other: Family) -> None:
    """The last of the first family is also entered in the other."""
    Membership.objects.create(
        household=other.household,
        person=family.people[-1],
        relation="other",
        from_on=ON - timedelta(days=9),
        source="test",
        ref="twice",
        region=other.household.region,
    )


def accepting(family: Family, officer: Officer) -> Callable[[], Application]:
    return lambda: actions.accept(
        household_id=family.household.pk, applicant_id=family.head.pk, declared=yearly_wages(family, 1000), origin="window", officer=officer, on=ON
    )


def open_cases() -> int:
    with access.acting_as_system():
        return Application.objects.count()


def two_families(officer_of, region: str = VILLAGE):
    with access.acting_as_system():
        people, family, other = staff(officer_of), a_poor_family(), a_poor_family(region=region)
        entered_there_too(family, other)
        return people, family, other, officer_of("township", region[:9])


def test_two_windows_at_once(fresh_database: Clone, officer_of) -> None:
    people, family, other, _ = two_families(officer_of)
    done, refused = at_once((people.clerk, accepting(family, people.clerk)), (people.second, accepting(other, people.second)))
    assert done == "done" and "已有在办申请" in refused and open_cases() == 1


def test_without_the_index_both_would_be_accepted(fresh_database: Clone, officer_of, owner_of: Callable[[], psycopg.Connection]) -> None:
    """Negative control: what the officers look up themselves does not see what the other has not committed."""
    people, family, other, _ = two_families(officer_of)
    with owner_of() as owning:
        owning.execute("DROP INDEX one_open_application_of_a_person")
    assert at_once((people.clerk, accepting(family, people.clerk)), (people.second, accepting(other, people.second))) == ["done", "done"]
    assert open_cases() == 2


def test_cases_open_before_hold_their_people_too(fresh_database: Clone, officer_of, owner_of: Callable[[], psycopg.Connection]) -> None:
    """The migration's own sentence, run again over a case of which nothing was kept; its owner is under the rows' scope again afterwards."""
    people, family, other, _ = two_families(officer_of)
    with access.acting_as_system():
        first = applied(family, people)
    with owner_of() as owning:
        owning.execute("ALTER TABLE casework_party NO FORCE ROW LEVEL SECURITY")
        owning.execute("DELETE FROM casework_party")
        owning.execute(import_module("doudi.casework.migrations.0015_one_case_of_a_person").OPEN_TODAY)
        owning.execute("ALTER TABLE casework_party FORCE ROW LEVEL SECURITY")
    with access.acting_as_system():
        assert {one.person_id for one in first.parties.filter(is_open=True)} == {person.pk for person in family.people}
    with owner_of() as owning:
        assert owning.execute("SELECT count(*) FROM casework_application").fetchone() == (0,)


def test_in_another_town_it_is_said_without_saying_where(fresh_database: Clone, officer_of) -> None:
    people, family, other, far = two_families(officer_of, FAR + VILLAGE[9:])
    with access.acting(people.clerk):
        first = accepting(family, people.clerk)()
    with pytest.raises(actions.CannotAccept) as refusal, access.acting(far):
        accepting(other, far)()
    words = str(refusal.value)
    assert "其他镇街已有在办申请" in words and "县级民政部门" in words
    assert not any(told in words for told in (first.number, family.household.number, family.people[-1].name, TOWN)) and open_cases() == 1


def test_the_first_ended_lets_its_people_go(fresh_database: Clone, officer_of) -> None:
    people, family, other, _ = two_families(officer_of)
    with access.acting_as_system():
        first = applied(family, people)
        actions.withdraw(application_id=first.pk, reason="不再申请。", officer=people.clerk, on=SURVEYED)
        assert not first.parties.filter(is_open=True).exists()
        assert applied(other, people, on=SURVEYED).parties.filter(is_open=True).count() == 4


def test_a_member_registered_elsewhere_is_said_in_words_and_nothing_is_kept(db: None, officer_of) -> None:
    """No case is open anywhere; the register row of one member lies in another town, which this window cannot write."""
    _, _, other, far = two_families(officer_of, region=f"{FAR}001")
    with pytest.raises(registry.CannotDeclare, match="其他镇街"), access.acting(far):
        accepting(other, far)()
    assert open_cases() == 0


def who_is_in(case: Application) -> set[int]:
    return {one.person_id for one in case.parties.filter(is_open=True)}


def test_who_joins_or_leaves_a_family_while_its_case_runs_is_of_the_case_or_free(system: None, officer_of) -> None:
    people, family, other = staff(officer_of), a_poor_family(), a_poor_family()
    first = applied(family, people)
    born, leaver = a_person(born_on=ON), family.people[-1]
    join(family.household, born, "child", ON)
    assert who_is_in(first) == {*(one.pk for one in family.people), born.pk}
    Membership.objects.filter(household=family.household, person=leaver).update(until_on=ON)
    assert leaver.pk not in who_is_in(first)
    join(other.household, leaver, "other", ON)
    second = applied(other, people, on=SURVEYED)
    assert leaver.pk in who_is_in(second) and leaver.pk not in who_is_in(first)


def test_who_joins_from_another_open_case_stays_in_the_first(system: None, officer_of) -> None:
    people, family, other = staff(officer_of), a_poor_family(), a_poor_family()
    first, second = applied(family, people), applied(other, people)
    join(other.household, family.people[-1], "other", ON)
    assert family.people[-1].pk in who_is_in(first) and family.people[-1].pk not in who_is_in(second)
