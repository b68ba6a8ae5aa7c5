"""因需推送·结果反馈: a need handed to a department, its clock and its answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    SENT = "sent", "待接收"
    ACCEPTED = "accepted", "办理中"
    RETURNED = "returned", "已退回"
    COMPLETED = "completed", "已办结"


WITHDRAWN = "withdrawn"


class Referral(models.Model):
    """One need of one family before one department, from the day it is sent until it has been answered.

    It carries what the department must know and no more: the name, the sealed ID number, and the need in words.
    `due_on` is the next deadline of whoever holds it; past it the referral is escalated once, and both sides see that.
    """

    route = models.CharField("救助事项", max_length=40)
    department = models.CharField("承办部门", max_length=40)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="救助对象")
    origin = models.CharField("来源", max_length=40)
    region = models.CharField("地区", max_length=12)
    name = models.CharField("姓名", max_length=60)
    id_sealed = models.BinaryField("身份证号（密文）")
    id_masked = models.CharField("身份证号（掩码）", max_length=18)
    need_words = models.TextField("救助需求")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="推送人")
    opened_on = models.DateField("推送日期")
    sent_on = models.DateField("本次推送日期")
    due_on = models.DateField("办理期限")
    state = models.CharField("状态", max_length=9, choices=State, default=State.SENT)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="接收人")
    accepted_on = models.DateField("接收日期", null=True)
    returned_on = models.DateField("退回日期", null=True)
    returned_reason = models.TextField("退回原因", blank=True)
    escalated_on = models.DateField("督办日期", null=True)
    escalation_due_on = models.DateField("督办期限", null=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="办结人")
    completed_on = models.DateField("办结日期", null=True)
    outcome = models.CharField("办理结果", max_length=20, blank=True)
    outcome_amount_fen = models.BigIntegerField("救助金额（分）", null=True)
    outcome_from_on = models.DateField("救助起始日期", null=True)
    outcome_reason = models.CharField("原因代码", max_length=40, blank=True)
    outcome_words = models.TextField("结果说明", blank=True)
    noted_on = models.DateField("记入家庭档案日期", null=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["household"], name="referrals_of_household"),
            models.Index(fields=["origin"], name="referrals_by_origin"),
            models.Index(fields=["department", "region", "due_on"], condition=~Q(state="completed"), name="open_referrals_by_deadline"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household", "route", "origin"], condition=~Q(state="completed"), name="one_open_referral_per_need"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="referral_state_exists"),
            models.CheckConstraint(condition=~Q(region="") & ~Q(department="") & ~Q(origin="") & ~Q(need_words=""), name="referral_has_owner_origin_and_need"),
            models.CheckConstraint(
                condition=Q(state="completed", completed_by__isnull=False, completed_on__isnull=False) & ~Q(outcome="")
                | ~Q(state="completed") & Q(outcome="", completed_by=None, completed_on=None),
                name="referral_closes_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome_amount_fen__gt=0, outcome_from_on__isnull=False) | Q(outcome_amount_fen=None) & ~Q(outcome="aided"),
                name="referral_aid_has_an_amount",
            ),
            models.CheckConstraint(condition=~Q(outcome="not_eligible") | ~Q(outcome_reason=""), name="referral_refusal_has_a_reason"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(returned_reason=""), name="referral_returned_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_by__isnull=False, accepted_on__isnull=False), name="referral_accepted_by_someone"
            ),
            models.CheckConstraint(
                condition=Q(escalated_on=None, escalation_due_on=None) | Q(escalated_on__isnull=False, escalation_due_on__isnull=False),
                name="referral_escalation_has_a_deadline",
            ),
        ]
