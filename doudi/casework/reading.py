"""识读: what the letters on a paper seem to say, as fields for a person to compare and put right; nothing here enters a case.

Of an ID card the address and the people are not even picked out: nobody needs them here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from doudi.base import idnumber
from doudi.base.money import NotMoney, to_fen, yuan

SURE = 900


@dataclass(frozen=True)
class Line:
    """One line of letters: how certain (of a thousand), and where it stands, in dots."""

    text: str
    certainty: int
    left: int = 0
    top: int = 0
    height: int = 0


@dataclass(frozen=True)
class Seen:
    """A field as it was read: empty where nothing was; `doubt` says why to look twice."""

    name: str
    title: str
    value: str
    certainty: int
    doubt: str = ""

    @property
    def percent(self) -> int:
        return self.certainty // 10

    @property
    def is_sure(self) -> bool:
        return self.certainty >= SURE and not self.doubt


FIELDS = {
    "id_card": (("name", "姓名"), ("sex", "性别"), ("born_on", "出生日期"), ("id_number", "公民身份号码")),
    "bill": (("billed_on", "票据日期"), ("self_paid", "个人自付（元）")),
}
SEXES = {"男": "male", "女": "female"}

_DAY = re.compile(r"((?:19|20)\d{2})[年./-](\d{1,2})[月./-](\d{1,2})")
_NUMBER = re.compile(r"(?<![0-9A-Z])\d{17}[0-9X](?![0-9A-Z])")
_AMOUNT = re.compile(r"[¥￥Y]?(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,2})?(?![\d年/.-])")
_SELF_PAID = ("个人现金支付", "个人支付", "个人自付", "个人负担", "现金支付", "自付金额")
_BILL_DAY = ("结算日期", "开票日期", "收费日期", "出院日期", "日期")


def lines_of(found: object) -> list[Line]:
    """The answer of the process that read, taken for its form alone; what is no line is left out."""
    lines = []
    for one in found if isinstance(found, list) else []:
        match one:
            case [str(text), int(certainty), int(left), int(top), int(height)]:
                lines.append(Line(_plain(text)[:200], max(0, min(certainty, 1000)), left, top, height))
    return lines


def read(kind: str, lines: Sequence[Line]) -> list[Seen]:
    """Every field of this kind of paper, in order."""
    found = {seen.name: seen for seen in READERS[kind](lines)}
    return [found.get(name, Seen(name, title, "", 0, "没有认出，请对照照片填写")) for name, title in FIELDS[kind]]


def _id_card(lines: Sequence[Line]) -> Iterator[Seen]:
    number, certainty = next(((hit[0], line.certainty) for line in lines if (hit := _NUMBER.search(line.text))), ("", 0))
    wrong = idnumber.check(number) if number else None
    if number:
        yield Seen("id_number", "公民身份号码", number, certainty, f"{wrong}，请对照照片更正" if wrong else "")
    if (found := _after(lines, "姓名", re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,20}"))) is not None:
        yield Seen("name", "姓名", *found)
    told = number if number and not wrong else ""
    if (found := _after(lines, "性别", re.compile("[男女]"))) is not None:
        said, sure = found
        yield Seen("sex", "性别", said, sure, "与公民身份号码不符" if told and SEXES[said] != idnumber.sex(told) else "")
    if (found := _after(lines, "出生", _DAY)) is not None:
        day, sure = found
        yield Seen("born_on", "出生日期", day, sure, "与公民身份号码不符" if told and day != idnumber.born_on(told).isoformat() else "")


def _bill(lines: Sequence[Line]) -> Iterator[Seen]:
    for words in _BILL_DAY:
        if (found := _after(lines, words, _DAY)) is not None:
            yield Seen("billed_on", "票据日期", *found)
            break
    amounts = [found for words in _SELF_PAID if (found := _after(lines, words, _AMOUNT)) is not None]
    if amounts:
        value, certainty = amounts[0]
        differ = len({amount for amount, _ in amounts}) > 1
        yield Seen("self_paid", "个人自付（元）", value, certainty, "票据上有几个自付金额，请核对是哪一个" if differ else "")


READERS: dict[str, Callable[[Sequence[Line]], Iterator[Seen]]] = {"id_card": _id_card, "bill": _bill}


def _after(lines: Sequence[Line], label: str, shape: re.Pattern[str]) -> tuple[str, int] | None:
    """What stands behind a label, on its own line or to its right at the same height, and how certain both are."""
    for line in lines:
        if label not in line.text:
            continue
        beside = [one for one in lines if one.left > line.left and abs(one.top - line.top) <= max(line.height, one.height, 1) // 2]
        for one in (line, *sorted(beside, key=lambda one: one.left)):
            text = one.text.partition(label)[2].lstrip(":") if one is line else one.text
            if (hit := shape.match(text)) and (value := _value(hit, shape)):
                return value, min(line.certainty, one.certainty)
    return None


def _value(hit: re.Match[str], shape: re.Pattern[str]) -> str:
    """The day as ISO text, the amount as yuan, other words as they are; nothing where there is no such day or amount."""
    try:
        if shape is _DAY:
            return date(*(int(part) for part in hit.groups())).isoformat()
        if shape is _AMOUNT:
            return yuan(to_fen(f"{hit[1].replace(',', '')}{hit[2] or ''}"))
    except (ValueError, NotMoney):
        return ""
    return hit[0]


def _plain(text: str) -> str:
    """Half width, capitals, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
