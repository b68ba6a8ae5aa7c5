"""房子的检查: reading the repository's files and code once, for every check."""

import ast
import subprocess
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
HOUSE = TOP / "doudi"


@cache
def files() -> tuple[Path, ...]:
    """Everything that is or would be committed."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=TOP, capture_output=True, check=True).stdout
    return tuple(sorted(path for name in set(listed.decode().split("\0")) - {""} if (path := TOP / name).is_file()))


@cache
def modules(folder: str = "doudi") -> dict[str, ast.Module]:
    """Every module's parsed code, by its path from the top."""
    return {
        str(path.relative_to(TOP)): ast.parse(path.read_text(encoding="utf-8"))
        for path in files()
        if path.suffix == ".py" and path.is_relative_to(TOP / folder)
    }


def rooms() -> list[str]:
    """The packages of the house."""
    return sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists())


def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """Every call with the dotted words it calls: `date.today`, `access.require`."""
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
