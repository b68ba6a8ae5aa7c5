"""补发: what came back or was held is paid in a new attempt, once what was wrong has been put right."""

from datetime import date

from django.db import connection, transaction
from django.db.models import F, Q

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import checking
from doudi.benefits.bank import TEMPORARY
from doudi.benefits.models import PayLine, PayRun

from .prepare import begin_run, count_townships

Kind, State = PayRun.Kind, PayLine.State

NEW_ATTEMPTS = """
INSERT INTO benefits_payline (run_id, award_id, household_id, kind, month, attempt, replaces_id, payee_id, account_id, amount_fen, state,
    hold_reason, words, bank_reason, is_owed, settled_by_id, region)
SELECT %(run)s, l.award_id, l.household_id, l.kind, l.month, l.attempt + 1, l.id, coalesce(%(payee)s, a.payee_id), coalesce(%(account)s, a.account_id),
    l.amount_fen, 'due', '', '', '', l.is_owed, %(officer)s, l.region
FROM benefits_payline l JOIN benefits_award a ON a.id = l.award_id WHERE l.id = ANY(%(lines)s) ORDER BY l.id
"""


@transaction.atomic
def reissue(*, region: str, month: date, on: date, officer: Officer | None) -> PayRun | None:
    """A run of new attempts for the month's lines that came back and can be paid now; None when there are none.

    A line can be paid now when its award has another account since, or when the bank's reason passes by itself.
    """
    access.require(officer, "benefits.reissue", region)
    regular = hold_month(region, month)
    came_back = PayLine.objects.filter(waits=True, run__region=region, month=month, state=State.FAILED)
    corrected = Q(award__account__closed_on=None) & ~Q(award__account=F("account"))
    ready = list(came_back.filter(corrected | Q(bank_reason__in=TEMPORARY)).values_list("pk", flat=True))
    if not ready:
        return None
    run = _run_being_made(regular, on=on, officer=officer)
    attempt_again(run, lines=ready, on=on)
    audit.record("run.reissued", about=run, by=officer, detail={"lines": len(ready)})
    return run


def hold_month(region: str, month: date) -> PayRun:
    """The month's first run, locked: who makes new attempts of its lines does it one after another."""
    first = PayRun.objects.select_for_update().filter(region=region, month=month).exclude(kind=Kind.REISSUE).order_by("pk").first()
    if first is None:
        raise PayRun.DoesNotExist
    return first


def attempt_one_again(regular: PayRun, *, line_id: int, payee_id: int, account_id: int, officer: Officer, on: date) -> None:
    """The same for one line, to the payee and account that an officer has decided on."""
    attempt_again(
        _run_being_made(regular, on=on, officer=None), lines=[line_id], on=on, decided={"payee": payee_id, "account": account_id, "officer": officer.pk}
    )


def attempt_again(run: PayRun, *, lines: list[int], on: date, decided: dict[str, int] | None = None) -> None:
    """New attempts for these lines in a run that is still being made, as the award now says or as somebody has decided."""
    PayLine.objects.filter(pk__in=lines).update(state=State.REISSUED)
    with connection.cursor() as cursor:
        cursor.execute(NEW_ATTEMPTS, {"payee": None, "account": None, "officer": None, **(decided or {}), "run": run.pk, "lines": lines})
    checking.flag_lines(run, on=on)
    count_townships(run)


def _run_being_made(regular: PayRun, *, on: date, officer: Officer | None) -> PayRun:
    """The run that takes new attempts; one that somebody has signed takes no more. The caller holds the month's run locked."""
    month_runs = PayRun.objects.filter(region=regular.region, month=regular.month).exclude(kind=Kind.IMPORTED)
    for run in month_runs.select_for_update().filter(state=PayRun.State.PREPARED).order_by("kind", "-seq"):
        if not run.signatures.exists():  # asked after the lock: who signs holds it too
            return run
    seq = month_runs.filter(kind=Kind.REISSUE).count() + 1
    return begin_run(region=regular.region, month=regular.month, kind=Kind.REISSUE, seq=seq, on=on, officer=officer)[0]
