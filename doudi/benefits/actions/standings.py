"""确认身份: what a decision makes of a family; the decision itself is made upstairs."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import Account, Award, Standing
from doudi.benefits.models.entitlement import PAID_ONCE, PERSONAL
from doudi.benefits.months import month_after, month_of
from doudi.registry import queries as registry

from .set_off_months import BY_AGREEMENT


class CannotConfirmStanding(Exception):
    """Worded for the officer."""


class CannotEndStanding(Exception):
    """Worded for the officer."""


@transaction.atomic
def confirm_standing(
    *,
    household_id: int,
    person_id: int | None = None,
    kind: str,
    from_on: date,
    until_on: date | None = None,
    decided_by: str,
    officer: Officer | None,
    on: date,
) -> Standing:
    """Confirm that a family (or, for tekun, one person of it) has this standing from a day on (法 第四十四条).

    A family has one tier at a time: a former standing without money ends by itself, one with money needs a decision of its own first (法 第四十八条).
    With `until_on` the decision itself limits it to that day (excluded; 刚性办法 第十条); confirmed again before, the new one takes its place.
    """
    if kind not in Standing.Kind.values:
        raise CannotConfirmStanding(f"没有“{kind}”这种身份。")
    if (kind in PERSONAL) != (person_id is not None):
        raise CannotConfirmStanding("特困和单人户低保须确认到人，其他身份确认到户。")
    household = registry.get_household(household_id)
    access.require(officer, "benefits.confirm", household.region)
    if until_on is not None and until_on <= from_on:
        raise CannotConfirmStanding("有效期的截止日须晚于起始日。")
    in_force = Standing.objects.select_for_update().filter(Q(until_on=None) | Q(until_on__gt=from_on), household_id=household_id)
    others = [standing for standing in in_force if standing.person_id == person_id]
    if any(standing.kind == kind and standing.until_on is None for standing in others):
        raise CannotConfirmStanding("该户（人）已有这一身份，不需要重复确认。")
    for standing in others if person_id is None else ():
        _end_former(standing, from_on=from_on, decided_by=decided_by)
    standing = Standing.objects.create(
        household_id=household_id,
        person_id=person_id,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        decided_by=decided_by,
        ended_by=decided_by if until_on else "",
        region=household.region,
    )
    audit.record("standing.confirmed", about=standing, by=officer, because=decided_by)
    return standing


@transaction.atomic
def end_standing(*, standing_id: int, until_on: date, decided_by: str, officer: Officer | None, on: date) -> Standing:
    """End a standing by a decision from a day on; its awards are paid for the months before that day. One that is limited may end sooner, never later."""
    standing = Standing.objects.select_for_update().get(pk=standing_id)
    access.require(officer, "benefits.confirm", standing.region)
    if standing.until_on is not None and standing.until_on <= until_on:
        raise CannotEndStanding("该身份已经终止，或已确定更早终止。")
    if until_on < standing.from_on:
        raise CannotEndStanding("终止日不能早于确认日。")
    stop = until_on if until_on == month_of(until_on) else month_after(until_on)
    for award in standing.awards.select_for_update().filter(Q(until_month=None) | Q(until_month__gt=stop)).exclude(kind__in=PAID_ONCE):
        award.until_month, award.ended_by = max(stop, award.from_month), decided_by
        award.save(update_fields=["until_month", "ended_by"])
    standing.until_on, standing.ended_by = until_on, decided_by
    standing.save(update_fields=["until_on", "ended_by"])
    audit.record("standing.ended", about=standing, by=officer, because=decided_by)
    return standing


@transaction.atomic
def transfer_standing(*, standing_id: int, to_household_id: int, from_on: date, decided_by: str, officer: Officer | None, on: date) -> Standing:
    """The same standing and money for the household that the family has become after a move, from a month on; nothing is paid twice, no month is missed.

    What was decided already for later months (a change that is still to come, months paid less by agreement) goes along month by month. Into another
    county nothing is set off: what is to come back is the business of the one it left, and its people are paid in full.
    """
    standing = Standing.objects.select_for_update().get(pk=standing_id)
    if from_on != month_of(from_on) or from_on <= month_of(on):
        raise CannotEndStanding("随迁应自下月起，写当月一日。")
    ahead = standing.awards.filter(Q(until_month=None) | Q(until_month__gt=from_on)).exclude(kind__in=PAID_ONCE).order_by("from_month", "pk")
    running = [(one, one.until_month, one.ended_by) for one in ahead if one.until_month is None or one.until_month > one.from_month]
    end_standing(standing_id=standing_id, until_on=from_on, decided_by=decided_by, officer=officer, on=on)
    fresh = confirm_standing(
        household_id=to_household_id, person_id=standing.person_id, kind=standing.kind, from_on=from_on, decided_by=decided_by, officer=officer, on=on
    )
    fresh.follows = standing
    fresh.save(update_fields=["follows"])
    Standing.objects.filter(pk=standing_id).update(is_carried_on=True)
    stays = fresh.region[:6] == standing.region[:6]
    for award, until_month, ended_by in running:
        keeps_its_ground = stays if award.decided_by.startswith(BY_AGREEMENT) else award.from_month > from_on
        if award.account_id:
            Account.objects.filter(pk=award.account_id).update(region=fresh.region)
        carried = Award.objects.create(
            standing=fresh,
            household_id=to_household_id,
            kind=award.kind,
            amount_fen=award.amount_fen if stays else award.amount_fen + award.set_off_fen,
            set_off_fen=award.set_off_fen if stays else 0,
            from_month=max(from_on, award.from_month),
            until_month=until_month,
            payee_id=award.payee_id,
            account_id=award.account_id,
            decided_by=award.decided_by if keeps_its_ground else decided_by,
            ended_by=ended_by if stays or not ended_by.startswith(BY_AGREEMENT) else decided_by,
            region=fresh.region,
        )
        audit.record("award.opened", about=carried, by=officer, because=decided_by, detail={"amount_fen": award.amount_fen, "carries_on": award.pk})
    return fresh


def _end_former(standing: Standing, *, from_on: date, decided_by: str) -> None:
    if standing.awards.filter(Q(until_month=None) | Q(until_month__gt=month_after(from_on))).exclude(kind__in=PAID_ONCE).exists():
        raise CannotConfirmStanding(f"该户现为{standing.get_kind_display()}且正在发放待遇，请先作出变更或终止决定。")
    standing.until_on, standing.ended_by = max(from_on, standing.from_on), decided_by
    standing.save(update_fields=["until_on", "ended_by"])
