"""房子的检查: the planted truth is opened by the score and by a visit to one family, and by nobody else of the house."""

import ast

from tests.house.walk import last_word, modules, nodes

OPENED_BY = {"doudi/sandbox/score.py", "doudi/sandbox/officers/family.py"}
WRITTEN_OR_COUNTED_BY = {"doudi/sandbox/city.py", "doudi/cli/city.py", "doudi/sandbox/lake/bucket.py", "doudi/sandbox/lake/files.py"}
LOOKED_AT_BY = {"doudi/sandbox/officers/alerts.py", "doudi/sandbox/officers/applications.py", "doudi/sandbox/officers/changes.py"}
MADE_BY = {"doudi/sandbox/city.py", "doudi/sandbox/truth.py", "doudi/sandbox/staff.py", "doudi/sandbox/feeds/"}


def opening(tree: ast.AST) -> bool:
    """`city / "truth"`: a path into the folder."""
    return any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and ast.unparse(node.right).strip("'\"f") == "truth" for node in ast.walk(tree))


def naming(tree: ast.AST) -> bool:
    """`"truth/deaths"`, also within a longer text."""
    return any(isinstance(node, ast.Constant) and isinstance(node.value, str) and "truth/" in node.value for node in ast.walk(tree) if node is not tree)


def importing(name: str) -> set[str]:
    """Modules that import something of this name."""
    return {
        place.partition(":")[0]
        for place, node in nodes(ast.ImportFrom)
        if last_word(ast.parse(node.module or "_")) == name or name in {one.name for one in node.names}
    }


def test_only_the_score_and_a_visit_open_the_truth() -> None:
    assert {place for place, tree in modules().items() if opening(tree)} == OPENED_BY
    assert {place for place, tree in modules().items() if naming(tree)} == WRITTEN_OR_COUNTED_BY


def test_only_visits_and_hearings_look_at_a_family() -> None:
    assert {place for place in importing("look") if place.startswith("doudi/sandbox/")} == LOOKED_AT_BY


def test_only_those_who_make_the_county_know_what_is_planted() -> None:
    assert {place for place in importing("planted") if not place.startswith(tuple(MADE_BY))} == set()


def test_the_check_sees_an_opened_truth() -> None:
    assert opening(ast.parse('pq.read_table(city / "truth" / "bank.parquet")'))
    assert naming(ast.parse('read(city / "truth/bank.parquet")'))
    assert not opening(ast.parse('pq.read_table(city / "departments" / "bank.parquet")'))
