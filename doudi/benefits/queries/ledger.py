"""账上的数: what was committed, sent, paid, came back and is under way, as the ledger says."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, Sum, When

from doudi.benefits.models import Posting


@dataclass(frozen=True)
class Books:
    """Fen. What was sent is paid, returned or under way: `sent_fen == paid_fen + returned_fen + pending_fen`."""

    committed_fen: int
    sent_fen: int
    paid_fen: int
    returned_fen: int
    cancelled_fen: int
    cash_fen: int

    @property
    def pending_fen(self) -> int:
        """With the bank, not answered."""
        return self.sent_fen - self.paid_fen - self.returned_fen

    @property
    def owed_fen(self) -> int:
        """Due to families and not yet in their accounts."""
        return self.committed_fen - self.cancelled_fen - self.paid_fen - self.cash_fen


def books_of(*, month: date | None = None, run_id: int | None = None) -> Books:
    """The ledger's totals of a month, of one run, or of all."""
    postings = Posting.objects.all()
    if month is not None:
        postings = postings.filter(entry__run__month=month)
    if run_id is not None:
        postings = postings.filter(entry__run_id=run_id)
    sides = {
        "committed_fen": Q(account="expense", amount_fen__gt=0, entry__key__endswith=":committed"),
        "sent_fen": Q(account="bank", amount_fen__gt=0),
        "paid_fen": Q(account="payable", amount_fen__gt=0, entry__key__endswith=":paid"),
        "returned_fen": Q(account="fund", amount_fen__gt=0, entry__key__endswith=":returned"),
        "cash_fen": Q(account="payable", amount_fen__gt=0, entry__key__endswith=":cash"),
        "cancelled_fen": Q(account="payable", amount_fen__gt=0, entry__key__regex=":(cancelled|lapsed)$"),
    }
    sums = postings.aggregate(**{name: Sum(Case(When(side, then=F("amount_fen")), default=0)) for name, side in sides.items()})
    return Books(**{name: fen or 0 for name, fen in sums.items()})
