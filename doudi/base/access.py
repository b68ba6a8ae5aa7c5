"""权限: who may do what, where; the same line is drawn here and by the database, and both refuse by default."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from doudi.base import postgres
from doudi.base.models import Officer

SYSTEM: Officer | None = None
"""The actor of verbs that flows run by clock; allowed only inside `acting_as_system`."""

SETTINGS = ("doudi.region", "doudi.department", "doudi.department_region", "doudi.officer")
_system_region: ContextVar[str] = ContextVar("system_region", default="")


class CannotAccess(PermissionDenied):
    """Worded for the officer; a page that lets it through becomes 403."""


@contextmanager
def acting(officer: Officer) -> Iterator[None]:
    """One transaction in which the database shows what this officer may see, and nothing more; the scope before returns at its end."""
    token = _system_region.set("")
    try:
        with _scoped(*_scope_of(officer)):
            yield
    finally:
        _system_region.reset(token)


@contextmanager
def acting_as_system(region: str = "3707") -> Iterator[None]:
    """One transaction of the house itself (feeds, the day's run) over everything below `region`."""
    if not region:
        raise CannotAccess("系统任务必须指明区划。")
    token = _system_region.set(region)
    try:
        with _scoped(region, "", "", "system"):
            yield
    finally:
        _system_region.reset(token)


@contextmanager
def acting_as_public(region: str) -> Iterator[None]:
    """Reading for somebody who has not signed in: rows below `region`, and of these the columns that rooms name in PUBLIC_COLUMNS, held by the database."""
    token = _system_region.set("")
    try:
        with _scoped(region, "", "", ""), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {postgres.PUBLIC}")
            yield
            cursor.execute("SET LOCAL ROLE NONE")  # after an error the role goes with what is rolled back
    finally:
        _system_region.reset(token)


def enter(officer: Officer) -> None:
    """The same scope inside a transaction that is already open (a page's request); it ends with the transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("enter() outside a transaction would scope nothing")
    _system_region.set("")
    _set(_scope_of(officer))


def may(officer: Officer | None, permission: str, region: str | None = None) -> bool:
    """Whether the role allows it and, where a region is named, the officer answers for it. No officer means the system, inside `acting_as_system` alone."""
    if officer is None:
        scope = _system_region.get()
        return bool(scope) and (region is None or region.startswith(scope))
    if not officer.is_active or permission not in officer.permissions:
        return False
    return region is None or (bool(officer.region) and region.startswith(officer.region))


def require(officer: Officer | None, permission: str, region: str | None = None) -> None:
    """Refuse in words what the officer may not do."""
    if may(officer, permission, region):
        return
    if officer is None:
        raise CannotAccess("系统任务未在系统身份下运行，已拒绝。")
    raise CannotAccess("您所在的岗位没有这项权限。" if not may(officer, permission) else "该事项不在您负责的区域内。")


def region_in_sight() -> str:
    """The region whose rows the database shows in this transaction; the empty text where it shows none."""
    return _current()[0]


def _scope_of(officer: Officer) -> tuple[str, str, str, str]:
    if not officer.is_active:
        return ("", "", "", "")
    if officer.department:
        return ("", officer.department, officer.region, str(officer.pk))
    return (officer.region, "", "", str(officer.pk))


@contextmanager
def _scoped(*scope: str) -> Iterator[None]:
    """One transaction, or a part of one, with this scope; a part gives the scope before it back, a whole one ends with its transaction."""
    is_part = connection.in_atomic_block
    with transaction.atomic():
        before = _current() if is_part else ()
        _set(scope)
        yield
        if is_part:
            _set(before)


def _current() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS))
        found: tuple[str, ...] = cursor.fetchone()
        return found


def _set(scope: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS), list(scope))
