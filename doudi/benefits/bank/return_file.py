"""回盘文件: what the bank answers, row by row; a row it does not mention is not answered, which is not the same as failed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from doudi.base.money import yuan

from .payment_file import PaymentFile
from .sheet import CannotParse, digest_of, fen_in, fen_of, read_sheet, whole_of, write_sheet, yuan_of

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


ANSWERS = pa.schema([("serial", pa.int64()), ("amount_fen", pa.int64()), ("paid", pa.bool_()), ("reason", pa.string())])
"""Answers as columns: what Answer says of each."""
WRITTEN = ("serial", "amount", "result", "reason", "words")


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
    """An answer: of which batch, to which very file, and its ANSWERS.

    A format that cannot name the file by its digest names what the file held: `sent` is its number of lines and its sum in fen, where the bank says so.
    """

    batch: str
    payment_digest: str
    answered_on: date
    answers: pa.Table
    digest: str
    sent: tuple[int, int] | None = None

    @property
    def rows(self) -> list[Answer]:
        """One after another."""
        return list(map(Answer, *(self.answers[name].to_pylist() for name in ANSWERS.names)))

    def those(self, *, paid: bool) -> pa.Table:
        """The answers of one kind."""
        return self.answers.filter(pc.equal(self.answers["paid"], paid))


def return_name(batch: str, number: int = 1, suffix: str = "csv") -> str:
    """How an answer to a batch is called."""
    return f"{batch}.return-{number}.{suffix}"


def answers_of(rows: Iterable[Answer]) -> pa.Table:
    """Rows as ANSWERS; raises CannotParseReturn for two words on one line, and for numbers that no line of ours has."""
    try:
        return once_each(pa.Table.from_pylist([asdict(row) for row in rows], ANSWERS))
    except (OverflowError, pa.ArrowInvalid):
        raise CannotParseReturn("回盘文件的记录格式不对。") from None


def once_each(answers: pa.Table) -> pa.Table:
    """The same ANSWERS; raises CannotParseReturn where one line is answered twice."""
    if pc.count_distinct(answers["serial"]).as_py() != answers.num_rows:
        raise CannotParseReturn("回盘文件里同一笔出现了两次。")
    return answers


def format_return(payment: PaymentFile, answers: Mapping[int, tuple[bool, str]], *, answered_on: date, number: int = 1) -> bytes:
    """An answer to some or all rows of a payment file: serial → (paid, reason code)."""
    rows = [(row, *answers[row.serial]) for row in payment.rows if row.serial in answers]
    told = [(str(row.serial), "S" if ok else "F", "" if ok else reason, "" if ok else REASONS[reason]) for row, ok, reason in rows]
    serial, result, reasons, words = (pa.array(column, pa.string()) for column in (zip(*told, strict=True) if told else [[]] * 4))
    fen, paid = pa.array([row.amount_fen for row, *_ in rows], pa.int64()), pa.array([ok for _, ok, _ in rows], pa.bool_())
    cells = pa.table([serial, yuan_of(fen), result, reasons, words], names=WRITTEN)
    counts = counts_of(pa.table({"amount_fen": fen, "paid": paid}))
    return write_sheet([payment.batch, payment.digest, f"{answered_on:%Y%m%d}", str(number), *counts], cells, trailer=counts)


def counts_of(answers: pa.Table) -> list[str]:
    """Lines and yuan that were paid, lines and yuan that came back, as they stand in the file."""
    parts = [answers["amount_fen"].filter(paid) for paid in (answers["paid"], pc.invert(answers["paid"]))]
    return [told for part in parts for told in (str(len(part)), yuan(fen_in(part)))]


def parse_return(content: bytes) -> ReturnFile:
    """The answer inside; raises CannotParseReturn where it is cut, changed, or does not fit its own counts."""
    try:
        (batch, payment_digest, day, _number, *counts), cells, trailer = read_sheet(content, WRITTEN)
        answers = _answers(cells)
        file = ReturnFile(batch, payment_digest, date(int(day[:4]), int(day[4:6]), int(day[6:])), answers, digest_of(content))
    except (ValueError, CannotParse) as error:
        raise CannotParseReturn(str(error) if isinstance(error, CannotParse) else "回盘文件的记录格式不对。") from None
    if not counts == trailer == counts_of(answers):
        raise CannotParseReturn("回盘文件的笔数或金额与明细不符。")
    once_each(answers)
    return file


def _answers(cells: pa.Table) -> pa.Table:
    paid, failed = (pc.equal(cells["result"], result) for result in ("S", "F"))
    reasoned = pc.is_in(cells["reason"], pa.array(list(REASONS)))
    sound = pc.or_(pc.and_(paid, pc.equal(cells["reason"], "")), pc.and_(failed, reasoned))
    if not pc.all(sound, min_count=0).as_py():
        raise CannotParseReturn("回盘文件里有不认识的结果或原因代码。")
    return pa.table([whole_of(cells["serial"]), fen_of(cells["amount"]), paid, cells["reason"]], schema=ANSWERS)
