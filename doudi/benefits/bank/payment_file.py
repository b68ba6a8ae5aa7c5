"""代发文件: what the bank is asked to pay, one row a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doudi.base.money import NotMoney, to_fen, yuan

from .sheet import CannotParse, digest_of, read_sheet, write_sheet


class CannotParsePayment(CannotParse):
    """Worded for the officer."""


@dataclass(frozen=True)
class Payer:
    """From whose account a file is paid, where the bank's format says so: who pays, at which bank, from which account."""

    name: str
    bank: str
    account: str


@dataclass(frozen=True)
class PaymentRow:
    """One payment: the line's number, who holds which account at which bank, how much, what for."""

    serial: int
    holder: str
    bank: str
    account: str
    amount_fen: int
    purpose: str


@dataclass(frozen=True)
class PaymentFile:
    """A batch as it was sent, and the digest by which an answer names it."""

    batch: str
    written_on: date
    rows: tuple[PaymentRow, ...]
    digest: str

    @property
    def total_fen(self) -> int:
        return sum(row.amount_fen for row in self.rows)


def format_payment(*, batch: str, written_on: date, rows: Sequence[PaymentRow]) -> bytes:
    """The same bytes for the same batch, whenever it is written."""
    count, total = str(len(rows)), yuan(sum(row.amount_fen for row in rows))
    header = ["H", batch, f"{written_on:%Y%m%d}", count, total]
    lines = (["D", str(row.serial), row.holder, row.bank, row.account, yuan(row.amount_fen), row.purpose] for row in rows)
    return write_sheet([header, *lines], trailer=[count, total])


def parse_payment_file(content: bytes) -> PaymentFile:
    """The batch inside; raises CannotParsePayment where a count, a total or the digest does not fit."""
    try:
        (batch, day, count, total), lines, trailer = read_sheet(content)
        rows = tuple(
            PaymentRow(serial=int(serial), holder=holder, bank=bank, account=account, amount_fen=to_fen(amount), purpose=purpose)
            for serial, holder, bank, account, amount, purpose in lines
        )
        file = PaymentFile(batch, date(int(day[:4]), int(day[4:6]), int(day[6:])), rows, digest_of(content))
    except (ValueError, NotMoney, CannotParse) as error:
        raise CannotParsePayment(str(error) if isinstance(error, CannotParse) else "代发文件的记录格式不对。") from None
    if [count, total] != trailer or trailer != [str(len(rows)), yuan(file.total_fen)]:
        raise CannotParsePayment("代发文件的笔数或总金额与明细不符。")
    return file
