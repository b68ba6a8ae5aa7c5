"""凭证: a numbered paper by which somebody of a family fetches something at a named place, once, until a day."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .goods import Good

FETCHED = ("redeemed_on", "redeemed_at", "receipt", "received_by", "redeemed_by")


class Voucher(models.Model):
    """领物凭证: what, how much, worth how much, for whom, where and until when; fetched once, by a receipt, written down by somebody who did not issue it.

    What it says never changes. One whose day has passed stays as it is: its family is told, and gets a new one in its place where it still needs it.
    Where it names a good of a store the store keeps that for it (`held`, set by the database alone) until it is fetched, and it leaves the store then;
    when it is cancelled, or its family has been told that its day has passed, the store is free to give it to others.
    """

    class State(models.TextChoices):
        ISSUED = "issued", "待兑领"
        REDEEMED = "redeemed", "已兑领"
        REPLACED = "replaced", "已换发"
        CANCELLED = "cancelled", "已作废"

    number = models.CharField("编号", max_length=32, unique=True)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    good = models.ForeignKey(Good, on_delete=models.PROTECT, related_name="vouchers", null=True)
    what = models.CharField("物品", max_length=60)
    quantity = models.IntegerField("数量")
    unit = models.CharField("单位", max_length=10)
    value_fen = models.BigIntegerField("价值（分）")
    place = models.CharField("兑领点", max_length=60)
    because = models.CharField("事由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("签发日")
    valid_until = models.DateField("有效期至")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ISSUED)
    redeemed_on = models.DateField("兑领日", null=True)
    redeemed_at = models.CharField("实际兑领点", max_length=60, blank=True, default="")
    receipt = models.CharField("收据号", max_length=60, blank=True, default="")
    received_by = models.CharField("领取人", max_length=40, blank=True, default="")
    redeemed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    told_on = models.DateField("到期告知日", null=True)
    told_how = models.CharField("告知方式", max_length=120, blank=True, default="")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    cancelled_on = models.DateField("作废日", null=True)
    cancelled_because = models.CharField("作废理由", max_length=200, blank=True, default="", db_default="")
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    held = models.IntegerField("仓库预留", default=0, db_default=0)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, value_fen__gte=0, valid_until__gte=F("on")), name="voucher_says"),
            models.CheckConstraint(
                condition=Q(state="redeemed", redeemed_on__isnull=False, redeemed_on__gte=F("on"), redeemed_on__lte=F("valid_until"))
                & Q(redeemed_by__isnull=False) & ~Q(redeemed_at="") & ~Q(receipt="") & ~Q(received_by="")
                | ~Q(state="redeemed") & Q(redeemed_on=None, redeemed_at="", receipt="", received_by="", redeemed_by=None),
                name="voucher_redeemed_whole_and_in_time",
            ),
            models.CheckConstraint(condition=Q(redeemed_by=None) | ~Q(redeemed_by=F("by")), name="voucher_redeemed_by_another"),
            models.CheckConstraint(
                condition=Q(told_on=None, told_by=None, told_how="")
                | Q(told_on__isnull=False, told_on__gt=F("valid_until"), told_by__isnull=False) & ~Q(told_how=""),
                name="voucher_told",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_on__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because="")
                | ~Q(state="cancelled") & Q(cancelled_on=None, cancelled_by=None, cancelled_because=""),
                name="voucher_cancelled",
            ),
            models.UniqueConstraint(fields=["redeemed_at", "receipt"], condition=Q(state="redeemed"), name="voucher_receipt_once"),
        ]
        indexes = [models.Index(fields=["household"], name="voucher_household"), models.Index(fields=["region"], name="voucher_region")]

    def __str__(self) -> str:
        return self.number

    def has_expired(self, on: date) -> bool:
        """Whether its last day has passed and nobody has fetched it or got a new one."""
        return self.state == self.State.ISSUED and self.valid_until < on
