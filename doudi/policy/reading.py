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


class CannotRead(Exception):
    """One sentence for whoever wrote the file."""


@dataclass(frozen=True)
class Node:
    """A place in a file: the YAML node, the keys that lead to it, and the file."""

    node: yaml.Node
    path: str
    file: str

    def refusal(self, what: str) -> CannotRead:
        """The error about this place."""
        return CannotRead(f"{self.file} 第 {self.node.start_mark.line + 1} 行，{self.path or '文件'}：{what}")

    def says(self, word: str) -> bool:
        """Whether just this word stands here."""
        return isinstance(self.node, yaml.ScalarNode) and self.text == word

    @property
    def text(self) -> str:
        """A plain word as it stands in the file."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.refusal("这里应当只写一个值，不能是列表或映射。")
        return str(self.node.value).strip()

    def mapping(self, known: Iterable[str] | None = None, required: Iterable[str] = ()) -> dict[str, Node]:
        """Its keys with what they hold; a key that stands twice, is not known or is missing is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.refusal("这里应当是“键: 值”的映射。")
        found: dict[str, Node] = {}
        for key, value in self.node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            path = f"{self.path}.{name}" if self.path else name
            if not name:
                raise Node(key, path, self.file).refusal("键应当是一个词。")
            if name in found:
                raise Node(key, path, self.file).refusal(f"{name} 写了两次，请只留一处。")
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
            fen = to_fen(self.text)
        except NotMoney:
            raise self.refusal(f"“{self.text}”不是金额。请写元，最多两位小数，例如 1234.50；查不到时写 unknown。") from None
        if fen < 0 and not signed:
            raise self.refusal(f"金额不能是负数（写的是 {self.text}）。请写 0 或正数。")
        if abs(fen) > MOST_FEN:
            raise self.refusal(f"金额 {self.text} 元过大（上限一百亿元）。请检查单位是否为元。")
        return fen

    def number(self, least: int = 0, most: int = MOST_NUMBER) -> int:
        """A whole number."""
        if not re.fullmatch(r"-?[0-9]{1,9}", self.text):
            raise self.refusal(f"“{self.text}”不是整数。请写整数，例如 2；查不到时写 unknown。")
        if not least <= int(self.text) <= most:
            raise self.refusal(f"{self.text} 超出范围，应在 {least} 至 {most} 之间。")
        return int(self.text)

    def yesno(self) -> bool:
        """true or false."""
        if self.node.tag != "tag:yaml.org,2002:bool" or self.text.lower() not in ("true", "false", "yes", "no"):
            raise self.refusal(f"“{self.text}”不是 true 或 false。请写 true 或 false；查不到时写 unknown。")
        return self.text.lower() in ("true", "yes")

    def day(self) -> date:
        """A date; `never` is one that has not come."""
        if self.text in ("never", "none"):
            return NEVER
        try:
            return date.fromisoformat(self.text if len(self.text) == 10 else "")
        except ValueError:
            raise self.refusal(f"“{self.text}”不是日期。请写 2026-08-01 这样的日期，没有发生写 never。") from None

    def word(self, words: list[str]) -> str:
        """A word, one of these where there are any."""
        if words and self.text not in words:
            raise self.refusal(f"“{self.text}”不在可写的词里：{'、'.join(words)}。")
        return self.text


def read_yaml(path: Path) -> Node:
    """The root of a YAML file; raises CannotRead for a file that is no YAML, or whose text points at itself."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise CannotRead(f"{path}：没有这个文件。请检查路径。") from None
    except UnicodeDecodeError as error:
        raise CannotRead(f"{path} 第 {path.read_bytes()[: error.start].count(10) + 1} 行：文件不是 UTF-8 编码。请另存为 UTF-8。") from None
    except OSError as error:
        raise CannotRead(f"{path}：读不了这个文件（{error.strerror}）。请检查路径和权限。") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CannotRead(f"{path} 第 {line} 行：YAML 写法有误（{error.problem}）。请检查缩进、冒号后的空格和引号。") from None
    except yaml.reader.ReaderError as error:
        raise CannotRead(f"{path} 第 {text[: error.position].count(chr(10)) + 1} 行：有不能出现的字符。请删去控制字符。") from None
    except RecursionError:
        raise CannotRead(f"{path}：括号套得太深。请按样例改写。") from None
    if root is None:
        raise CannotRead(f"{path} 第 1 行：文件是空的。请写入内容。")
    _refuse_references(root, path)
    return Node(root, "", str(path))


def _refuse_references(root: yaml.Node, path: Path) -> None:
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            raise CannotRead(f"{path} 第 {node.start_mark.line + 1} 行：请不要用 & 和 * 引用，把内容写全。")
        seen.add(id(node))
        if not isinstance(node, yaml.ScalarNode):
            waiting.extend(part for entry in node.value for part in (entry if isinstance(entry, tuple) else (entry,)))


def _unknown_key(name: str, known: list[str]) -> str:
    if name == "on" and "date" in known:
        return "请写 date:，不要写 on:（YAML 会把 on 读成 true）。"
    return f"没有叫 {name} 的项{f'，是不是 {near}' if (near := nearest(name, known)) else ''}。可以写：{'、'.join(known[:12])}{'…' if len(known) > 12 else ''}"
