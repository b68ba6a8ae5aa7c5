"""物资的动作: what comes into a store and leaves it; every piece that leaves goes to a family that signs for it, back, or is written off by a paper."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.benefits.models import Good, GoodsIssue, StockMove
from doudi.registry import queries as registry

DELIVER_WITHIN = 2
"""Working days; help in kind is for what cannot wait (illustrative)."""
Kind, State = StockMove.Kind, GoodsIssue.State


class CannotStock(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_good(*, name: str, unit: str, price_fen: int, officer: Officer, on: date) -> Good:
    """A kind of thing that the officer's store keeps."""
    access.require(officer, "benefits.manage_stock")
    if not name.strip() or not unit.strip() or not 0 <= price_fen <= 10_000_000:
        raise CannotStock("请写明名称、单位和单价（不超过 10 万元）。")
    good, is_new = Good.objects.get_or_create(region=officer.region[:9], name=name.strip()[:40], defaults={"unit": unit.strip()[:10], "price_fen": price_fen})
    if not is_new:
        raise CannotStock(f"本仓库已有“{good.name}”。")
    audit.record("goods.opened", about=good, by=officer, detail={"price_fen": price_fen})
    return good


@transaction.atomic
def move_stock(*, good_id: int, kind: str, quantity: int, paper: str, officer: Officer, on: date) -> StockMove:
    """Something comes in, is lost or is found at the count, by its paper; a paper counts once."""
    good = _good(good_id, officer)
    if kind not in (Kind.RECEIVED, Kind.LOST, Kind.FOUND) or quantity <= 0 or not paper.strip():
        raise CannotStock("请选择入库、报损或者盘盈，写明大于零的数量和单据号。")
    if good.moves.filter(kind=kind, paper=paper.strip()).exists():
        raise CannotStock("这张单据已经登记过。")
    return move(good, Kind(kind), -quantity if kind == Kind.LOST else quantity, paper.strip()[:60], None, officer, on)


@transaction.atomic
def issue_goods(*, good_id: int, household_id: int, quantity: int, because: str, officer: Officer, on: date) -> GoodsIssue:
    """So much for a family, taken from the store at once; it is to be signed for in its term (法 28, 29)."""
    good, household = _good(good_id, officer), registry.get_household(household_id)
    access.require(officer, "benefits.issue_goods", household.region)
    if quantity <= 0 or not because.strip():
        raise CannotStock("请写明大于零的数量和事由。")
    issue = GoodsIssue.objects.create(
        good=good, household=household, quantity=quantity, because=because.strip()[:200], by=officer, on=on,
        due_on=workdays_after(on, DELIVER_WITHIN), region=household.region,
    )  # fmt: skip
    move(good, Kind.ISSUED, -quantity, issue.number, issue, officer, on)
    return issue


@transaction.atomic
def receive_goods(*, issue_id: int, received_by: str, how: str, officer: Officer, on: date) -> GoodsIssue:
    """Somebody of the family has it and has signed."""
    issue = _issue(issue_id, officer)
    if not received_by.strip() or not how.strip():
        raise CannotStock("请写明签收人和送达情况。")
    return _close(issue, State.RECEIVED, received_by.strip()[:40], how, officer, on)


@transaction.atomic
def return_goods(*, issue_id: int, how: str, officer: Officer, on: date) -> GoodsIssue:
    """It could not be given, or was not wanted: back into the store, for a reason."""
    issue = _issue(issue_id, officer)
    if not how.strip():
        raise CannotStock("请写明退回的原因。")
    good = Good.objects.select_for_update().get(pk=issue.good_id)
    move(good, Kind.RETURNED, issue.quantity, issue.number, issue, officer, on)
    return _close(issue, State.RETURNED, "", how, officer, on)


def _good(good_id: int, officer: Officer) -> Good:
    good = Good.objects.select_for_update().get(pk=good_id)
    access.require(officer, "benefits.manage_stock", good.region)
    return good


def _issue(issue_id: int, officer: Officer) -> GoodsIssue:
    issue = GoodsIssue.objects.select_for_update(of=("self",)).get(pk=issue_id)
    access.require(officer, "benefits.issue_goods", issue.region)
    if issue.state != State.ISSUED:
        raise CannotStock(f"这张领物单{issue.get_state_display()}，不能再办理。")
    return issue


def _close(issue: GoodsIssue, state: GoodsIssue.State, received_by: str, how: str, officer: Officer, on: date) -> GoodsIssue:
    issue.state, issue.received_by, issue.how, issue.closed_by, issue.closed_on = state, received_by, how.strip()[:200], officer, on
    issue.save()
    audit.record(f"goods.{state}", about=issue, by=officer, because=issue.how)
    return issue


def too_few(good: Good) -> str:
    """Why no more of it can be given, with what is kept for vouchers."""
    kept = f"，其中 {good.reserved} {good.unit}已由凭证预留，可用 {good.free} {good.unit}" if good.reserved else ""
    return f"“{good.name}”库存只有 {good.on_hand} {good.unit}{kept}。"


def move(good: Good, kind: StockMove.Kind, quantity: int, paper: str, issue: GoodsIssue | None, officer: Officer, on: date) -> StockMove:
    """One coming or going of a locked good, by its paper; never more than is there, nor what is kept for vouchers."""
    if quantity < 0 and good.free < -quantity:
        raise CannotStock(too_few(good))
    good.on_hand += quantity
    good.save(update_fields=["on_hand"])
    moved = StockMove.objects.create(good=good, kind=kind, quantity=quantity, paper=paper, issue=issue, by=officer, on=on, region=good.region)
    audit.record("goods.moved", about=issue or good, by=officer, because=paper, detail={"kind": kind, "quantity": quantity})
    return moved
