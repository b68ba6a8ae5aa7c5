"""物资: what a store has, every coming and going, and what a family was given, with its receipt."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Good(models.Model):
    """一种物资 in one store, a county's or a township's; never less than nothing is there.

    `reserved` of what is on hand is kept for vouchers that can still be fetched (the database counts it): the rest is free to be given.
    """

    region = models.CharField("仓库所在", max_length=9)
    name = models.CharField("名称", max_length=40)
    unit = models.CharField("单位", max_length=10)
    price_fen = models.BigIntegerField("单价（分）")
    on_hand = models.IntegerField("库存", default=0)
    reserved = models.IntegerField("已预留", default=0, db_default=0)

    class Meta:
        ordering = ["region", "name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="good_once_in_a_store"),
            models.CheckConstraint(condition=Q(on_hand__gte=0, price_fen__gte=0), name="good_on_hand"),
            models.CheckConstraint(condition=Q(reserved__gte=0, reserved__lte=F("on_hand")), name="good_reserved"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def free(self) -> int:
        """What is on hand and promised to nobody."""
        return self.on_hand - self.reserved


class GoodsIssue(models.Model):
    """实物救助: so much of a good for a family, by a voucher; somebody of it signs for it, or it goes back to the store."""

    class State(models.TextChoices):
        ISSUED = "issued", "待签收"
        RECEIVED = "received", "已签收"
        RETURNED = "returned", "已退回"

    good = models.ForeignKey(Good, on_delete=models.PROTECT, related_name="issues")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField("数量")
    because = models.CharField("事由", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("发出日")
    due_on = models.DateField("送达期限")
    received_by = models.CharField("签收人", max_length=40, blank=True, default="")
    how = models.CharField("送达情况", max_length=200, blank=True, default="")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    closed_on = models.DateField("签收或退回日", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ISSUED)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="goods_issue_quantity"),
            models.CheckConstraint(
                condition=Q(state="issued", closed_on=None) | ~Q(state="issued") & Q(closed_on__isnull=False) & ~Q(how=""), name="goods_issue_closed"
            ),
            models.CheckConstraint(condition=~Q(state="received") | ~Q(received_by=""), name="goods_issue_signed_for"),
        ]
        indexes = [models.Index(fields=["household"], name="goods_issue_household")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The voucher's number."""
        return f"WZ-{self.region[:6]}-{self.on.year}-{self.pk:06d}"


class StockMove(models.Model):
    """出入库: each by its paper or voucher; append only, and together they are what is on hand."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "入库"
        ISSUED = "issued", "发出"
        RETURNED = "returned", "退回入库"
        LOST = "lost", "报损"
        FOUND = "found", "盘盈"

    good = models.ForeignKey(Good, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    quantity = models.IntegerField("数量")
    paper = models.CharField("单据", max_length=60)
    issue = models.ForeignKey(GoodsIssue, on_delete=models.PROTECT, related_name="moves", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")
    region = models.CharField("仓库所在", max_length=9)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["good", "kind", "paper"], name="stock_paper_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["received", "returned", "found"], quantity__gt=0) | Q(kind__in=["issued", "lost"], quantity__lt=0), name="stock_sign"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity}"
