"""资金: granted by paper, drawn when the county signs, given back when a line is cancelled; never more drawn than granted, whoever draws at once."""

from datetime import date

from django.db import IntegrityError, transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.money import yuan_words
from doudi.benefits.models import Fund, FundGrant, FundUse, PayRun
from doudi.benefits.models.fund import SOURCES

MOST_FEN = 1_000_000_000_000
"""100 亿元 in one paper is a slip of the pen."""


class CannotGrant(Exception):
    """Worded for the officer."""


@transaction.atomic
def grant(*, region: str, year: int, source: str, amount_fen: int, paper: str, officer: Officer, on: date) -> FundGrant:
    """Enter what was granted for a year by a paper (法 第六条: 纳入预算); a negative amount takes back what is not drawn yet."""
    access.require(officer, "benefits.grant_funds", region)
    if source not in SOURCES or not on.year - 1 <= year <= on.year + 1:
        raise CannotGrant("请选择资金来源，年度限于上年、本年和下年。")
    if not amount_fen or abs(amount_fen) > MOST_FEN or not paper.strip():
        raise CannotGrant("请写明金额和下达文号。")
    fund, _ = Fund.objects.get_or_create(region=region, year=year, source=source)
    fund = Fund.objects.select_for_update().get(pk=fund.pk)
    if fund.left_fen + amount_fen < 0:
        raise CannotGrant(f"{fund} 只剩 {yuan_words(fund.left_fen)} 没有使用，不能收回更多。")
    try:
        with transaction.atomic():
            made = FundGrant.objects.create(fund=fund, amount_fen=amount_fen, paper=paper.strip(), on=on, by=officer, region=region)
    except IntegrityError:
        raise CannotGrant(f"文号 {paper.strip()} 已经登记过。") from None
    fund.granted_fen += amount_fen
    fund.save(update_fields=["granted_fen"])
    audit.record("fund.granted", about=fund, by=officer, detail={"paper": made.paper, "fen": amount_fen})
    return made


def draw(run: PayRun, amount_fen: int, *, on: date) -> int:
    """Draw what a run commits, from each source of the day's year in turn as far as it goes; how much no fund covers. Families are paid all the same
    (应保尽保). Spending is the year's in which it is signed for: arrears of a month of last year are paid from this year's money.

    The funds' rows are locked one after another in one order: two runs that draw at once wait for each other.
    """
    funds = list(Fund.objects.select_for_update().filter(region=run.region, year=on.year).order_by("pk"))
    rest = amount_fen if funds else 0
    for fund in sorted(funds, key=lambda one: list(SOURCES).index(one.source)):
        part = min(rest, fund.left_fen)
        if part:
            _use(fund, run, part, key=f"run:{run.pk}", on=on)
            rest -= part
    return rest


def give_back(run: PayRun, amount_fen: int, *, key: str, on: date) -> None:
    """Money that a run committed is not spent after all, cancelled or repaid: first less stands uncovered, then what was drawn last goes back first."""
    uncovered = min(run.unfunded_fen, amount_fen)
    if uncovered:
        run.unfunded_fen -= uncovered
        run.save(update_fields=["unfunded_fen"])
    rest = amount_fen - uncovered
    funds = list(Fund.objects.select_for_update().filter(pk__in=FundUse.objects.filter(run=run).values("fund")).order_by("pk")) if rest else []
    for fund in sorted(funds, key=lambda one: -list(SOURCES).index(one.source)):
        drawn = sum(use.amount_fen for use in fund.uses.filter(run=run))
        part = min(rest, drawn)
        if part:
            _use(fund, run, -part, key=key, on=on)
            rest -= part


def _use(fund: Fund, run: PayRun, amount_fen: int, *, key: str, on: date) -> None:
    FundUse.objects.create(fund=fund, run=run, key=key, amount_fen=amount_fen, on=on, region=run.region)
    fund.drawn_fen += amount_fen
    fund.save(update_fields=["drawn_fen"])
