"""列: what a department's column may hold; every value is tidied, typed, or sent back with a reason, a whole column at a time."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import idnumber
from doudi.registry.queries import spelt

PARTED = "、"
_PARTS, _A_NAME = re.compile(r"[、,，;；/]"), re.compile(r"(?:[^\W\d_]|·){2,40}")
EARLIEST = date(1900, 1, 1)
RIGHT_NUMBER = r"^[0-9]{17}[0-9X]$"
FEW = 4
"""Of so many values one spelling, and spellings are read instead of values."""
SAMPLE = 1_000
PLAIN_MONEY = r"^\d{1,12}(\.\d{1,2})?$"
SPREADSHEET_NUMBER = r"^\d(\.\d+)?[Ee]\+?\d+$"


@dataclass(frozen=True)
class Given:
    """What a column may ask about the file it stands in."""

    region: str
    on: date


@dataclass(frozen=True)
class Column(ABC):
    """One column: its Chinese title (departments head their files with either), other headings in use, whether it may be empty.

    `private` marks what is sensitive beyond who somebody is and what they own: health, family, custody (PIPL 28). One that `may_lack` need not be in a file
    at all: a department that has agreed to it sends it, and a file without it is whole.
    """

    title: str
    also: tuple[str, ...] = ()
    required: bool = True
    private: bool = False
    may_lack: bool = False
    type: ClassVar[pa.DataType] = pa.string()
    kind: ClassVar[str] = "文字"
    is_sensitive_by_kind: ClassVar[bool] = False

    @property
    def rule(self) -> str:
        """What may stand in it, for the one who fills it in."""
        return ""

    @property
    def is_sensitive(self) -> bool:
        """Whether the contract marks it as sensitive personal information."""
        return self.private or self.is_sensitive_by_kind

    def read(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        """The typed values, and for each why it cannot be taken (null where it can)."""
        texts = pc.fill_null(texts, "")
        if pc.count_distinct(texts[:SAMPLE]).as_py() * FEW < min(len(texts), SAMPLE):  # a hospital's name, a day: each spelling is read once
            distinct = pc.dictionary_encode(texts)
            values, wrong = self._read(distinct.dictionary, given)
            return values.take(distinct.indices), wrong.take(distinct.indices)
        return self._read(texts, given)

    def _read(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        texts = tidied(texts)
        empty = pc.equal(texts, "")
        values, wrong = self.parse(texts, given)
        if wrong.null_count == len(wrong) and not pc.any(empty, min_count=0).as_py():
            return values, wrong
        wrong = pc.if_else(empty, pa.scalar("空值" if self.required else None, pa.string()), wrong)
        return pc.if_else(pc.is_valid(wrong), pa.scalar(None, values.type), pc.if_else(empty, pa.scalar(None, values.type), values)), wrong

    @abstractmethod
    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        """Values and reasons of tidied texts; an empty text may come out as anything."""


@dataclass(frozen=True)
class IdNumber(Column):
    """A citizen's number in one spelling. One that is 18 characters but not a right number is kept: a person will see whose it was meant to be."""

    kind: ClassVar[str] = "公民身份号码"
    is_sensitive_by_kind: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return "18 位；15 位的自动换算；须为文本格式"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        right = pc.match_substring_regex(texts, RIGHT_NUMBER)
        if not pc.all(right).as_py():
            places = pc.indices_nonzero(pc.invert(right))
            put_right = [idnumber.normalise(text) for text in texts.take(places).to_pylist()]
            texts = pc.replace_with_mask(texts, pc.invert(right), pa.array(put_right, pa.string()))
            right = pc.match_substring_regex(texts, RIGHT_NUMBER)
        return texts, _unless(right, "身份证号不是 18 位数字")


@dataclass(frozen=True)
class Name(Column):
    """A person's name, without blanks, with one kind of middle dot."""

    kind: ClassVar[str] = "姓名"
    is_sensitive_by_kind: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return "与身份证一致，2 至 40 个字"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        plain = pc.match_substring_regex(texts, r"^[\p{Han}]*$")
        if not pc.all(plain).as_py():
            put_right = [spelt(text) for text in texts.filter(pc.invert(plain)).to_pylist()]
            texts = pc.replace_with_mask(texts, pc.invert(plain), pa.array(put_right, pa.string()))
        shaped = pc.and_(pc.match_substring_regex(texts, r"^[\p{L}·]+$"), _long(texts, 2, 40))
        return texts, _unless(shaped, "姓名含有不应出现的字符")


@dataclass(frozen=True)
class FormerNames(Column):
    """Names somebody bore before, several parted by a comma of any kind. What cannot be one is left out: nothing else of the row waits for it."""

    kind: ClassVar[str] = "曾用名"
    is_sensitive_by_kind: ClassVar[bool] = True
    most: ClassVar[int] = 5

    @property
    def rule(self) -> str:
        return "2 至 40 个字，多个用顿号分开，至多 5 个；读不出的不取，不影响整行"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        good = [PARTED.join([name for name in map(spelt, _PARTS.split(text)) if _A_NAME.fullmatch(name)][: self.most]) or None for text in texts.to_pylist()]
        return pa.array(good, pa.string()), pa.nulls(len(texts), pa.string())


@dataclass(frozen=True)
class Word(Column):
    """A short text; with `among`, one of the department's own words and no other."""

    among: tuple[str, ...] = ()
    longest: int = 60
    kind: ClassVar[str] = "文字"

    @property
    def rule(self) -> str:
        return f"取值：{'、'.join(self.among)}" if self.among else f"不超过 {self.longest} 个字"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        if self.among:
            return texts, _unless(pc.is_in(texts, pa.array(self.among)), f"不是约定的取值（{'、'.join(self.among)}）")
        return texts, _unless(pc.less_equal(pc.utf8_length(texts), self.longest), f"超过 {self.longest} 个字")


@dataclass(frozen=True)
class Code(Column):
    """A number a department gives: letters, digits and the usual signs between them."""

    longest: int = 60
    kind: ClassVar[str] = "编号"

    @property
    def rule(self) -> str:
        return f"字母、数字和 - _ . /，不超过 {self.longest} 位"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        shaped = pc.and_(pc.match_substring_regex(texts, r"^[0-9A-Za-z_./\-]+$"), _long(texts, 1, self.longest))
        return texts, _unless(shaped, "编号含有不应出现的字符或过长")


@dataclass(frozen=True)
class RegionCode(Column):
    """A place by its code of 12 digits, inside the file's county."""

    kind: ClassVar[str] = "区划代码"

    @property
    def rule(self) -> str:
        return "6、9 或者 12 位，属于文件所标明的县区"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        shaped = pc.match_substring_regex(texts, r"^\d{6}(\d{3}(\d{3})?)?$")
        return texts, _first(_unless(shaped, "不是区划代码"), _unless(pc.starts_with(texts, given.region), "区划不属于文件所标明的县区"))


@dataclass(frozen=True)
class Day(Column):
    """A day that has happened: 20261012, 2026-10-12, 2026/10/12 or 2026年10月12日, not after the day the file is about."""

    type: ClassVar[pa.DataType] = pa.date32()
    kind: ClassVar[str] = "日期"

    @property
    def rule(self) -> str:
        return "如 20261012，不晚于文件日期"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        plain = pc.replace_substring_regex(texts, r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?( 00:00:00)?$", r"\1 \2 \3")
        plain = pc.replace_substring_regex(plain, r"^(\d{4})(\d{2})(\d{2})$", r"\1 \2 \3")
        distinct = pc.dictionary_encode(plain)
        days = pa.array([_day(text) for text in distinct.dictionary.to_pylist()], pa.date32()).take(distinct.indices)
        early = _unless(pc.fill_null(pc.greater_equal(days, pa.scalar(EARLIEST)), True), "日期过早")
        return days, _first(
            _unless(pc.is_valid(days), "日期不存在或写法不对"), early, _unless(pc.fill_null(pc.less_equal(days, pa.scalar(given.on)), True), "日期晚于文件日期")
        )


@dataclass(frozen=True)
class Yuan(Column):
    """An amount in yuan with at most two decimals; comes out as whole fen, never below zero."""

    most_yuan: int = 10_000_000
    type: ClassVar[pa.DataType] = pa.int64()
    kind: ClassVar[str] = "金额（元）"
    is_sensitive_by_kind: ClassVar[bool] = True

    @property
    def rule(self) -> str:
        return f"至多两位小数，不为负，不超过 {self.most_yuan} 元"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        money = pc.match_substring_regex(texts, PLAIN_MONEY)
        if not pc.all(money).as_py():
            grouped = pc.match_substring_regex(texts, r"^\d{1,3}(,\d{3})+(\.\d{1,2})?$")
            texts = pc.if_else(grouped, pc.replace_substring(texts, ",", ""), texts)
            money = pc.match_substring_regex(texts, PLAIN_MONEY)
        fen = pc.if_else(money, texts, "0").cast(pa.decimal64(14, 2)).view(pa.int64())
        return fen, _first(
            _unless(money, "不是金额（元，至多两位小数，不为负）"), _unless(pc.less_equal(fen, self.most_yuan * 100), f"金额超过 {self.most_yuan} 元")
        )


@dataclass(frozen=True)
class Whole(Column):
    """A number of things: whole, never below zero."""

    most: int = 100_000
    type: ClassVar[pa.DataType] = pa.int64()
    kind: ClassVar[str] = "整数"

    @property
    def rule(self) -> str:
        return f"0 至 {self.most}"

    def parse(self, texts: pa.Array, given: Given) -> tuple[pa.Array, pa.Array]:
        whole = pc.match_substring_regex(texts, r"^\d{1,9}(\.0+)?$")
        number = pc.replace_substring_regex(pc.if_else(whole, texts, "0"), r"\.0+$", "").cast(pa.int64())
        return number, _first(_unless(whole, "不是不小于零的整数"), _unless(pc.less_equal(number, self.most), f"超过 {self.most}"))


def tidied(texts: pa.Array) -> pa.Array:
    """Half width, no blanks at the ends, nothing instead of null."""
    texts = pc.fill_null(texts, "")
    return pc.utf8_trim_whitespace(texts if pc.all(pc.string_is_ascii(texts)).as_py() else pc.utf8_normalize(texts, form="NFKC"))


def headings(columns: Mapping[str, Column]) -> dict[str, str]:
    """Every heading a file may use, tidied, to the column's code."""
    return {heading.upper(): code for code, column in columns.items() for heading in (code, column.title, *column.also)}


def _day(text: str) -> date | None:
    try:
        year, month, day = map(int, text.split(" "))
        return date(year, month, day)
    except ValueError:
        return None


def _unless(good: pa.Array, reason: str) -> pa.Array:
    good = pc.fill_null(good, False)
    if pc.all(good, min_count=0).as_py():
        return pa.nulls(len(good), pa.string())
    return pc.if_else(good, pa.scalar(None, pa.string()), pa.scalar(reason))


def _long(texts: pa.Array, least: int, most: int) -> pa.Array:
    """Whether so many characters. A pattern that counts to forty takes twenty times as long."""
    length = pc.utf8_length(texts)
    return pc.and_(pc.greater_equal(length, least), pc.less_equal(length, most))


def _first(*reasons: pa.Array) -> pa.Array:
    said = [why for why in reasons if why.null_count < len(why)]
    return pc.coalesce(*said) if said else reasons[0]
