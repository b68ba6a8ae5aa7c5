"""抽查: the seed of a county's month, promised before its cases are known and shown after it, and which case it drew."""

from django.db import models
from django.db.models import Q

from doudi.casework.models.application import Application


class SpotSeed(models.Model):
    """One county and month. `promise` (SM3 of the seed) is public from the day it is made; the seed itself once the month is over, never before."""

    region = models.CharField("区县", max_length=6)
    month = models.DateField("月份")
    promise = models.CharField("种子指纹", max_length=64)
    promised_on = models.DateField("公布指纹日期")
    seed = models.CharField("种子", max_length=64, blank=True)
    shown_on = models.DateField("公布种子日期", null=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["region", "month"], name="one_seed_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="seed_of_a_month"),
            models.CheckConstraint(condition=Q(seed="") ^ Q(shown_on__isnull=False), name="seed_shown_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.month:%Y-%m}"


class SpotDraw(models.Model):
    """What the seed said of one case: its place among the county's cases of the month, its lot (0–9999), and whether it is looked into."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="spot_draw", verbose_name="申请")
    seed = models.ForeignKey(SpotSeed, on_delete=models.PROTECT, related_name="draws", verbose_name="种子")
    number = models.CharField("申请编号", max_length=30)
    place = models.PositiveIntegerField("当月第几件")
    lot = models.PositiveSmallIntegerField("签号")
    is_drawn = models.BooleanField("抽中")
    on = models.DateField("日期")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["seed", "place"]
        constraints = [
            models.UniqueConstraint(fields=["seed", "place"], name="one_case_a_place"),
            models.CheckConstraint(condition=Q(lot__lt=10_000), name="lot_is_one_of_ten_thousand"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {'抽中' if self.is_drawn else '未抽中'}"
