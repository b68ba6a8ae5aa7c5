"""读回盘: the bank's answer settles the lines it names; a line it does not name is still under way."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.rows import copy_in, for_many
from doudi.benefits import bank, books
from doudi.benefits.bank import REASONS, CannotParseReturn, ReturnFile
from doudi.benefits.bank.sheet import digest_of, fen_in
from doudi.benefits.models import BankFile, BankReturn, PayLine, PayRun
from doudi.benefits.queries.bank import SAME_NAME

State = PayLine.State
MANY = 1_000
"""Answers from which the run is walked through once, instead of each line looked for."""


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
    with for_many() if answer.answers.num_rows > MANY else nullcontext():
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


# One walk through the run: what does not fit is not written, and then nothing is.
TAKE_IN = """
WITH taken AS (
    UPDATE benefits_payline l SET state = CASE WHEN a.paid THEN 'paid' ELSE 'failed' END, answered_on = %(on)s,
        bank_reason = CASE WHEN a.paid THEN l.bank_reason ELSE a.reason END, words = coalesce(said.words, l.words)
    FROM answered a LEFT JOIN unnest(%(codes)s::text[], %(words)s::text[]) AS said(code, words) ON NOT a.paid AND said.code = a.reason
    WHERE l.id = a.serial AND l.run_id = %(run)s AND l.state = 'sent' AND l.amount_fen = a.amount_fen
    RETURNING a.paid, l.kind, left(l.region, %(town)s) AS town, l.amount_fen
)
SELECT paid, kind, town, sum(amount_fen)::bigint, count(*) FROM taken GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
DOES_NOT_FIT = """
SELECT count(*) FILTER (WHERE l.id IS NULL), count(*) FILTER (WHERE l.amount_fen <> a.amount_fen), count(*) FILTER (WHERE l.state <> 'sent')
FROM answered a LEFT JOIN benefits_payline l ON l.id = a.serial AND l.run_id = %s AND l.sent_on IS NOT NULL
"""


class _DoesNotFit(Exception):
    """Some answer is to no line that waits for it."""


def _take_in(run: PayRun, file: BankFile, answer: ReturnFile, *, name: str, on: date) -> BankReturn:
    if not answer.answers.num_rows:
        raise CannotReadReturn("回盘文件里没有一笔答复。")
    if answer.answered_on < (run.released_on or answer.answered_on):
        raise CannotReadReturn("回盘日期早于放款日期。")
    copy_in("answered", answer.answers)  # compared and written by joins, however many there are
    try:
        with transaction.atomic():
            sums = _settled(run, answer, on)
    except _DoesNotFit:
        raise CannotReadReturn(_why_it_does_not_fit(run)) from None
    paid, failed = (answer.those(paid=is_paid)["amount_fen"] for is_paid in (True, False))
    received = BankReturn.objects.create(
        bank_file=file,
        name=name,
        digest=answer.digest,
        paid_lines=len(paid),
        paid_fen=fen_in(paid),
        failed_lines=len(failed),
        failed_fen=fen_in(failed),
        received_on=on,
        region=run.region,
    )
    for event, is_paid in ((books.PAID, True), (books.RETURNED, False)):
        books.post(event, key=f"return:{received.pk}", run=run, sums=[one for was_paid, one in sums if was_paid == is_paid], on=on)
    return received


def _settled(run: PayRun, answer: ReturnFile, on: date) -> list[tuple[bool, books.TownSum]]:
    """The lines are what the bank said of them; what they come to, paid or not."""
    words = [f"银行退回：{title}。" for title in REASONS.values()]
    with connection.cursor() as cursor:
        cursor.execute(TAKE_IN, {"run": run.pk, "on": on, "codes": list(REASONS), "words": words, "town": books.TOWN})
        sums = cursor.fetchall()
    if sum(lines for *_, lines in sums) != answer.answers.num_rows:
        raise _DoesNotFit
    return [(paid, books.TownSum(kind, town, fen)) for paid, kind, town, fen, _ in sums]


def _why_it_does_not_fit(run: PayRun) -> str:
    with connection.cursor() as cursor:
        cursor.execute(DOES_NOT_FIT, [run.pk])
        foreign, differing, answered = cursor.fetchone()
    if foreign:
        return f"回盘文件里有 {foreign} 笔不是本批次的明细。"
    if differing:
        return f"回盘文件里有 {differing} 笔金额与送出的不同。"
    return f"回盘文件里有 {answered} 笔此前已有答复。"
