"""自理能力复核: what a tekun person can do alone is assessed anew, and another grade of care proposed (43号 20–23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from doudi import law
from doudi.base import audit
from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.casework import queries
from doudi.casework.actions.review import CannotReview, close_review, take_review
from doudi.casework.assessment import assess
from doudi.casework.models import Change, Review
from doudi.casework.procedures import CHANGES
from doudi.casework.visits import SELF_CARE
from doudi.registry import actions as registry
from doudi.registry import queries as known

ABLE = SELF_CARE
GRADES = {"full": "具备生活自理能力", "partial": "部分丧失生活自理能力", "dependent": "完全丧失生活自理能力"}


@dataclass(frozen=True)
class Graded:
    """What came of an assessment: the grade, the care money a month now and from now on (fen), and the change that is proposed, if it differs."""

    review: Review
    grade: str
    present_fen: int
    amount_fen: int
    change: Change | None


@transaction.atomic
def assess_self_care(*, review_id: int, able: Sequence[str], findings: str, officer: Officer, on: date) -> Graded:
    """Record which of the six a person still does alone; another grade proposes another sum, which somebody else decides; a lower one is heard first."""
    review = take_review(review_id, "assess_self_care", officer=officer, on=on)
    if strange := sorted(set(able) - ABLE.keys()):
        raise CannotReview(f"没有这些评估指标：{'、'.join(strange)}。")
    person_id = review.standing.person_id if review.standing else None
    if person_id is None or review.standing_id is None:
        raise CannotReview("这项评估没有指明特困人员。")
    for name in ABLE:
        registry.record_fact(person_id=person_id, name=name, amount=int(name in able), source="self_care", ref=str(review.pk), on=on)
    grade, amount_fen = grade_of(review.household_id, person_id, on)
    awards = [one for one in paid.monthly_awards_of(review.household_id) if one.standing_id == review.standing_id and one.until_month is None]
    present_fen = sum(one.amount_fen for one in awards if one.kind == "tekun_care")
    differs = amount_fen != present_fen
    said = f"评估为{GRADES[grade]}。{findings}"
    closed = close_review(review_id=review_id, outcome="change" if differs else "unchanged", findings=said, officer=officer, on=on, verb="assess_self_care")
    change = _propose(closed, review.standing_id, present_fen, amount_fen, said, officer, on) if differs else None
    return Graded(closed, grade, present_fen, amount_fen, change)


def grade_of(household_id: int, person_id: int, on: date) -> tuple[str, int]:
    """The grade by the rules and the place's care standard for it, fen a month; 0 where the place has none."""
    found = assess(household_id, on=on, beside=("self_care",)).finding
    grade = found.results["self_care"][known.case_of(household_id, on=on).person_ids.index(person_id)]
    if grade not in GRADES:
        raise CannotReview("自理能力还不能判断，请把六项指标都评估清楚。")
    household = known.get_household(household_id)
    figure = law.book(on).figure(f"tekun.care.{grade}", region=household.region, area=household.area, on=on)
    return grade, 0 if figure == "none" else int(figure)


def _propose(review: Review, standing_id: int, present_fen: int, amount_fen: int, reason: str, officer: Officer, on: date) -> Change:
    if busy := queries.find_open_change(review.household_id):
        raise CannotReview(f"该户已有在办变更 {busy.number}，请先办结，再登记评估结果。")
    lessens = amount_fen < present_fen
    due_on = CHANGES["tekun_care"].total.ends(on)
    change = Change.objects.create(
        household_id=review.household_id,
        region=review.region,
        standing_id=standing_id,
        scheme="tekun_care",
        kind="reduce" if lessens else "increase",
        cause=f"review:{review.pk}",
        reason=reason,
        present_amount_fen=present_fen,
        proposed_amount_fen=amount_fen,
        state="opened" if lessens else "ready",
        opened_by=officer,
        opened_on=on,
        due_on=due_on,
        next_due_on=due_on,
    )
    audit.record("change.opened", about=change, by=officer, because=change.reason, detail={"kind": change.kind})
    return change
