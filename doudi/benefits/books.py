"""记账: writing an entry; debits positive, credits negative, by kind of help and township."""

from datetime import date

from django.db.models import QuerySet, Sum
from django.db.models.functions import Substr

from doudi.benefits.models import Entry, PayLine, PayRun, Posting

COMMITTED, SENT, PAID, RETURNED, CANCELLED = "committed", "sent", "paid", "returned", "cancelled"
CLAIMED, REPAID, SET_OFF, WRITTEN_OFF = "claimed", "repaid", "set_off", "written_off"
FILLED, CASH = "filled", "cash"
SIDES = {
    COMMITTED: ("expense", "payable", "应付救助金"),
    SENT: ("bank", "fund", "划付代发银行"),
    PAID: ("payable", "bank", "银行已支付"),
    RETURNED: ("fund", "bank", "银行退回"),
    CANCELLED: ("payable", "expense", "退回后取消"),
    CLAIMED: ("claim", "expense", "责令退回"),
    REPAID: ("fund", "claim", "家庭退回"),
    SET_OFF: ("expense", "claim", "经同意抵扣"),
    WRITTEN_OFF: ("expense", "claim", "经批准核销"),
    FILLED: ("imprest", "fund", "拨付备用金"),
    CASH: ("payable", "imprest", "备用金支付"),
}


def post(event: str, *, key: str, run: PayRun, lines: QuerySet[PayLine], on: date) -> Entry | None:
    """Write what happened to these lines as one entry; its key is unique, so the same event is never written twice. No lines, no entry."""
    debit, credit, title = SIDES[event]
    sums = list(lines.order_by().values("kind", town=Substr("region", 1, 9)).annotate(fen=Sum("amount_fen")))
    if not sums:
        return None
    entry = Entry.objects.create(key=f"{key}:{event}", run=run, on=on, memo=f"{run.batch} {title}", region=run.region)
    Posting.objects.bulk_create(
        Posting(entry=entry, account_id=account, kind=row["kind"], amount_fen=sign * row["fen"], region=row["town"])
        for row in sums
        for account, sign in ((debit, 1), (credit, -1))
    )
    return entry


def post_sum(event: str, *, key: str, number: str, kind: str, fen: int, region: str, on: date) -> Entry:
    """Write one sum that is no line: what is to come back, claimed, repaid, set off or given up; what fills a township's imprest."""
    debit, credit, title = SIDES[event]
    entry = Entry.objects.create(key=f"{key}:{event}", run=None, on=on, memo=f"{number} {title}", region=region[:6])
    sides = ((debit, fen), (credit, -fen))
    Posting.objects.bulk_create(Posting(entry=entry, account_id=account, kind=kind, amount_fen=amount, region=region[:9]) for account, amount in sides)
    return entry
