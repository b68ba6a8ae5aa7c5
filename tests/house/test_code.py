"""房子的检查: docstrings, clocks, floats, refusals, and who imports whose tables."""

import ast
import re

import pytest

from tests.house.walk import calls, modules, rooms

FIRST_LINE = re.compile(r"^[\u3400-\u9fff·（）《》、“”\dA-Za-z ]*[\u3400-\u9fff][\u3400-\u9fff·（）《》、“”\dA-Za-z ]*: \S")
CLOCKS = re.compile(r"(^|\.)(today|now|utcnow|localdate|localtime|monotonic|perf_counter)$|^time\.time$")
MAY_LOOK_AT_THE_CLOCK = ("doudi/flows/", "doudi/web/", "doudi/cli/", "doudi/sandbox/demo")
BUSINESS = tuple(
    f"doudi/{room}/"
    for room in ("base", "registry", "verification", "benefits", "monitoring", "referral", "casework", "oversight", "analysis", "flows", "web", "policy", "law")
)


def test_every_module_says_what_it_is() -> None:
    """中文名: what it does; one line, so that a listing of first lines reads like a table of contents."""
    wrong = {
        path: (ast.get_docstring(tree) or "").partition("\n")[0] for path, tree in modules().items() if not FIRST_LINE.match(ast.get_docstring(tree) or "")
    }
    assert wrong == {}


def test_no_clock_below_the_flows() -> None:
    looking = [
        f"{path}:{call.lineno} {name}"
        for path, tree in modules().items()
        if not path.startswith(MAY_LOOK_AT_THE_CLOCK)
        for name, call in calls(tree)
        if CLOCKS.search(name)
    ]
    assert looking == []


def test_no_float_touches_money() -> None:
    found = []
    for path, tree in modules().items():
        if not path.startswith(BUSINESS):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
                name = node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
                if "float" in ast.unparse(node.annotation) and re.search(r"fen|amount|yuan|money", name):
                    found.append(f"{path}:{node.lineno} {name}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"float", "models.FloatField", "pa.float64", "pa.float32"}:
                found.append(f"{path}:{node.lineno} {ast.unparse(node.func)}")
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and any(ast.unparse(target).endswith("_fen") for target in node.targets):
                kind = ast.unparse(node.value.func)
                if kind.startswith("models.") and kind != "models.BigIntegerField":
                    found.append(f"{path}:{node.lineno} {kind}")
    assert found == []


def test_a_rooms_tables_are_its_own() -> None:
    """Other rooms are asked by their questions and told by their verbs."""
    crossing = [
        f"{path}:{node.lineno} {node.module}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and (found := re.match(r"doudi\.(\w+)\.models", node.module))
        if found[1] != "base" and not path.startswith((f"doudi/{found[1]}/", "doudi/sandbox/"))
    ]
    assert crossing == []


def test_no_signals_no_stars_no_leftovers() -> None:
    found = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (
                (node.module or "").startswith("django.dispatch") or "signals" in (node.module or "").split(".")[-1:] and "django" in (node.module or "")
            ):
                found.append(f"{path}:{node.lineno} signal")
            if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
                found.append(f"{path}:{node.lineno} star")
            if isinstance(node, ast.Raise) and node.exc is not None and "NotImplemented" in ast.unparse(node.exc):
                found.append(f"{path}:{node.lineno} unfinished")
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None or len(node.body) == 1 and isinstance(node.body[0], ast.Pass) and ast.unparse(node.type) == "Exception"
            ):
                found.append(f"{path}:{node.lineno} swallows every error")
    assert found == []


def refusals() -> dict[str, str]:
    """Every CannotX of the house and where it is defined."""
    return {node.name: path for path, tree in modules().items() for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name.startswith("Cannot")}


@pytest.mark.parametrize("name", sorted(refusals()))
def test_every_refusal_is_spoken_and_tested(name: str) -> None:
    raised = {
        ast.unparse(node.exc.func).rpartition(".")[2]
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    }
    tested = {
        word
        for tree in modules("tests").values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
        for word in [node.id if isinstance(node, ast.Name) else node.attr]
    }
    tested |= {alias.name for tree in modules("tests").values() for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    heirs = {
        node.name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith(name) for base in node.bases)
    }
    assert raised & {name, *heirs}, f"nothing raises {name}"
    assert name in tested, f"no test meets {name}"


@pytest.mark.parametrize("name", sorted(refusals()))
def test_every_refusal_speaks_chinese(name: str) -> None:
    """What is raised goes to the officer's page as it stands."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func).rpartition(".")[2] == name):
                continue
            words = [part.value for part in ast.walk(node.exc) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            assert not words or re.search(r"[\u3400-\u9fff]", "".join(words)), f"{path}:{node.lineno}"


def test_there_are_rooms_to_check() -> None:
    """The checks above pass on nothing if nothing is found."""
    assert {"base", "policy", "registry", "benefits", "casework", "web"} <= set(rooms())
    assert len(modules()) > 100 and len(refusals()) > 10
