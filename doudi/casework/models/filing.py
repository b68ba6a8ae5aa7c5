"""近亲属备案: a case with near relatives of the staff or the village committee in it, filed apart (57号 11); lifted only by the county."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.casework.models.application import Application

SOURCES = {"declared": "家庭申报", "register": "经办人员名册比对", "found": "办理中发现"}


class Filing(models.Model):
    """One finding that files the case apart. What lifts it is written beside it; while one stands the county goes to the house before it decides."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="filings", verbose_name="申请")
    source = models.CharField("来源", max_length=8, choices=list(SOURCES.items()))
    words = models.TextField("近亲属情况")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    on = models.DateField("备案日期")
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="撤销人")
    lifted_on = models.DateField("撤销日期", null=True)
    lifted_because = models.TextField("撤销的理由", blank=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="filing_says_who"),
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_on=None, lifted_because="") | Q(lifted_by__isnull=False, lifted_on__isnull=False) & ~Q(lifted_because=""),
                name="filing_lifted_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.words}"
