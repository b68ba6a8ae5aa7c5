"""补贴的数: what was declared, or given beyond basic life and care, what it comes to, and what of it is paid."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, Left

from doudi.benefits.models import Award, PayLine, PriceSubsidy
from doudi.benefits.rules import is_supplement_illustrative


@dataclass(frozen=True)
class Supplement:
    """What a county gave its tekun people in a month: a person, how many, together, of it paid (fen); whether the sum is an example."""

    month: date
    region: str
    each_fen: int
    people: int
    total_fen: int
    paid_fen: int
    is_illustrative: bool


def supplements() -> list[Supplement]:
    """The latest month first, within the reader's region."""
    given = Award.objects.filter(kind=Award.Kind.TEKUN_SUPPLEMENT, until_month__gt=F("from_month")).order_by()
    rows = given.annotate(county=Left("region", 6)).values("from_month", "county", "amount_fen")
    rows = rows.annotate(people=Count("pk", distinct=True), paid=Count("lines", filter=Q(lines__state="paid"), distinct=True))
    return [
        Supplement(
            row["from_month"], row["county"], row["amount_fen"], row["people"], row["people"] * row["amount_fen"], row["paid"] * row["amount_fen"],
            is_supplement_illustrative(row["county"], row["from_month"]),
        )
        for row in rows.order_by("-from_month", "county", "amount_fen")
    ]  # fmt: skip


def subsidies() -> QuerySet[PriceSubsidy]:
    """The latest month first, each with `total_fen` and `paid_fen`, within the reader's region."""
    awards = Award.objects.filter(kind=Award.Kind.PRICE_SUBSIDY, decided_by=OuterRef("mark")).order_by()
    lines = PayLine.objects.filter(award__decided_by=OuterRef("mark"), state=PayLine.State.PAID).order_by()
    return (
        PriceSubsidy.objects.select_related("by")
        .annotate(mark=Concat(Value("subsidy:"), Cast(F("pk"), CharField())))
        .annotate(
            total_fen=Coalesce(Subquery(awards.values("decided_by").annotate(fen=Sum("amount_fen")).values("fen")), 0),
            paid_fen=Coalesce(Subquery(lines.values("award__decided_by").annotate(fen=Sum("amount_fen")).values("fen")), 0),
        )
    )
