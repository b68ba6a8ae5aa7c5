"""更正: a decision that was wrong is decided anew by somebody else, and what was paid wrongly is handed to payday, never taken by a machine."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.casework.actions.change import propose
from doudi.casework.actions.step import be_named, say
from doudi.casework.models import Application, Challenge, Correction, Decision
from doudi.casework.queries.changing import kinds_correcting

CAUSE = "decision:{}"

class CannotCorrect(Exception):
    """Worded for the officer."""


@transaction.atomic
def correct(*, decision_id: int, kind: str, since_month: date, words: str, officer: Officer, on: date) -> Correction:
    """Say that a decision on help was wrong, and propose the change that puts it right; a reduction or an end is heard like any other (法 47, 48).

    `since_month` is the first month that should have been otherwise; it lies between the decision's effect and this month.
    """
    decision = _take(decision_id, officer, on)
    said = say(words, "原决定错在哪里", CannotCorrect)
    if decision.outcome == "refuse":
        raise CannotCorrect("原决定是不予同意：请按原材料重新受理申请，不能用变更更正。")
    if kind not in kinds_correcting(decision):
        raise CannotCorrect("提议与原决定不符，请重新选择。")
    _check_month(decision, since_month, on)
    home = paid.household_now(decision.household_id)  # a family that has moved has taken its help along
    change = propose(household_id=home, kind=kind, cause=CAUSE.format(decision.pk), reason=f"更正原决定：{said}", officer=officer, on=on)
    correction = Correction.objects.create(
        decision=decision,
        change=change,
        household_id=decision.household_id,
        region=decision.region,
        words=said,
        since_month=since_month,
        opened_by=officer,
        opened_on=on,
    )
    _close_ordered(decision, on)
    audit.record("decision.corrected", about=decision, by=officer, because=said, detail={"correction": correction.pk, "change": change.pk})
    return correction


@transaction.atomic
def correct_refusal(*, decision_id: int, application: Application, since_month: date, words: str, officer: Officer, on: date) -> Correction:
    """Say that a refusal was wrong; the new application, on the same papers, is decided by somebody else from the beginning (57号 28)."""
    decision = _take(decision_id, officer, on)
    if decision.outcome != "refuse":
        raise CannotCorrect("原决定不是不予同意，请提出变更来更正。")
    _check_month(decision, since_month, on)
    said = say(words, "原决定错在哪里", CannotCorrect)
    correction = Correction.objects.create(
        decision=decision,
        application=application,
        household_id=decision.household_id,
        region=decision.region,
        words=said,
        since_month=since_month,
        opened_by=officer,
        opened_on=on,
    )
    _close_ordered(decision, on)
    audit.record("decision.corrected", about=decision, by=officer, because=said, detail={"correction": correction.pk, "application": application.pk})
    return correction


@transaction.atomic
def hand_over_difference(*, correction_id: int, over_fen: int, under_fen: int, officer: Officer | None, on: date) -> Correction:
    """Write down that what was paid too much or too little has been given to payday as adjustments."""
    correction = Correction.objects.select_for_update(of=("self",)).get(pk=correction_id)
    correction.counted_on, correction.over_fen, correction.under_fen = on, over_fen, under_fen
    correction.save(update_fields=["counted_on", "over_fen", "under_fen"])
    audit.record("correction.counted", about=correction, by=officer, detail={"over_fen": over_fen, "under_fen": under_fen})
    return correction


def _take(decision_id: int, officer: Officer, on: date) -> Decision:
    be_named(officer, CannotCorrect)
    decision = Decision.objects.select_for_update(no_key=True, of=("self",)).select_related("application", "change").filter(pk=decision_id).first()
    if decision is None:
        raise CannotCorrect("没有这项决定，或者它不在您负责的区域内。")
    require(officer, "casework.correct", decision.region)
    if on < decision.decided_on:
        raise CannotCorrect(f"日期早于决定日期 {decision.decided_on}。")
    unfinished = [one for one in decision.corrections.select_related("change", "application") if (case := one.change or one.application) and case.is_open]
    if unfinished:
        raise CannotCorrect(f"这项决定已在更正中（{unfinished[0]}），请在其中办理。")
    return decision


def _check_month(decision: Decision, since_month: date, on: date) -> None:
    earliest = decision.effective_month or decision.decided_on.replace(day=1)
    if since_month.day != 1 or not earliest <= since_month or since_month > max(earliest, on.replace(day=1)):
        raise CannotCorrect(f"起始月份应在 {earliest:%Y年%m月}（原决定生效）到本月之间，写当月一日。")


def _close_ordered(decision: Decision, on: date) -> None:
    """What a reconsideration ordered is done once the new case stands."""
    for one in Challenge.objects.select_for_update(of=("self",)).filter(decision=decision, state="ordered"):
        one.state, one.closed_on = "closed", on
        one.save(update_fields=["state", "closed_on"])
