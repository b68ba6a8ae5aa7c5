"""读回盘: the bank's answer settles the lines it names; a line it does not name is still under way."""

from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import bank, books
from doudi.benefits.bank import REASONS, CannotParseReturn, ReturnFile
from doudi.benefits.bank.sheet import digest_of
from doudi.benefits.models import BankFile, BankReturn, PayLine, PayRun
from doudi.benefits.queries.bank import SAME_NAME

State = PayLine.State


class CannotReadReturn(Exception):
    """Worded for the officer; nothing was taken from the file."""


@transaction.atomic
def read_return(*, path: str | Path, on: date, officer: Officer | None) -> BankReturn:
    """Take in an answer whole or not at all; the same file again is known (`exists`) and changes nothing.

    Refused: a damaged file, an answer to another file than ours, to lines not of this run or already answered, or with another amount; and other
    content under the name of an answer that was taken in: which of the two the bank meant is for a person to ask.
    """
    content = Path(path).read_bytes()
    if known := BankReturn.objects.filter(digest=digest_of(content)).first():
        known.exists = True
        return known
    try:
        answer = bank.read_answer(Path(path).name, content)
    except CannotParseReturn as error:
        raise CannotReadReturn(str(error)) from None
    file = BankFile.objects.filter(name__in=[f"{answer.batch}.{suffix}" for suffix in bank.SUFFIXES]).first()
    if file is None or not _is_to(file, answer):
        raise CannotReadReturn("回盘文件对应的不是我们送出的代发文件。")
    run = PayRun.objects.select_for_update().get(pk=file.run_id)
    access.require(officer, "benefits.read_return", run.region)
    if known := BankReturn.objects.filter(digest=answer.digest).first():
        known.exists = True
        return known
    if BankReturn.objects.filter(bank_file=file, name=Path(path).name).exists():
        raise CannotReadReturn(SAME_NAME)
    _refuse_what_does_not_fit(run, answer)
    received = _take_in(run, file, answer, name=Path(path).name, on=on)
    if not PayLine.objects.filter(run=run, state=State.SENT).exists():
        run.state, run.settled_on = PayRun.State.SETTLED, on
        run.save(update_fields=["state", "settled_on"])
    audit.record("return.read", about=run, by=officer, detail={"file": received.name, "paid": received.paid_lines, "failed": received.failed_lines})
    return received


def _is_to(file: BankFile, answer: ReturnFile) -> bool:
    """By the file's digest, or where the bank's format has none by what the file held, as far as the bank says it."""
    if answer.payment_digest:
        return file.digest == answer.payment_digest
    return answer.sent in (None, (file.lines, file.total_fen))


def _lay_out(answer: ReturnFile) -> None:
    """The answers beside the lines, for this transaction: they are compared and written by joins, however many there are."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS answered")
        cursor.execute("CREATE TEMPORARY TABLE answered (serial bigint PRIMARY KEY, fen bigint, paid boolean, reason text) ON COMMIT DROP")
        with cursor.copy("COPY answered FROM STDIN") as copy:
            for row in answer.rows:
                copy.write_row((row.serial, row.amount_fen, row.paid, row.reason))
        cursor.execute("ANALYZE answered")


DOES_NOT_FIT = """
SELECT count(*) FILTER (WHERE l.id IS NULL), count(*) FILTER (WHERE l.amount_fen <> a.fen), count(*) FILTER (WHERE l.state <> 'sent')
FROM answered a LEFT JOIN benefits_payline l ON l.id = a.serial AND l.run_id = %s AND l.sent_on IS NOT NULL
"""


def _refuse_what_does_not_fit(run: PayRun, answer: ReturnFile) -> None:
    if not answer.rows:
        raise CannotReadReturn("回盘文件里没有一笔答复。")
    if answer.answered_on < (run.released_on or answer.answered_on):
        raise CannotReadReturn("回盘日期早于放款日期。")
    if any(not 0 < row.serial < 2**63 for row in answer.rows):
        raise CannotReadReturn("回盘文件里有不是本批次的明细。")
    _lay_out(answer)
    with connection.cursor() as cursor:
        cursor.execute(DOES_NOT_FIT, [run.pk])
        foreign, differing, answered = cursor.fetchone()
    if foreign:
        raise CannotReadReturn(f"回盘文件里有 {foreign} 笔不是本批次的明细。")
    if differing:
        raise CannotReadReturn(f"回盘文件里有 {differing} 笔金额与送出的不同。")
    if answered:
        raise CannotReadReturn(f"回盘文件里有 {answered} 笔此前已有答复。")


def _take_in(run: PayRun, file: BankFile, answer: ReturnFile, *, name: str, on: date) -> BankReturn:
    paid = [row.amount_fen for row in answer.rows if row.paid]
    failed = [row.amount_fen for row in answer.rows if not row.paid]
    received = BankReturn.objects.create(
        bank_file=file,
        name=name,
        digest=answer.digest,
        paid_lines=len(paid),
        paid_fen=sum(paid),
        failed_lines=len(failed),
        failed_fen=sum(failed),
        received_on=on,
        region=run.region,
    )
    lines = PayLine.objects.filter(run=run)
    arrived, came_back = (lines.filter(pk__in=RawSQL("SELECT serial FROM answered WHERE paid = %s", [is_paid])) for is_paid in (True, False))
    books.post(books.PAID, key=f"return:{received.pk}", run=run, lines=arrived, on=on)
    books.post(books.RETURNED, key=f"return:{received.pk}", run=run, lines=came_back, on=on)
    arrived.update(state=State.PAID, answered_on=on)
    for reason in sorted({row.reason for row in answer.rows if not row.paid}):
        refused = lines.filter(pk__in=RawSQL("SELECT serial FROM answered WHERE reason = %s", [reason]))
        refused.update(state=State.FAILED, answered_on=on, bank_reason=reason, words=f"银行退回：{REASONS[reason]}。")
    return received
