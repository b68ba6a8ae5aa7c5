"""实物、服务、备用金的问题: stores, what families were given, contracts and visits, townships' cash."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, Q, QuerySet, Sum

from doudi.benefits.models import Award, Contract, Good, GoodsIssue, Imprest, ImprestMove, ServicePlan, ServiceVisit, StockMove
from doudi.benefits.models.entitlement import ONCE


def goods() -> QuerySet[Good]:
    """Of the stores the reader may see."""
    return Good.objects.all()


def get_good(good_id: int) -> Good:
    """One kind of thing; raises Good.DoesNotExist beyond the reader's region."""
    return Good.objects.get(pk=good_id)


def latest_moves() -> QuerySet[StockMove]:
    """Comings and goings, the latest first."""
    return StockMove.objects.select_related("good", "by").order_by("-id")


def issues(*, household_id: int | None = None, is_open: bool = False) -> QuerySet[GoodsIssue]:
    """What families were given, the latest first; those that nobody has signed for, by their term."""
    found = GoodsIssue.objects.select_related("good", "household", "by", "closed_by")
    found = found if household_id is None else found.filter(household_id=household_id)
    return found.filter(state="issued").order_by("due_on", "pk") if is_open else found


def contracts() -> QuerySet[Contract]:
    """Each with `visits` accepted, `score` on average, `waiting` visits."""
    accepted = Q(plans__visits__state="accepted")
    return Contract.objects.annotate(
        visits=Count("plans__visits", filter=accepted), score=Avg("plans__visits__score", filter=accepted),
        waiting=Count("plans__visits", filter=Q(plans__visits__state="recorded")),
    )  # fmt: skip


def contracts_on(on: date) -> QuerySet[Contract]:
    """Those by which somebody may be served on a day."""
    return Contract.objects.filter(from_on__lte=on, until_on__gte=on)


def plans_of(household_id: int) -> QuerySet[ServicePlan]:
    """One family's services, with their visits."""
    return ServicePlan.objects.filter(household_id=household_id).select_related("contract", "person", "by").prefetch_related("visits__recorded_by")


def get_plan(plan_id: int) -> ServicePlan:
    """Raises ServicePlan.DoesNotExist beyond the reader's region."""
    return ServicePlan.objects.get(pk=plan_id)


def get_visit(visit_id: int) -> ServiceVisit:
    """Raises ServiceVisit.DoesNotExist beyond the reader's region."""
    return ServiceVisit.objects.select_related("plan").get(pk=visit_id)


def get_issue(issue_id: int) -> GoodsIssue:
    """Raises GoodsIssue.DoesNotExist beyond the reader's region."""
    return GoodsIssue.objects.get(pk=issue_id)


def visits_to_accept() -> QuerySet[ServiceVisit]:
    """Recorded, and judged by nobody yet; the oldest first."""
    return ServiceVisit.objects.filter(state="recorded").select_related("plan__contract", "plan__person", "plan__household", "recorded_by").order_by("on", "pk")


@dataclass(frozen=True)
class Bill:
    """What one contract cost in one month: visits accepted, fen."""

    month: date
    contract: str
    visits: int
    fen: int


def service_bills() -> list[Bill]:
    """Month by month, the latest first: what a provider may ask for."""
    rows = ServiceVisit.objects.filter(state="accepted").order_by().values("on__year", "on__month", "plan__contract__title", "plan__contract__provider")
    rows = rows.annotate(visits=Count("pk"), fen=Sum("cost_fen")).order_by("-on__year", "-on__month", "plan__contract__title")
    return [
        Bill(date(row["on__year"], row["on__month"], 1), f"{row['plan__contract__title']}（{row['plan__contract__provider']}）", row["visits"], row["fen"])
        for row in rows
    ]


def imprests() -> QuerySet[Imprest]:
    """Each with `waiting_fen`, what was paid in cash and is not booked yet."""
    return Imprest.objects.annotate(waiting_fen=-Sum("moves__amount_fen", filter=Q(moves__kind="paid", moves__line=None), default=0))


def imprest_moves() -> QuerySet[ImprestMove]:
    """The latest first."""
    return ImprestMove.objects.select_related("award__household", "by").order_by("-id")


def awards_for_cash() -> QuerySet[Award]:
    """Temporary relief that is on no bank list yet and was not given in cash."""
    return Award.objects.filter(standing__kind__in=ONCE, kind="temporary_relief", lines=None, imprest_move=None).select_related("household", "payee")
