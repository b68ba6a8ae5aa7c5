"""房子的检查: every CannotX is spoken in Chinese, by some code, and met by some test."""

import ast
import re

import pytest

from tests.house.walk import last_word, nodes

CHINESE = re.compile(r"[\u3400-\u9fff]")
CLASSES = [node for _, node in nodes(ast.ClassDef)]
REFUSALS = sorted({node.name for node in CLASSES if node.name.startswith("Cannot")})
RAISED = [(place, node.exc) for place, node in nodes(ast.Raise) if isinstance(node.exc, ast.Call)]
# Verbs that share their first look at a case hand it their own refusal, to be raised there.
HANDED = {last_word(given) for _, call in nodes(ast.Call) for given in (*call.args, *(one.value for one in call.keywords)) if isinstance(given, ast.Name)}
IN_TESTS = {last_word(node) for kind in (ast.Name, ast.Attribute) for _, node in nodes(kind, "tests")}


def test_there_are_refusals() -> None:
    assert len(REFUSALS) > 20


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_is_spoken_and_tested(name: str) -> None:
    family = {name} | {node.name for node in CLASSES if name in {last_word(base) for base in node.bases}}
    assert family & HANDED or any(last_word(call.func) in family for _, call in RAISED), f"nothing raises {name}"
    assert family & IN_TESTS, f"no test meets {name}"


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_speaks_chinese(name: str) -> None:
    """What is raised goes to the officer's page as it stands."""
    for place, call in RAISED:
        if last_word(call.func) == name:
            words = "".join(part.value for part in ast.walk(call) if isinstance(part, ast.Constant) and isinstance(part.value, str))
            assert not words or CHINESE.search(words), f"{place} {words}"
