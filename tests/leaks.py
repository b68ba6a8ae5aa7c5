"""泄露扫描: what must stand in nothing that everybody may read: numbers that name a person, and words on health, crime and where somebody lives."""

import io
import re
import zipfile
from collections.abc import Iterator

from pypdf import PdfReader

from doudi.base import idnumber

WORDS = {
    "health": "病|癌|肿瘤|艾滋|残疾|肢残|智障|精神分裂|抑郁|透析|尿毒|肝炎|瘫痪|手术|住院|失能|孕|流产",
    "crime": "犯罪|服刑|判处|有期徒刑|监狱|盗窃|吸毒|戒毒|刑满|拘留|社区矫正|诈骗",
    "address": r"\d+号楼|\d+单元|\d+室|\d+[弄巷]\d*号|门牌|路\d+号|街\d+号|组\d+号",
}
NUMBERS = re.compile(r"(?<![0-9A-Za-z])[0-9]{11,19}[Xx]?(?![0-9A-Za-z])")
OURS = re.compile(r"(SQ|BG|YY)[0-9]{6}-[0-9]{4}-[0-9]{6,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{6}-[0-9]{6}(?![0-9])")
"""Numbers of cases and standings, and days: what they are made of is no part of another number."""
SPACED = re.compile(r"(?<=[0-9])[ \-\u2010-\u2015\u3000\u00a0](?=[0-9Xx])")


def leaks(text: str) -> list[str]:
    """Everything found, by kind; a number is found also in full width, and with blanks or dashes between its digits."""
    wide = text.translate({0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x"})
    found = [f"{kind}: {word}" for kind, words in WORDS.items() for word in re.findall(words, wide)]
    for one in {number for spelt in (wide, SPACED.sub("", OURS.sub("；", wide))) for number in NUMBERS.findall(spelt)}:
        if kind := _kind(one):
            found.append(f"{kind}: {one}")
    return found


def texts_of(book: bytes) -> Iterator[str]:
    """Every part of a table file and its name, whether a program would show it or not."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        yield parts.comment.decode(errors="replace")
        for part in parts.infolist():
            yield f"{part.filename} {part.comment.decode(errors='replace')} {part.extra.decode(errors='replace')}"
            yield parts.read(part).decode(errors="replace")


def texts_of_pdf(made: bytes) -> Iterator[str]:
    """Every page as it stands and without the breaks of its narrow columns, what the document says of itself, and everything attached or noted."""
    book = PdfReader(io.BytesIO(made))
    for page in book.pages:
        said = page.extract_text().replace("\u200b", "")
        yield said
        yield re.sub(r"\s*\n\s*", "", said)
        yield str(page.get("/Annots", ""))
    yield str(dict(book.metadata or {}))
    yield str(dict(book.attachments))
    yield (xmp.stream.get_data().decode(errors="replace") if (xmp := book.xmp_metadata) else "")


def _kind(number: str) -> str:
    if len(number) == 18 and idnumber.check(number.upper()) is None:
        return "id number"
    if len(number) == 15 and idnumber.check(idnumber.normalise(number)) is None:
        return "old id number"
    if re.fullmatch(r"1[3-9][0-9]{9}", number):
        return "phone"
    return "card" if len(number) >= 13 and _luhn(number) else ""


def _luhn(number: str) -> bool:
    """Whether a bank would take it for a card."""
    if not number.isdigit():
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def a_card(body: str) -> str:
    """The number that Luhn's last digit makes a card."""
    return next(f"{body}{last}" for last in range(10) if _luhn(f"{body}{last}"))
