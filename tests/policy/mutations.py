"""变异的做法: what can be changed in a formula, one thing at a time."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from doudi import law
from doudi.policy.facts import FACTS
from doudi.policy.kinds import nearest
from doudi.policy.rule import dated
from doudi.policy.vocabulary import WAYS

OPERATORS: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
WORDS = {"greatest": "least", "least": "greatest", "any_of": "every", "every": "any_of"}
AROUND = 60


def alternatives(function: ast.FunctionDef) -> Iterator[str]:
    """Changes the function in one place, says what was changed, and puts it back, for every change there is."""
    siblings = _siblings(function)
    for line in _formulas(function):
        before = ast.unparse(line)
        for holder, name, place, node in list(_places(line)):
            for other in _instead(node, siblings):
                _put(holder, name, place, other)
                yield _difference(before, ast.unparse(line))
            _put(holder, name, place, node)
    for argument in function.args.args if function.decorator_list else []:
        if other := _nearest(argument.arg, function):
            mine = argument.arg
            _rename(function, mine, other)
            yield f"{mine} ⇒ {other}"
            _rename(function, other, mine)


def _rename(function: ast.FunctionDef, mine: str, other: str) -> None:
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.arg == mine:
            node.arg = other
        elif isinstance(node, ast.Name) and node.id == mine:
            node.id = other


def _nearest(name: str, function: ast.FunctionDef) -> str:
    """The fact or rule of the same kind and level whose name is the nearest, of those that the function does not read."""
    known, read = _kinds(), {function.name, dated(function.name)[0], *(argument.arg for argument in function.args.args)}
    return nearest(name, [other for other, kind in known.items() if kind == known.get(name) and other not in read])


def _difference(before: str, after: str) -> str:
    """What stands where it stood, in square brackets, with a little of what is around it."""
    shorter = min(len(before), len(after))
    start = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    end = next((place for place in range(shorter - start) if before[-1 - place] != after[-1 - place]), shorter - start)
    while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
        start -= 1
    while end and (before[-end].isalnum() or before[-end] == "_"):
        end -= 1
    left, right = before[max(0, start - AROUND) : start], before[len(before) - end :][:AROUND]
    return f"…{left}[{before[start : len(before) - end]} ⇒ {after[start : len(after) - end]}]{right}…"


def _formulas(function: ast.FunctionDef) -> list[ast.stmt]:
    return [line for line in function.body if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))]


def _places(line: ast.stmt) -> Iterator[tuple[Any, str, int | None, ast.AST]]:
    """Every expression of a line, with where it stands."""
    for holder in ast.walk(line):
        for name, value in ast.iter_fields(holder):
            if isinstance(value, list):
                yield from ((holder, name, place, one) for place, one in enumerate(value) if isinstance(one, ast.expr))
            elif isinstance(value, ast.expr):
                yield holder, name, None, value


def _put(holder: Any, name: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(holder, name, node)
    else:
        getattr(holder, name)[place] = node


def _instead(node: ast.AST, siblings: dict[str, str]) -> Iterator[ast.expr]:
    """What may stand in a node's place."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in OPERATORS:
            yield _with(node, ops=[OPERATORS[type(operator)]()])
        case ast.BinOp(left, operator, right):
            if type(operator) in OPERATORS:
                yield _with(node, op=OPERATORS[type(operator)]())
            yield left
            if not isinstance(operator, ast.Sub | ast.Div):
                yield right
        case ast.UnaryOp(ast.Invert(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(str() as value):
            yield from map(ast.Constant, _next_words(value))
        case ast.Name(id=name) if name in siblings:
            yield ast.Name(siblings[name])
        case ast.Attribute(attr=name):
            yield from (_with(node, attr=other) for other in _next_parameters(name))
        case ast.Call(ast.Name(word), given, named):
            yield from _calls(node, word, given, named)


def _calls(node: ast.Call, word: str, given: list[ast.expr], named: list[ast.keyword]) -> Iterator[ast.expr]:
    if word in WORDS:
        yield _with(node, func=ast.Name(WORDS[word]))
    if named and named[0].arg == "where":
        yield _with(node, keywords=[])
    match word, given:
        case "when", [condition, then, otherwise]:
            yield _with(node, args=[condition, otherwise, then])
            yield from (then, otherwise)
        case "first_of", _:
            yield from (_with(node, args=given[:place] + given[place + 1 :]) for place in range(len(given) if len(given) > 1 else 0))
            yield from (_with(node, args=[*given[:place], given[place + 1], given[place], *given[place + 2 :]]) for place in range(len(given) - 1))
        case (("greatest" | "least" | "how_many"), [_, _, *_]):
            yield from (_with(node, args=given[:place] + given[place + 1 :]) for place in range(len(given)))
        case "one_of", [_, _, _, *_]:
            yield from (_with(node, args=given[:place] + given[place + 1 :]) for place in range(1, len(given)))
        case "percent", [value, _]:
            yield value
        case "cannot_tell_from", _:
            yield from (ast.Constant(True), ast.Constant(False))
        case "rounded", [value, way]:
            yield value
            yield from (_with(node, args=[value, ast.Constant(other)]) for other in WAYS if not isinstance(way, ast.Constant))


def _with(node: Any, **fields: Any) -> Any:
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def _siblings(function: ast.FunctionDef) -> dict[str, str]:
    """For each argument the next one of the same kind and level."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    known = _kinds()
    for argument in function.args.args:
        if argument.arg not in ("law", "on"):
            groups[known.get(argument.arg, ())].append(argument.arg)  # of what rules share nobody knows the kinds: the mutant may be refused
    return {name: other for group in groups.values() if len(group) > 1 for name, other in zip(group, group[1:] + group[:1], strict=True)}


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    book = law.book(max(rule.since for rule in law.rules()))
    return {name: (book.level_of(name), book.kind_of(name)) for name in [*book.facts, *book.steps]}


@cache
def _next_words(word: str) -> tuple[str, ...]:
    """The word after it, in every list of words that has it."""
    lists = {fact.words for fact in FACTS} | {one.words for one in law.parameters()} | {("full", "partial", "dependent"), tuple(WAYS)}
    return tuple(sorted({words[(words.index(word) + 1) % len(words)] for words in lists if word in words} - {word}))


@cache
def _next_parameters(name: str) -> tuple[str, ...]:
    """The parameter, or the group of them, beside it: one of the same kind, or with the same names below."""
    kinds = {one.name: one.kind for one in law.parameters()}
    below: dict[str, dict[str, Any]] = defaultdict(dict)
    for full, kind in kinds.items():
        parts = full.split(".")
        for place, part in enumerate(parts):
            rest = ".".join(parts[place + 1 :])
            below[".".join(parts[:place])].setdefault(part, set()).add((rest, kind))
    found = set()
    for group in below.values():
        alike = [one for one in group if name in group and group[one] == group[name]]
        if len(alike) > 1:
            found.add(alike[(alike.index(name) + 1) % len(alike)])
    return tuple(sorted(found | {"urban": {"rural"}, "rural": {"urban"}}.get(name, set())))
