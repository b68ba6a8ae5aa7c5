"""监测预警: alerts, and the visits that follow them."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Level(models.TextChoices):
    RED = "red", "红色"
    ORANGE = "orange", "橙色"
    YELLOW = "yellow", "黄色"
    BLUE = "blue", "蓝色"


class State(models.TextChoices):
    RAISED = "raised", "待签收"
    SIGNED = "signed", "待入户"
    VISITED = "visited", "待结论"
    CONCLUDED = "concluded", "已结论"


class Outcome(models.TextChoices):
    """The seven ways an alert ends: the four of 国办发〔2023〕39号 三(四), and three that find nothing left to do."""

    NO_HARDSHIP = "no_hardship", "无困难"
    ALREADY_HELPED = "already_helped", "已落实"
    INCLUDE = "include", "纳入"
    REFER = "refer", "转介部门"
    CONFERENCE = "conference", "一事一议"
    EXIT = "exit", "退出"
    FALSE_ALARM = "false_alarm", "误报"


FOLLOWED_UP = {Outcome.INCLUDE: "application:", Outcome.REFER: "referral:", Outcome.EXIT: "change:"}


class Alert(models.Model):
    """What a signal found about one family, with its owner and its next deadline, until a person has concluded it.

    `cause` says what the finding rests on and `step` how far it has gone; while one is open the same cause is not raised again, and
    `cause_key` keeps it from coming back after its conclusion unless the cause is new (see `signal.py`).
    `due_on` is always the next deadline: for the visit, then for the conclusion, or for the answer of a department that was asked.
    """

    signal = models.CharField("信号", max_length=60)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="当事人")
    cause = models.CharField("事由", max_length=80)
    step = models.PositiveIntegerField("程度", default=0)
    cause_key = models.CharField("事由编号", max_length=120)
    level = models.CharField("级别", max_length=6, choices=Level)
    region = models.CharField("地区", max_length=12)
    raised_on = models.DateField("生成日期")
    due_on = models.DateField("办理期限")
    words = models.TextField("预警内容")
    facts = models.JSONField("依据", default=list)
    state = models.CharField("状态", max_length=9, choices=State, default=State.RAISED)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="签收人")
    signed_on = models.DateField("签收日期", null=True)
    follow_up = models.CharField("后续办理", max_length=40, blank=True)
    outcome = models.CharField("结论", max_length=14, choices=Outcome, blank=True)
    conclusion_words = models.TextField("结论说明", blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="结论人")
    concluded_on = models.DateField("结论日期", null=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["household"], name="alerts_of_household"),
            models.Index(fields=["region", "due_on"], condition=~Q(state="concluded"), name="open_alerts_by_deadline"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["signal", "household", "cause_key"], name="one_alert_per_family_and_cause"),
            models.UniqueConstraint(fields=["signal", "household", "cause"], condition=~Q(state="concluded"), name="one_open_alert_per_cause"),
            models.CheckConstraint(condition=~Q(region="") & ~Q(words=""), name="alert_has_owner_and_words"),
            models.CheckConstraint(condition=Q(level__in=Level.values) & Q(state__in=State.values), name="alert_level_and_state_exist"),
            models.CheckConstraint(
                condition=Q(state="raised", signed_by=None, signed_on=None) | (~Q(state="raised") & Q(signed_by__isnull=False, signed_on__isnull=False)),
                name="alert_signed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state="concluded", outcome__in=Outcome.values, concluded_by__isnull=False, concluded_on__isnull=False) & ~Q(conclusion_words="")
                | ~Q(state="concluded") & Q(outcome="", concluded_by=None, concluded_on=None),
                name="alert_concluded_with_an_outcome",
            ),
            models.CheckConstraint(condition=~Q(outcome__in=["include", "refer", "exit"]) | ~Q(follow_up=""), name="alert_outcome_leads_somewhere"),
        ]

    @property
    def owner_region(self) -> str:
        """The township that must act; the county for a finding that crosses townships."""
        return self.region[:9]


class Visit(models.Model):
    """One visit at the family's door, and the deadline it met or missed."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="visits", verbose_name="预警")
    on = models.DateField("走访日期")
    due_on = models.DateField("走访期限")
    findings = models.TextField("走访情况")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "on"], name="one_visit_a_day_per_alert"),
            models.CheckConstraint(condition=~Q(findings=""), name="visit_has_findings"),
        ]


class VisitOfficer(models.Model):
    """Who stood at the door; a visit has at least two, and they are two people."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="visitors", verbose_name="走访")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="走访人")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "officer"], name="a_visitor_counts_once")]
