"""凭证的动作: issued to somebody of a family, fetched once by a receipt, told of and renewed once its day has passed; nothing of it lapses in silence."""

import secrets
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import Good, StockMove, Voucher
from doudi.registry import queries as registry

from .goods import CannotStock, move, too_few

State = Voucher.State
MOST_FEN = 1_000_000
"""10,000 yuan of one voucher is a slip of the pen."""
MOST_DAYS = 366


class CannotVouch(Exception):
    """Worded for the officer."""


@transaction.atomic
def issue_voucher(
    *, household_id: int, person_id: int, what: str = "", quantity: int, unit: str = "", value_fen: int = 0, place: str, because: str, valid_until: date | None,
    good_id: int | None = None, officer: Officer, on: date,
) -> Voucher:  # fmt: skip
    """A paper for somebody living in the family: what is fetched, where, and until when (included); of a store's good, its name, unit and price stand,
    and so much of it is kept from this moment: what is not there, or is kept for others, is not promised.

    社会救助法 第二十八条、第二十九条 (实物). `value_fen` is what all of it is worth. Raises CannotVouch, CannotAccess.
    """
    household = registry.get_household(household_id)
    access.require(officer, "benefits.issue_voucher", household.region)
    if person_id not in {one.person_id for one in registry.members_of(household_id, on) if one.person.died_on is None}:
        raise CannotVouch("请选择这户在世的成员。")
    if quantity <= 0:
        raise CannotVouch("请写明大于零的数量。")
    if good_id is not None:
        good = Good.objects.filter(pk=good_id).first()
        if good is None:
            raise CannotVouch("没有这种物资，或者它不在您负责的仓库。")
        what, unit, value_fen = good.name, good.unit, good.price_fen * quantity
    if not (what.strip() and unit.strip() and place.strip() and because.strip()):
        raise CannotVouch("请写明物品、单位、兑领点和事由。")
    if not 0 <= value_fen <= MOST_FEN:
        raise CannotVouch("价值不超过 10,000 元。")
    if valid_until is None or not 0 <= (valid_until - on).days <= MOST_DAYS:
        raise CannotVouch("有效期应在今天以后、一年以内。")
    made = _made(
        household=household, person_id=person_id, good_id=good_id, what=what.strip()[:60], quantity=quantity, unit=unit.strip()[:10], value_fen=value_fen,
        place=place.strip()[:60], because=because.strip()[:200], by=officer, on=on, valid_until=valid_until, region=household.region,
    )  # fmt: skip
    audit.record("voucher.issued", about=made, by=officer, because=made.because, detail={"value_fen": value_fen})
    return made


@transaction.atomic
def redeem_voucher(*, number: str, redeemed_on: date | None, place: str, receipt: str, received_by: str, officer: Officer, on: date) -> Voucher:
    """It was fetched on a day of its validity, at a place, by a receipt; once, and never written down by who issued it."""
    voucher = Voucher.objects.select_for_update(of=("self",)).filter(number=number.strip().upper()).first()
    if voucher is None:
        raise CannotVouch("没有这个编号的凭证，或者它不在您负责的区域内。")
    access.require(officer, "benefits.redeem_voucher", voucher.region)
    if voucher.state != State.ISSUED:
        raise CannotVouch(f"这张凭证{voucher.get_state_display()}，不能再兑领。")
    if voucher.by_id == officer.pk:
        raise CannotVouch("签发的人不能自己登记兑领，请由另一人登记。")
    if redeemed_on is None or not voucher.on <= redeemed_on <= on:
        raise CannotVouch("兑领日应在签发日以后，不晚于今天。")
    if redeemed_on > voucher.valid_until:
        raise CannotVouch(f"有效期到 {voucher.valid_until:%Y年%m月%d日}，已经过期；家庭仍需要的，请换发。")
    if not (place.strip() and receipt.strip() and received_by.strip()):
        raise CannotVouch("请写明兑领点、收据号和领取人。")
    if voucher.good_id and not Good.objects.filter(pk=voucher.good_id).exists():
        raise CannotVouch("这张凭证的物资在别的仓库，请由该仓库所在的单位登记兑领。")
    voucher.state, voucher.redeemed_on, voucher.redeemed_by = State.REDEEMED, redeemed_on, officer
    voucher.redeemed_at, voucher.receipt, voucher.received_by = place.strip()[:60], receipt.strip()[:60], received_by.strip()[:40]
    try:
        with transaction.atomic():
            voucher.save()
    except IntegrityError:
        raise CannotVouch("这张收据已经登记过。") from None
    if voucher.good_id:
        _leave_the_store(voucher, officer, on)
    audit.record("voucher.redeemed", about=voucher, by=officer, because=voucher.receipt, detail={"place": voucher.redeemed_at})
    return voucher


@transaction.atomic
def tell_expired(*, voucher_id: int, how: str, officer: Officer, on: date) -> Voucher:
    """The family knows that the day has passed and that it may have a new one; once. What the store kept for it is free for others from now on."""
    voucher = _take(voucher_id, officer)
    if not voucher.has_expired(on) or voucher.told_on:
        raise CannotVouch("已经告知过。" if voucher.told_on else "这张凭证没有过期。")
    if not how.strip():
        raise CannotVouch("请写明告知了谁、以何方式。")
    voucher.told_on, voucher.told_how, voucher.told_by = on, how.strip()[:120], officer
    _save(voucher, "told_on", "told_how", "told_by")
    audit.record("voucher.expiry_told", about=voucher, by=officer, because=voucher.told_how)
    return voucher


@transaction.atomic
def renew_voucher(*, voucher_id: int, valid_until: date | None, because: str, officer: Officer, on: date) -> Voucher:
    """A new number for the same things, where one has expired, was lost or is spoilt; the old one is worth nothing from this moment.

    What the store keeps goes over to the new one; where it was free already it has to be there still.
    """
    voucher = _take(voucher_id, officer)
    if not because.strip():
        raise CannotVouch("请写明换发的理由。")
    if valid_until is None or not 0 <= (valid_until - on).days <= MOST_DAYS:
        raise CannotVouch("有效期应在今天以后、一年以内。")
    voucher.state = State.REPLACED
    _save(voucher, "state")
    kept = {name: getattr(voucher, name) for name in ("household_id", "person_id", "good_id", "what", "quantity", "unit", "value_fen", "place", "region")}
    fresh = _made(because=because.strip()[:200], by=officer, on=on, valid_until=valid_until, replaces=voucher, **kept)
    audit.record("voucher.renewed", about=fresh, by=officer, because=fresh.because, detail={"replaces": voucher.number})
    return fresh


@transaction.atomic
def cancel_voucher(*, voucher_id: int, because: str, officer: Officer, on: date) -> Voucher:
    """It is not needed any more, was made out wrongly, or its person has died: worth nothing from this moment, and the store is free to give its things."""
    voucher = _take(voucher_id, officer)
    if not because.strip():
        raise CannotVouch("请写明作废的理由。")
    voucher.state, voucher.cancelled_on, voucher.cancelled_by, voucher.cancelled_because = State.CANCELLED, on, officer, because.strip()[:200]
    _save(voucher, "state", "cancelled_on", "cancelled_by", "cancelled_because")
    audit.record("voucher.cancelled", about=voucher, by=officer, because=voucher.cancelled_because)
    return voucher


def _take(voucher_id: int, officer: Officer) -> Voucher:
    voucher = Voucher.objects.select_for_update(of=("self",)).filter(pk=voucher_id).first()
    if voucher is None:
        raise CannotVouch("没有这张凭证，或者它不在您负责的区域内。")
    access.require(officer, "benefits.issue_voucher", voucher.region)
    if voucher.state != State.ISSUED:
        raise CannotVouch(f"这张凭证{voucher.get_state_display()}，不能再办理。")
    return voucher


def _made(**said: Any) -> Voucher:
    """One with a number that nobody guesses from another's; unique, held by the database, as is what its store keeps for it."""
    while True:
        number = f"PZ-{said['region'][:6]}-{said['on'].year}-{secrets.randbelow(10**8):08d}"
        if not Voucher.objects.filter(number=number).exists():
            break
    with access.acting_as_system(said["region"][:6]):  # a township renews what a store of its county keeps
        good = Good.objects.select_for_update().get(pk=said["good_id"]) if said["good_id"] else None
        if good and good.free < said["quantity"]:
            raise CannotVouch(too_few(good))
        try:
            with transaction.atomic():
                return Voucher.objects.create(number=number, **said)
        except IntegrityError as error:
            if "good_reserved" in str(error):
                raise CannotVouch("库存已经由别的凭证预留，请重新查看可用数量。") from None
            raise


def _save(voucher: Voucher, *fields: str) -> None:
    """With what the store keeps for it, which may be a store of the county that a township does not see."""
    with access.acting_as_system(voucher.region[:6]):
        voucher.save(update_fields=fields)


def _leave_the_store(voucher: Voucher, officer: Officer, on: date) -> None:
    good = Good.objects.select_for_update().get(vouchers=voucher)
    try:
        move(good, StockMove.Kind.ISSUED, -voucher.quantity, voucher.number, None, officer, on)
    except CannotStock as refusal:
        raise CannotVouch(str(refusal)) from None
