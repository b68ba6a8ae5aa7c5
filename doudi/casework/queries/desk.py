"""案头·问题: whose work is whose today, who looks after whose, and what was said about a case."""

from datetime import date

from django.db.models import Q, QuerySet

from doudi.casework.models import Assignment, Comment, Delegation, HandOver, SavedFilter


def assigned() -> dict[tuple[str, int], list[tuple[int, str]]]:
    """Everything that is assigned within the reader's region, by kind and number: to whom, by id and name."""
    found: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for kind, item, officer, name in Assignment.objects.values_list("kind", "item", "officer_id", "officer__name"):
        found.setdefault((kind, item), []).append((officer, name))
    return found


def delegations_on(on: date) -> QuerySet[Delegation]:
    """The delegations of a day, as far as the reader's region goes."""
    return Delegation.objects.filter(from_on__lte=on, until_on__gte=on).select_related("principal", "deputy")


def get_delegation(delegation_id: int) -> Delegation:
    """One, or DoesNotExist: also for one of another place."""
    return Delegation.objects.get(pk=delegation_id)


def away_on(on: date) -> set[int]:
    """Who has somebody else look after their work on a day."""
    return set(delegations_on(on).values_list("principal_id", flat=True))


def looked_after_by(officer_id: int, on: date) -> set[int]:
    """Whose work this officer looks after on a day, their own included."""
    return {officer_id, *delegations_on(on).filter(deputy=officer_id).values_list("principal_id", flat=True)}


def partners_of(officer_ids: set[int], on: date) -> set[int]:
    """Those who act for any of these, or for whom these act, on a day: they are one as far as checking goes."""
    pairs = delegations_on(on).values_list("principal_id", "deputy_id")
    return {one for pair in pairs if officer_ids & set(pair) for one in pair} - officer_ids


def comments_of(kind: str, item: int) -> QuerySet[Comment]:
    """What officers have said about a case, in order."""
    return Comment.objects.filter(kind=kind, item=item).select_related("by", "struck_by")


def delegations_of(officer_id: int, on: date) -> QuerySet[Delegation]:
    """An officer's own delegations that run or are to come."""
    return Delegation.objects.filter(principal=officer_id, until_on__gte=on).select_related("deputy")


def hand_overs_of(officer_id: int) -> QuerySet[HandOver]:
    """What an officer has handed to others or is to take, the open ones first."""
    return HandOver.objects.filter(Q(giver=officer_id) | Q(taker=officer_id)).select_related("giver", "taker").order_by("answer", "-on", "-id")


def get_hand_over(hand_over_id: int) -> HandOver:
    """One, or DoesNotExist: also for one of another place."""
    return HandOver.objects.get(pk=hand_over_id)


def filters_of(officer_id: int) -> QuerySet[SavedFilter]:
    """An officer's own ways of looking at the queue."""
    return SavedFilter.objects.filter(officer=officer_id)
