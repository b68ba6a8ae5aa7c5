"""身份、待遇、账户: what has been confirmed about a family and what it is due."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from doudi.benefits.models import Account, Award, Standing
from doudi.benefits.models.entitlement import PAID_ONCE
from doudi.benefits.months import month_of

GIVES_MOST_FIRST = ("dibao", "single_person_dibao", "tekun", "marginal", "rigid_expenditure", "temporary_relief", "urgent_relief")
"""Every kind of standing, in the order in which one is told of a family."""


def standings_in_force(on: date) -> QuerySet[Standing]:
    """Every standing in force on a day."""
    return Standing.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on).order_by("pk")


def kinds_held(household_ids: Collection[int], on: date) -> dict[int, list[str]]:
    """What each of these families is confirmed as on a day, in words; a family with no standing is left out."""
    found: dict[int, list[str]] = {}
    for standing in standings_in_force(on).filter(household_id__in=household_ids):
        found.setdefault(standing.household_id, []).append(standing.get_kind_display())
    return found


def standings_of(household_id: int, on: date) -> list[Standing]:
    """A family's standings on a day, the one that gives most first."""
    return sorted(standings_in_force(on).filter(household_id=household_id), key=lambda standing: (GIVES_MOST_FIRST.index(standing.kind), standing.pk))


def standings_ever(household_id: int) -> QuerySet[Standing]:
    """Everything that was ever confirmed about a family, the latest first."""
    return Standing.objects.filter(household_id=household_id).order_by("-from_on", "-pk")


def standing_of(household_id: int, on: date) -> Standing | None:
    """The standing of a family that gives most, or None."""
    return next(iter(standings_of(household_id, on)), None)


def get_standing(standing_id: int) -> Standing:
    """One standing."""
    return Standing.objects.get(pk=standing_id)


def awards_of(household_id: int) -> QuerySet[Award]:
    """Everything a family was ever due, the latest first."""
    return Award.objects.filter(household_id=household_id).select_related("standing", "account", "payee").order_by("-from_month", "-pk")


def monthly_awards_of(household_id: int) -> QuerySet[Award]:
    """The same without what is given once: what a decision changes or ends."""
    return awards_of(household_id).exclude(kind__in=PAID_ONCE)


def find_award(household_id: int, on: date, *, kind: str = Award.Kind.DIBAO_MONTHLY) -> Award | None:
    """The award that runs on a day, or begins next; None when nothing runs."""
    runs = Award.objects.filter(Q(until_month=None) | Q(until_month__gt=month_of(on)), household_id=household_id, kind=kind)
    return runs.order_by("from_month", "pk").first()


def get_award(award_id: int) -> Award:
    """One award."""
    return Award.objects.select_related("standing", "account", "payee").get(pk=award_id)


def accounts_of(person_id: int) -> QuerySet[Account]:
    """Where a person can be paid: open accounts, the latest first."""
    return Account.objects.filter(person_id=person_id, closed_on=None).order_by("-opened_on", "-pk")


def accounts_of_people(person_ids: Iterable[int]) -> dict[int, list[Account]]:
    """The same of several people at once; of everybody asked, also of whom there is none."""
    found: dict[int, list[Account]] = {person: [] for person in person_ids}
    for account in Account.objects.filter(person__in=found, closed_on=None).order_by("-opened_on", "-pk"):
        found[account.person_id].append(account)
    return found


def get_account(account_id: int) -> Account:
    """One account; its number is never read for a page, only its tail."""
    return Account.objects.get(pk=account_id)


def recipients(on: date) -> list[int]:
    """Families with a standing in force, by id."""
    return sorted(set(standings_in_force(on).values_list("household_id", flat=True)))
