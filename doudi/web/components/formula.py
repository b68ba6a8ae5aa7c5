"""公式: a rule's formula as somebody who knows the law would read it aloud; the formula itself stands beside it."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import ModuleType

from doudi.policy import Book, Rule
from doudi.policy.facts import SAID

_BETWEEN: Mapping[type[ast.AST], str] = {
    ast.Add: "＋", ast.Sub: "－", ast.Mult: "×", ast.Div: "÷", ast.BitAnd: "并且", ast.BitOr: "或者",
    ast.Lt: "低于", ast.LtE: "不高于", ast.Gt: "高于", ast.GtE: "不低于", ast.Eq: "是", ast.NotEq: "不是",
}  # fmt: skip
_SUMS = {ast.Add, ast.Sub}
_SPECIAL = {"on": "判断之日", "NEVER": "没有发生"}
_WORDS: Mapping[str, str] = {
    "greatest": "{all}中较大的",
    "least": "{all}中较小的",
    "percent": "{0} 的 {1}%",
    "rounded": "{0}（按{1}取整）",
    "is_set": "当地设定了{0}",
    "named": "{0}中列有{1}",
    "band": "{0}所在档次的{1}",
    "full_years": "从{0}到{1}的周岁数",
    "full_months": "从{0}到{1}的整月数",
    "month_begins": "{0}之后第{1}个月的首日",
    "how_many": "{all}中成立的项数",
    "cannot_tell_from": "不能判断（只知{0}）",
}
_GATHERED: Mapping[str, str] = {"total": "{0}合计", "count_of": "{0}的人数", "any_of": "有人{0}", "every": "人人{0}"}


@cache
def source_of(rule: Rule) -> str:
    """The formula as written, without its decorator and sentence; the remarks on what no law says stay."""
    lines = textwrap.dedent(inspect.getsource(rule.formula)).splitlines()
    tree = _function(rule)
    doc = tree.body[0]
    start = tree.lineno - 1
    kept = lines[start : doc.lineno - 1] + lines[(doc.end_lineno or doc.lineno) :]
    return "\n".join(kept).rstrip()


def read_aloud(book: Book, rule: Rule) -> list[str]:
    """The formula in Chinese, a line for each thing it sets and one for its answer."""
    return _Reader(book, inspect.getmodule(rule.formula)).lines(_function(rule).body[1:])


@cache
def _function(rule: Rule) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule.formula))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


class _Reader:
    """Says an expression. `own` are the formula's own names with what is said for them; `paths` those that stand for a part of the law."""

    def __init__(self, book: Book, module: ModuleType | None) -> None:
        self.book, self.module = book, module
        self.own, self.paths = dict[str, str](), {"law": ""}

    def lines(self, body: Sequence[ast.stmt]) -> list[str]:
        said = []
        for statement in body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                said += self._set(statement.targets[0].id, statement.value)
            elif isinstance(statement, ast.Return) and statement.value is not None:
                said.append(self.said(statement.value))
        return said

    def _set(self, name: str, value: ast.expr) -> list[str]:
        if (path := self._path(value)) is not None:
            self.paths[name] = path
            return []
        words = self.said(value)
        self.own[name] = f"〔中间数 {sum(one.startswith('〔中间数') for one in self.own.values()) + 1}〕"
        return [f"设{self.own[name]}为：{words}"]

    def said(self, node: ast.expr) -> str:
        match node:
            case ast.Name() | ast.Attribute():
                return self._named(node)
            case ast.Constant():
                return self._constant(node.value)
            case ast.UnaryOp(op=ast.Invert()):
                return f"并非{self._inner(node.operand)}"
            case ast.UnaryOp(op=ast.USub()):
                return f"－{self._inner(node.operand)}"
            case ast.BinOp():
                return f"{self._inner(node.left, node)} {_BETWEEN[type(node.op)]} {self._inner(node.right, node)}"
            case ast.Compare():
                return f"{self._inner(node.left, node)} {_BETWEEN[type(node.ops[0])]} {self._inner(node.comparators[0], node)}"
            case ast.Call(func=ast.Name()):
                return self._call(node)
        return ast.unparse(node)

    def _inner(self, node: ast.expr, outer: ast.expr | None = None) -> str:
        """A part; in brackets where another reading would be possible."""
        same = isinstance(node, ast.BinOp) and isinstance(outer, ast.BinOp) and (type(node.op) is type(outer.op) or {type(node.op), type(outer.op)} == _SUMS)
        plain = isinstance(node, (ast.Name, ast.Attribute, ast.Constant)) or same or (isinstance(node, ast.BinOp) and isinstance(outer, ast.Compare))
        return self.said(node) if plain else f"（{self.said(node)}）"

    def _path(self, node: ast.expr) -> str | None:
        """The dotted name of a parameter, or of several, where an expression is one."""
        root, _, rest = ast.unparse(node).partition(".") if isinstance(node, (ast.Name, ast.Attribute)) else ("", "", "")
        return ".".join(filter(None, (self.paths[root], rest))) if root in self.paths else None

    def _named(self, node: ast.Name | ast.Attribute) -> str:
        if (path := self._path(node)) is not None:
            area, _, rest = path.partition(".")
            of_area = {"urban": "城镇的", "rural": "农村的"}.get(area, "")
            return f"〔{of_area}{self.book.title_of(rest if of_area else path)}〕"
        name = ast.unparse(node)
        return self.own.get(name) or f"〔{_SPECIAL.get(name) or self.book.title_of(name)}〕"

    def _constant(self, value: object) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        return f"“{SAID.get(value) or self.book.title_of(value)}”" if isinstance(value, str) else str(value)

    def _call(self, node: ast.Call) -> str:
        assert isinstance(node.func, ast.Name)
        word, given = node.func.id, node.args
        named = {one.arg: self.said(one.value) for one in node.keywords}
        if word in _GATHERED:
            of_whom = f"{named['where']}的人中，" if "where" in named else "各人中，"
            return of_whom + _GATHERED[word].format(self.said(given[0]))
        if word == "first_of":
            pairs = [(self.said(pair.elts[0]), self._inner(pair.elts[1])) for pair in given if isinstance(pair, ast.Tuple)]
            return "依次看：" + "；".join([*(f"若{first}，则{then}" for first, then in pairs), f"都不成立，则{named.get('otherwise', '')}"])
        if word == "when":
            return f"若{self.said(given[0])}，则{self._inner(given[1])}，否则{self._inner(given[2])}"
        if word == "one_of":
            return f"{self._inner(given[0])} 是{'、'.join(self.said(one) for one in given[1:])}之一"
        if word == "greatest" and ast.unparse(given[-1]) == "0" and len(given) == 2:
            return f"{self._inner(given[0])}，低于 0 的按 0 计"
        helper = getattr(self.module, word, None)
        if word.startswith("_") and inspect.isfunction(helper):
            return self._written_out(helper, given)
        said = [self._inner(one) for one in given]
        return _WORDS[word].format(*said, all="与".join(said)) if word in _WORDS else f"{word}（{'，'.join(said)}）"

    def _written_out(self, helper: Callable[..., object], given: Sequence[ast.expr]) -> str:
        """A formula of the same file, with what it is given put in its place."""
        function = ast.parse(textwrap.dedent(inspect.getsource(helper))).body[0]
        assert isinstance(function, ast.FunctionDef)
        inside = _Reader(self.book, self.module)
        for one, value in zip(function.args.args, given, strict=True):
            if (path := self._path(value)) is not None:
                inside.paths[one.arg] = path
            else:
                inside.own[one.arg] = self._inner(value)
        return "；".join(inside.lines(function.body))
