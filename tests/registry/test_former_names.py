"""A name somebody bore before: said by an officer with grounds, seen where the person is, kept, and withdrawn with a reason; nothing of it in the audit."""

from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, transaction

from doudi.base.access import CannotAccess, acting
from doudi.base.models import AuditEntry, Officer
from doudi.registry import queries
from doudi.registry.actions import CannotRecordFormerName, record_former_name, withdraw_former_name
from doudi.registry.models import FormerName
from tests.people import a_household, a_person, join

pytestmark = pytest.mark.usefixtures("system")
DAY = date(2026, 10, 12)
GROUNDS = "户口簿“曾用名”栏"


@pytest.fixture
def officer(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("township", region="370702001")


def test_it_is_recorded_once_with_its_grounds_and_the_audit_names_no_name(officer: Officer) -> None:
    person = a_person(name="某甲")
    with acting(officer):
        for name in ("某大 妮", "某大妮"):
            former = record_former_name(person_id=person.pk, name=name, because=GROUNDS, until_on=date(2010, 5, 1), officer=officer, on=DAY)
    assert (former.name, former.name_key, former.until_on, former.source) == ("某大妮", "mou da ni", date(2010, 5, 1), "officer")
    assert [one.pk for one in queries.former_names_of([person.pk])[person.pk]] == [former.pk]
    [entry] = AuditEntry.objects.filter(verb="registry.former_name_recorded")
    assert (entry.because, entry.detail) == (GROUNDS, {"former_name": former.pk, "source": "officer"})
    person.refresh_from_db()
    assert person.name == "某甲"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "某1妮"}, "2 至 40 个字"),
        ({"name": "妮"}, "2 至 40 个字"),
        ({"name": "张國某"}, "与现在登记的姓名相同"),
        ({"because": "  "}, "依据"),
        ({"officer": None}, "依据"),
        ({"until_on": date(2026, 10, 13)}, "更名日期"),
        ({"until_on": date(1970, 1, 1)}, "更名日期"),
        ({"person_id": 0}, "没有这个人员"),
    ],
)
def test_what_cannot_be_one_is_refused_in_words(officer: Officer, given: dict[str, object], words: str) -> None:
    person = a_person(name="张国某")
    right = {"person_id": person.pk, "name": "张大妮", "because": GROUNDS, "officer": officer, "on": DAY}
    with pytest.raises(CannotRecordFormerName, match=words):
        record_former_name(**(right | given))
    assert record_former_name(**right).pk  # the control


def test_other_roles_and_other_places_neither_see_nor_say_it(officer: Officer, officer_of: Callable[..., Officer]) -> None:
    person = a_person(name="某甲")
    former = record_former_name(person_id=person.pk, name="某大妮", because=GROUNDS, officer=officer, on=DAY)
    with pytest.raises(CannotAccess):
        record_former_name(person_id=person.pk, name="某二妮", because=GROUNDS, officer=officer_of("finance"), on=DAY)
    elsewhere = officer_of("township", region="370702002")
    with acting(elsewhere):
        assert queries.former_names_of([person.pk]) == {}
        with pytest.raises(CannotRecordFormerName, match="不在您负责的区域"):
            withdraw_former_name(former_name_id=former.pk, because="x", officer=elsewhere, on=DAY)
    join(a_household(region="370702002001"), person)  # who lives there now is theirs to know
    with acting(elsewhere):
        assert [one.name for one in queries.former_names_of([person.pk])[person.pk]] == ["某大妮"]


def test_it_goes_by_being_withdrawn_and_may_be_said_again(officer: Officer) -> None:
    person = a_person(name="某甲")
    former = record_former_name(person_id=person.pk, name="某大妮", because=GROUNDS, officer=officer, on=DAY)
    with pytest.raises(CannotRecordFormerName, match="撤销曾用名的理由"):
        withdraw_former_name(former_name_id=former.pk, because=" ", officer=officer, on=DAY)
    for _ in range(2):
        withdraw_former_name(former_name_id=former.pk, because="登记有误", officer=officer, on=DAY)
    assert queries.former_names_of([person.pk]) == {}
    assert AuditEntry.objects.filter(verb="registry.former_name_withdrawn").count() == 1
    assert record_former_name(person_id=person.pk, name="某大妮", because=GROUNDS, officer=officer, on=DAY).pk != former.pk


@pytest.mark.parametrize("change", ["UPDATE registry_formername SET name = '某二妮'", "UPDATE registry_formername SET withdrawn_on = '2026-10-13'"])
def test_the_database_keeps_what_was_said(officer: Officer, change: str) -> None:
    from django.db import connection

    person = a_person(name="某甲")
    former = record_former_name(person_id=person.pk, name="某大妮", because=GROUNDS, officer=officer, on=DAY)
    with connection.cursor() as cursor:
        for statement in (change, "DELETE FROM registry_formername"):
            with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
                cursor.execute(statement)
        withdrawn = "UPDATE registry_formername SET withdrawn_on = '2026-10-13', withdrawn_by_id = recorded_by_id, withdrawn_because = '登记有误'"
        cursor.execute(withdrawn)  # the control: this alone may change
        with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
            cursor.execute(withdrawn.replace("13", "14"))
    assert FormerName.objects.get(pk=former.pk).name == "某大妮"
