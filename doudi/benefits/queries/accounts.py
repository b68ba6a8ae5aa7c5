"""收款账户: where a family can be paid, in whose name, what goes there now, and what waits for an account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from doudi.benefits.models import Account, Award, Custody, PayLine
from doudi.benefits.models.entitlement import PAID_ONCE
from doudi.benefits.months import month_of

OFFICES = tuple((str(code), str(words)) for code, words in Custody.Office.choices)
"""Whose officers may keep a card (57号 第二十六条), by code and in words."""
WAITING = (PayLine.State.HELD, PayLine.State.FAILED)


@dataclass(frozen=True)
class KeptAccount:
    """One account of one person: what is paid there, and who keeps its card now or did before."""

    account: Account
    awards: tuple[Award, ...]
    custodies: tuple[Custody, ...]

    @property
    def whose(self) -> str:
        """own, other or institution."""
        return "institution" if self.account.is_institution else "own" if self.account.holder_name == self.account.person.name else "other"

    @property
    def kept_now(self) -> Custody | None:
        """The agreement under which somebody keeps the card; None where the family has it."""
        return next((one for one in self.custodies if one.ended_on is None), None)


def kept_accounts(person_ids: Collection[int], household_id: int, on: date) -> list[KeptAccount]:
    """Every account ever registered for these people, the open ones first, then the latest."""
    found = Account.objects.filter(person__in=person_ids).select_related("person", "checked_by")
    found = found.prefetch_related("custodies__signed_by", "custodies__recorded_by", "custodies__filed_by", "custodies__ended_by")
    awards = awards_still_paid(household_id, on)
    kept = [KeptAccount(one, tuple(award for award in awards if award.account_id == one.pk), tuple(one.custodies.all())) for one in found]
    return sorted(kept, key=lambda one: (one.account.closed_on is not None, -one.account.opened_on.toordinal(), -one.account.pk))


def awards_still_paid(household_id: int, on: date) -> list[Award]:
    """What may still be sent somewhere: it runs or begins, it is given once and has not been sent, or a line of it waits for an account."""
    found = Award.objects.filter(household_id=household_id).select_related("standing", "account", "payee").order_by("from_month", "pk")
    runs = Q(until_month=None) | Q(until_month__gt=month_of(on))
    unsent = Q(kind__in=PAID_ONCE) & ~Q(pk__in=PayLine.objects.filter(household_id=household_id).exclude(state="cancelled").values("award"))
    waits = Q(pk__in=PayLine.objects.filter(household_id=household_id, state__in=WAITING).values("award"))
    return list(found.filter((runs & ~Q(kind__in=PAID_ONCE)) | unsent | waits))


def waiting_lines(household_id: int) -> list[PayLine]:
    """Lines that are held or came back: a person pays, moves or cancels each."""
    return list(PayLine.objects.filter(household_id=household_id, state__in=WAITING).select_related("payee", "account").order_by("month", "pk"))


def get_custody(custody_id: int) -> Custody:
    """One agreement on keeping a card."""
    return Custody.objects.select_related("account").get(pk=custody_id)


def kept_cards(*, is_filed: bool) -> QuerySet[Custody]:
    """Cards that somebody keeps now, by agreements that the county has on file or not yet; the longest first, within the reader's region."""
    found = Custody.objects.filter(ended_on=None, filed_on__isnull=not is_filed).select_related("account__person", "recorded_by", "filed_by")
    return found.order_by("recorded_on", "pk")


def accounts_of_others(on: date, *, is_filed: bool) -> QuerySet[Account]:
    """Open accounts in another's name, under an agreement or without one, each with `is_used`: whether a payment is due there; those that are used first.

    Nothing is paid into one without an agreement: what is due there is held until the family has an agreement or an account of its own.
    """
    due = Award.objects.filter(account=OuterRef("pk")).filter(Q(until_month=None) | Q(until_month__gt=month_of(on)))
    found = Account.objects.filter(closed_on=None, filed_on__isnull=not is_filed).exclude(holder_name=F("person__name"))
    return found.select_related("person", "checked_by").annotate(is_used=Exists(due)).order_by("-is_used", "opened_on", "pk")
