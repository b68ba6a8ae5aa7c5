"""代发文件: what the bank is asked to pay, one row a line."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

import pyarrow as pa

from doudi.base.money import yuan

from .sheet import CannotParse, digest_of, fen_in, fen_of, read_sheet, whole_of, write_sheet, yuan_of

PAYMENTS = pa.schema(
    [("serial", pa.int64()), ("holder", pa.string()), ("bank", pa.string()), ("account", pa.string()), ("amount_fen", pa.int64()), ("purpose", pa.string())]
)
"""Payments as columns: what PaymentRow says of each."""


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


def payments(rows: Iterable[PaymentRow]) -> pa.Table:
    """Rows as PAYMENTS."""
    return pa.Table.from_pylist([asdict(row) for row in rows], PAYMENTS)


def rows_of(table: pa.Table) -> Iterator[PaymentRow]:
    """PAYMENTS as rows, for who writes or reads one after another."""
    yield from map(PaymentRow, *(table[name].to_pylist() for name in PAYMENTS.names))


def format_payment(*, batch: str, written_on: date, rows: pa.Table) -> bytes:
    """The same bytes for the same batch of PAYMENTS, whenever it is written."""
    count, total = str(rows.num_rows), yuan(fen_in(rows["amount_fen"]))
    written = {"serial": rows["serial"].cast(pa.string()), "amount_fen": yuan_of(rows["amount_fen"])}
    cells = pa.table({name: written.get(name, rows[name]) for name in PAYMENTS.names})
    return write_sheet([batch, f"{written_on:%Y%m%d}", count, total], cells, trailer=[count, total])


def parse_payment_file(content: bytes) -> PaymentFile:
    """The batch inside; raises CannotParsePayment where a count, a total or the digest does not fit."""
    try:
        (batch, day, count, total), cells, trailer = read_sheet(content, PAYMENTS.names)
        read = {"serial": whole_of(cells["serial"]), "amount_fen": fen_of(cells["amount_fen"])}
        rows = tuple(rows_of(pa.table({name: read.get(name, cells[name]) for name in PAYMENTS.names})))
        file = PaymentFile(batch, date(int(day[:4]), int(day[4:6]), int(day[6:])), rows, digest_of(content))
    except (ValueError, CannotParse) as error:
        raise CannotParsePayment(str(error) if isinstance(error, CannotParse) else "代发文件的记录格式不对。") from None
    if [count, total] != trailer or trailer != [str(len(rows)), yuan(file.total_fen)]:
        raise CannotParsePayment("代发文件的笔数或总金额与明细不符。")
    return file
