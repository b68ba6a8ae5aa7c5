"""补贴的数: what was declared, or given beyond basic life and care, what it comes to, and what of it is paid."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, Left

from doudi.benefits.models import Award, PayLine, PriceSubsidy, SubsidyCorrection
from doudi.benefits.rules import is_supplement_illustrative

NOT_ARRIVED = ("due", "held", "failed", "reissued")


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


@dataclass(frozen=True)
class Reach:
    """How far a subsidy has come, in families: on no list, on one that has not been released or came back, on its way, arrived; cancelled by hand."""

    unlisted: int
    not_left: int
    on_its_way: int
    arrived: int
    cancelled: int


def subsidies() -> QuerySet[PriceSubsidy]:
    """The latest month first, each with `now_fen` (what a person is to get, as put right), `total_fen`, `paid_fen` and `waits` (a correction to be answered),
    within the reader's region."""
    own = Q(decided_by=OuterRef("own_mark")) | Q(decided_by__startswith=Concat(OuterRef("own_mark"), Value(":")))
    awards = Award.objects.filter(own, kind=Award.Kind.PRICE_SUBSIDY, until_month__gt=F("from_month")).order_by()
    ever = Award.objects.filter(Q(decided_by=OuterRef(OuterRef("own_mark"))) | Q(decided_by__startswith=Concat(OuterRef(OuterRef("own_mark")), Value(":"))))
    lines = PayLine.objects.filter(kind=Award.Kind.PRICE_SUBSIDY, award__in=ever.values("pk"), state=PayLine.State.PAID).order_by()
    right = SubsidyCorrection.objects.filter(subsidy=OuterRef("pk"))
    return (
        PriceSubsidy.objects.select_related("by")
        .annotate(own_mark=Concat(Value("subsidy:"), Cast(F("pk"), CharField())))
        .annotate(
            now_fen=Coalesce(Subquery(right.filter(is_approved=True).order_by("-pk").values("amount_fen")[:1]), F("amount_fen")),
            waits=Exists(right.filter(answered_on=None)),
            total_fen=Coalesce(Subquery(awards.values("kind").annotate(fen=Sum("amount_fen")).values("fen")), 0),
            paid_fen=Coalesce(Subquery(lines.values("kind").annotate(fen=Sum("amount_fen")).values("fen")), 0),
        )
    )


def get_subsidy(subsidy_id: int) -> PriceSubsidy:
    """One, as in the list, with its corrections; raises PriceSubsidy.DoesNotExist beyond the reader's region."""
    return subsidies().prefetch_related("corrections__proposed_by", "corrections__answered_by").get(pk=subsidy_id)


def reach_of(subsidy: PriceSubsidy) -> Reach:
    """Where its families stand; each by the last that happened to its money."""
    last = PayLine.objects.filter(award=OuterRef("pk")).order_by("-attempt").values("state")[:1]
    own = Award.objects.filter(Q(decided_by=subsidy.mark) | Q(decided_by__startswith=f"{subsidy.mark}:"), until_month__gt=F("from_month"))
    counted = dict(own.annotate(last=Subquery(last)).order_by().values_list("last").annotate(n=Count("pk")))
    return Reach(counted.get(None, 0), *(sum(counted.get(state, 0) for state in states) for states in (NOT_ARRIVED, ("sent",), ("paid",), ("cancelled",))))


def waiting_corrections() -> QuerySet[SubsidyCorrection]:
    """What another officer of the county is to answer, the most urgent first."""
    return SubsidyCorrection.objects.filter(answered_on=None).select_related("subsidy", "proposed_by").order_by("due_on", "pk")
