"""行级权限: a scope that is missing, reset or foreign shows nothing, and every table with a region has one."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from doudi.base import access, audit, migrate
from doudi.base.models import AuditEntry, Officer
from tests.people import a_household

NOT_ABOUT_PEOPLE = {"base_officer", "oversight_dayrecord", "registry_coverage"}


def rows() -> int:
    return AuditEntry.objects.count()


@pytest.fixture
def one_row(db: None) -> None:
    with access.acting_as_system():
        audit.record("test.seen", about=("registry.household", 1), by=None, region="370702001")


def test_without_a_scope_nothing_is_seen(one_row: None) -> None:
    assert rows() == 0


def test_after_a_scope_has_ended_nothing_is_seen(one_row: None) -> None:
    """The setting is '' then and not NULL: the trap a naive policy falls into."""
    with access.acting_as_system():
        assert rows() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('doudi.region', true)")
        assert cursor.fetchone() == ("",)
    assert rows() == 0


def test_an_empty_region_is_no_region(one_row: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('doudi.region', '', true)")
        assert rows() == 0


def test_a_naive_policy_would_show_everything(fresh_database: object, owner_of: Callable[[], psycopg.Connection]) -> None:
    """Negative control: the same two states with a policy that forgets nullif."""
    with access.acting_as_system():
        audit.record("test.seen", about=("registry.household", 1), by=None, region="370702001")
    assert rows() == 0
    with owner_of() as owner:
        owner.execute("ALTER POLICY scope ON base_auditentry USING (starts_with(region, current_setting('doudi.region', true)))")
    with connection.cursor() as cursor:
        cursor.execute("SET doudi.region TO ''")
    assert rows() == 1


@pytest.mark.parametrize(("region", "seen"), [("370702001", 1), ("370702", 1), ("3707", 1), ("370702002", 0), ("370703", 0), ("37070200", 1)])
def test_a_region_sees_what_lies_below_it(one_row: None, officer_of: Callable[..., Officer], region: str, seen: int) -> None:
    with access.acting(officer_of("inspector", region=region)):
        assert rows() == seen


def test_the_administrator_and_the_inactive_see_no_rows(one_row: None, officer_of: Callable[..., Officer]) -> None:
    with access.acting(officer_of("administrator")):
        assert rows() == 0
    gone = officer_of("township", region="370702001")
    gone.is_active = False
    with access.acting(gone):
        assert rows() == 0


def test_scopes_nest_and_return(one_row: None, officer_of: Callable[..., Officer]) -> None:
    elsewhere = officer_of("township", region="370783001")
    with access.acting_as_system():
        with access.acting(elsewhere):
            assert rows() == 0
        assert rows() == 1
        with pytest.raises(ZeroDivisionError), access.acting(elsewhere):
            raise ZeroDivisionError
        assert rows() == 1


def test_the_application_owns_nothing_and_cannot_pass_by(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == ("doudi_app", "doudi_app")
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchall() == [("doudi_public",)], "less than itself, for those who have not signed in"
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname = 'doudi_public'")
        assert cursor.fetchone() == (False, False, False, False, False)


def test_the_public_may_read_named_columns_and_do_nothing_else(db: None) -> None:
    """What the database grants is exactly what the rooms say."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, a.attname, x.privilege_type FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) x
               WHERE x.grantee = 'doudi_public'::regrole
               UNION ALL SELECT c.relname, '*', x.privilege_type FROM pg_class c, aclexplode(c.relacl) x WHERE x.grantee = 'doudi_public'::regrole"""
        )
        granted = set(cursor.fetchall())
    assert granted == {(table, column, "SELECT") for table, columns in migrate.public_columns_of_rooms().items() for column in columns}
    assert not {column for _, column, _ in granted} & {"id_sealed", "phone_sealed", "number_sealed", "explanation", "written_text", "hearing_words"}


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE doudi_owner",
        "SET SESSION AUTHORIZATION doudi_owner",
        "ALTER TABLE base_auditentry DISABLE ROW LEVEL SECURITY",
        "DROP POLICY scope ON base_auditentry",
    ],
)
def test_the_application_cannot_become_or_overrule_the_owner(db: None, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied|must be owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_row_security_cannot_be_switched_off_for_reading(one_row: None) -> None:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("SELECT count(*) FROM base_auditentry")


def test_every_table_with_a_region_is_under_a_forced_policy(db: None) -> None:
    """A table added tomorrow without its policy fails here by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'region'
               WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"""
        )
        covered = dict(cursor.fetchall())
    assert "base_auditentry" in covered
    assert {table for table, held in covered.items() if not held} - NOT_ABOUT_PEOPLE == set()


def test_every_policy_forgives_no_empty_setting(db: None) -> None:
    """Each use of a doudi setting in a policy is compared through nullif or with a fixed word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname, pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid")
        policies = cursor.fetchall()
    assert policies
    for table, text in policies:
        plain = text.replace("NULLIF(current_setting(", "").replace("current_setting('doudi.officer'::text, true)", "")
        assert "current_setting(" not in plain, f"{table}: {text}"


def test_a_row_cannot_be_written_into_another_region(db: None) -> None:
    """WITH CHECK: what one may not see one may not write."""
    with access.acting_as_system(region="370783"), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        a_household(region="370702001001")
    with access.acting_as_system(region="370702"):
        assert a_household(region="370702001001").pk
