"""房子的检查: reading the repository's files and code once, for every check."""

import ast
import subprocess
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
HOUSE = TOP / "doudi"


@cache
def files() -> dict[str, Path]:
    """Everything that is or would be committed, by its path from the top."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP, capture_output=True, check=True).stdout
    return {name: TOP / name for name in sorted(set(listed.decode().split("\0")) - {""}) if (TOP / name).is_file()}


@cache
def modules(folder: str = "doudi") -> dict[str, ast.Module]:
    """Every module's parsed code, by its path from the top; generated migrations are not read as prose."""
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for name, path in files().items()
        if name.startswith(f"{folder}/") and name.endswith(".py") and "/migrations/" not in name
    }


def nodes(kind: type, folder: str = "doudi") -> list[tuple[str, ast.AST]]:
    """Every node of a kind, with `path:line` to name it by."""
    return [(f"{name}:{getattr(node, 'lineno', 0)}", node) for name, tree in modules(folder).items() for node in ast.walk(tree) if isinstance(node, kind)]


def last_word(expression: ast.AST) -> str:
    """`CannotDecide` of `actions.CannotDecide`."""
    return ast.unparse(expression).rpartition(".")[2]


def rooms() -> list[str]:
    """The packages of the house."""
    return sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists())
