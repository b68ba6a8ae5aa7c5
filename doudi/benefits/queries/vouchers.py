"""凭证的问题: which wait to be fetched, which have expired unfetched, what was fetched where."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Sum

from doudi.benefits.models import Voucher


@dataclass(frozen=True)
class Fetched:
    """What was fetched at one place in one month: papers, fen; what the place may ask for."""

    month: date
    place: str
    vouchers: int
    fen: int


def vouchers(*, household_id: int | None = None) -> QuerySet[Voucher]:
    """Within the reader's region, the latest first."""
    found = Voucher.objects.select_related("household", "person", "good", "by", "redeemed_by", "told_by", "cancelled_by", "replaces")
    return found if household_id is None else found.filter(household_id=household_id)


def open_vouchers(on: date) -> QuerySet[Voucher]:
    """To be fetched still, the one that ends first before."""
    return vouchers().filter(state="issued", valid_until__gte=on).order_by("valid_until", "pk")


def expired_vouchers(on: date) -> QuerySet[Voucher]:
    """Their day has passed and nobody fetched them; those whose family has not been told before the others."""
    return vouchers().filter(state="issued", valid_until__lt=on).order_by(F("told_on").asc(nulls_first=True), "valid_until", "pk")


def untold_expiries(on: date) -> QuerySet[Voucher]:
    """Expired, and the family does not know; the oldest first."""
    return vouchers().filter(state="issued", valid_until__lt=on, told_on=None).order_by("valid_until", "pk")


def redeemed_vouchers() -> QuerySet[Voucher]:
    """Fetched, the latest first."""
    return vouchers().filter(state="redeemed").order_by("-redeemed_on", "-pk")


def get_voucher(voucher_id: int) -> Voucher:
    """Raises Voucher.DoesNotExist beyond the reader's region."""
    return vouchers().get(pk=voucher_id)


def fetched_by_place() -> list[Fetched]:
    """Month by month, the latest first."""
    rows = Voucher.objects.filter(state="redeemed").order_by().values("redeemed_on__year", "redeemed_on__month", "redeemed_at")
    rows = rows.annotate(vouchers=Count("pk"), fen=Sum("value_fen")).order_by("-redeemed_on__year", "-redeemed_on__month", "redeemed_at")
    return [Fetched(date(row["redeemed_on__year"], row["redeemed_on__month"], 1), row["redeemed_at"], row["vouchers"], row["fen"]) for row in rows]
