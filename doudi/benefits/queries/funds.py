"""资金的数: what was granted, drawn and is left of a year, and how far the months so far would carry it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from doudi.benefits.models import Fund, FundGrant, FundUse, PayRun, RecoveryMove
from doudi.benefits.models.fund import SOURCES

__all__ = ["SOURCES", "Burn", "burn_of", "funds_of", "grants_of"]


@dataclass(frozen=True)
class Burn:
    """A year's money of a county, fen: `months` are what the runs of each month drew, `ahead` the months that the rest would last at their mean.

    Of what families returned in the year, `returned_fen` can be used again (`drawn_fen` is less by what a fund had given of it), and
    `treasury_fen`, spent in an earlier year, was turned in.
    """

    year: int
    granted_fen: int
    drawn_fen: int
    months: list[tuple[date, int]]
    unfunded_fen: int
    returned_fen: int
    treasury_fen: int

    @property
    def left_fen(self) -> int:
        return self.granted_fen - self.drawn_fen

    @property
    def percent(self) -> int:
        """How much of it is drawn, rounded down."""
        return 100 * self.drawn_fen // self.granted_fen if self.granted_fen else 0

    @property
    def ahead(self) -> int | None:
        """Whole months; None where nothing was drawn yet."""
        drawn = [fen for _, fen in self.months if fen > 0]
        return self.left_fen * len(drawn) // sum(drawn) if drawn else None


def funds_of(year: int) -> list[Fund]:
    """Within the reader's region, what comes from above first."""
    return list(Fund.objects.filter(year=year).order_by("region", "pk"))


def grants_of(year: int) -> list[FundGrant]:
    """The papers of a year, the latest first."""
    return list(FundGrant.objects.filter(fund__year=year).select_related("fund", "by"))


def burn_of(year: int) -> Burn:
    """How a year's money goes."""
    totals = Fund.objects.filter(year=year).aggregate(granted=Sum("granted_fen"), drawn=Sum("drawn_fen"))
    uses = FundUse.objects.filter(fund__year=year).annotate(month=TruncMonth("run__month")).order_by().values("month").annotate(fen=Sum("amount_fen"))
    unfunded = PayRun.objects.filter(frozen_on__year=year).aggregate(fen=Sum("unfunded_fen"))["fen"] or 0
    repaid = RecoveryMove.objects.filter(on__year=year, kind=RecoveryMove.Kind.REPAID).aggregate(all=Sum("amount_fen"), fund=Sum("fund_fen"))
    again = repaid["fund"] or 0
    months = sorted((row["month"], row["fen"]) for row in uses)
    return Burn(year, totals["granted"] or 0, totals["drawn"] or 0, months, unfunded, again, (repaid["all"] or 0) - again)
