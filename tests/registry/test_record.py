"""每日入库: deaths, moves, corrections and withdrawals end the same in any order."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import transaction

from doudi.base import lake
from doudi.registry import actions, queries
from doudi.registry.actions import keep
from doudi.registry.models import Coverage, Fact, Household, Membership, Person
from tests.people import a_family, a_household, a_person
from tests.registry.rows import ON, a_delivery, a_row

pytestmark = pytest.mark.usefixtures("system")
DAY = timedelta(days=1)


def outcomes(deliveries: list[list[dict[str, object]]], person: Person) -> set[tuple[object, ...]]:
    """The end of every order of arrival: death, memberships, facts in force."""
    ends = set()
    for order in permutations(deliveries):
        with transaction.atomic():
            for rows in order:
                actions.record([a_delivery(rows)], on=ON)
            person.refresh_from_db()
            lives = Membership.objects.filter(person=person).order_by("from_on", "ref").values_list("household_id", "relation", "from_on", "until_on")
            facts = Fact.objects.order_by("source", "ref", "known_on").values_list("source", "ref", "known_on", "superseded_on", "from_on", "amount")
            ends.add((person.died_on, person.death_known_on, tuple(lives), tuple(facts)))
            transaction.set_rollback(True)
    return ends


def test_a_death_is_known_from_the_day_it_was_told_and_again_changes_nothing() -> None:
    person = a_family().head
    death = a_delivery([a_row("died_on", person=person.pk, from_on=ON - 9 * DAY)])
    assert actions.record([death], on=ON).deaths == 1
    assert actions.record([death], on=ON + DAY) == actions.Recorded(deaths=0, moved=0, facts=0)
    person.refresh_from_db()
    assert (person.died_on, person.death_known_on) == (ON - 9 * DAY, ON)


def test_a_corrected_day_of_death_keeps_the_day_it_became_known() -> None:
    person = a_person()
    told = a_row("died_on", person=person.pk, from_on=ON - 9 * DAY)
    corrected = {**told, "from_on": ON - 8 * DAY, "known_on": ON + 3 * DAY}
    (end,) = outcomes([[told], [corrected]], person)
    assert end[:2] == (ON - 8 * DAY, ON)


def test_a_withdrawn_death_is_no_death_in_any_order() -> None:
    person = a_person()
    told = a_row("died_on", person=person.pk, from_on=ON - 9 * DAY)
    withdrawn = {**told, "until_on": told["from_on"], "known_on": ON + DAY}
    (end,) = outcomes([[told], [withdrawn], []], person)
    assert end[:2] == (None, None)


def test_told_withdrawn_and_told_again_is_known_from_the_second_telling() -> None:
    person = a_person()
    told = a_row("died_on", person=person.pk, from_on=ON - 9 * DAY)
    withdrawn = {**told, "until_on": told["from_on"], "known_on": ON + DAY}
    again = {**told, "known_on": ON + 2 * DAY}
    (end,) = outcomes([[told], [withdrawn], [again]], person)
    assert end[:2] == (ON - 9 * DAY, ON + 2 * DAY)


def test_two_rows_of_one_day_end_the_same_whichever_came_first_and_a_withdrawal_stands() -> None:
    person = a_person()
    told = a_row("died_on", person=person.pk, from_on=ON - 9 * DAY)
    withdrawn = {**told, "until_on": told["from_on"]}
    other = {**told, "from_on": ON - 2 * DAY}
    (end,) = outcomes([[told], [withdrawn], [other]], person)
    assert end[:2] == (None, None)


def test_without_the_rule_for_equal_days_the_order_would_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_person()
    told = a_row("died_on", person=person.pk, from_on=ON - 9 * DAY)
    withdrawn = {**told, "until_on": told["from_on"]}
    monkeypatch.setattr(keep, "STANDS", "row(true)")
    assert len(outcomes([[told], [withdrawn]], person)) == 2


def test_a_row_corrected_to_another_person_leaves_the_first_alive() -> None:
    wrong, right = a_person(), a_person()
    told = a_row("died_on", person=wrong.pk, from_on=ON - 9 * DAY, ref="7")
    actions.record([a_delivery([told])], on=ON)
    actions.record([a_delivery([{**told, "person_id": right.pk, "known_on": ON + DAY}])], on=ON + DAY)
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.died_on, wrong.death_known_on) == (None, None)
    assert (right.died_on, right.death_known_on) == (ON - 9 * DAY, ON + DAY)


def test_moving_out_and_in_follows_the_moves_in_any_order() -> None:
    old, new = a_family(), a_household(region="370702002001", area="rural")
    person = old.people[2]
    out = a_row("moved_out", person=person.pk, household=old.household.pk, from_on=ON)
    into = a_row("moved_in", person=person.pk, household=new.pk, word="sibling", from_on=ON)
    (end,) = outcomes([[out], [into]], person)
    assert end[2] == ((old.household.pk, "child", date(2010, 1, 1), ON), (new.pk, "sibling", ON, None))
    actions.record([a_delivery([out, into])], on=ON)
    person.refresh_from_db()
    assert (person.region, person.area) == ("370702002001", "rural")


def test_a_withdrawn_move_is_undone_in_any_order() -> None:
    family = a_family()
    person = family.people[2]
    out = a_row("moved_out", person=person.pk, household=family.household.pk, from_on=ON)
    withdrawn = {**out, "until_on": ON, "known_on": ON + DAY}
    (end,) = outcomes([[out], [withdrawn]], person)
    assert end[2] == ((family.household.pk, "child", date(2010, 1, 1), None),)


def test_a_withdrawn_move_in_leaves_an_empty_membership_and_a_third_word_reopens_it() -> None:
    person, household = a_person(), a_household()
    into = a_row("moved_in", person=person.pk, household=household.pk, word="child", from_on=ON)
    withdrawn = {**into, "until_on": ON, "known_on": ON + DAY}
    (end,) = outcomes([[into], [withdrawn]], person)
    assert end[2] == ((household.pk, "child", ON, ON),)
    again = {**into, "known_on": ON + 2 * DAY}
    (end,) = outcomes([[into], [withdrawn], [again]], person)
    assert end[2] == ((household.pk, "child", ON, None),)


def test_other_facts_enter_the_register_only_for_watched_families() -> None:
    watched, other = a_family(), a_family()
    actions.watch_household(household_id=watched.household.pk, on=ON)
    bills = [a_row("medical_self_paid", person=family.head.pk, amount=90_000, source="hospital_bills") for family in (watched, other)]
    actions.record([a_delivery(bills, source="hospital_bills")], on=ON)
    assert list(Fact.objects.values_list("person_id", "amount")) == [(watched.head.pk, 90_000)]
    assert Fact.objects.get().region == watched.head.region


def test_watching_brings_what_the_lake_already_holds_and_a_newcomer_brings_theirs() -> None:
    family, newcomer = a_family(), a_person()
    bills = [a_row("medical_self_paid", person=person.pk, amount=90_000, source="hospital_bills") for person in (family.head, newcomer, a_person())]
    lake.publish("hospital_bills", ON, a_delivery(bills).facts)
    actions.watch_household(household_id=family.household.pk, on=ON)
    assert list(Fact.objects.values_list("person_id", flat=True)) == [family.head.pk]
    actions.record([a_delivery([a_row("moved_in", person=newcomer.pk, household=family.household.pk, word="parent", from_on=ON)])], on=ON)
    assert set(Fact.objects.filter(name="medical_self_paid").values_list("person_id", flat=True)) == {family.head.pk, newcomer.pk}


def test_coverage_is_known_when_the_year_is_covered_without_a_gap_up_to_the_last_week() -> None:
    def cover(from_on: date, until_on: date) -> None:
        actions.record([a_delivery([], [actions.Covered("medical_self_paid", "370702", from_on, until_on)], source="hospital_bills")], on=ON)

    cover(date(2025, 10, 12), date(2026, 3, 1))
    cover(date(2026, 3, 2), ON - 7 * DAY)
    assert queries.covered(ON) == {}
    cover(date(2026, 3, 1), date(2026, 3, 2))
    cover(date(2026, 3, 1), date(2026, 3, 2))
    assert list(queries.covered(ON)) == [("medical_self_paid", "370702")]
    assert queries.covered(ON + DAY) == {}
    assert Coverage.objects.count() == 3


def test_newcomers_are_registered_once_and_a_malformed_number_is_refused_unrepeated() -> None:
    born = actions.Newcomer("某新", "370702202610010016", ON, "male", "370702001001", "urban")
    with pytest.raises(actions.CannotRegister) as refused:
        actions.register_people([born])
    assert "370702" not in str(refused.value)
    from tests.people import an_id

    born = actions.Newcomer("某新", an_id(ON, "male"), ON, "male", "370702001001", "urban")
    assert actions.register_people([born]) == actions.register_people([born])


def test_ending_a_membership_is_kept_as_a_move_and_needs_a_reason() -> None:
    family = a_family()
    given = {"household_id": family.household.pk, "person_id": family.people[2].pk, "until_on": ON, "officer": None, "on": ON}
    with pytest.raises(actions.CannotEndMembership):
        actions.end_membership(because=" ", **given)
    actions.end_membership(because="另有家庭登记", **given)
    assert {member.person_id for member in queries.members_of(family.household.pk, ON)} == {person.pk for person in family.people[:2]}
    with pytest.raises(actions.CannotEndMembership):
        actions.end_membership(because="再次", **given)
    assert Household.objects.count() == 1
