"""并排: a waiting row beside each who it may be, field by field, the differences marked; no more of a number is shown than where few places differ."""

from dataclasses import dataclass
from typing import Any

from doudi.base import crypto, idnumber
from doudi.registry import queries as registry
from doudi.verification.models import WaitingRow

MOST_DIFFERING = 3
"""Digits shown where two numbers differ; beyond that they are two numbers, and showing the difference would show them."""
SURE = ((9_995, "几乎可以确定"), (9_900, "很可能"), (9_000, "较可能"), (2_000, "可能"), (0, "不大可能"))


@dataclass(frozen=True)
class Digit:
    """One place of two texts side by side: what stands there, `*` where it is nobody's business, and whether the two differ."""

    written: str
    registered: str
    differs: bool


@dataclass(frozen=True)
class Said:
    """One thing that the number says and the register knows: both in words, and whether they differ."""

    title: str
    written: str
    registered: str

    @property
    def differs(self) -> bool:
        return self.written != self.registered


def side_by_side(row: WaitingRow, person: Any) -> list[Digit]:
    """The written number beside a candidate's: the ends that masked numbers show, and besides only the digits that differ."""
    written, registered = (crypto.open_text(bytes(sealed), purpose="id_number") for sealed in (row.id_sealed, person.id_sealed))
    covered = idnumber.masked(registered)
    pairs = _paired(written, registered)
    few = sum(one != other for one, other in pairs) <= MOST_DIFFERING
    digits = []
    for place, (one, other) in enumerate(pairs):
        shown = covered[place : place + 1] != "*" or (few and one != other)
        digits.append(Digit(one if shown else "*", other if shown else "*", one != other))
    return digits


def names_side_by_side(row: WaitingRow, person: Any) -> list[Digit]:
    """The written name beside the registered one, character by character."""
    return [Digit(one, other, one != other) for one, other in _paired(registry.spelt(row.name), registry.spelt(person.name))]


def said_beside(row: WaitingRow, person: Any) -> list[Said]:
    """What the written number says of year of birth and sex, beside the register; nothing where it cannot be read."""
    written = crypto.open_text(bytes(row.id_sealed), purpose="id_number")
    if len(written) != len(idnumber.WEIGHTS) + 1 or not written[6:17].isdigit():
        return []
    sexes = {"male": "男", "female": "女"}
    return [Said("出生年份", f"{written[6:10]} 年", f"{person.born_on.year} 年"), Said("性别", sexes[idnumber.sex(written)], person.get_sex_display())]


def sure_words(certainty: int | None) -> str:
    """How sure one may be, in a word; nothing where it has not been learnt."""
    return "" if certainty is None else next(words for least, words in SURE if certainty >= least)


def _paired(one: str, other: str) -> list[tuple[str, str]]:
    length = max(len(one), len(other))
    return list(zip(one.ljust(length), other.ljust(length), strict=True))
