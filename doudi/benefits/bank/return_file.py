"""回盘文件: what the bank answers, row by row; a row it does not mention is not answered, which is not the same as failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from doudi.base.money import NotMoney, to_fen, yuan

from .payment_file import PaymentFile
from .sheet import CannotParse, digest_of, read_sheet, write_sheet

REASONS = {
    "closed": "账户已销户",
    "not_found": "账号不存在",
    "name_differs": "户名与账号不符",
    "frozen": "账户被冻结或止付",
    "bank_error": "银行系统原因，可重发",
    "other": "银行的其他原因",
}
TEMPORARY = frozenset({"bank_error"})
"""Reasons that pass by themselves: paid again to the same account."""


class CannotParseReturn(CannotParse):
    """Worded for the officer."""


@dataclass(frozen=True)
class Answer:
    """The bank's word on one line: paid, or why not."""

    serial: int
    amount_fen: int
    paid: bool
    reason: str = ""


@dataclass(frozen=True)
class ReturnFile:
    """An answer: of which batch, to which very file, and its rows.

    A format that cannot name the file by its digest names what the file held: `sent` is its number of lines and its sum in fen, where the bank says so.
    """

    batch: str
    payment_digest: str
    answered_on: date
    rows: tuple[Answer, ...]
    digest: str
    sent: tuple[int, int] | None = None


def return_name(batch: str, number: int = 1, suffix: str = "csv") -> str:
    """How an answer to a batch is called."""
    return f"{batch}.return-{number}.{suffix}"


def format_return(payment: PaymentFile, answers: Mapping[int, tuple[bool, str]], *, answered_on: date, number: int = 1) -> bytes:
    """An answer to some or all rows of a payment file: serial → (paid, reason code)."""
    rows = [(row, *answers[row.serial]) for row in payment.rows if row.serial in answers]
    paid, failed = [row.amount_fen for row, ok, _ in rows if ok], [row.amount_fen for row, ok, _ in rows if not ok]
    counts = [str(len(paid)), yuan(sum(paid)), str(len(failed)), yuan(sum(failed))]
    header = ["H", payment.batch, payment.digest, f"{answered_on:%Y%m%d}", str(number), *counts]
    lines = (["D", str(row.serial), yuan(row.amount_fen), "S" if ok else "F", "" if ok else reason, "" if ok else REASONS[reason]] for row, ok, reason in rows)
    return write_sheet([header, *lines], trailer=counts)


def parse_return(content: bytes) -> ReturnFile:
    """The answer inside; raises CannotParseReturn where it is cut, changed, or does not fit its own counts."""
    try:
        (batch, payment_digest, day, _number, *counts), lines, trailer = read_sheet(content)
        rows = tuple(_answer(*line) for line in lines)
        file = ReturnFile(batch, payment_digest, date(int(day[:4]), int(day[4:6]), int(day[6:])), rows, digest_of(content))
    except (ValueError, TypeError, NotMoney, CannotParse) as error:
        raise CannotParseReturn(str(error) if isinstance(error, CannotParse) else "回盘文件的记录格式不对。") from None
    paid, failed = [row.amount_fen for row in rows if row.paid], [row.amount_fen for row in rows if not row.paid]
    if not counts == trailer == [str(len(paid)), yuan(sum(paid)), str(len(failed)), yuan(sum(failed))]:
        raise CannotParseReturn("回盘文件的笔数或金额与明细不符。")
    if len({row.serial for row in rows}) != len(rows):
        raise CannotParseReturn("回盘文件里同一笔出现了两次。")
    return file


def _answer(serial: str, amount: str, result: str, reason: str, _words: str) -> Answer:
    if result not in ("S", "F") or (result == "F") != (reason in REASONS) or (result == "S" and reason):
        raise CannotParseReturn("回盘文件里有不认识的结果或原因代码。")
    return Answer(serial=int(serial), amount_fen=to_fen(amount), paid=result == "S", reason=reason)
