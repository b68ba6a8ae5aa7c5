"""A migration that is taken back leaves the tables, functions and triggers of before, or refuses in words: what those cannot hold is never lost or bent."""

from collections.abc import Callable
from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from doudi.base import access
from doudi.base.models import Officer
from doudi.base.rls import CannotUndo
from doudi.registry.actions import record_department_names, record_former_name
from doudi.verification.actions import request_checks
from doudi.verification.models import Circuit, Consent, Withdrawal
from tests.databases import Clone
from tests.people import Family, a_family, a_person, consents_of
from tests.verification.files import DAY
from tests.verification.test_supporters import supporter

STEPS = [
    ("registry", "0008_former_search"),
    ("registry", "0009_former_names_told"),
    ("verification", "0011_supporters_apart"),
    ("verification", "0012_asked_elsewhere"),
    ("verification", "0013_terms"),
    ("verification", "0014_carried"),
    ("verification", "0015_asked_in"),
]
SHAPE = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang <> ALL"
    " (SELECT oid FROM pg_language WHERE lanname IN ('c', 'internal'))",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tablename, policyname, qual, with_check FROM pg_policies",
    "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
)


def migrated(app: str, name: str) -> None:
    call_command("migrate", app, name, database="owner", verbosity=0, interactive=False)


def shape() -> set[tuple[Any, ...]]:
    """Everything of the database but its rows."""
    found = set()
    with connections["owner"].cursor() as cursor:
        for question in SHAPE:
            cursor.execute(question)
            found |= {(question[:30], *row) for row in cursor.fetchall()}
    return found


def test_each_is_taken_back_to_what_stood_before_it(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), Clone("undone", template="template1"):
        stood = []
        for step in STEPS:
            migrated(*step)
            stood.append(shape())
        assert all(before != after for before, after in pairwise(stood)), "the control: each changes something"
        for (app, name), before in reversed(list(zip(STEPS, stood, strict=True))[:-1]):
            if app == "verification":
                migrated(app, name)
                assert (shape() - before, before - shape()) == (set(), set()), name
        migrated(*STEPS[0])
        former = [{one for one in there if "formername" in str(one)} for there in (shape(), stood[0], stood[1])]
        assert former[0] == former[1] != former[2]


@pytest.fixture
def families(fresh_database: Clone, officer_of: Callable[..., Officer]) -> list[Family]:
    """Two, of which the first is on a list."""
    with access.acting_as_system():
        made = [a_family(members=1), a_family(members=1)]
        consents_of(*[one.household.pk for one in made])
        request_checks(household_ids=[made[0].household.pk], reason="申请", officer=None, on=DAY)
        return made


def test_what_is_undone_asks_for_leave_as_before_and_done_again_too(families: list[Family], owner_of: Callable[[], psycopg.Connection]) -> None:
    first, second = families
    with access.acting_as_system():
        leave = {one.household_id: one.pk for one in Consent.objects.all()}
    for step in [*reversed(STEPS[2:]), STEPS[-1]]:
        migrated(*step)
        for household, refused in ((first, True), (second, False)):
            put = {"person_id": second.head.pk, "household_id": second.household.pk, "consent_id": leave[household.household.pk], "place": 99}
            with owner_of() as connection:
                connection.execute("SELECT set_config('doudi.region', '37', true)")
                heard = nullcontext() if not refused else pytest.raises(psycopg.errors.RestrictViolation, match="without their consent")
                with heard, connection.transaction():
                    connection.execute(
                        f"INSERT INTO verification_requestedperson (request_id, region, {', '.join(put)})"  # noqa: S608
                        " SELECT request_id, region, %s, %s, %s, %s FROM verification_requestedperson ORDER BY id LIMIT 1",
                        list(put.values()),
                    )
                connection.rollback()


def a_name(family: Family, officer: Officer) -> None:
    record_former_name(person_id=family.head.pk, name="张大妮", because="户口簿", officer=officer, on=DAY)


def a_name_told(family: Family, officer: Officer) -> None:
    record_department_names(source="hukou", department="公安局", said={"HJ1": (family.head.pk, ["张大妮"])}, on=DAY, region="370702")


def asked_at(where: str) -> Callable[[Family, Officer], None]:
    there = {"asked_in": "370783"} if where == "city" else {}
    return lambda family, officer: void(supporter(family, a_person(), officer, asked_at=where, **there))


def a_withdrawal(has_term: bool) -> Callable[[Family, Officer], None]:
    def made(family: Family, officer: Officer) -> None:
        Withdrawal.objects.create(
            person=family.head, household=family.household, withdrawn_on=DAY, sender=b"1" * 32, due_on=DAY if has_term else None, region=family.household.region
        )

    return made


def a_circuit(family: Family, officer: Officer) -> None:
    Circuit.objects.create(feed="vehicles", region="370702", asked_in="370783")


def void(_: object) -> None:
    return None


@pytest.mark.parametrize(
    ("step", "makes", "words"),
    [
        (STEPS[5], asked_at("city"), "有授权书写明由本市其他县区的部门核对（1 条）"),
        (STEPS[5], a_circuit, "有本市其他县区的数据来源（1 条）"),
        (STEPS[5], asked_at("elsewhere"), ""),
        (STEPS[5], asked_at("here"), ""),
        (STEPS[3], a_withdrawal(has_term=False), "有网上撤回没有听取期限（1 条）"),
        (STEPS[3], a_withdrawal(has_term=True), ""),
        (STEPS[2], asked_at("elsewhere"), "有授权书写明由户籍地民政部门协查（1 条）"),
        (STEPS[2], asked_at("here"), ""),
        (STEPS[0], a_name_told, "有部门报送的曾用名，没有登记人（1 条）"),
        (STEPS[0], a_name, ""),
    ],
)
def test_what_the_tables_before_cannot_hold_is_said_and_stays(
    step: tuple[str, str], makes: Callable[[Family, Officer], None], words: str, families: list[Family], officer_of: Callable[..., Officer]
) -> None:
    with access.acting_as_system():
        makes(families[1], officer_of("county"))
    whole = shape()
    if not words:
        migrated(*step)  # the control
        assert shape() != whole
        migrated(*[one for one in STEPS if one[0] == step[0]][-1])
        assert shape() == whole
        return
    with pytest.raises(CannotUndo, match=f"^不能撤回这次升级：{words}，以前的表无法如实保存。$"):
        migrated(*step)
    migrated(*[one for one in STEPS if one[0] == step[0]][-1])  # those after it were taken back, and come again
    assert shape() == whole
