"""价格临时补贴的数: what was declared, what it comes to, and what of it is paid."""

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from doudi.benefits.models import Award, PayLine, PriceSubsidy


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
