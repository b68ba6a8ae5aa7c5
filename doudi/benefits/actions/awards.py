"""待遇的起、变、停: an award opens from the month after the decision; another amount is another award."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import Account, Award, PayLine, Recovery, Standing
from doudi.benefits.models.entitlement import MOST_FEN
from doudi.benefits.months import month_of
from doudi.registry import queries as registry

from .second import wrong_second
from .set_off_months import BY_AGREEMENT, agreements_of, keep_to_what_is_left


class CannotOpenAward(Exception):
    """Worded for the officer."""


class CannotChangeAward(Exception):
    """Worded for the officer."""


class CannotEndAward(Exception):
    """Worded for the officer."""


class CannotRedirectAward(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_award(
    *, standing_id: int, kind: str, amount_fen: int, from_month: date, payee_id: int, account_id: int | None, decided_by: str, officer: Officer | None, on: date
) -> Award:
    """Pay this amount (fen a month) to this payee from this month on; never earlier than the month after the decision (57号 第二十一条).

    Without an account the award stands, and its lines are held until somebody names one.
    """
    standing = Standing.objects.select_for_update().get(pk=standing_id)
    access.require(officer, "benefits.confirm", standing.region)
    if standing.until_on is not None:
        raise CannotOpenAward("该身份已经终止，不能开立待遇。")
    if kind not in Award.Kind.values:
        raise CannotOpenAward(f"没有“{kind}”这种待遇。")
    if why := wrong_amount(amount_fen) or _wrong_month(from_month, on) or wrong_account(payee_id, account_id, standing.kind):
        raise CannotOpenAward(why)
    if standing.awards.filter(Q(until_month=None) | Q(until_month__gt=from_month), kind=kind).exists():
        raise CannotOpenAward("该户（人）已有同一种待遇，请改为调整。")
    award = Award.objects.create(
        standing=standing,
        household_id=standing.household_id,
        kind=kind,
        amount_fen=amount_fen,
        from_month=from_month,
        payee_id=payee_id,
        account_id=account_id,
        decided_by=decided_by,
        region=standing.region,
    )
    audit.record("award.opened", about=award, by=officer, because=decided_by, detail={"amount_fen": amount_fen})
    return award


@transaction.atomic
def change_award(*, award_id: int, amount_fen: int, from_month: date, decided_by: str, officer: Officer | None, on: date) -> Award:
    """Pay another amount from this month on: the old award ends, the new one begins, nothing already paid is touched.

    Where part of it is being set off by agreement, the agreement was about the old amount: what was to follow by it ends too, the new amount is paid
    in full, and the family may agree anew. What a decision has ended or changed for later months is not changed by way of the award before.
    """
    award, following, agreements = _take(award_id)
    access.require(officer, "benefits.confirm", award.region)
    if why := wrong_amount(amount_fen) or _wrong_month(from_month, on):
        raise CannotChangeAward(why)
    *before, last = [award, *following]
    if last.until_month is not None or any(not one.ended_by.startswith(BY_AGREEMENT) for one in before):
        raise CannotChangeAward("该待遇已经停发，或者已决定从以后月份起调整，不能再调整。")
    fresh_from = max(from_month, award.from_month)
    for one in [award, *following]:
        _cut(one, fresh_from, decided_by)
    fresh = Award.objects.create(
        standing_id=award.standing_id,
        household_id=award.household_id,
        kind=award.kind,
        amount_fen=amount_fen,
        from_month=fresh_from,
        payee_id=award.payee_id,
        account_id=award.account_id,
        decided_by=decided_by,
        region=award.region,
    )
    for agreement in agreements:
        keep_to_what_is_left(agreement, because=decided_by, officer=officer, on=on)
    detail = {"from_fen": award.amount_fen + award.set_off_fen, "to_fen": amount_fen, "award": fresh.pk}
    audit.record("award.changed", about=award, by=officer, because=decided_by, detail=detail)
    return fresh


@transaction.atomic
def end_award(*, award_id: int, until_month: date, decided_by: str, officer: Officer | None, on: date) -> Award:
    """Pay nothing from this month on, nor by what was to follow it."""
    award, following, agreements = _take(award_id)
    access.require(officer, "benefits.confirm", award.region)
    if all(one.until_month is not None and one.until_month <= until_month for one in [award, *following]):
        if award.ended_by.startswith(BY_AGREEMENT) and following:
            return award  # it only gave way to the months set off, and those have been ended
        raise CannotEndAward("该待遇已经停发。")
    if until_month != month_of(until_month):
        raise CannotEndAward("停发月份应写当月一日。")
    for one in [award, *following]:
        _cut(one, until_month, decided_by)
    for agreement in agreements:
        keep_to_what_is_left(agreement, because=decided_by, officer=officer, on=on)
    audit.record("award.ended", about=award, by=officer, because=decided_by)
    return award


@transaction.atomic
def redirect_award(
    *, award_id: int, account_id: int, payee_id: int | None = None, because: str, officer: Officer | None, on: date, second: Officer | None = None
) -> Award:
    """Pay into another account from the next list on, and to another member of the family when `payee_id` names one; what follows the award goes there too.

    A `second` person has looked at it where the money comes into another's name, or moves again before it was once sent where it had moved to.
    """
    award, following, _ = _take(award_id)
    access.require(officer, "benefits.change_account", award.region)
    payee = payee_id or award.payee_id
    if payee != award.payee_id and payee not in {one.person_id for one in registry.members_of(award.household_id, on) if one.person.died_on is None}:
        raise CannotRedirectAward("新的领款人须是该家庭在世的成员。")
    if not because.strip():
        raise CannotRedirectAward("请写明更换账户的理由。")
    if why := wrong_account(payee, account_id, award.standing.kind):
        raise CannotRedirectAward(why)
    cause = _needs_second(award, payee, account_id)
    if cause and (why := wrong_second(second, officer, award.region)):
        raise CannotRedirectAward(cause + why)
    before = award.account_id
    for one in [award, *(one for one in following if (one.payee_id, one.account_id) == (award.payee_id, before))]:
        one.payee_id, one.account_id = payee, account_id
        one.save(update_fields=["payee", "account"])
    detail = {"account_before": before, "account": account_id, "second": second.pk if cause and second else None}
    audit.record("award.redirected", about=award, by=officer, because=because, detail=detail)
    return award


def _needs_second(award: Award, payee_id: int, account_id: int) -> str:
    """Why two people look at it, in words."""
    account = Account.objects.select_related("person").get(pk=account_id)
    if payee_id != award.payee_id:
        return "更换领款人的，"
    if account.holder_name != account.person.name:
        return "改发到他人户名账户的，"
    sent = PayLine.objects.filter(award=award, sent_on__isnull=False).order_by("-month", "-attempt").first()
    moved_before = sent is not None and award.account_id not in (None, sent.account_id)
    return "上次更换后还没有发放过、又要更换的，" if moved_before and account_id != award.account_id else ""


def _take(award_id: int) -> tuple[Award, list[Award], list[Recovery]]:
    """The award, what follows it month on month, and the agreements by which part of these is set off; locked in the order in which a receipt locks."""
    known = Award.objects.get(pk=award_id)
    alike = Award.objects.filter(standing=known.standing_id, kind=known.kind, from_month__gte=known.from_month).order_by("from_month", "pk")
    agreements = agreements_of(alike)
    award, *later = sorted(alike.select_for_update(), key=lambda one: one.pk != award_id)
    following = [award]
    for one in later:
        if one.from_month == following[-1].until_month and one.until_month != one.from_month:
            following.append(one)
    return award, following[1:], agreements


def _cut(award: Award, month: date, decided_by: str) -> None:
    """Nothing more by it from a month on; what ended before stays as it was ended."""
    if award.until_month is None or award.until_month > month:
        award.until_month, award.ended_by = max(month, award.from_month), decided_by
        award.save(update_fields=["until_month", "ended_by"])


def wrong_amount(amount_fen: int) -> str:
    """Why this is no amount to award, in words; nothing if it is one."""
    return "" if 0 < amount_fen <= MOST_FEN else "金额应大于零，且每月不超过 10 万元。"


def _wrong_month(from_month: date, on: date) -> str:
    if from_month != month_of(from_month):
        return "起发月份应写当月一日。"
    return "" if from_month > month_of(on) else "应自作出决定之日下月起发放。"


def wrong_account(payee_id: int, account_id: int | None, standing_kind: str) -> str:
    """Why this payee cannot be paid there what such a standing brings, in words; nothing if they can, or nowhere has been named yet."""
    if account_id is None:
        return ""
    account = Account.objects.get(pk=account_id)
    if account.person_id != payee_id:
        return "这个账户不是为该领取人登记的。"
    if account.is_institution and standing_kind != Standing.Kind.TEKUN:
        return "只有特困人员的救助供养金可以凭协议发到供养服务机构的账户。"
    return "该账户已销户。" if account.closed_on is not None else ""
