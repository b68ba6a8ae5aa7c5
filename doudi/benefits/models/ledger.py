"""账: double entry in integer fen; debits are positive, credits negative, and the database holds every rule of it."""

from django.db import models
from django.db.models import Q

from .run import PayRun


class LedgerAccount(models.Model):
    """科目: the few accounts that a payment passes through."""

    code = models.CharField("科目代码", max_length=10, primary_key=True)
    title = models.CharField("科目", max_length=40)

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """分录: one event in the life of the money; its key says which, so that it is written once whatever is retried."""

    key = models.CharField("事项", max_length=80, unique=True)
    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="entries", null=True)
    on = models.DateField("日期")
    memo = models.CharField("摘要", max_length=120)
    region = models.CharField("区县", max_length=6)

    def __str__(self) -> str:
        return self.memo


class Posting(models.Model):
    """过账: one side of an entry, by kind of help and township; the sides of an entry sum to nothing."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("待遇", max_length=30)
    amount_fen = models.BigIntegerField("金额（分）")
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "account", "kind", "region"], name="posting_once"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="posting_not_nothing"),
        ]
        indexes = [models.Index(fields=["account"], name="posting_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount_fen}"
