"""监测预警: questions; row-level security decides which alerts there are to ask about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left

from doudi.base.workdays import workdays_after
from doudi.monitoring.book import book
from doudi.monitoring.models import Alert, Level, Outcome, State
from doudi.monitoring.signal import OFFERS, Signal, all_signals

OUTCOMES, STATES, LEVELS = dict(Outcome.choices), dict(State.choices), dict(Level.choices)
"""Codes and what officers call them."""


@dataclass(frozen=True)
class Deadlines:
    """Open alerts by their next deadline; `three_days` are the three working days after today."""

    overdue: int
    today: int
    three_days: int
    later: int


def queue(*, owner_region: str | None = None, state: str | None = None, signal: str | None = None, level: str | None = None) -> QuerySet[Alert]:
    """Open alerts, nearest deadline first; `owner_region` leaves those that one office itself must act on."""
    wanted = {"state": state, "signal": signal, "level": level}
    alerts = _owned(open_alerts(), owner_region).filter(**{name: value for name, value in wanted.items() if value})
    return alerts.select_related("household", "person", "signed_by").order_by("due_on", "id")


def find(*, state: str = "", signal: str = "", level: str = "", region: str = "") -> QuerySet[Alert]:
    """Alerts of every state, the open ones by deadline and then the concluded ones by day; `region` leaves those of one place and below it."""
    wanted = {"state": state, "signal": signal, "level": level, "region__startswith": region}
    found = Alert.objects.filter(**{name: value for name, value in wanted.items() if value}).select_related("household", "person")
    return found.annotate(is_concluded=Q(state=State.CONCLUDED)).order_by("is_concluded", F("concluded_on").desc(nulls_first=True), "due_on", "id")


def signal_columns() -> tuple[str, ...]:
    """Every result and fact that alerts need: what to ask of the book where nothing else is wanted of the population."""
    return tuple(dict.fromkeys(name for one in all_signals().values() for name in one.columns))


def open_alerts() -> QuerySet[Alert]:
    """Every alert that nobody has concluded."""
    return Alert.objects.exclude(state=State.CONCLUDED)


def due(queued: QuerySet[Alert], when: str, *, on: date) -> QuerySet[Alert]:
    """Those of a queue in one of the four classes of `counts_by_deadline`: a filter that agrees with the count above it."""
    return queued.filter(_due_classes(on)[when])


def counts_by_deadline(on: date, *, owner_region: str | None = None) -> Deadlines:
    """Counts of open alerts by their next deadline on a day."""
    return Deadlines(**_owned(open_alerts(), owner_region).aggregate(**{name: Count("id", filter=condition) for name, condition in _due_classes(on).items()}))


def get_alert(alert_id: int) -> Alert:
    """The alert with its visits and visitors, or DoesNotExist: also for one the reader may not see."""
    alerts = Alert.objects.select_related("household", "person", "signed_by", "concluded_by").prefetch_related("visits__visitors__officer")
    return alerts.get(pk=alert_id)


def alerts_by_id(alert_ids: Collection[int]) -> dict[int, Alert]:
    """These alerts as a list shows them, as far as the reader may see them."""
    return Alert.objects.select_related("household", "person").in_bulk(alert_ids)


def signal_of(alert: Alert) -> Signal | None:
    """The signal that raised it, with title, article and offers; None for one that has been taken out of service since."""
    return all_signals().get(alert.signal)


def offers_of(alert: Alert) -> list[tuple[str, str]]:
    """What the alert may lead to, as (code, Chinese name), in the order the signal gives."""
    raised_by = signal_of(alert)
    return [(code, OFFERS[code]) for code in raised_by.offer] if raised_by else []


def alerts_of(household_id: int) -> QuerySet[Alert]:
    """All alerts of a family, newest first."""
    return Alert.objects.filter(household_id=household_id).order_by("-raised_on", "-id")


def open_alerts_of(household_ids: Collection[int]) -> QuerySet[Alert]:
    """The alerts of any of these families that nobody has concluded, nearest deadline first."""
    return open_alerts().filter(household__in=household_ids).select_related("household", "person").order_by("due_on", "id")


def concluded(*, from_on: date, until_on: date) -> QuerySet[Alert]:
    """Alerts concluded in a period (until excluded): what each signal's precision is counted from."""
    return Alert.objects.filter(concluded_on__gte=from_on, concluded_on__lt=until_on)


def _owned(alerts: QuerySet[Alert], owner_region: str | None) -> QuerySet[Alert]:
    return alerts.annotate(owner=Left("region", 9)).filter(owner=owner_region) if owner_region else alerts


def _due_classes(on: date) -> dict[str, Q]:
    soon = workdays_after(on, 3)
    return {"overdue": Q(due_on__lt=on), "today": Q(due_on=on), "three_days": Q(due_on__gt=on, due_on__lte=soon), "later": Q(due_on__gt=soon)}


__all__ = [
    "LEVELS",
    "OUTCOMES",
    "STATES",
    "Deadlines",
    "alerts_of",
    "book",
    "concluded",
    "counts_by_deadline",
    "due",
    "find",
    "get_alert",
    "offers_of",
    "open_alerts",
    "open_alerts_of",
    "queue",
    "signal_columns",
    "signal_of",
]
