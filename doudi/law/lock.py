"""规则锁: what each rule of each age means, as a digest, so that a rule that changes without a new date is noticed.

Yesterday's families were judged by yesterday's rule; it stays beside the new one. Words about a rule (its title, docstring, comments, the names of its own
variables) may be mended freely.
"""

import ast
import hashlib
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from doudi.policy import Rule

FILE = Path(__file__).parent / "rules.lock.yaml"
FIRST = "始"
"""The age of a rule without a date."""
_HEAD = """# 规则锁：每条规则、每个起始日的含义指纹，由 `doudi lock-rules` 生成，不要手改。
# 规则的内容变了：在旧规则旁边加一个 `…_since_YYYY_MM`，旧的留着。旧规则本来就写错了：`doudi lock-rules --because "哪里错了，依据什么"`，理由记在 mended 里。
"""


def meaning(formula: Callable[..., Any]) -> str:
    """The formula with nothing left but what it means: other functions of its file that it calls are part of it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(formula))).body[0]
    assert isinstance(tree, ast.FunctionDef), "a rule is a function"
    stored = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    own = {name: f"local_{place}" for place, name in enumerate(dict.fromkeys(stored))}
    called: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in own:
            there = formula.__globals__.get(node.id)
            if inspect.isfunction(there) and there.__module__ in (formula.__module__, *_law(there)) and there is not formula:
                called[node.id] = f"called_{digest(there)}"
            elif isinstance(there, int | str | tuple | date):
                called[node.id] = f"constant_{there!r}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = own.get(node.id) or called.get(node.id) or node.id
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    tree.name, tree.decorator_list, tree.returns = "rule", [], None
    return ast.unparse(tree)


def _law(there: Any) -> tuple[str, ...]:
    """A function of another file of the law is part of what calls it; the words rules are written in are not."""
    return (there.__module__,) if there.__module__.startswith("doudi.law.") else ()


def digest(formula: Callable[..., Any]) -> str:
    """The meaning as a short word."""
    return hashlib.sha256(meaning(formula).encode()).hexdigest()[:16]


def locked(rules: Iterable[Rule]) -> dict[str, dict[str, dict[str, str]]]:
    """Every rule by name and first day: level, digest, and the articles it rests on."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.name, rule.since)):
        since = FIRST if rule.since == date.min else rule.since.isoformat()
        says = {"level": rule.level, "digest": digest(rule.formula), "source": rule.source}
        found.setdefault(rule.name, {})[since] = says | ({"formerly": rule.formerly} if rule.formerly else {})
    return found


def read(file: Path = FILE) -> dict[str, Any]:
    """The committed lock."""
    kept = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else None
    return kept or {"rules": {}, "mended": []}


def changed(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Each rule that is no longer what was locked, `name` and first day; those of another meaning, another article, and those that are gone."""
    ages = [(name, since, says) for name, dated in kept["rules"].items() for since, says in dated.items()]
    return [f"{name} {since}" for name, since, says in ages if now.get(name, {}).get(since) != says]


def added(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Each rule that is not locked yet."""
    return [f"{name} {since}" for name, dated in now.items() for since in dated if since not in kept["rules"].get(name, {})]


def refusal(one: str) -> str:
    """What to do about a rule that is no longer what was locked."""
    name, _, since = one.partition(" ")
    return (
        f"规则 {name}（起始日 {since}）的内容或依据变了，起始日没有变：已经作出的决定会算出别的结果。"
        f"法律变了，请在它旁边另写 {name}_since_YYYY_MM；原来就写错了，请运行 doudi lock-rules --because “哪里错了，依据什么”。"
    )


def write(now: Mapping[str, Any], mended: list[Mapping[str, str]], file: Path = FILE) -> None:
    """The lock as it is committed."""
    text = yaml.safe_dump({"rules": now, "mended": mended}, allow_unicode=True, sort_keys=False, width=200)
    file.write_text(_HEAD + text, encoding="utf-8")
