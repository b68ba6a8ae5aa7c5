"""房子的检查: docstrings, clocks, floats, and who imports whose tables."""

import ast
import re

from tests.house.walk import last_word, modules, nodes, rooms

FIRST_LINE = re.compile(r"^[^:：]*[\u3400-\u9fff][^:：]*: \S")
CLOCKS = re.compile(r"(^|\.)(today|now|utcnow|localdate|localtime|monotonic|perf_counter)$|^time\.time$")
MAY_LOOK_AT_THE_CLOCK = ("doudi/flows/", "doudi/web/", "doudi/cli/", "doudi/sandbox/")
FLOATS = frozenset({"float", "models.FloatField", "pa.float64", "pa.float32"})
MONEY = re.compile(r"fen|amount|yuan|money")


def test_there_is_something_to_check() -> None:
    """The checks pass on nothing if nothing is found."""
    assert {"base", "policy", "registry", "benefits", "casework", "web"} <= set(rooms())
    assert len(modules()) > 100


def test_every_module_says_what_it_is() -> None:
    """中文名: what it does; one line, so that a listing of first lines reads like a table of contents."""
    first = {name: (ast.get_docstring(tree) or "").partition("\n")[0] for name, tree in modules().items()}
    assert [name for name, line in first.items() if not FIRST_LINE.match(line)] == []


def test_no_clock_below_the_flows() -> None:
    """Days are passed in, so that any day can be run again. (The sandbox plays whole days and times itself.)"""
    looking = [(place, ast.unparse(call.func)) for place, call in nodes(ast.Call) if CLOCKS.search(ast.unparse(call.func))]
    assert [found for found in looking if not found[0].startswith(MAY_LOOK_AT_THE_CLOCK)] == []


def test_no_float_touches_money() -> None:
    """No float is made outside the sandbox's dice, and nothing called money is annotated or stored as one."""
    made = [(place, ast.unparse(call.func)) for place, call in nodes(ast.Call) if ast.unparse(call.func) in FLOATS]
    named = [
        (place, ast.unparse(node))
        for kind in (ast.AnnAssign, ast.arg)
        for place, node in nodes(kind)
        if node.annotation is not None and "float" in ast.unparse(node.annotation) and MONEY.search(ast.unparse(node))
    ]
    stored = [
        (place, ast.unparse(node))
        for place, node in nodes(ast.Assign)
        if last_word(node.targets[0]).endswith("_fen") and re.match(r"models\.(?!BigIntegerField)\w+Field", ast.unparse(node.value))
    ]
    assert [found for found in made + named + stored if not found[0].startswith("doudi/sandbox/")] == []


def test_a_rooms_tables_are_its_own() -> None:
    """Other rooms are asked by their questions and told by their verbs; a name for the type checker is no use of a table. The sandbox may look."""
    named = {id(node) for _, block in nodes(ast.If) if last_word(block.test) == "TYPE_CHECKING" for node in ast.walk(block)}
    crossing = []
    for place, node in nodes(ast.ImportFrom):
        room = re.match(r"doudi\.(\w+)\.models", node.module or "")
        if room and room[1] != "base" and id(node) not in named and not place.startswith((f"doudi/{room[1]}/", "doudi/sandbox/")):
            crossing.append((place, node.module))
    assert crossing == []


def test_no_signals_no_stars() -> None:
    imports = [(place, node.module or "", {name.name for name in node.names}) for place, node in nodes(ast.ImportFrom)]
    assert [place for place, module, names in imports if "*" in names or module.startswith("django.dispatch") or re.match(r"django\..*signals", module)] == []


def test_nothing_is_left_open_or_swallowed() -> None:
    unfinished = [place for place, node in nodes(ast.Raise) if node.exc is not None and "NotImplemented" in ast.unparse(node.exc)]
    bare = [place for place, node in nodes(ast.ExceptHandler) if node.type is None]
    wide = [(place, node) for place, node in nodes(ast.ExceptHandler) if node.type is not None and last_word(node.type) == "Exception"]
    swallowed = [place for place, node in wide if isinstance(node.body[0], ast.Pass)]
    assert unfinished + bare + swallowed == []
