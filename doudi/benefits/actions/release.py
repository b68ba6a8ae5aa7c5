"""放款: finance lets the run go; the file is ready before the books are closed over it, and leaves once they are."""

from datetime import date
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import Sum

from doudi.base import access, audit, crypto
from doudi.base.models import Officer
from doudi.base.money import yuan_words
from doudi.base.rows import copy_out
from doudi.benefits import books, files
from doudi.benefits.bank import FORMATS, CannotWrite, Format, Payer
from doudi.benefits.bank.payment_file import PAYMENTS
from doudi.benefits.bank.sheet import digest_of
from doudi.benefits.digest import digest_lines
from doudi.benefits.models import Award, BankFile, PayLine, PayRun, RunSignature
from doudi.benefits.rules import bank_format, payer

from .sign import CannotSignRun, write_signature


class CannotReleaseRun(Exception):
    """Worded for the officer."""


class CannotSendFile(Exception):
    """Worded for the officer."""


@transaction.atomic
def release_run(*, run_id: int, officer: Officer, on: date, because: str = "") -> BankFile:
    """Finance releases what the county signed, to the last character; releasing again is no harm.

    What no fund covers is paid all the same, for a reason that is kept.
    The bank file is staged inside the transaction and leaves after its commit: a file that left is always in the books.
    """
    run = PayRun.objects.select_for_update().get(pk=run_id)
    access.require(officer, "benefits.release_run", run.region)
    if file := BankFile.objects.filter(run=run).first():
        return file
    if run.state != PayRun.State.COUNTY_SIGNED:
        raise CannotReleaseRun("该批次还没有完成乡镇核对和县级审核，不能放款。")
    if run.approvals > run.signatures.filter(step__in=(RunSignature.Step.COUNTY, RunSignature.Step.APPROVAL)).count():
        raise CannotReleaseRun("该批次金额较大，还须县级另一人复核签字，才能放款。")
    if run.unfunded_fen and not because.strip():
        raise CannotReleaseRun(f"已下达的资金还差 {yuan_words(run.unfunded_fen)}。救助金照发；请写明差额从何处垫付、何时补足。")
    if digest_lines(run) != run.digest:
        raise CannotReleaseRun("明细与县级审核时不一致，已停止放款。请立即查明改动。")
    try:
        write_signature(run, step=RunSignature.Step.FINANCE, region=run.region, officer=officer, on=on)
    except CannotSignRun as error:
        raise CannotReleaseRun(str(error)) from None
    due = PayLine.objects.filter(run=run, state=PayLine.State.DUE)
    writing = FORMATS[bank_format(run.region, on)]
    content = _payment_file(run, writing, on=on)
    total = due.aggregate(lines_fen=Sum("amount_fen"))["lines_fen"]
    file = BankFile.objects.create(
        run=run, name=f"{run.batch}.{writing.suffix}", digest=digest_of(content), lines=due.count(), total_fen=total, written_on=on, region=run.region
    )
    books.post(books.SENT, key=f"run:{run.pk}", run=run, sums=books.sums_of(due), on=on)
    due.update(state=PayLine.State.SENT, sent_on=on)
    run.state, run.released_on = PayRun.State.RELEASED, on
    run.save(update_fields=["state", "released_on"])
    audit.record("run.released", about=run, by=officer, because=because.strip(), detail={"file": file.name, "lines": file.lines, "total_fen": total})
    files.stage(file.name, content)
    transaction.on_commit(partial(_let_out, file.name, file.digest))
    return file


def send_bank_file(*, run_id: int, on: date) -> BankFile:
    """Let the released run's file out if it has not left yet, as after a crash between the commit and the leaving."""
    file = BankFile.objects.get(run_id=run_id)
    _let_out(file.name, file.digest)
    return file


def _let_out(name: str, digest: str) -> None:
    if not files.publish(name, digest):
        raise CannotSendFile("代发文件与放款时登记的指纹不符，已停止发送。请立即查明改动。")


def _payer(run: PayRun, on: date) -> Payer:
    found = payer(run.region, on)
    if found is None:
        raise CannotReleaseRun("这种代发文件要写明付款人，而本地还没有写明付款单位、开户银行和账号（benefits.payer、paying_bank、paying_account）。")
    return found


def _payment_file(run: PayRun, writing: Format, *, on: date) -> bytes:
    paid_by = {"payer": _payer(run, on)} if writing.names_payer else {}
    try:
        return writing.write_payment(batch=run.batch, written_on=on, rows=_payments(run), **paid_by)
    except CannotWrite as refusal:
        raise CannotReleaseRun(str(refusal)) from None


DUE = """
SELECT l.id AS serial, c.holder_name AS holder, c.bank, encode(c.number_sealed, 'hex') AS account, l.amount_fen, l.kind AS purpose
FROM benefits_payline l JOIN benefits_account c ON c.id = l.account_id WHERE l.run_id = {run} AND l.state = 'due' ORDER BY l.id
"""


def _payments(run: PayRun) -> pa.Table:
    """The run's due lines as PAYMENTS, their accounts opened."""
    read = copy_out(DUE.format(run=int(run.pk)), PAYMENTS)
    opened = crypto.open_many(map(bytes.fromhex, read["account"].to_pylist()), purpose="account")
    titles = dict(Award.Kind.choices)
    purpose = pc.dictionary_encode(read["purpose"].combine_chunks())
    said = {"account": pa.array(opened, pa.string()), "purpose": pa.array([titles[kind] for kind in purpose.dictionary.to_pylist()]).take(purpose.indices)}
    return pa.table({name: said.get(name, read[name]) for name in PAYMENTS.names})
