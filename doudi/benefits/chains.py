"""身份的延续: the standings that are one and the same help, whatever household carries it: a family that has moved keeps its money's history."""

from collections.abc import Iterable, Sequence
from datetime import date

from doudi.benefits.models import Award, Standing


class CannotReckon(Exception):
    """Worded for the officer: part of the help was carried by a household that this officer does not see."""


def carried(household_id: int, kind: str, standing_id: int | None = None) -> list[Standing]:
    """Every standing that this kind of a household's money has hung on, the earliest first: its own, those it carries on, those that carry it on.

    Where a standing is named the money is its person's (a family's has none), so that two who receive alike in one household are kept apart.
    Raises CannotReckon where the reader does not see the whole of it: what is hidden is not nothing.
    """
    named = Standing.objects.get(pk=standing_id) if standing_id else None
    found: dict[int, Standing] = {}

    def take(home: int, since: date) -> None:
        own = list(Standing.objects.filter(household_id=home, awards__kind=kind).select_related("person").distinct())
        own = [one for one in own if named is None or one.person_id == named.person_id]
        left_on = min((after.from_on for one in own if (after := _after(one))), default=date.max)  # who comes to the old place later is somebody else
        for one in own:
            if one.pk in found or one.from_on < since or (one.from_on >= left_on and not one.is_carried_on):
                continue
            found[one.pk] = one
            if one.follows_id:
                take(_seen(one.follows_id).household_id, date.min)
            if after := _after(one):
                take(after.household_id, after.from_on)

    take(household_id, date.min)
    return sorted(found.values(), key=lambda one: (one.from_on, one.pk))


RESTS_ON = {Award.Kind.TEKUN_SUPPLEMENT: Award.Kind.TEKUN_BASIC}
"""What is opened month by month is carried by what it is given beside: of a month that has none of it there is no award."""


def household_now(household_id: int) -> int:
    """Which household carries what this one was given; itself where nothing was carried on, or where the reader sees no further."""
    seen = {household_id}
    while after := Standing.objects.filter(follows__household_id=household_id).exclude(household_id__in=seen).order_by("-from_on", "-pk").first():
        household_id = after.household_id
        seen.add(household_id)
    return household_id


def in_month(standings: Sequence[Standing], month: date) -> Standing:
    """The one that carried the money in a month: the last that had begun, else the first."""
    return next((one for one in reversed(standings) if one.from_on <= month), standings[0])


def awards_on(standings: Iterable[Standing], kind: str) -> list[Award]:
    """The awards of this kind on them, the latest first."""
    return list(Award.objects.filter(standing__in=list(standings), kind=kind).select_related("standing__person").order_by("-from_month", "-pk"))


def _after(standing: Standing) -> Standing | None:
    after = Standing.objects.filter(follows_id=standing.pk).first()
    if standing.is_carried_on and after is None:
        raise CannotReckon(HIDDEN)
    return after


def _seen(standing_id: int) -> Standing:
    one = Standing.objects.filter(pk=standing_id).first()
    if one is None:
        raise CannotReckon(HIDDEN)
    return one


HIDDEN = "这项待遇随家庭迁过地方，部分月份不在您负责的区域内，由县级核算。"
