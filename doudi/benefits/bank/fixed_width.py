"""定长文本: GB18030, fields by their place in bytes, as older bank systems take them; a name that does not fit is refused, never cut.

H batch(40) day(8) lines(10) fen(16) · D serial(12) account(32) holder(60) bank(60) fen(14) purpose(40) · T lines(10) fen(16) digest(64)
The answer: H batch(40) digest(64) day(8) number(4) · R serial(12) fen(14) result(1) code(4) · T paid(10) fen(16) failed(10) fen(16) digest(64)
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from .payment_file import CannotParsePayment, PaymentFile, PaymentRow, rows_of
from .return_file import Answer, CannotParseReturn, ReturnFile, answers_of
from .sheet import ENCODING, CannotParse, digest_of, fen_in

END = b"\r\n"
CODES = {"": "0000", "closed": "1001", "not_found": "1002", "name_differs": "1003", "frozen": "1004", "bank_error": "9001", "other": "9999"}
REASON_OF = {code: reason for reason, code in CODES.items()}
SENT = {"H": (40, 8, 10, 16), "D": (12, 32, 60, 60, 14, 40), "T": (10, 16, 64)}
ANSWERED = {"H": (40, 64, 8, 4), "R": (12, 14, 1, 4), "T": (10, 16, 10, 16, 64)}


class CannotWrite(Exception):
    """Which line does not fit its field; worded for the officer."""


def write_payment(*, batch: str, written_on: date, rows: pa.Table) -> bytes:
    """The same bytes for the same batch of PAYMENTS, whenever it is written."""
    counts = [f"{rows.num_rows:010d}", f"{fen_in(rows['amount_fen']):016d}"]
    body = [_record("H", SENT, [batch, f"{written_on:%Y%m%d}", *counts], 0)]
    for row in rows_of(rows):
        body.append(_record("D", SENT, [f"{row.serial:012d}", row.account, row.holder, row.bank, f"{row.amount_fen:014d}", row.purpose], row.serial))
    return _sealed(body, SENT, counts)


def read_payment(content: bytes) -> PaymentFile:
    """The batch inside; raises CannotParsePayment where a count, a sum or the digest does not fit."""
    try:
        (batch, day, *_), records, (lines, fen) = _opened(content, SENT, "D")
        rows = tuple(PaymentRow(int(serial), holder, bank, account, int(amount), purpose) for serial, account, holder, bank, amount, purpose in records)
        file = PaymentFile(batch, _day(day), rows, digest_of(content))
    except (ValueError, CannotParse) as error:
        raise CannotParsePayment(_said(error, "代发文件")) from None
    if (int(lines), int(fen)) != (len(rows), file.total_fen):
        raise CannotParsePayment("代发文件的笔数或总金额与明细不符。")
    return file


def write_answer(payment: PaymentFile, answers: Mapping[int, tuple[bool, str]], *, answered_on: date, number: int = 1) -> bytes:
    """The bank's answer to some or all rows: serial → (paid, reason code)."""
    body = [_record("H", ANSWERED, [payment.batch, payment.digest, f"{answered_on:%Y%m%d}", f"{number:04d}"], 0)]
    rows = [(row, *answers[row.serial]) for row in payment.rows if row.serial in answers]
    for row, paid, reason in rows:
        told = ("S", CODES[""]) if paid else ("F", CODES[reason])
        body.append(_record("R", ANSWERED, [f"{row.serial:012d}", f"{row.amount_fen:014d}", *told], row.serial))
    return _sealed(body, ANSWERED, _sums([(row.amount_fen, paid) for row, paid, _ in rows]))


def read_answer(content: bytes) -> ReturnFile:
    """The answer inside; raises CannotParseReturn where it is cut, changed, or does not fit its own counts."""
    try:
        (batch, payment_digest, day, _number), records, counts = _opened(content, ANSWERED, "R")
        rows = [_answer(*record) for record in records]
        file = ReturnFile(batch, payment_digest, _day(day), answers_of(rows), digest_of(content))
    except (ValueError, CannotParse) as error:
        raise CannotParseReturn(_said(error, "回盘文件")) from None
    if counts != _sums([(row.amount_fen, row.paid) for row in rows]):
        raise CannotParseReturn("回盘文件的笔数或金额与明细不符。")
    return file


def _answer(serial: str, amount: str, result: str, code: str) -> Answer:
    if result not in ("S", "F") or (result == "S") != (code == "0000") or code not in REASON_OF:
        raise CannotParseReturn("回盘文件里有不认识的结果或原因代码。")
    return Answer(int(serial), int(amount), result == "S", REASON_OF[code])


def _sums(rows: Sequence[tuple[int, bool]]) -> list[str]:
    paid, failed = [fen for fen, ok in rows if ok], [fen for fen, ok in rows if not ok]
    return [f"{len(paid):010d}", f"{sum(paid):016d}", f"{len(failed):010d}", f"{sum(failed):016d}"]


def _record(kind: str, shape: Mapping[str, Sequence[int]], fields: Sequence[str], serial: int) -> bytes:
    written = [kind.encode()]
    for text, width in zip(fields, shape[kind], strict=True):
        octets = text.encode(ENCODING)
        if len(octets) > width or any(mark in text for mark in "\r\n"):
            raise CannotWrite(f"第 {serial} 号明细有一项超过定长文本的 {width} 个字节（或者含有换行），银行收不下。请改用其他格式，或者更正户名、开户行。")
        written.append(octets.ljust(width))
    return b"".join(written)


def _sealed(body: list[bytes], shape: Mapping[str, Sequence[int]], counts: Sequence[str]) -> bytes:
    above = END.join(body) + END
    return above + _record("T", shape, [*counts, digest_of(above)], 0) + END


def _opened(content: bytes, shape: Mapping[str, Sequence[int]], kind: str) -> tuple[list[str], list[list[str]], list[str]]:
    """Header, records and the trailer's counts; refuses a file that is cut, changed or of another shape."""
    above, _, last = content.removesuffix(END).rpartition(END)
    above += END
    if not content.endswith(END) or not last.startswith(b"T"):
        raise CannotParse("文件不完整：没有尾记录。")
    *counts, digest = _fields(last, shape["T"])
    if digest != digest_of(above):
        raise CannotParse("文件内容与尾记录的校验值不符，可能被改动或损坏。")
    header, *records = above.removesuffix(END).split(END)
    if not header.startswith(b"H") or any(not record.startswith(kind.encode()) for record in records):
        raise CannotParse("文件缺少首记录，或有不认识的记录。")
    return _fields(header, shape["H"]), [_fields(record, shape[kind]) for record in records], counts


def _fields(record: bytes, widths: Sequence[int]) -> list[str]:
    if len(record) != 1 + sum(widths):
        raise CannotParse("有记录的长度不对，文件可能损坏。")
    found, at = [], 1
    for width in widths:
        try:
            found.append(record[at : at + width].decode(ENCODING).rstrip(" "))
        except UnicodeDecodeError:
            raise CannotParse("文件不是 GB18030 编码，或者字段错了位。") from None
        at += width
    return found


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _said(error: Exception, what: str) -> str:
    return str(error) if isinstance(error, CannotParse) else f"{what}的记录格式不对。"
