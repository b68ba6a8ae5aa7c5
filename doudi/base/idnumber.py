"""身份证号: reading, checking and masking the 18-digit citizen number (GB 11643-1999)."""

import unicodedata
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


def normalise(raw: str) -> str:
    """One spelling for a number: no blanks, half width, capital X, an old 15-digit number written with 18; what cannot be a number comes back tidied."""
    text = "".join(unicodedata.normalize("NFKC", raw).split()).upper()
    if len(text) == 15 and text.isascii() and text.isdigit():
        text = text[:6] + "19" + text[6:]
        text += check_character(text)
    return text


def check(number: str) -> str | None:
    """Why a normalised number cannot be right, in words for an officer that never repeat it; None when it is well formed."""
    if len(number) != 18:
        return "身份证号不是 18 位"
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        return "身份证号含有不应出现的字符"
    try:
        born = _birthday(number)
    except ValueError:
        return "身份证号中的出生日期不存在"
    if born.year < 1850:
        return "身份证号中的出生日期过早"
    if number[17] != check_character(number):
        return "身份证号校验码不符"
    return None


def check_character(number: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True)) % 11]


def born_on(number: str) -> date:
    """The day of birth a well-formed number carries."""
    return _birthday(number)


def sex(number: str) -> str:
    """`male` where the 17th digit is odd, otherwise `female`."""
    return "male" if int(number[16]) % 2 else "female"


def masked(number: str) -> str:
    """First four and last four characters, the rest hidden; anything too short is hidden whole."""
    return number[:4] + "*" * 10 + number[-4:] if len(number) == 18 else "*" * len(number)


def _birthday(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
