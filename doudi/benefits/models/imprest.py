"""备用金: a township's cash for what cannot wait, given against a receipt, settled and filled up again by finance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .entitlement import Award
from .run import PayLine


class Imprest(models.Model):
    """乡镇备用金: what it may hold, and what is there; never less than nothing, never more than it may hold."""

    region = models.CharField("乡镇（街道）", max_length=9, unique=True)
    ceiling_fen = models.BigIntegerField("核定额度（分）")
    on_hand_fen = models.BigIntegerField("余额（分）", default=0)

    class Meta:
        ordering = ["region"]
        constraints = [models.CheckConstraint(condition=Q(on_hand_fen__gte=0, on_hand_fen__lte=F("ceiling_fen")), name="imprest_on_hand")]

    def __str__(self) -> str:
        return self.region


class ImprestMove(models.Model):
    """备用金收支: filled up by finance, paid to a family against its receipt; append only, but that a payment is settled once by the line that books it."""

    class Kind(models.TextChoices):
        FILLED = "filled", "拨付"
        PAID = "paid", "支付"

    imprest = models.ForeignKey(Imprest, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    amount_fen = models.BigIntegerField("金额（分）")
    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="imprest_move", null=True)
    receiver = models.CharField("领款人", max_length=40, blank=True, default="")
    paper = models.CharField("凭证号", max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")
    line = models.OneToOneField(PayLine, on_delete=models.PROTECT, related_name="imprest_move", null=True)
    region = models.CharField("区划", max_length=9)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["imprest", "paper"], name="imprest_paper_once"),
            models.CheckConstraint(
                condition=Q(kind="filled", amount_fen__gt=0, award=None, line=None) | Q(kind="paid", amount_fen__lt=0, award__isnull=False) & ~Q(receiver=""),
                name="imprest_move",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_fen}"
