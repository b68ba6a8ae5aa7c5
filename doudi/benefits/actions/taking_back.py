"""撤回明细: lines that have not left, or came back, are cancelled together by a decision, in words on each; what was owed by them is written back."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from doudi.base import audit
from doudi.base.models import Officer
from doudi.benefits import books
from doudi.benefits.digest import digest_lines
from doudi.benefits.models import PayLine, PayRun, RunSignature

from .funds import give_back
from .parts import first_run
from .prepare import TOWN
from .reissue import hold_month

State = PayLine.State
NOT_ARRIVED = (State.DUE, State.HELD, State.FAILED)
ON_THE_WAY = "no_award"  # a line is cancelled by way of being held, and a hold has a reason; none was found of these, and none stays on them


class CannotTakeBack(Exception):
    """Worded for the officer."""


def take_back(lines: QuerySet[PayLine], *, key: str, words: str, officer: Officer, on: date) -> list[PayLine]:
    """Cancel what of these lines has not arrived and is not on its way, with `words` on each line; which they were, as they stood.

    The caller has the decision of two officers. A run that is still being signed goes on with the rest; one that the county has signed is looked at first,
    to the last character, and its digest is then of what is left: nothing is put into it by this. Nothing left in it ends it. Each month is held
    first, as by who makes new attempts, and each run, as by who signs, releases or reads the bank's answer: which lines they are is asked after that.
    """
    for region, month in sorted(set(lines.order_by().values_list("run__region", "run__month").distinct())):
        hold_month(region, month)
    runs = list(PayRun.objects.select_for_update().filter(pk__in=lines.order_by().values("run")).order_by("pk"))
    for run in runs:
        if run.state == PayRun.State.COUNTY_SIGNED and digest_lines(run) != run.digest:
            raise CannotTakeBack(f"{run.batch} 的明细与县级审核时不一致，不能撤回。请立即查明改动。")
    taken = list(lines.filter(state__in=NOT_ARRIVED).select_for_update(of=("self",)).select_related("run", "replaces__run").order_by("pk"))
    _write_back([line for line in taken if line.is_owed], key, on)
    numbers = [line.pk for line in taken]
    due = [line.pk for line in taken if line.state == State.DUE]
    PayLine.objects.filter(pk__in=due).update(state=State.HELD, hold_reason=ON_THE_WAY)
    PayLine.objects.filter(pk__in=due).update(hold_reason="", state=State.CANCELLED, words=words[:200])
    PayLine.objects.filter(pk__in=numbers).exclude(pk__in=due).update(state=State.CANCELLED, words=words[:200])
    for run in runs:
        own = [line for line in taken if line.run_id == run.pk]
        if own:
            _goes_on(PayRun.objects.get(pk=run.pk), own, words, officer, on)
    return taken


def _write_back(owed: Sequence[PayLine], key: str, on: date) -> None:
    """What the books hold as due to the families is due no more: by the run that owed it first, and in the year in which it was."""
    together = sorted((line.run_id, first_run(line).pk, line.pk) for line in owed)
    for (run_id, first_id), group in groupby(together, key=lambda one: one[:2]):
        run, first = (PayRun.objects.select_for_update().get(pk=number) for number in (run_id, first_id))
        lines, is_over, name = PayLine.objects.filter(pk__in=[number for _, _, number in group]), books.year_of(first) != on.year, f"{key}:{run_id}:{first_id}"
        for event in (books.LAPSED, books.LAPSED_TURNED_IN) if is_over else (books.CANCELLED,):
            books.post(event, key=name, run=run, sums=books.sums_of(lines), on=on)
        if not is_over:
            give_back(first, sum(lines.values_list("amount_fen", flat=True)), key=name, on=on)


def _goes_on(run: PayRun, taken: Sequence[PayLine], words: str, officer: Officer, on: date) -> None:
    before, due = run.digest, PayLine.objects.filter(run=run, state=State.DUE)
    if not run.is_frozen:
        towns = {region[:TOWN] for region in due.values_list("region", flat=True).distinct()}
        signed = set(run.signatures.filter(step=RunSignature.Step.TOWNSHIP).values_list("region", flat=True))
        run.townships = len(towns | signed)
        run.state = PayRun.State.TOWNSHIP_SIGNED if signed and towns <= signed else run.state
    elif run.state == PayRun.State.COUNTY_SIGNED:
        run.digest = digest_lines(run)
        if not due.exists():
            run.state, run.settled_on = PayRun.State.SETTLED, on
    run.save(update_fields=["townships", "state", "digest", "settled_on"])
    numbers = [line.pk for line in taken]
    detail = {"lines": len(taken), "line_ids": numbers, "fen": sum(line.amount_fen for line in taken), "digest_before": before, "digest": run.digest}
    audit.record("run.lines_taken_back", about=run, by=officer, because=words, detail=detail)
