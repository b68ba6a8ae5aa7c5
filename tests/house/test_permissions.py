"""房子的检查: every page asks for a permission, every permission names a role, and none is asked for in vain."""

import ast
import re

import pytest
from django.urls import URLPattern, get_resolver

from doudi.base import migrate
from doudi.web import menu
from doudi.web.access import PUBLIC
from doudi.web.verbs import VERBS
from tests.house.walk import HOUSE, files, last_word, nodes

PERMISSIONS = migrate.permissions_of_rooms()
PATTERNS = [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)]
SHAPE = re.compile(r"[a-z_]+\.[a-z_]+")


def asked_for() -> dict[str, str]:
    """Permissions that officers are asked for: @may("x.y"), access.require(officer, "x.y"); what only the system does is nobody's."""
    found = {}
    for place, call in nodes(ast.Call):
        if last_word(call.func) in {"may", "require"} and call.args and last_word(call.args[0]) not in {"SYSTEM", "None"}:
            words = [word.value for word in call.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            found.update({word: place for word in words if SHAPE.fullmatch(word)})
    return found


def test_every_address_is_a_page_of_ours() -> None:
    assert len(PATTERNS) == len(get_resolver().url_patterns) > 0
    assert {pattern.name for pattern in PATTERNS} >= PUBLIC


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: str(pattern.pattern))
def test_every_page_asks_for_a_permission(pattern: URLPattern) -> None:
    assert pattern.name, "an address has a name"
    if pattern.name in PUBLIC:
        assert not hasattr(pattern.callback, "permission")
    else:
        assert pattern.callback.permission in PERMISSIONS


def test_every_line_of_the_menu_leads_to_a_page() -> None:
    assert [entry.address for _, entries in menu.MENU for entry in entries]


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_every_permission_names_roles_and_its_room(permission: str) -> None:
    assert PERMISSIONS[permission] and set(PERMISSIONS[permission]) <= set(migrate.ROLES)
    assert (HOUSE / permission.partition(".")[0]).is_dir()


def test_no_permission_is_asked_for_that_nobody_can_have() -> None:
    assert {permission: place for permission, place in asked_for().items() if permission not in PERMISSIONS} == {}


def test_no_permission_stands_for_nothing() -> None:
    """Each is asked for by name, or by a verb's name put together with its room's."""
    sources = [path for name, path in files().items() if name.startswith("doudi/") and name.endswith(".py") and not name.endswith("/permissions.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    unused = [permission for permission in PERMISSIONS if f'"{permission}"' not in code and f'f"{permission.partition(".")[0]}.{{' not in code]
    assert unused == []


def test_every_audited_act_has_a_name_for_people() -> None:
    """`audit.record("x.y")` is read by an inspector as words."""
    first = [(place, call.args[0]) for place, call in nodes(ast.Call) if ast.unparse(call.func) == "audit.record" and call.args]
    verbs = {word.value: place for place, word in first if isinstance(word, ast.Constant)}
    assert len(verbs) > 30
    assert {verb: place for verb, place in verbs.items() if verb not in VERBS} == {}
