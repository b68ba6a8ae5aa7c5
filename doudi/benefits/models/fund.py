"""资金: what was granted for a year, by source, and what each run has drawn of it; the ceiling is held by the database."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .run import PayRun

SOURCES = {"central": "中央", "province": "省级", "city": "市级", "county": "县级"}
"""In the order they are drawn: what comes from above first."""


class Fund(models.Model):
    """一笔资金: of one county, year and source; never more is drawn than was granted."""

    region = models.CharField("区县", max_length=6)
    year = models.SmallIntegerField("年度")
    source = models.CharField("来源", max_length=8, choices=list(SOURCES.items()))
    granted_fen = models.BigIntegerField("已下达（分）", default=0)
    drawn_fen = models.BigIntegerField("已使用（分）", default=0)

    class Meta:
        ordering = ["region", "-year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year", "source"], name="one_fund_of_a_source"),
            models.CheckConstraint(condition=Q(drawn_fen__gte=0, drawn_fen__lte=F("granted_fen")), name="fund_is_not_overdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_source_display()}"

    @property
    def left_fen(self) -> int:
        """Not drawn yet."""
        return self.granted_fen - self.drawn_fen


class FundGrant(models.Model):
    """下达: money granted by a paper; taken back it is negative. Never rewritten."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="grants")
    amount_fen = models.BigIntegerField("金额（分）")
    paper = models.CharField("文号", max_length=60)
    on = models.DateField("下达日")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    region = models.CharField("区县", max_length=6)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_fen=0) & ~Q(paper=""), name="grant_has_amount_and_paper"),
            models.UniqueConstraint(fields=["fund", "paper"], name="a_paper_grants_once"),
        ]

    def __str__(self) -> str:
        return self.paper


class FundUse(models.Model):
    """使用: what a run drew of a fund when the county signed, or gave back when a line was cancelled. Never rewritten."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="uses")
    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="fund_uses")
    key = models.CharField("事项", max_length=80)
    amount_fen = models.BigIntegerField("金额（分）")
    on = models.DateField("日期")
    region = models.CharField("区县", max_length=6)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "key"], name="drawn_once_for_a_reason"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="use_is_not_nothing"),
        ]

    def __str__(self) -> str:
        return self.key
