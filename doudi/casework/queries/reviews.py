"""复核的问题: how often a family is looked at and why, which reviews wait, and what has been reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc
from django.db.models import QuerySet

from doudi import law
from doudi.casework.assessment import assess
from doudi.casework.models import Review, ReviewPace
from doudi.registry import queries as registry

WANTED = ("review_months", "able_to_work", "income_unsettled")
TEKUN_WHY = "特困人员每年核查"


@dataclass(frozen=True)
class Pace:
    """Every how many months a family is looked at, and the reason in words; `is_set` where an officer has set a shorter one."""

    months: int
    why: str
    is_set: bool = False


def why(able_to_work: bool | None, income_unsettled: bool | None) -> str:
    """The reason of a class in words; while it cannot be told, the shorter interval holds: to be looked at early harms nobody."""
    if able_to_work:
        return "家庭中有劳动能力的成员"
    if income_unsettled:
        return "收入来源不固定"
    return "短期内经济状况变化不大" if (able_to_work, income_unsettled) == (False, False) else "情况尚不清楚，按半年核查"


def review_classes(on: date) -> list[tuple[int, int, str]]:
    """Household, months and reason for every household with a standing of its own, all at once; needs the system's scope."""
    book = law.book(on)
    frames = registry.frames(on, wanted=book.facts_behind(WANTED))
    receiving = frames.households.filter(pc.not_equal(frames.households["standing"], "none"))
    if not len(receiving):
        return []
    members = frames.members.filter(pc.is_in(frames.members["household_id"], receiving["household_id"]))
    found = book.assess(receiving, members, on=on, want=WANTED).households.select(["household_id", *WANTED])
    return [(home, months or shortest(on), why(able, unsettled)) for home, months, able, unsettled in zip(*found.to_pydict().values(), strict=True)]


def shortest(on: date) -> int:
    """The interval that holds while a class cannot be told."""
    return int(law.book(on).figure("review.unsettled_months", region="", on=on))


def class_of(household_id: int, kinds: Sequence[str], on: date) -> Pace:
    """How often one family with these standings is looked at by the rules of the day."""
    if set(kinds) == {"tekun"}:
        return Pace(int(law.book(on).figure("review.tekun_months", region="", on=on)), TEKUN_WHY)
    results = assess(household_id, on=on, beside=WANTED).finding.results
    return Pace(results["review_months"] or shortest(on), why(results["able_to_work"], results["income_unsettled"]))


def pace_of(household_id: int, kinds: Sequence[str], on: date) -> Pace:
    """The same, or the shorter interval that an officer has set."""
    usual = class_of(household_id, kinds, on)
    own = ReviewPace.objects.filter(household_id=household_id).order_by("-pk").first()
    return Pace(own.months, own.reason, is_set=True) if own and own.months < usual.months else usual


def open_reviews() -> QuerySet[Review]:
    """Reviews that wait, nearest date first."""
    return Review.objects.filter(state="opened").select_related("household", "standing").order_by("due_on", "id")


def reviews_of(household_id: int) -> QuerySet[Review]:
    """All reviews of a family, latest first."""
    return Review.objects.filter(household_id=household_id).select_related("closed_by", "opened_by").order_by("-opened_on", "-id")


def get_review(review_id: int) -> Review:
    """The review, or DoesNotExist: also for one the reader may not see."""
    return Review.objects.select_related("household", "standing", "reported_by", "opened_by", "closed_by").get(pk=review_id)


def paces_of(household_id: int) -> list[Any]:
    """The intervals officers have set for a family, latest first."""
    return list(ReviewPace.objects.filter(household_id=household_id).select_related("set_by").order_by("-pk"))
