"""金额: integer fen inside, yuan as text outside; no float ever."""

import re
from decimal import Decimal

_YUAN = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)


class NotMoney(ValueError):
    """Worded for the officer."""


def to_fen(yuan: str | int | Decimal) -> int:
    """The amount in fen of an amount written in yuan, at most two decimals; raises NotMoney."""
    if isinstance(yuan, (bool, float)):
        raise NotMoney(f"金额不能用浮点数表示：{yuan!r}。")
    found = _YUAN.fullmatch(str(yuan).strip())
    if not found:
        raise NotMoney(f"不是金额：{yuan}。请写元，最多两位小数，例如 1234.50。")
    sign, whole, part = found.groups()
    fen = int(whole) * 100 + int((part or "").ljust(2, "0"))
    return -fen if sign else fen


def yuan(fen: int) -> str:
    """Plain text with two decimals, for files and machines: 1234.50."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{part:02d}"


def yuan_words(fen: int) -> str:
    """For people to read: 1,234.50 元."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{part:02d} 元"
