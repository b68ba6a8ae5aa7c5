"""复核: a look at a family that receives: by the calendar, after a report, a death, a move, or before its standing runs out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.casework.procedures import REVIEWS, Procedure

OPEN = Q(state="opened")
CAUSES = {cause: procedure.title for cause, procedure in REVIEWS.items()}
STATES = {state: words for procedure in REVIEWS.values() for state, words in procedure.states.items()}
OUTCOMES = {"unchanged": "没有明显变化，待遇不变", "change": "提出变更", "told": "已书面告知", "explained": "已补充说明"}


class Review(models.Model):
    """One review of what a family receives; nothing changes by it: at most it proposes a change.

    `months` and `why` say how often this family is looked at and for which reason, where the calendar has brought it; nobody opened such a one.
    """

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    region = models.CharField("地区", max_length=12)
    standing = models.ForeignKey("benefits.Standing", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="身份")
    cause = models.CharField("事由", max_length=10, choices=list(CAUSES.items()))
    words = models.TextField("情况", blank=True)
    reported_by = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="报告人")
    months = models.SmallIntegerField("核查间隔（月）", null=True)
    why = models.CharField("间隔的理由", max_length=120, blank=True)
    state = models.CharField("状态", max_length=8, choices=list(STATES.items()), default="opened")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    opened_on = models.DateField("列入日期")
    due_on = models.DateField("办理期限")
    outcome = models.CharField("结果", max_length=10, choices=list(OUTCOMES.items()), blank=True)
    findings = models.TextField("核查情况", blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="核查人")
    closed_on = models.DateField("办结日期", null=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["household"], name="reviews_of_household"),
            models.Index(fields=["region", "due_on"], condition=OPEN, name="open_reviews_by_deadline"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household", "cause"], condition=OPEN, name="one_open_review_of_a_cause"),
            models.CheckConstraint(
                condition=~Q(region="") & Q(cause__in=list(CAUSES)) & Q(due_on__gte=models.F("opened_on")), name="review_has_owner_and_term"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=["periodic", "expiry"]) | Q(opened_by__isnull=False) & ~Q(words=""), name="review_is_reported_in_words"
            ),
            models.CheckConstraint(
                condition=Q(state="opened", outcome="", closed_by=None, closed_on=None)
                | Q(state="closed", outcome__in=list(OUTCOMES), closed_by__isnull=False, closed_on__isnull=False) & ~Q(findings=""),
                name="review_is_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number officers call it by."""
        return f"FH{self.region[:6]}-{self.opened_on:%Y}-{self.pk:06d}"

    @property
    def procedure(self) -> Procedure:
        """The table of its cause."""
        return REVIEWS[self.cause]

    @property
    def is_open(self) -> bool:
        return self.state == "opened"


class ReviewPace(models.Model):
    """That a family is looked at more often than its class says, who said so and why; the latest row holds."""

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    months = models.SmallIntegerField("核查间隔（月）")
    reason = models.TextField("理由")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="设定人")
    on = models.DateField("设定日期")
    region = models.CharField("地区", max_length=12)

    class Meta:
        indexes = [models.Index(fields=["household"], name="paces_of_household")]
        constraints = [models.CheckConstraint(condition=Q(months__gte=1, months__lte=12) & ~Q(reason=""), name="pace_has_months_and_reason")]
