"""价格临时补贴: for a county and month, so much for each person in help; announced by a paper, paid once (社会救助法 第三十二条)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class PriceSubsidy(models.Model):
    """One county's subsidy for one month: its paper, how much a person, for how many families it opened an award."""

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
