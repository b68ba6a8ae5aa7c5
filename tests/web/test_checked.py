"""核对: declared beside found on the officer's page, what differs marked, what would follow told as a calculation and no decision."""

from collections.abc import Callable

import pytest
from django.test import Client

from doudi.base.models import Officer
from doudi.registry import actions as registry
from doudi.registry import queries as registered
from doudi.web.components.checked import checks_of, effect_of, held_against
from tests.casework import story
from tests.people import Family

pytestmark = pytest.mark.usefixtures("system")


def found(family: Family, name: str, fen: int) -> None:
    for person in family.people:
        amount = fen if person == family.head else 0
        registry.record_fact(person_id=person.pk, name=name, amount=amount, source="bank_deposits", ref=f"t/{name}/{person.pk}", on=story.ON)


def a_family_that_applied(officer_of: Callable[..., Officer]) -> tuple[Family, int, Officer]:
    people, family = story.staff(officer_of), story.a_poor_family()
    return family, story.applied(family, people).pk, people.clerk


def test_without_an_answer_nothing_is_held_against_anybody(officer_of: Callable[..., Officer]) -> None:
    family, _, _ = a_family_that_applied(officer_of)
    case = registered.case_of(family.household.pk, on=story.ON)
    rows = {row.title: row for row in held_against(case)}
    assert set(rows) == {"住房套数", "金融资产"} and not any(row.differs for row in rows.values())
    assert (rows["金融资产"].found, rows["金融资产"].still) == ("", 3) and effect_of(case) is None
    assert len([one for one in checks_of(case) if one["title"] == "银行存款" and not one["answer"]]) == 3


def test_what_was_found_beyond_the_declaration_is_marked_and_calculated(officer_of: Callable[..., Officer]) -> None:
    family, _, _ = a_family_that_applied(officer_of)
    story.vehicles_answered(family)
    found(family, "deposits_seen", 30_000_000)
    case = registered.case_of(family.household.pk, on=story.ON)
    first = held_against(case)[0]
    assert (first.title, first.differs, first.still, first.found) == ("金融资产", True, 0, "300,000.00 元")
    effect = effect_of(case)
    assert effect and "财产未超出低保规定" in effect.declared and "财产超出低保规定" in effect.found


def test_less_than_declared_changes_nothing(officer_of: Callable[..., Officer]) -> None:
    family, _, _ = a_family_that_applied(officer_of)
    found(family, "deposits_seen", 0)
    case = registered.case_of(family.household.pk, on=story.ON)
    assert not any(row.differs for row in held_against(case)) and effect_of(case) is None


def test_the_page_shows_both_and_calls_it_no_decision(officer_of: Callable[..., Officer]) -> None:
    family, pk, clerk = a_family_that_applied(officer_of)
    story.vehicles_answered(family)
    found(family, "deposits_seen", 30_000_000)
    client = Client()
    client.force_login(clerk)
    page = client.get(f"/applications/{pk}").content.decode()
    assert "测算，不是决定" in page and "300,000.00 元" in page and "听取家庭说明" in page


def test_a_home_of_two_is_one_home(officer_of: Callable[..., Officer]) -> None:
    family, _, _ = a_family_that_applied(officer_of)
    for person in family.people:
        registry.record_fact(person_id=person.pk, name="homes_seen", amount=1, source="real_estate", ref=f"h/{person.pk}", on=story.ON)
    case = registered.case_of(family.household.pk, on=story.ON)
    assert {row.title: row.found for row in held_against(case)}["住房套数"] == "1 套"
