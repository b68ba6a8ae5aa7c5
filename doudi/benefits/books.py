"""记账: writing an entry; debits positive, credits negative, by kind of help and township.

Spending is a year's. What is undone in the year it was spent lowers that year's spending, and the money goes back to where it was paid from; undone later it
is an adjustment of earlier years (以前年度盈余调整), and the money goes to the treasury: docs/decisions/0017-money-that-comes-back.md.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet, Sum
from django.db.models.functions import Substr

from doudi.benefits.models import Entry, PayLine, PayRun, Posting

TOWN = 9
"""Characters of a township's code."""
COMMITTED, SENT, PAID, RETURNED, CANCELLED = "committed", "sent", "paid", "returned", "cancelled"
CLAIMED, REPAID, SET_OFF, WRITTEN_OFF = "claimed", "repaid", "set_off", "written_off"
CLAIMED_OF_BEFORE, TURNED_IN, WRITTEN_OFF_OF_BEFORE = "claimed_of_before", "turned_in", "written_off_of_before"
LAPSED, LAPSED_TURNED_IN = "lapsed", "lapsed_turned_in"
FILLED, CASH, TAKEN_OVER = "filled", "cash", "taken_over"
SIDES = {
    COMMITTED: ("expense", "payable", "应付救助金"),
    SENT: ("bank", "fund", "划付代发银行"),
    PAID: ("payable", "bank", "银行已支付"),
    RETURNED: ("fund", "bank", "银行退回"),
    CANCELLED: ("payable", "expense", "退回后取消"),
    LAPSED: ("payable", "prior", "上年度款项取消"),
    LAPSED_TURNED_IN: ("treasury", "fund", "上年度款项上缴国库"),
    CLAIMED: ("claim", "expense", "应退款项"),
    CLAIMED_OF_BEFORE: ("claim", "prior", "应退以前年度款项"),
    REPAID: ("fund", "claim", "家庭退回"),
    TURNED_IN: ("treasury", "claim", "家庭退回，上缴国库"),
    SET_OFF: ("expense", "claim", "经同意抵扣"),
    WRITTEN_OFF: ("expense", "claim", "经批准核销"),
    WRITTEN_OFF_OF_BEFORE: ("prior", "claim", "经批准核销以前年度款项"),
    TAKEN_OVER: ("expense", "fund", "原系统已支付"),
    FILLED: ("imprest", "fund", "拨付备用金"),
    CASH: ("payable", "imprest", "备用金支付"),
}


class TownSum(NamedTuple):
    """What lines of one kind of help in one township come to, in fen."""

    kind: str
    town: str
    fen: int


def sums_of(lines: QuerySet[PayLine]) -> list[TownSum]:
    """What these lines come to."""
    return [TownSum(**row) for row in lines.order_by().values("kind", town=Substr("region", 1, TOWN)).annotate(fen=Sum("amount_fen"))]


def post(event: str, *, key: str, run: PayRun, sums: Sequence[TownSum], on: date) -> Entry | None:
    """Write what happened to lines of these sums as one entry; its key is unique, so the same event is never written twice. No lines, no entry."""
    debit, credit, title = SIDES[event]
    if not sums:
        return None
    entry = Entry.objects.create(key=f"{key}:{event}", run=run, on=on, memo=f"{run.batch} {title}", region=run.region)
    Posting.objects.bulk_create(
        Posting(entry=entry, account_id=account, kind=one.kind, amount_fen=sign * one.fen, region=one.town)
        for one in sums
        for account, sign in ((debit, 1), (credit, -1))
    )
    return entry


def year_of(run: PayRun) -> int:
    """Whose year's spending a run is: that of the county's signature; of a list of the system before ours, that of its payment."""
    return (run.frozen_on or run.settled_on or run.month).year


def post_back(event: str, *, key: str, number: str, run: PayRun, parts: Iterable[tuple[PayLine, int]], on: date, spent_as: PayLine | None = None) -> Entry:
    """Write what of these lines' money (fen) comes back to where it stood before, as one entry of the run that owed it first.

    `spent_as` is the line whose own spending the money has become, where it was set off.
    """
    debit, credit, title = SIDES[event]
    entry = Entry.objects.create(key=f"{key}:{run.pk}:{event}", run=run, on=on, memo=f"{number} {title}", region=run.region)
    sums: dict[tuple[str, str, str], int] = {}
    for line, fen in parts:
        for account, of, amount in ((debit, spent_as or line, fen), (credit, line, -fen)):
            side = (account, of.kind, of.region[:9])
            sums[side] = sums.get(side, 0) + amount
    Posting.objects.bulk_create(Posting(entry=entry, account_id=side[0], kind=side[1], region=side[2], amount_fen=fen) for side, fen in sums.items())
    return entry


def post_sum(event: str, *, key: str, number: str, kind: str, fen: int, region: str, on: date) -> Entry:
    """Write one sum that is no line: what fills a township's imprest."""
    debit, credit, title = SIDES[event]
    entry = Entry.objects.create(key=f"{key}:{event}", run=None, on=on, memo=f"{number} {title}", region=region[:6])
    sides = ((debit, fen), (credit, -fen))
    Posting.objects.bulk_create(Posting(entry=entry, account_id=account, kind=kind, amount_fen=amount, region=region[:9]) for account, amount in sides)
    return entry
