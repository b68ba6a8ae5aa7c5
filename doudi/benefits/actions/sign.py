"""签字: each township for its lines, then the county for all; the county's signature freezes the run."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Sum

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import books, checking
from doudi.benefits.digest import digest_lines
from doudi.benefits.models import PayLine, PayRun, RunSignature
from doudi.benefits.rules import second_approval_from

from .funds import draw
from .prepare import TOWN

Step, State = RunSignature.Step, PayRun.State


class CannotSignRun(Exception):
    """Worded for the officer."""


@transaction.atomic
def sign_run(*, run_id: int, step: str, officer: Officer, on: date) -> RunSignature:
    """Sign as `township` (one's own lines), as `county` (all of them, once every township has), or as the second of the county (`approval`) where the
    run is so large that the place asks for two; signing again the same is no harm.

    At the county's signature what became known meanwhile holds lines, the rest is written into the books as due to the families,
    and a digest of it is kept: from then on nothing of it may change. Where no line is left to be paid there is nothing to release: the run is settled
    with this signature, and each held line waits for a person, who pays it by a new attempt once what held it is put right.
    """
    run = PayRun.objects.select_for_update().get(pk=run_id)
    if step == Step.TOWNSHIP:
        access.require(officer, "benefits.sign_township", officer.region)
        region = officer.region[:TOWN]
    elif step in (Step.COUNTY, Step.APPROVAL):
        access.require(officer, "benefits.sign_county", run.region)
        region = run.region
    else:
        raise CannotSignRun("这里只有乡镇核对、县级审核和县级复核三种签字。")
    if signed := RunSignature.objects.filter(run=run, step=step, officer=officer, region=region).first():
        return signed
    if why := _why_not(run, step, region, officer):
        raise CannotSignRun(why)
    signature = write_signature(run, step=step, region=region, officer=officer, on=on)
    if step == Step.COUNTY:
        _freeze(run, on=on)
    elif step == Step.TOWNSHIP and run.signatures.filter(step=Step.TOWNSHIP).count() == run.townships:
        run.state = State.TOWNSHIP_SIGNED
        run.save(update_fields=["state"])
    audit.record("run.signed", about=run, by=officer, detail={"step": step}, region=region)
    return signature


def write_signature(run: PayRun, *, step: str, region: str, officer: Officer, on: date) -> RunSignature:
    """Keep the signature; the database lets nobody sign a run twice, and nobody sign what is signed."""
    try:
        with transaction.atomic():
            return RunSignature.objects.create(run=run, step=step, region=region, officer=officer, on=on)
    except IntegrityError:
        raise CannotSignRun("您已经在这一批次签过字，或这一环节已有人签字。") from None


def _why_not(run: PayRun, step: str, region: str, officer: Officer) -> str:
    if run.prepared_by_id == officer.pk or PayLine.objects.filter(run=run, settled_by=officer).exists():
        return "生成批次或决定其中明细的人，不能给它签字。"
    if step == Step.TOWNSHIP:
        if run.state != State.PREPARED:
            return "该批次不在乡镇核对环节。"
        return "" if PayLine.objects.filter(run=run, region__startswith=region, state=PayLine.State.DUE).exists() else "该批次没有您所在乡镇的待发明细。"
    if step == Step.APPROVAL:
        return "" if run.state == State.COUNTY_SIGNED and run.approvals > 1 else "该批次不需要复核，或者还没有县级审核。"
    if run.is_frozen:
        return "该批次已经审核。"
    if run.state not in (State.PREPARED, State.TOWNSHIP_SIGNED):
        return "该批次不在县级审核环节。"
    signed = run.signatures.filter(step=Step.TOWNSHIP).count()
    return "" if signed == run.townships else f"还有乡镇没有核对：{signed}/{run.townships}。"


def _freeze(run: PayRun, *, on: date) -> None:
    checking.hold_again(run, on=on)
    due = PayLine.objects.filter(run=run, state=PayLine.State.DUE)
    if not due.exists():
        run.state, run.frozen_on, run.settled_on = State.SETTLED, on, on
        run.save(update_fields=["state", "frozen_on", "settled_on"])
        return
    # What came back from the bank has been owed since its first run; only what is new here is committed.
    fresh = due.filter(is_owed=False)
    books.post(books.COMMITTED, key=f"run:{run.pk}", run=run, sums=books.sums_of(fresh), on=on)
    run.unfunded_fen = draw(run, fresh.aggregate(fen=Sum("amount_fen"))["fen"] or 0, on=on)
    run.approvals = 2 if (due.aggregate(fen=Sum("amount_fen"))["fen"] or 0) >= second_approval_from(run.region, on) else 1
    due.update(is_owed=True)
    run.state, run.frozen_on, run.digest = State.COUNTY_SIGNED, on, digest_lines(run)
    run.save(update_fields=["state", "frozen_on", "digest", "unfunded_fen", "approvals"])
