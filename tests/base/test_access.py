"""权限: what a role may do, where, and who the system is."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import IntegrityError, transaction

from doudi.base import access, audit, migrate
from doudi.base.models import Officer, Role, RolePermission

Make = Callable[..., Officer]
READ = "web.read_audit"


@pytest.mark.parametrize(
    ("region", "allowed"),
    [(None, True), ("370702", True), ("370702001", True), ("370702001001", True), ("3707", False), ("370703", False), ("", False)],
)
def test_an_officer_acts_in_and_below_the_own_region(db: None, officer_of: Make, region: str | None, allowed: bool) -> None:
    assert access.may(officer_of("inspector", region="370702"), READ, region) is allowed


def test_a_role_without_the_permission_is_refused_in_words(db: None, officer_of: Make) -> None:
    with pytest.raises(access.CannotAccess, match="没有这项权限"):
        access.require(officer_of("finance"), READ)
    with pytest.raises(access.CannotAccess, match="不在您负责的区域"):
        access.require(officer_of("inspector", region="370783"), READ, "370702001")


def test_an_unknown_permission_is_nobodys(db: None, officer_of: Make) -> None:
    assert not any(access.may(officer_of(role), "web.anything") for role in migrate.ROLES if role != "department")


def test_the_administrator_answers_for_no_place(db: None, officer_of: Make) -> None:
    assert access.may(officer_of("administrator"), "web.own_account")
    assert not access.may(officer_of("administrator"), "web.own_account", "370702")


def test_who_left_may_nothing(db: None, officer_of: Make) -> None:
    officer = officer_of("inspector")
    officer.is_active = False
    assert not access.may(officer, READ)


def test_the_system_exists_only_where_it_is_named(db: None, officer_of: Make) -> None:
    with pytest.raises(access.CannotAccess, match="系统"):
        access.require(access.SYSTEM, READ)
    with access.acting_as_system(region="370702"):
        assert access.may(access.SYSTEM, READ, "370702001")
        assert not access.may(access.SYSTEM, READ, "370783")
        with access.acting(officer_of("inspector")):
            assert not access.may(access.SYSTEM, READ), "an officer's work cannot borrow the system's hand"
        assert access.may(access.SYSTEM, READ)
    assert not access.may(access.SYSTEM, READ)
    with pytest.raises(access.CannotAccess), access.acting_as_system(region=""):
        pass


def test_a_scope_needs_a_transaction(fresh_database: object, officer_of: Make) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        access.enter(officer_of("inspector"))


def test_a_department_sees_no_region(db: None, officer_of: Make) -> None:
    with access.acting_as_system():
        audit.record("test.here", about=None, by=None, region="370702001")
    from doudi.base.models import AuditEntry

    with access.acting(officer_of("department", region="370702", department="medical_insurance")):
        assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"role_id": "department", "region": "370702", "department": ""},
        {"role_id": "township", "region": "370702001", "department": "medical_insurance"},
        {"role_id": "township", "region": ""},
        {"role_id": "administrator", "region": "37"},
    ],
)
def test_the_database_refuses_an_officer_without_a_place(db: None, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.create(username="x", name="x", **wrong)


def test_the_application_cannot_give_itself_permissions(db: None) -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        RolePermission.objects.create(role_id="township", permission=READ)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Role.objects.create(code="x", title="x")


def test_permissions_in_the_database_are_exactly_the_rooms(db: None) -> None:
    wanted = {(role, permission) for permission, roles in migrate.permissions_of_rooms().items() for role in roles}
    assert set(RolePermission.objects.values_list("role_id", "permission")) == wanted


def test_syncing_takes_away_what_no_room_names(fresh_database: object, owner_of: Callable[[], psycopg.Connection]) -> None:
    with owner_of() as owner:
        owner.execute("INSERT INTO base_rolepermission (role_id, permission) VALUES ('township', 'casework.everything')")
    migrate.sync_permissions()
    assert not RolePermission.objects.filter(permission="casework.everything").exists()


def test_a_permission_for_an_unknown_role_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from doudi.web import permissions

    monkeypatch.setitem(permissions.PERMISSIONS, "web.other", ("mayor",))
    with pytest.raises(migrate.CannotMigrate, match="不存在的角色"):
        migrate.permissions_of_rooms()
