"""价格临时补贴: for a county and month, so much for each person in help; announced by a paper, paid once (社会救助法 第三十二条)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PriceSubsidy(models.Model):
    """One county's subsidy for one month: its paper, how much a person, for how many families it opened an award.

    What was declared stays as it was written; what it should have been is a correction (`corrections`), and the last one that was approved holds.
    """

    region = models.CharField("区县", max_length=6)
    month = models.DateField("月份")
    amount_fen = models.BigIntegerField("每人（分）")
    paper = models.CharField("文号", max_length=60)
    families = models.IntegerField("户数", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("登记日")

    class Meta:
        ordering = ["-month", "region"]
        constraints = [
            models.UniqueConstraint(fields=["region", "month"], name="one_price_subsidy_a_month"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, amount_fen__lte=100_000, month__day=1) & ~Q(paper=""), name="price_subsidy_is_believable"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.month:%Y-%m}"

    @property
    def mark(self) -> str:
        """How an award names the subsidy that opened it; what a correction opened anew says `mark:correction`."""
        return f"subsidy:{self.pk}"


class SubsidyCorrection(models.Model):
    """补贴更正: what a person should have been given (0: nothing was due at all), proposed with a reason and a paper, answered by a second officer.

    `anew` families were on no list that had been released, and get what is right; of these `taken_back` stood on a list, whose lines were taken back in
    words. Of what had left already the difference is a matter of adjustment, family by family (`over…`, `under…`). Once answered it stays.
    `due_on` is empty where the place has set no term.
    """

    subsidy = models.ForeignKey(PriceSubsidy, on_delete=models.PROTECT, related_name="corrections")
    amount_fen = models.BigIntegerField("更正为每人（分）")
    paper = models.CharField("更正依据", max_length=60)
    reason = models.CharField("更正理由", max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField("提出日")
    due_on = models.DateField("审批期限", null=True)
    is_approved = models.BooleanField("批准", null=True)
    answer = models.CharField("审批意见", max_length=300, blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_on = models.DateField("审批日", null=True)
    anew = models.IntegerField("改按更正后的金额（户）", default=0)
    taken_back = models.IntegerField("其中撤回未放款的明细（笔）", default=0)
    over, over_fen = models.IntegerField("多发（户）", default=0), models.BigIntegerField("多发（分）", default=0)
    under, under_fen = models.IntegerField("少发（户）", default=0), models.BigIntegerField("少发（分）", default=0)
    region = models.CharField("区县", max_length=6)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["subsidy"], condition=Q(answered_on=None), name="one_subsidy_correction_waits"),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, amount_fen__lte=100_000) & ~Q(paper="") & ~Q(reason=""), name="subsidy_correction_is_believable"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, is_approved=None, answer="")
                | Q(answered_on__gte=F("proposed_on"), answered_by__isnull=False, is_approved__isnull=False) & ~Q(answer="") & ~Q(answered_by=F("proposed_by")),
                name="subsidy_correction_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subsidy_id}:{self.pk} {self.amount_fen}"

    @property
    def mark(self) -> str:
        """How an award or a finding names the correction that opened it."""
        return f"subsidy:{self.subsidy_id}:{self.pk}"
