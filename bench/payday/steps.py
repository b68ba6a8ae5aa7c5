"""一步一步: what the month does, and beside each step the bare moving of as many rows into or out of the same database."""

from __future__ import annotations

import hashlib
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.payday.home import ANSWERED, COUNTY, MONTH, PREPARED, RELEASED, REVIEWED, TOWNSHIPS

SLICE = 5_000
"""Lines of the loop that saves one row after another, as peers do it; its seconds are the slice's."""
LIMITS = {"prepare": 60, "export": 20, "reconcile": 60}
RATIOS = {"prepare": 3.0, "export": 2.0, "reconcile": 3.0}
MOST_MB = 2_000

BARE_TABLE = """
CREATE TABLE bare (run_id bigint, award_id bigint, household_id bigint, kind text, month date, attempt smallint, payee_id bigint, account_id bigint,
    amount_fen bigint, state text, region text, UNIQUE (award_id, month, attempt))
"""
BARE_COLUMNS = "run_id, award_id, household_id, kind, month, attempt, payee_id, account_id, amount_fen, state, region"


@dataclass(frozen=True)
class Step:
    """One row of the result; `peak_mb` is the process's, over its whole life until then."""

    step: str
    lines: int
    seconds: float
    bare_seconds: float
    ratio: float
    peak_mb: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def steps(say: Callable[[str], None]) -> Iterator[Step]:
    """Prepare with all checks, export the bank's file, read an answer to every line; what stands between is told and not timed against anything."""
    from doudi.base.access import acting
    from doudi.benefits import actions, bank, files
    from doudi.benefits.actions.release import _payment_file
    from doudi.benefits.models import BankFile, PayLine, PayRun

    officers = _officers()
    *reviewers, maker = officers["county"]
    run, seconds = _committed(maker, lambda: actions.prepare_run(region=COUNTY, month=MONTH, on=PREPARED, officer=maker))
    with acting(officers["county"][0]):
        count = PayLine.objects.filter(run=run).count()
        held = PayLine.objects.filter(run=run, state="held").count()
        rows, _ = _timed(lambda: _copied_out("SELECT " + BARE_COLUMNS + f" FROM benefits_payline WHERE run_id = {run.pk}"))
        yield _step("prepare", count, seconds, _timed(lambda: _copied_in(rows))[1])
    say(f"其中暂缓 {held:,} 笔。")
    for officer in officers["township"]:
        with acting(officer):
            actions.sign_run(run_id=run.pk, step="township", officer=officer, on=TOWNSHIPS)
    for step, officer in zip(("county", "approval"), reviewers, strict=True):
        _, seconds = _committed(officer, lambda step=step, officer=officer: actions.sign_run(run_id=run.pk, step=step, officer=officer, on=REVIEWED))
        say(f"{step} 签字 {seconds:.1f} 秒。")
    with acting(officers["county"][0]):
        run, form = PayRun.objects.get(pk=run.pk), bank.FORMATS["csv"]
        due = PayLine.objects.filter(run=run, state="due").count()
        _, seconds = _timed(lambda: files.stage("bench.csv", _payment_file(run, form, on=RELEASED)))
        query = f"""SELECT l.id, c.holder_name, c.bank, c.number_sealed, l.amount_fen, l.kind FROM benefits_payline l
            JOIN benefits_account c ON c.id = l.account_id WHERE l.run_id = {run.pk} AND l.state = 'due' ORDER BY l.id"""
        yield _step("export", due, seconds, _timed(lambda: hashlib.sha256(_copied_out(query)).hexdigest())[1])
    _, seconds = _committed(officers["finance"][0], lambda: actions.release_run(run_id=run.pk, officer=officers["finance"][0], on=RELEASED))
    say(f"放款（重算指纹、写文件、记账、明细置为已送）{seconds:.1f} 秒。")
    with acting(officers["finance"][0]):
        file = BankFile.objects.get(run=run)
    path = _answer(files.folder("out") / file.name, files.folder("in"))
    received, seconds = _committed(officers["finance"][0], lambda: actions.read_return(path=path, officer=officers["finance"][0], on=ANSWERED))
    with acting(officers["finance"][0]):
        lines = received.paid_lines + received.failed_lines
        rows = _copied_out("SELECT " + BARE_COLUMNS + f" FROM benefits_payline WHERE run_id = {run.pk} AND sent_on IS NOT NULL")
        yield _step("reconcile", lines, seconds, _timed(lambda: _copied_in(rows))[1])
    if not 0.005 < received.failed_lines / lines < 0.02:
        raise RuntimeError("回盘里应有百分之一左右的退回。")
    yield _loop(officers["county"][0])


def _loop(officer: Any) -> Step:
    """One line after another by its object, as an ORM teaches it, its award's family and account looked at each time."""
    from doudi.base.access import acting
    from doudi.benefits.models import Award, PayLine, PayRun
    from doudi.registry.models import Membership

    def made() -> int:
        run = PayRun.objects.create(region=COUNTY, month=MONTH.replace(month=12), kind="regular", prepared_on=PREPARED)
        for award in Award.objects.order_by("pk")[:SLICE]:
            living = Membership.objects.filter(household=award.household, until_on=None, person__died_on=None).exists()
            state = "due" if living and award.account and award.account.closed_on is None else "held"
            held = {"state": state, "hold_reason": "" if state == "due" else "twice", "region": award.region}
            fields = {"kind": award.kind, "month": run.month, "payee_id": award.payee_id, "account_id": award.account_id, "amount_fen": award.amount_fen}
            PayLine.objects.create(run=run, award=award, household_id=award.household_id, **held, **fields)
        return SLICE

    with acting(officer):
        count, seconds = _timed(made)
    return Step("loop", count, round(seconds, 2), 0.0, 0.0, _peak())


def _answer(sent: Path, folder: Path) -> Path:
    """The bank's word on every line: one in a hundred came back. Made in a child: it is the bank's memory, not ours."""
    import os

    from doudi.benefits import bank

    path = folder / bank.return_name(sent.stem, 1, "csv")
    child = os.fork()
    if not child:
        payment = bank.parse_payment_file(sent.read_bytes())
        answers = {row.serial: (row.serial % 100 != 0, "" if row.serial % 100 else "closed") for row in payment.rows}
        path.write_bytes(bank.format_return(payment, answers, answered_on=ANSWERED))
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("银行没有答复。")
    return path


def _officers() -> dict[str, list[Any]]:
    from doudi.base.access import acting_as_system
    from doudi.base.models import Officer
    from doudi.benefits.models import Award

    with acting_as_system(COUNTY[:4]):
        towns = sorted({region[:9] for region in Award.objects.order_by().values_list("region", flat=True).distinct()})
        roles = [*(("township", town) for town in towns), *[("county", COUNTY)] * 3, ("finance", COUNTY)]
        made: dict[str, list[Any]] = {}
        for number, (role, region) in enumerate(roles):
            officer = Officer.objects.create(username=f"bench{number}", name=f"示例{number}", role_id=role, region=region)
            made.setdefault(role, []).append(officer)
        return made


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.monotonic()
    answer = work()
    return answer, time.monotonic() - started


def _committed(officer: Any, work: Callable[[], Any]) -> tuple[Any, float]:
    """With its commit: what the database checks at the end is part of the step."""
    from doudi.base.access import acting

    started = time.monotonic()
    with acting(officer):
        answer = work()
    return answer, time.monotonic() - started


def _step(name: str, lines: int, seconds: float, bare: float) -> Step:
    return Step(name, lines, round(seconds, 2), round(bare, 2), round(seconds / bare, 2), _peak())


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _copied_out(query: str) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


def _copied_in(rows: bytes) -> None:
    """The rows into an ordinary table with the unique key that keeps a month from being made twice, kept for good as ours are."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute(BARE_TABLE)
        with cursor.copy(f"COPY bare ({BARE_COLUMNS}) FROM STDIN") as copy:
            copy.write(rows)

