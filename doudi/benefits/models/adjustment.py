"""追补: money found after payment not to have been due, or owed; a person settles it, nothing is taken back by a machine."""

from django.db import models
from django.db.models import Q

from .entitlement import Award


class Adjustment(models.Model):
    """追补事项: which month's money, too much or too little, why, whose work it is and until when; no amount means it is still to be worked out.

    `decided_by` names the decision whose correction brought it; empty where a death did. What was too little is settled by an award of its own,
    what was too much by a recovery.
    """

    class Direction(models.TextChoices):
        OVER = "over", "多发"
        UNDER = "under", "少发"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        SETTLED = "settled", "已办结"

    class Result(models.TextChoices):
        PAID = "paid", "补发"
        RECOVERY = "recovery", "转入清退"
        NOT_DUE = "not_due", "核实无须处理"
        EARLIER = "earlier", "此前已办结"

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="adjustments")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    month = models.DateField("月份")
    direction = models.CharField("方向", max_length=5, choices=Direction.choices, default=Direction.OVER)
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    reason = models.CharField("原因", max_length=200)
    decided_by = models.CharField("依据", max_length=80, blank=True, default="")
    opened_on = models.DateField("发现日")
    due_on = models.DateField("办结期限")
    owner_region = models.CharField("责任乡镇", max_length=9)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    result = models.CharField("结果", max_length=10, choices=Result.choices, blank=True, default="")
    outcome = models.CharField("处理结果", max_length=200, blank=True, default="")
    settled_on = models.DateField("办结日", null=True)
    recovery = models.ForeignKey("benefits.Recovery", on_delete=models.PROTECT, related_name="adjustments", null=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "month", "person", "decided_by"], name="adjustment_once"),
            models.CheckConstraint(condition=Q(amount_fen=None) | Q(amount_fen__gt=0), name="adjustment_amount"),
            models.CheckConstraint(condition=Q(state="open") | Q(outcome__gt="", settled_on__isnull=False), name="adjustment_settled_has_outcome"),
        ]
        indexes = [models.Index(fields=["household"], name="adjustment_household"), models.Index(fields=["region"], name="adjustment_region")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.reason}"
