"""房子的检查: every page asks for a permission, every permission names a role, and none is asked for in vain."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver

from doudi.base import migrate
from doudi.web.access import PUBLIC
from tests.house.walk import HOUSE, calls, modules

PERMISSIONS = migrate.permissions_of_rooms()


def views() -> list[URLPattern]:
    """Every address of the site."""
    found = []
    for pattern in get_resolver().url_patterns:
        found += [pattern] if isinstance(pattern, URLPattern) else list(pattern.url_patterns)
    return found


@pytest.mark.parametrize("pattern", views(), ids=lambda pattern: pattern.name or str(pattern.pattern))
def test_every_page_asks_for_a_permission(pattern: URLPattern) -> None:
    assert pattern.name, "an address has a name"
    if pattern.name in PUBLIC:
        assert not hasattr(pattern.callback, "permission")
    else:
        assert pattern.callback.permission in PERMISSIONS


def test_public_addresses_exist() -> None:
    assert {pattern.name for pattern in views()} >= PUBLIC


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_every_permission_names_roles_and_its_room(permission: str) -> None:
    assert PERMISSIONS[permission] and set(PERMISSIONS[permission]) <= set(migrate.ROLES)
    assert (HOUSE / permission.partition(".")[0]).is_dir()


def asked_for() -> dict[str, str]:
    """Permissions the code asks for, by where: @may("x.y"), access.require(officer, "x.y"), access.may(officer, "x.y")."""
    found = {}
    for path, tree in modules().items():
        for name, call in calls(tree):
            if name.rpartition(".")[2] in {"may", "require"}:
                found.update(
                    {
                        word.value: f"{path}:{call.lineno}"
                        for word in call.args
                        if isinstance(word, ast.Constant) and isinstance(word.value, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", word.value)
                    }
                )
    return found


def test_no_permission_is_asked_for_that_nobody_can_have() -> None:
    assert {permission: place for permission, place in asked_for().items() if permission not in PERMISSIONS} == {}


def test_no_permission_stands_for_nothing() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(HOUSE).rglob("*.py") if path.name != "permissions.py"]
    unused = {permission for permission in PERMISSIONS if permission not in asked_for() and not any(f'"{permission}"' in text for text in texts)}
    by_verb = {permission for permission in unused if any(f'f"{permission.partition(".")[0]}.{{' in text for text in texts)}
    assert unused - by_verb == set()
