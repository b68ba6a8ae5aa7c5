"""升级: tables by the owner, rights for the application's role, roles and permissions from the rooms."""

import importlib.util

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from doudi.base import postgres

ROLES = {
    "township": "乡镇（街道）经办",
    "county": "县级审核",
    "finance": "财务",
    "department": "部门人员",
    "inspector": "监督检查",
    "administrator": "系统管理",
}


class CannotMigrate(Exception):
    """Why the database cannot be brought up to date, for the person at the terminal."""


def bring_up_to_date() -> None:
    """Migrate as the owner, give the application's role its rights and nothing more, sync what each role may do."""
    _ensure_app_role()
    _ensure_public_role()
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    _grant()
    _grant_public()
    _check_text()
    sync_permissions()


def permissions_of_rooms() -> dict[str, tuple[str, ...]]:
    """Every room's permissions.py together: permission to role codes; a permission named twice is refused."""
    together: dict[str, tuple[str, ...]] = {}
    for room in settings.ROOMS:
        if importlib.util.find_spec(f"doudi.{room}") is None or importlib.util.find_spec(f"doudi.{room}.permissions") is None:
            continue
        for permission, roles in importlib.import_module(f"doudi.{room}.permissions").PERMISSIONS.items():
            if permission in together:
                raise CannotMigrate(f"权限重复：{permission}")
            if unknown := set(roles) - set(ROLES):
                raise CannotMigrate(f"权限 {permission} 给了不存在的角色：{'、'.join(sorted(unknown))}")
            together[permission] = tuple(roles)
    return together


def public_columns_of_rooms() -> dict[str, tuple[str, ...]]:
    """What rooms let everybody read, in their permissions.py: table to columns; everything else is out of the public's reach."""
    together: dict[str, tuple[str, ...]] = {}
    for room in settings.ROOMS:
        if importlib.util.find_spec(f"doudi.{room}") and importlib.util.find_spec(f"doudi.{room}.permissions"):
            together |= getattr(importlib.import_module(f"doudi.{room}.permissions"), "PUBLIC_COLUMNS", {})
    return together


def sync_permissions() -> None:
    """Roles and what they may do are exactly what the rooms say."""
    from doudi.base.models import Role, RolePermission

    wanted = {(role, permission) for permission, roles in permissions_of_rooms().items() for role in roles}
    with transaction.atomic(using="owner"):
        for code, title in ROLES.items():
            Role.objects.using("owner").update_or_create(code=code, defaults={"title": title})
        there = {(row.role_id, row.permission): row.pk for row in RolePermission.objects.using("owner").all()}
        RolePermission.objects.using("owner").filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
        RolePermission.objects.using("owner").bulk_create(
            [RolePermission(role_id=role, permission=permission) for role, permission in sorted(wanted - set(there))]
        )


def _ensure_app_role() -> None:
    app = postgres.login("app")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = %s", [app.user])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(f"CREATE ROLE {app.user} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT")
        elif row[0]:
            raise CannotMigrate(f"数据库账号 {app.user} 权限过大，行级权限对它不起作用。")
        if app.password:
            cursor.execute(f"ALTER ROLE {app.user} PASSWORD %s", [app.password])


def _ensure_public_role() -> None:
    """Nobody logs in as the public: the application puts it on where nobody has signed in, and owns nothing by it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = %s", [postgres.PUBLIC])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(f"CREATE ROLE {postgres.PUBLIC} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT")
        elif row[0]:
            raise CannotMigrate(f"数据库角色 {postgres.PUBLIC} 权限过大，公开页面会读到不该公开的内容。")
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [app := postgres.login("app").user, postgres.PUBLIC])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {postgres.PUBLIC} TO {app}")


def _grant_public() -> None:
    """The columns that rooms name, for reading, and nothing that was granted before."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {postgres.PUBLIC}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {postgres.PUBLIC}")
        for table, columns in public_columns_of_rooms().items():
            cursor.execute(f"GRANT SELECT ({', '.join(columns)}) ON {table} TO {postgres.PUBLIC}")


def _grant() -> None:
    """The application reads and writes rows; it owns nothing, changes no table, and cannot write what only the owner keeps."""
    app = postgres.login("app").user
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {app}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations, base_role, base_rolepermission FROM {app}")
        cursor.execute(f"REVOKE UPDATE, DELETE ON base_auditentry, base_auditseal FROM {app}")


def _check_text() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT cardinality(show_trgm('李小明'))")
        if not cursor.fetchone()[0]:
            raise CannotMigrate("数据库的字符分类不认识中文（pg_trgm 没有结果），请以 C.UTF-8 建库。")
