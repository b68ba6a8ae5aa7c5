"""清退的问题: what is to come back, from whom, how far it has come."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet, Sum

from doudi.benefits.chains import household_now
from doudi.benefits.models import Adjustment, Recovery, RecoveryMove, ReturnOrder
from doudi.registry import queries as registry

if TYPE_CHECKING:
    from doudi.registry.models import Person


@dataclass(frozen=True)
class RecoveryTotals:
    """Fen, of all that the reader may see: `decided_fen == repaid_fen + written_off_fen + left_fen`.

    Of what was repaid, `fund_fen` went back into the year's money, `treasury_fen` to the treasury; the rest was set off.
    """

    decided_fen: int
    repaid_fen: int
    written_off_fen: int
    left_fen: int
    fund_fen: int
    treasury_fen: int


def people_to_hear(household_id: int, on: date) -> "list[Person]":
    """Who of a family can be heard about money it was given: the living, where they are now; none only where nobody is left."""
    return [one.person for one in registry.members_or_last(household_now(household_id), on) if one.person.died_on is None]


def recovery_totals() -> RecoveryTotals:
    """What was decided and how far it has come."""
    sums = Recovery.objects.aggregate(decided=Sum("decided_fen"), left=Sum("left_fen"))
    moves = dict(RecoveryMove.objects.order_by().values_list("kind").annotate(fen=Sum("amount_fen")))
    gone, fund = moves.get("written_off", 0), RecoveryMove.objects.aggregate(fen=Sum("fund_fen"))["fen"] or 0
    return RecoveryTotals(sums["decided"] or 0, sum(moves.values()) - gone, gone, sums["left"] or 0, fund, moves.get("repaid", 0) - fund)


def recoveries(*, is_open: bool | None = None) -> QuerySet[Recovery]:
    """Within the reader's region, the most urgent first."""
    found = Recovery.objects.select_related("household", "person", "decided_by").prefetch_related("orders")
    if is_open is None:
        return found
    return found.exclude(state="closed") if is_open else found.filter(state="closed").order_by("-closed_on", "-pk")


def recoveries_of(household_id: int) -> QuerySet[Recovery]:
    """One family's, the latest first."""
    return recoveries().filter(household_id=household_id).order_by("-opened_on", "-pk")


def get_recovery(recovery_id: int) -> Recovery:
    """One, with all who took part; raises Recovery.DoesNotExist beyond the reader's region."""
    beside = ("household", "person", "heard_person", "opened_by", "heard_by", "decided_by", "told_by", "agreed_by", "waive_by", "approved_by")
    beside += ("withdraws", "withdrawn_by", "penalty__told_by", "penalty__heard_by", "penalty__decided_by")
    months = Prefetch("adjustments", Adjustment.objects.select_related("award").order_by("month", "pk"))
    orders = Prefetch("orders", ReturnOrder.objects.select_related("proposed_by", "heard_person", "heard_by", "decided_by", "told_by"))
    return Recovery.objects.select_related(*beside).prefetch_related("moves__by", months, "adjustments__parts__line", orders).get(pk=recovery_id)


def paid_too_much_of(household_id: int) -> QuerySet[Adjustment]:
    """What a recovery for this family could hold: open, too much."""
    return Adjustment.objects.filter(household_id=household_id, state="open", direction="over").select_related("award").order_by("month", "pk")


def waiting_recoveries(on: date) -> QuerySet[Recovery]:
    """Open ones that somebody is to do something about, the most urgent first; what is being repaid by agreement waits for the family."""
    return recoveries(is_open=True).filter(opened_on__lte=on)
