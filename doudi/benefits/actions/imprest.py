"""备用金的动作: finance fills a township's imprest, the township pays what cannot wait against a receipt, finance books it and fills up again."""

from datetime import date

from django.db import connection, transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.benefits import books
from doudi.benefits.models import Award, Imprest, ImprestMove, PayLine, PayRun
from doudi.benefits.models.entitlement import ONCE

from .funds import draw

MOST_FEN = 10_000_000
Kind = ImprestMove.Kind


class CannotUseImprest(Exception):
    """Worded for the officer."""


def hold_once(region: str) -> None:
    """One at a time decides by which way what is given once is paid: by the bank or in cash."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"doudi.once.{region[:6]}"])


@transaction.atomic
def fill_imprest(*, town: str, amount_fen: int, ceiling_fen: int, paper: str, officer: Officer, on: date) -> Imprest:
    """Finance puts money into a township's imprest, up to what it may hold (`ceiling_fen`, as the paper says it)."""
    try:
        is_town = regions.level_of(town) == "town"
    except regions.UnknownRegion:
        is_town = False
    if not is_town:
        raise CannotUseImprest("请选择乡镇（街道）。")
    access.require(officer, "benefits.fill_imprest", town)
    if not 0 < amount_fen <= ceiling_fen <= MOST_FEN or not paper.strip():
        raise CannotUseImprest("请写明拨付金额、核定额度（不超过 10 万元）和文号；拨付后的余额不超过额度。")
    imprest, _ = Imprest.objects.select_for_update().get_or_create(region=town, defaults={"ceiling_fen": ceiling_fen})
    if imprest.on_hand_fen + amount_fen > ceiling_fen:
        raise CannotUseImprest(f"现有余额 {imprest.on_hand_fen / 100:,.2f} 元，拨付后超过核定额度。")
    _fill(imprest, amount_fen, ceiling_fen, paper, officer, on)
    return imprest


@transaction.atomic
def pay_in_cash(*, award_id: int, receiver: str, paper: str, officer: Officer, on: date) -> ImprestMove:
    """Temporary relief that cannot wait for the bank, paid by the township against a receipt; the bank's run leaves it out (法 29, 50)."""
    award = Award.objects.select_for_update(of=("self",)).select_related("standing").get(pk=award_id)
    access.require(officer, "benefits.pay_in_cash", award.region)
    hold_once(award.region)
    if award.standing.kind not in ONCE or award.lines.exists() or hasattr(award, "imprest_move"):
        raise CannotUseImprest("只有还没有列入发放批次的临时救助可以用备用金支付，且只付一次。")
    if not receiver.strip() or not paper.strip():
        raise CannotUseImprest("请写明领款人和收据号。")
    imprest = Imprest.objects.select_for_update().filter(region=award.region[:9]).first()
    if imprest is None or imprest.on_hand_fen < award.amount_fen:
        raise CannotUseImprest(f"备用金余额 {(imprest.on_hand_fen if imprest else 0) / 100:,.2f} 元，不够支付；请走银行发放。")
    if imprest.moves.filter(paper=paper.strip()).exists():
        raise CannotUseImprest("这张收据已经登记过。")
    imprest.on_hand_fen -= award.amount_fen
    imprest.save(update_fields=["on_hand_fen"])
    made = ImprestMove.objects.create(
        imprest=imprest, kind=Kind.PAID, amount_fen=-award.amount_fen, award=award, receiver=receiver.strip()[:40], paper=paper.strip()[:60],
        by=officer, on=on, region=imprest.region,
    )  # fmt: skip
    audit.record("imprest.paid", about=award, by=officer, because=made.paper, detail={"fen": award.amount_fen})
    return made


@transaction.atomic
def settle_imprest(*, imprest_id: int, paper: str, officer: Officer, on: date) -> PayRun:
    """Finance books what was paid in cash since the last time, each payment a line of a settled cash run, and fills up what was spent."""
    imprest = Imprest.objects.select_for_update().get(pk=imprest_id)
    access.require(officer, "benefits.fill_imprest", imprest.region)
    paid = list(imprest.moves.filter(kind=Kind.PAID, line=None).select_related("award").order_by("pk"))
    if not paid or not paper.strip():
        raise CannotUseImprest("请写明文号。" if paid else "没有待报账的支付。")
    if any(one.by_id == officer.pk for one in paid):
        raise CannotUseImprest("支付的人不能自己报账。")
    month = on.replace(day=1)
    seq = PayRun.objects.filter(region=imprest.region[:6], month=month, kind=PayRun.Kind.CASH).count() + 1
    run = PayRun.objects.create(
        region=imprest.region[:6], month=month, kind=PayRun.Kind.CASH, seq=seq, state=PayRun.State.SETTLED, prepared_on=on, frozen_on=on,
        released_on=on, settled_on=on, prepared_by=officer,
    )  # fmt: skip
    for one in paid:
        assert one.award is not None
        one.line = PayLine.objects.create(
            run=run, award=one.award, household_id=one.award.household_id, kind=one.award.kind, month=one.award.from_month, payee_id=one.award.payee_id,
            account=None, is_cash=True, amount_fen=one.award.amount_fen, state="paid", is_owed=True, sent_on=one.on, answered_on=one.on,
            region=one.award.region,
        )  # fmt: skip
        one.save(update_fields=["line"])
    sums = books.sums_of(PayLine.objects.filter(run=run))
    books.post(books.COMMITTED, key=f"run:{run.pk}", run=run, sums=sums, on=on)
    books.post(books.CASH, key=f"run:{run.pk}", run=run, sums=sums, on=on)
    run.unfunded_fen = draw(run, sum(one.award.amount_fen for one in paid if one.award), on=on)
    run.save(update_fields=["unfunded_fen"])
    _fill(imprest, -sum(one.amount_fen for one in paid), imprest.ceiling_fen, paper, officer, on)
    audit.record("imprest.settled", about=run, by=officer, because=paper, detail={"payments": len(paid)})
    return run


def _fill(imprest: Imprest, fen: int, ceiling_fen: int, paper: str, officer: Officer, on: date) -> None:
    if imprest.moves.filter(paper=paper.strip()).exists():
        raise CannotUseImprest("这个文号已经登记过。")
    imprest.on_hand_fen += fen
    imprest.ceiling_fen = ceiling_fen
    imprest.save(update_fields=["on_hand_fen", "ceiling_fen"])
    move = ImprestMove.objects.create(imprest=imprest, kind=Kind.FILLED, amount_fen=fen, paper=paper.strip()[:60], by=officer, on=on, region=imprest.region)
    books.post_sum(books.FILLED, key=f"imprest:{move.pk}", number=regions.name_of(imprest.region), kind="imprest", fen=fen, region=imprest.region, on=on)
    audit.record("imprest.filled", about=imprest, by=officer, because=paper, detail={"fen": fen})
