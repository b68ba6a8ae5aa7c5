"""实物、服务、备用金: nothing leaves a store twice or without a family, no visit is paid unaccepted, no cash is given beyond what is there."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from doudi.base.access import CannotAccess
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Award, Contract, Good, GoodsIssue, Imprest, PayLine, Posting, ServicePlan, ServiceVisit, Standing
from doudi.oversight.check import check_books
from doudi.registry.models import Person
from tests.benefits.builders import COUNTY, MONTH, PREPARED, TOWN, Desk, Recipient, a_desk, a_recipient, sign_and_release
from tests.people import a_family

pytestmark = pytest.mark.usefixtures("system")
ON = date(2026, 11, 9)


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


@pytest.fixture
def town(desk: Desk) -> Officer:
    return desk.townships[0]


@pytest.fixture
def colleague(officer_of: Callable[..., Officer]) -> Officer:
    """Another of the same township."""
    return officer_of("township", TOWN)


# ── 物资


@pytest.fixture
def quilts(town: Officer) -> Good:
    good = actions.open_good(name="棉被", unit="床", price_fen=12_000, officer=town, on=ON)
    actions.move_stock(good_id=good.pk, kind="received", quantity=10, paper="入库1", officer=town, on=ON)
    return good


def on_hand(good: Good) -> int:
    good.refresh_from_db()
    assert good.on_hand == sum(good.moves.values_list("quantity", flat=True))
    return good.on_hand


def issued(good: Good, town: Officer, quantity: int = 2) -> GoodsIssue:
    home = a_recipient().family.household.pk
    return actions.issue_goods(good_id=good.pk, household_id=home, quantity=quantity, because="房屋受灾。", officer=town, on=ON)


def test_what_leaves_the_store_is_signed_for_or_comes_back(quilts: Good, town: Officer) -> None:
    first, second = issued(quilts, town), issued(quilts, town, 3)
    assert on_hand(quilts) == 5
    with pytest.raises(actions.CannotStock, match="签收人"):
        actions.receive_goods(issue_id=first.pk, received_by=" ", how="送到家。", officer=town, on=ON)
    assert actions.receive_goods(issue_id=first.pk, received_by="户主", how="送到家，本人签字。", officer=town, on=ON).state == "received"
    with pytest.raises(actions.CannotStock, match="已签收"):
        actions.return_goods(issue_id=first.pk, how="退。", officer=town, on=ON)
    actions.return_goods(issue_id=second.pk, how="家中已有，不需要。", officer=town, on=ON)
    assert on_hand(quilts) == 8


def test_no_more_than_is_there_and_a_paper_once(quilts: Good, town: Officer) -> None:
    with pytest.raises(actions.CannotStock, match="只有 10 床"):
        issued(quilts, town, 11)
    assert not GoodsIssue.objects.exists() and on_hand(quilts) == 10
    with pytest.raises(actions.CannotStock, match="已经登记过"):
        actions.move_stock(good_id=quilts.pk, kind="received", quantity=5, paper="入库1", officer=town, on=ON)
    for kind, quantity, paper in (("issued", 1, "x"), ("received", 0, "x"), ("lost", 1, " ")):
        with pytest.raises(actions.CannotStock):
            actions.move_stock(good_id=quilts.pk, kind=kind, quantity=quantity, paper=paper, officer=town, on=ON)
    actions.move_stock(good_id=quilts.pk, kind="lost", quantity=1, paper="报损1", officer=town, on=ON)
    assert on_hand(quilts) == 9
    with pytest.raises(IntegrityError), transaction.atomic():
        Good.objects.update(on_hand=-1)
    with pytest.raises(Exception, match="keeps what|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE benefits_stockmove SET quantity = 1")


def test_a_store_and_a_family_are_their_own_towns(quilts: Good, desk: Desk) -> None:
    with pytest.raises(CannotAccess):
        actions.move_stock(good_id=quilts.pk, kind="received", quantity=1, paper="x", officer=desk.townships[1], on=ON)
    with pytest.raises(CannotAccess):
        issued(quilts, desk.finance)


# ── 服务


@pytest.fixture
def contract(desk: Desk) -> Contract:
    days = {"from_on": date(2026, 11, 1), "until_on": date(2027, 10, 31)}
    given = {"provider": "示例养老服务中心", "title": "上门照料", "price_fen": 8_000, "ceiling_fen": 20_000, "paper": "合同1", **days}
    return actions.open_contract(officer=desk.county, on=ON, **given)


def planned(contract: Contract, town: Officer, visits: int = 4) -> ServicePlan:
    one = a_recipient()
    given = {"household_id": one.family.household.pk, "person_id": one.family.head.pk, "visits_a_month": visits, "because": "独居，行动不便。"}
    return actions.plan_service(contract_id=contract.pk, officer=town, on=ON, **given)


def recorded(plan: ServicePlan, town: Officer, day: int = 9) -> ServiceVisit:
    given = {"visited_on": date(2026, 11, day), "what": "洗衣、做饭。", "signed_by": "本人"}
    return actions.record_service(plan_id=plan.pk, officer=town, on=date(2026, 11, 20), **given)


def accepted(visit: ServiceVisit, officer: Officer, *, is_good: bool = True, score: int = 5) -> ServiceVisit:
    return actions.accept_service(visit_id=visit.pk, is_good=is_good, score=score, words="满意。", officer=officer, on=date(2026, 11, 20))


def test_a_visit_is_paid_when_another_has_accepted_it_and_never_beyond_the_contract(contract: Contract, town: Officer, colleague: Officer) -> None:
    plan = planned(contract, town)
    visits = [recorded(plan, town, day) for day in (9, 12, 15)]
    with pytest.raises(actions.CannotServe, match="不能自己验收"):
        accepted(visits[0], town)
    assert accepted(visits[0], colleague).cost_fen == 8_000
    with pytest.raises(actions.CannotServe, match="已经验收过"):
        accepted(visits[0], colleague)
    accepted(visits[1], colleague)
    with pytest.raises(actions.CannotServe, match=r"还剩 40\.00 元"):
        accepted(visits[2], colleague)
    assert accepted(visits[2], colleague, is_good=False).cost_fen == 0
    contract.refresh_from_db()
    assert contract.spent_fen == 16_000 == sum(ServiceVisit.objects.values_list("cost_fen", flat=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.update(spent_fen=20_001)


def test_visits_stay_within_the_plan(contract: Contract, town: Officer) -> None:
    plan = planned(contract, town, visits=2)
    recorded(plan, town, 9)
    with pytest.raises(actions.CannotServe, match="这一天"):
        recorded(plan, town, 9)
    with pytest.raises(actions.CannotServe, match="服务期内"):
        recorded(plan, town, 1)
    recorded(plan, town, 10)
    with pytest.raises(actions.CannotServe, match="派单次数"):
        recorded(plan, town, 11)
    actions.end_service(plan_id=plan.pk, words="搬去与子女同住。", officer=town, on=date(2026, 11, 10))
    with pytest.raises(actions.CannotServe, match="已经结束"):
        actions.end_service(plan_id=plan.pk, words="x", officer=town, on=date(2026, 11, 11))


def test_only_the_living_of_a_family_in_help_are_served(contract: Contract, town: Officer) -> None:
    stranger = a_family(members=1)
    given = {"contract_id": contract.pk, "visits_a_month": 1, "because": "独居。", "officer": town}
    with pytest.raises(actions.CannotServe, match="没有救助身份"):
        actions.plan_service(household_id=stranger.household.pk, person_id=stranger.head.pk, on=ON, **given)
    one = a_recipient()
    with pytest.raises(actions.CannotServe, match="服务期内|不在服务期"):
        actions.plan_service(household_id=one.family.household.pk, person_id=one.family.head.pk, on=date(2027, 11, 1), **given)
    Person.objects.filter(pk=one.family.head.pk).update(died_on=ON)
    with pytest.raises(actions.CannotServe, match="在世"):
        actions.plan_service(household_id=one.family.household.pk, person_id=one.family.head.pk, on=ON, **given)


@pytest.mark.parametrize("given", [{"price_fen": 0}, {"ceiling_fen": 7_999}, {"until_on": date(2026, 10, 1)}, {"from_on": None}, {"paper": ""}])
def test_a_contract_that_cannot_be_meant_is_refused(desk: Desk, given: dict[str, object]) -> None:
    usual = {"provider": "甲", "title": "乙", "price_fen": 8_000, "ceiling_fen": 20_000, "from_on": ON, "until_on": ON, "paper": "合同"}
    with pytest.raises(actions.CannotServe):
        actions.open_contract(officer=desk.county, on=ON, **{**usual, **given})  # type: ignore[arg-type]


# ── 备用金


def relief(fen: int = 50_000) -> tuple[Recipient, Award]:
    """A family to which temporary relief was granted this month."""
    one = a_recipient()
    standing = Standing.objects.create(
        household=one.family.household, kind="temporary_relief", from_on=ON, until_on=ON, decided_by="import:relief", ended_by="import:relief",
        region=one.standing.region,
    )  # fmt: skip
    award = Award.objects.create(
        standing=standing, household=one.family.household, kind="temporary_relief", amount_fen=fen, from_month=MONTH, until_month=date(2026, 12, 1),
        payee=one.family.head, account=one.account, decided_by="import:relief", ended_by="import:relief", region=one.standing.region,
    )  # fmt: skip
    return one, award


def filled(desk: Desk, fen: int = 80_000) -> Imprest:
    return actions.fill_imprest(town=TOWN, amount_fen=fen, ceiling_fen=100_000, paper=f"拨付{fen}", officer=desk.finance, on=ON)


def cash(award: Award, officer: Officer, paper: str = "收据1") -> None:
    actions.pay_in_cash(award_id=award.pk, receiver="本人", paper=paper, officer=officer, on=ON)


def balance(account: str) -> int:
    return sum(Posting.objects.filter(account=account).values_list("amount_fen", flat=True))


def test_cash_is_given_once_booked_by_finance_and_filled_up_again(desk: Desk, town: Officer) -> None:
    imprest, (_, award) = filled(desk), relief()
    cash(award, town)
    imprest.refresh_from_db()
    assert (imprest.on_hand_fen, balance("imprest")) == (30_000, 80_000), "the books follow when finance has seen the receipt"
    with pytest.raises(actions.CannotUseImprest, match="只付一次"):
        cash(award, town, "收据2")
    assert actions.prepare_once(region=COUNTY, on=PREPARED, officer=None) == [], "the bank's run leaves it out"
    run = actions.settle_imprest(imprest_id=imprest.pk, paper="报账1", officer=desk.finance, on=ON)
    imprest.refresh_from_db()
    line = PayLine.objects.get(run=run)
    assert (line.state, line.is_cash, line.amount_fen) == ("paid", True, 50_000) and (imprest.on_hand_fen, balance("imprest")) == (80_000, 80_000)
    assert (balance("expense"), balance("payable"), balance("fund")) == (50_000, 0, -130_000)
    books = queries.books_of()
    assert (books.cash_fen, books.owed_fen, books.pending_fen) == (50_000, 0, 0)
    assert [finding for finding in check_books(on=ON) if not finding.holds] == []
    with pytest.raises(actions.CannotUseImprest, match="没有待报账"):
        actions.settle_imprest(imprest_id=imprest.pk, paper="报账2", officer=desk.finance, on=ON)


def test_what_is_on_a_bank_list_is_not_given_in_cash_too(desk: Desk, town: Officer) -> None:
    filled(desk)
    _, award = relief()
    (run,) = actions.prepare_once(region=COUNTY, on=PREPARED, officer=None)
    with pytest.raises(actions.CannotUseImprest, match="只付一次"):
        cash(award, town)
    sign_and_release(run, desk)
    assert PayLine.objects.filter(award=award).count() == 1


def test_no_more_cash_than_is_there_nor_more_than_it_may_hold(desk: Desk, town: Officer) -> None:
    with pytest.raises(actions.CannotUseImprest, match="不够支付"):
        cash(relief()[1], town)
    filled(desk)
    with pytest.raises(actions.CannotUseImprest, match="超过核定额度"):
        filled(desk, 30_000)
    first, second = relief()[1], relief()[1]
    cash(first, town)
    with pytest.raises(actions.CannotUseImprest, match=r"余额 300\.00 元"):
        cash(second, town, "收据2")
    with pytest.raises(actions.CannotUseImprest, match="乡镇"):
        actions.fill_imprest(town=COUNTY, amount_fen=1, ceiling_fen=1, paper="x", officer=desk.finance, on=ON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Imprest.objects.update(on_hand_fen=-1)


def test_monthly_money_is_never_paid_in_cash(desk: Desk, town: Officer) -> None:
    filled(desk)
    with pytest.raises(actions.CannotUseImprest, match="临时救助"):
        cash(a_recipient().award, town)
