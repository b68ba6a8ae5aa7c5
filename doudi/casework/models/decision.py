"""决定: what a person with the power to decide has decided, with everything it rested on; never rewritten."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.casework.kinds import KINDS, ONCE, PERSONAL, pays
from doudi.casework.models.application import Application
from doudi.casework.models.change import FAVOURS, Change

PAID = ("tekun", "dibao", "single_person_dibao", *ONCE)
OUTCOMES = {
    "grant": "同意",
    "refuse": "不予同意",
    "reduce": "调减",
    "end": "终止",
    "increase": "增发",
    "keep": "维持不变",
    "exit": "渐退后终止",
    "resume": "恢复",
    "move": "转移",
}
LESSENS = ("reduce", "end", "exit")


class Decision(models.Model):
    """One decision about an application or a change, with the rules' explanation, what they read (nobody's name or number), their version, and the letter.

    Append only; an application has one for each scheme it went through. `people` are those it confirms where its kind is a person's. Who proposed never
    decides; reducing or ending names the hearing before it.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions", null=True, verbose_name="申请")
    scheme = models.CharField("适用程序", max_length=20, blank=True)
    seq = models.PositiveSmallIntegerField("本案第几次决定", default=1)
    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="decision", null=True, verbose_name="变更")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    region = models.CharField("地区", max_length=12)
    outcome = models.CharField("决定", max_length=8, choices=list(OUTCOMES.items()))
    kind = models.CharField("身份", max_length=20, choices=list(KINDS.items()), blank=True)
    people = ArrayField(models.BigIntegerField(), default=list, verbose_name="确认人员")
    amount_fen = models.BigIntegerField("金额（分）", default=0)
    supplement_fen = models.BigIntegerField("分类施保（分）", default=0, db_default=0)
    effective_month = models.DateField("起始月份", null=True)
    reason = models.TextField("理由", blank=True)
    against_rules = models.BooleanField("与规则结果不同", default=False)
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="第二人")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提议人")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="决定人")
    decided_on = models.DateField("决定日期")
    heard_on = models.DateField("听取意见日期", null=True)
    tell_due_on = models.DateField("告知期限")
    explanation = models.JSONField("规则说明")
    inputs = models.JSONField("规则输入", null=True)
    rule_version = models.CharField("规则版本", max_length=80)
    written_text = models.TextField("决定书")

    class Meta:
        ordering = ["decided_on", "id"]
        indexes = [models.Index(fields=["household"], name="decisions_of_household")]
        constraints = [
            models.CheckConstraint(condition=Q(application__isnull=False) ^ Q(change__isnull=False), name="decision_closes_one_case"),
            models.CheckConstraint(
                condition=Q(application__isnull=False, outcome__in=["grant", "refuse"])
                | Q(change__isnull=False, outcome__in=["reduce", "end", "increase", "keep", "exit", "resume", "move"]),
                name="decision_fits_its_case",
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="maker_is_not_checker"),
            models.CheckConstraint(condition=~Q(outcome__in=LESSENS) | Q(heard_on__isnull=False, heard_on__lte=F("decided_on")), name="decided_after_hearing"),
            models.CheckConstraint(condition=Q(outcome__in=["grant", *FAVOURS], against_rules=False) | ~Q(reason=""), name="decision_has_a_reason"),
            models.CheckConstraint(condition=~Q(outcome="grant", kind__in=PAID) | Q(amount_fen__gt=0), name="paid_kind_brings_money"),
            models.CheckConstraint(condition=Q(supplement_fen=0) | Q(supplement_fen__gt=0, amount_fen__gt=0), name="supplement_beside_help"),
            models.CheckConstraint(condition=~Q(outcome="grant") | (Q(kind__in=PERSONAL) ^ Q(people=[])), name="people_where_the_kind_is_theirs"),
            models.CheckConstraint(condition=Q(application=None) | ~Q(scheme=""), name="decision_names_its_scheme"),
            models.UniqueConstraint(fields=["application", "scheme"], name="a_scheme_is_decided_once_a_case"),
            models.UniqueConstraint(fields=["application", "seq"], name="decisions_of_a_case_are_counted"),
            models.CheckConstraint(
                condition=Q(outcome__in=["refuse", "keep"])
                | Q(kind__in=ONCE, effective_month__isnull=False)
                | Q(effective_month__isnull=False, effective_month__gt=F("decided_on")),
                name="decision_takes_effect_later",
            ),
            models.CheckConstraint(condition=~Q(written_text="") & ~Q(rule_version=""), name="decision_is_written"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def money(self) -> str:
        """What it brings, in words: a month, or once; empty where it brings none."""
        return pays(self.kind, self.amount_fen, self.supplement_fen)

    @property
    def number(self) -> str:
        """The number on the letter: the case's own, marked as its decision, with a count from the second on."""
        return f"JD-{(self.application or self.change).number}{f'-{self.seq}' if self.seq > 1 else ''}"


class Telling(models.Model):
    """That the family has been told in writing, when and how."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="telling", verbose_name="决定")
    on = models.DateField("告知日期")
    how = models.TextField("送达方式")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="送达人")
    region = models.CharField("地区", max_length=12)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(how=""), name="telling_says_how")]
