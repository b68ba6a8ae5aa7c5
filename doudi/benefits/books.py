"""记账: writing an entry; debits positive, credits negative, by kind of help and township."""

from datetime import date

from django.db.models import QuerySet, Sum
from django.db.models.functions import Substr

from doudi.benefits.models import Entry, PayLine, PayRun, Posting

COMMITTED, SENT, PAID, RETURNED, CANCELLED = "committed", "sent", "paid", "returned", "cancelled"
SIDES = {
    COMMITTED: ("expense", "payable", "应付救助金"),
    SENT: ("bank", "fund", "划付代发银行"),
    PAID: ("payable", "bank", "银行已支付"),
    RETURNED: ("fund", "bank", "银行退回"),
    CANCELLED: ("payable", "expense", "退回后取消"),
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
