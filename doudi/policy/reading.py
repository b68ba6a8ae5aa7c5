"""读文件: YAML read with its lines, so that a mistake is told once: file, line, key, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from doudi.base.money import NotMoney, to_fen
from doudi.policy.kinds import nearest
from doudi.policy.rule import DATE, MONEY, NEVER, NUMBER, TEXT, YESNO

MOST_FEN, MOST_NUMBER = 10**12, 10**6
"""More than any family has; small enough that no product of a formula outgrows 64 bits."""
MOST_PATH, MOST_DEPTH = 1000, 20
_WIDE = "\\U"
_ZERO_FIRST = re.compile(r"-?0[0-9]")


class CannotRead(Exception):
    """One sentence for whoever wrote the file; where it is about a place in the file, also the place."""

    def __init__(self, text: str, *, file: str = "", line: int = 0, field: str = "", what: str = "") -> None:
        super().__init__(text)
        self.file, self.line, self.field, self.what = file, line, field, what or text


def quoted(text: str, most: int = 40) -> str:
    """What somebody wrote, fit to stand in one line: what cannot be seen is written as its code, what is long is cut."""
    seen = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text[:most])
    return seen if len(text) <= most else f"{seen}…"


def day_of(text: str) -> date:
    """A date written 2026-08-01, and no other way; raises ValueError."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


@dataclass(frozen=True)
class Node:
    """A place in a file: the YAML node, the keys that lead to it, and the file."""

    node: yaml.Node
    path: str
    file: str

    def refusal(self, what: str) -> CannotRead:
        """The error about this place."""
        file, field = quoted(self.file, MOST_PATH), self.path or "文件"
        return CannotRead(f"{file} 第 {self.line} 行，{field}：{what}", file=file, line=self.line, field=field, what=what)

    @property
    def line(self) -> int:
        """The line it begins in, counted from 1."""
        return int(self.node.start_mark.line) + 1

    def says(self, word: str) -> bool:
        """Whether just this word stands here."""
        return isinstance(self.node, yaml.ScalarNode) and self.text == word

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def text(self) -> str:
        """A plain word as it stands in the file."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.refusal("这里应当只写一个值，不能是列表或映射。")
        if re.search("[\ud800-\udfff]", self.node.value):
            raise self.refusal(f"“{quoted(self.node.value)}”里有不成字的编码。请改写成文字。")
        return str(self.node.value).strip()

    @property
    def shown(self) -> str:
        """The same word as a refusal repeats it."""
        return quoted(self.text)

    def mapping(self, known: Iterable[str] | None = None, required: Iterable[str] = ()) -> dict[str, Node]:
        """Its keys with what they hold; a key that stands twice, is not known or is missing is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.refusal("这里应当是“键: 值”的映射。")
        found: dict[str, Node] = {}
        for key, value in self.node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            path = f"{self.path}.{quoted(name)}" if self.path else quoted(name)
            if not name:
                raise Node(key, path, self.file).refusal("键应当是一个词。")
            if name in found:
                raise Node(key, path, self.file).refusal(f"{quoted(name)} 写了两次，请只留一处。")
            if known is not None and name not in (names := list(known)):
                raise Node(key, path, self.file).refusal(_unknown_key(name, names))
            found[name] = Node(value, path, self.file)
        for name in required:
            if name not in found:
                raise self.refusal(f"缺少 {name}，请补上。")
        return found

    def items(self) -> Iterator[Node]:
        """Its entries; a place counts from 1."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.refusal("这里应当是列表，每项以“- ”开头，或写在方括号里。")
        return (Node(value, f"{self.path}[{place}]", self.file) for place, value in enumerate(self.node.value, 1))

    def value(self, kind: str, *, signed: bool = False, most: int = MOST_NUMBER, words: Iterable[str] = ()) -> Any:
        """What it says, as that kind; None where it says `unknown`."""
        if self.says("unknown"):
            return None
        read: dict[str, Callable[[], Any]] = {
            MONEY: lambda: self.money(signed=signed),
            NUMBER: lambda: self.number(-most if signed else 0, most),
            YESNO: self.yesno,
            DATE: self.day,
            TEXT: lambda: self.word(list(words)),
        }
        return read[kind]()

    def money(self, *, signed: bool = False) -> int:
        """Fen of an amount in yuan."""
        try:
            fen = to_fen("" if _ZERO_FIRST.match(self.text) else self.text)
        except NotMoney:
            raise self.refusal(f"“{self.shown}”不是金额。请写元，最多两位小数，例如 1234.50；查不到时写 unknown。") from None
        if fen < 0 and not signed:
            raise self.refusal(f"金额不能是负数（写的是 {self.shown}）。请写 0 或正数。")
        if abs(fen) > MOST_FEN:
            raise self.refusal(f"金额 {self.shown} 元过大（上限一百亿元）。请检查单位是否为元。")
        return fen

    def number(self, least: int = 0, most: int = MOST_NUMBER) -> int:
        """A whole number."""
        if not re.fullmatch(r"-?[0-9]{1,9}", self.text) or _ZERO_FIRST.match(self.text):
            raise self.refusal(f"“{self.shown}”不是整数。请写整数，前面不加 0，例如 2；查不到时写 unknown。")
        if not least <= int(self.text) <= most:
            raise self.refusal(f"{self.text} 超出范围，应在 {least} 至 {most} 之间。")
        return int(self.text)

    def yesno(self) -> bool:
        """true or false."""
        if self.node.tag != "tag:yaml.org,2002:bool" or self.text.lower() not in ("true", "false", "yes", "no"):
            raise self.refusal(f"“{self.shown}”不是 true 或 false。请写 true 或 false；查不到时写 unknown。")
        return self.text.lower() in ("true", "yes")

    def day(self) -> date:
        """A date; `never` is one that has not come."""
        if self.text in ("never", "none"):
            return NEVER
        try:
            return day_of(self.text)
        except ValueError:
            raise self.refusal(f"“{self.shown}”不是日期。请写 2026-08-01 这样的日期，没有发生写 never。") from None

    def word(self, words: list[str]) -> str:
        """A word, one of these where there are any."""
        if words and self.text not in words:
            raise self.refusal(f"“{self.shown}”不在可写的词里：{'、'.join(words)}。")
        return self.text


def read_yaml(path: Path) -> Node:
    """The root of a YAML file; raises CannotRead for a file that is no YAML, whose text points at itself, or lies deeper than any of ours."""
    named = quoted(str(path), MOST_PATH)

    def refusal(line: int, what: str) -> CannotRead:
        return CannotRead(f"{named} 第 {line} 行：{what}", file=named, line=line, what=what)

    try:
        text = path.read_text(encoding="utf-8-sig")
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):  # composing calls itself for each depth: what is too deep must not get there
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent):
                raise refusal(line, "请不要用 & 和 * 引用，把内容写全。")
            if depth > MOST_DEPTH:
                raise refusal(line, "括号套得太深。请按样例改写。")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise CannotRead(f"{named}：没有这个文件。请检查路径。", file=named, what="没有这个文件。请检查路径。") from None
    except UnicodeDecodeError as error:
        raise refusal(path.read_bytes()[: error.start].count(10) + 1, "文件不是 UTF-8 编码。请另存为 UTF-8。") from None
    except OSError:
        raise CannotRead(f"{named}：读不了这个文件。请检查路径和权限。", file=named, what="读不了这个文件。请检查路径和权限。") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise refusal(line, "YAML 写法有误。请检查这一行和上一行的缩进（不用制表符）、冒号后的空格、成对的引号和括号。") from None
    except yaml.reader.ReaderError as error:
        raise refusal(text[: error.position].count("\n") + 1, "有不能出现的字符。请删去控制字符。") from None
    except (ValueError, OverflowError):
        raise refusal(text[: text.find(_WIDE)].count("\n") + 1, f"{_WIDE} 后面的编码不是文字。请改写成文字。") from None
    if root is None:
        raise refusal(1, "文件是空的。请写入内容。")
    return Node(root, "", str(path))


def _unknown_key(name: str, known: list[str]) -> str:
    if name == "on" and "date" in known:
        return "请写 date:，不要写 on:（YAML 会把 on 读成 true）。"
    near = nearest(name, known)
    return f"没有叫 {quoted(name)} 的项{f'，是不是 {near}' if near else ''}。可以写：{'、'.join(known[:12])}{'…' if len(known) > 12 else ''}"
