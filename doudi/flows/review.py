"""复核: what a family receives is looked at again; departments are asked anew, the change waits for the hearing, wrong money goes to payday as a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.flows.clock import now_on
from doudi.flows.steps import steps_over
from doudi.registry import actions as registry
from doudi.registry.actions import Declared
from doudi.verification import actions as verification

if TYPE_CHECKING:
    from doudi.benefits.models import Adjustment
    from doudi.casework.models import Change, Correction, Decision, Review

MONEY = {"dibao": "dibao_monthly", "tekun_care": "tekun_care"}
"""Which kind of help a change of each scheme is about."""


def list_reviews(*, on: date, region: str) -> int:
    """The families whose review falls due within thirty days are listed; how many are new."""
    return int(steps_over(region)(casework.open_due_reviews, on=on))


@transaction.atomic
def review_household(*, household_id: int, kind: str, cause: str, reason: str, officer: Officer, on: date) -> Change:
    """Propose a change to what a family receives and ask the departments about it; nothing changes before the family is heard (法 46, 48)."""
    registry.watch_household(household_id=household_id, on=on)
    change = casework.open_change(household_id=household_id, kind=kind, cause=cause, reason=reason, officer=officer, on=on)
    verification.request_checks(household_ids=[household_id], reason="复核（社会救助法 第四十六条）", officer=officer, on=on, now=now_on(on))
    return change


@transaction.atomic
def report_change(
    *,
    household_id: int,
    cause: str,
    words: str,
    person_id: int | None = None,
    event_on: date | None = None,
    facts: Sequence[Declared] = (),
    officer: Officer,
    on: date,
) -> Review:
    """A family, or somebody near it, reports what has changed (法 46): it is written down, known from today, and looked into in its term."""
    registry.watch_household(household_id=household_id, on=on)
    review = casework.open_review(household_id=household_id, cause=cause, words=words, person_id=person_id, event_on=event_on, officer=officer, on=on)
    told = {"source": "report", "ref": str(review.pk), "on": on}
    if cause == "death" and person_id and event_on:
        registry.report_death(person_id=person_id, died_on=event_on, because=words, officer=officer, on=on)
    if cause == "work" and event_on:
        registry.record_fact(household_id=household_id, name="job_started_on", amount=1, from_on=event_on, **told)
    for fact in facts:
        home = None if fact.person_id else household_id
        registry.record_fact(person_id=fact.person_id, household_id=home, name=fact.name, amount=fact.amount, word=fact.word, **told)
    return review


@transaction.atomic
def check_review(
    *, review_id: int, outcome: str, findings: str, kind: str = "", facts: Sequence[Declared] = (), officer: Officer, on: date
) -> tuple[Review, Change | None]:
    """Close a review; one that found a change proposes it in the same step (法 46, 47), of the `kind` that the officer names."""
    review = casework.close_review(review_id=review_id, outcome=outcome, findings=findings, facts=facts, officer=officer, on=on)
    if outcome != "change":
        return review, None
    change = review_household(household_id=review.household_id, kind=kind, cause=f"review:{review.pk}", reason=findings, officer=officer, on=on)
    return review, change


@transaction.atomic
def decide_change(
    *, change_id: int, outcome: str, reason: str, until_month: date | None = None, second: Officer | None = None, officer: Officer, on: date
) -> Decision:
    """Decide on a change; where it puts a wrong decision right, what was paid wrongly goes to payday in the same step (法 47, 48)."""
    given = {"outcome": outcome, "reason": reason, "until_month": until_month, "second": second}
    decision = casework.decide_change(change_id=change_id, officer=officer, on=on, **given)
    hand_over_differences(officer=officer, on=on)
    return decision


@transaction.atomic
def hand_over_differences(*, officer: Officer | None, on: date) -> int:
    """What corrected decisions show to have been paid too much or too little becomes adjustments that a person settles; how many corrections.

    Help that has moved from a place that the officer does not see waits for the house's own morning, which sees all of it.
    """
    counted = 0
    for correction, decided in cases.uncounted_corrections():
        until = decided.effective_month
        kind = MONEY.get(decided.change.scheme if decided.change else decided.kind, "")
        try:
            found = _differences(correction, decided, kind, until, officer, on) if until and kind and decided.outcome != "exit" else []
        except benefits.CannotReckon:
            continue
        over, under = (sum(one.amount_fen or 0 for one in found if one.direction == way) for way in ("over", "under"))
        casework.hand_over_difference(correction_id=correction.pk, over_fen=over, under_fen=under, officer=officer, on=on)
        counted += 1
    return counted


def _differences(correction: Correction, decided: Decision, kind: str, until: date, officer: Officer | None, on: date) -> list[Adjustment]:
    """Of the money of its kind, and of dibao also of what is given beside it."""
    sums = {kind: decided.amount_fen} | ({"dibao_supplement": decided.supplement_fen} if kind == "dibao_monthly" else {})
    return [
        found
        for one, due_fen in sums.items()
        for found in benefits.open_differences(
            household_id=decided.household_id,
            standing_id=decided.change.standing_id if decided.change else None,
            kind=one,
            due_fen=due_fen,
            from_month=correction.since_month,
            until_month=until,
            reason=f"更正 {correction.decision.number}：{correction.words}",
            decided_by=f"decision:{decided.pk}",
            officer=officer,
            on=on,
        )
    ]
