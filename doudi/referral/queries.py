"""因需推送·结果反馈: questions; row-level security decides which referrals there are to ask about."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from doudi.base.workdays import workdays_after
from doudi.referral.models import WITHDRAWN, Referral, State
from doudi.referral.route import Route, all_routes


@dataclass(frozen=True)
class Deadlines:
    """Open referrals by their next deadline; `three_days` are the three working days after today."""

    overdue: int
    today: int
    three_days: int
    later: int


def open_referrals() -> QuerySet[Referral]:
    """Everything that has not been answered, nearest deadline first."""
    return Referral.objects.exclude(state=State.COMPLETED)


def inbox(*, state: str | None = None) -> QuerySet[Referral]:
    """What waits before the department of whoever asks: to accept, then in hand; returned ones wait before the sender."""
    return open_referrals().filter(state=state) if state else open_referrals().filter(state__in=[State.SENT, State.ACCEPTED])


def returned() -> QuerySet[Referral]:
    """What came back to the sender and must be corrected or withdrawn."""
    return open_referrals().filter(state=State.RETURNED)


def escalated() -> QuerySet[Referral]:
    """Open referrals whose deadline passed in silence; the sender and the department see the same list."""
    return open_referrals().exclude(escalated_on=None)


def completed() -> QuerySet[Referral]:
    """Answered referrals, latest first."""
    return Referral.objects.filter(state=State.COMPLETED).order_by("-completed_on", "-id")


def counts_by_deadline(on: date) -> Deadlines:
    """Counts of `open_referrals` by their next deadline on a day; an escalated one counts by its last deadline."""
    soon = workdays_after(on, 3)
    due = {"overdue": _due(lt=on), "today": _due(exact=on), "three_days": _due(gt=on) & _due(lte=soon), "later": _due(gt=soon)}
    return Deadlines(**open_referrals().aggregate(**{name: Count("id", filter=condition) for name, condition in due.items()}))


def get_referral(referral_id: int) -> Referral:
    """The referral, or DoesNotExist: also for one the reader may not see."""
    return Referral.objects.select_related("opened_by", "accepted_by", "completed_by").get(pk=referral_id)


def of_household(household_id: int) -> QuerySet[Referral]:
    """All referrals of a family, newest first."""
    return Referral.objects.filter(household_id=household_id).order_by("-opened_on", "-id")


def open_of(household_id: int) -> QuerySet[Referral]:
    """A family's referrals that are still without an answer."""
    return of_household(household_id).exclude(state=State.COMPLETED)


def from_origin(origin: str) -> QuerySet[Referral]:
    """The referrals that one alert or application ("alert:3", "application:9") has led to."""
    return Referral.objects.filter(origin=origin).order_by("id")


def unanswered_for(*origins: str) -> QuerySet[Referral]:
    """Referrals of those alerts, applications or changes over which they must not close."""
    return Referral.objects.filter(origin__in=origins).exclude(state=State.COMPLETED).order_by("id")


def route_of(referral: Referral) -> Route:
    """The route it goes by: titles, deadlines, the answers there are."""
    return all_routes()[referral.route]


def outcome_title(referral: Referral) -> str:
    """The answer in Chinese; empty while there is none."""
    if referral.outcome == WITHDRAWN:
        return "推送单位撤回"
    return route_of(referral).outcomes[referral.outcome].title if referral.outcome else ""


def _due(**bounds: date) -> Q:
    """The next deadline within bounds: the escalation's where there is one."""
    plain = Q(escalated_on=None, **{f"due_on__{how}": day for how, day in bounds.items()})
    return plain | Q(escalated_on__isnull=False, **{f"escalation_due_on__{how}": day for how, day in bounds.items()})
