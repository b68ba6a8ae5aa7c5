"""服务类救助: a service bought by contract, given to a person visit by visit, accepted by somebody else, judged by who received it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Contract(models.Model):
    """购买服务合同: who serves, at which price a visit, up to which sum; more than the sum is never spent."""

    region = models.CharField("区县", max_length=6)
    provider = models.CharField("承接主体", max_length=60)
    title = models.CharField("服务项目", max_length=60)
    price_fen = models.BigIntegerField("每次单价（分）")
    ceiling_fen = models.BigIntegerField("合同金额（分）")
    spent_fen = models.BigIntegerField("已验收（分）", default=0)
    from_on, until_on = models.DateField("开始日"), models.DateField("截止日")
    paper = models.CharField("合同编号", max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("登记日")

    class Meta:
        ordering = ["-until_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["region", "paper"], name="contract_once"),
            models.CheckConstraint(condition=Q(price_fen__gt=0, spent_fen__gte=0, spent_fen__lte=F("ceiling_fen")), name="contract_is_not_overspent"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="contract_days"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.provider}）"

    @property
    def left_fen(self) -> int:
        """Not spent yet."""
        return self.ceiling_fen - self.spent_fen


class ServicePlan(models.Model):
    """派单: a person in help gets so many visits a month by a contract, from a day until a day or until it is ended."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="plans")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    visits_a_month = models.SmallIntegerField("每月次数")
    because = models.CharField("服务需求", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on, until_on = models.DateField("开始日"), models.DateField("结束日", null=True)
    ended_words = models.CharField("结束理由", max_length=200, blank=True, default="")
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "person"], condition=Q(until_on=None), name="service_plan_once"),
            models.CheckConstraint(condition=Q(visits_a_month__gte=1, visits_a_month__lte=31), name="service_plan_visits"),
        ]
        indexes = [models.Index(fields=["household"], name="service_plan_household")]

    def __str__(self) -> str:
        return str(self.contract)


class ServiceVisit(models.Model):
    """服务记录: what was done on a day, who signed; accepted or sent back by another officer, with the recipient's own word and score."""

    class State(models.TextChoices):
        RECORDED = "recorded", "待验收"
        ACCEPTED = "accepted", "已验收"
        REFUSED = "refused", "验收不合格"

    plan = models.ForeignKey(ServicePlan, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField("服务日")
    what = models.CharField("服务内容", max_length=200)
    signed_by = models.CharField("服务对象签字", max_length=40)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField("登记日")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    accepted_on = models.DateField("验收日", null=True)
    score = models.SmallIntegerField("评价", null=True)
    words = models.CharField("评价和验收意见", max_length=200, blank=True, default="")
    cost_fen = models.BigIntegerField("费用（分）", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECORDED)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "on"], condition=~Q(state="refused"), name="service_visit_once_a_day"),
            models.CheckConstraint(condition=Q(accepted_by=None) | ~Q(accepted_by=F("recorded_by")), name="service_visit_accepted_by_another"),
            models.CheckConstraint(
                condition=Q(state="accepted", cost_fen__gt=0, score__gte=1, score__lte=5) | ~Q(state="accepted") & Q(cost_fen=0), name="service_visit_cost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.what}"
