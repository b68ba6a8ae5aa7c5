"""责令限期退回: where a decision to reduce or end is not followed and what is not due is kept, the money is ordered back within a term (法 74)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .recovery import Recovery, done, officer

MOST_DAYS = 365
"""A longer term is believed to be a slip of the hand."""


class ReturnOrder(models.Model):
    """责令限期退回: proposed with its ground → the family heard once more → ordered with a term, by another officer → told; or dropped with a reason.

    社会救助法 第七十四条: 拒不履行……作出的调减、终止社会救助决定，非法占有社会救助财物等的，社会救助管理部门应当责令其限期退回. It rests on the decision that
    was not followed (`outcome`, `number`, `reached_on`; `decision` names it where it is one of ours) and on a recovery that the family was told of and has not
    repaid. What was got by deceit is ordered back by its own decision (法 73). The Law gives the term no length: who orders names the days, counted from
    the day of telling, so that a letter that comes late leaves the family its whole term. A missed term ends nothing and takes nothing.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待听取意见"
        HEARD = "heard", "待决定"
        ORDERED = "ordered", "待告知"
        TOLD = "told", "已告知"
        DROPPED = "dropped", "不予责令"

    class Outcome(models.TextChoices):
        REDUCE = "reduce", "调减"
        END = "end", "终止"

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="orders")
    decision = models.CharField("没有履行的决定", max_length=40, blank=True, default="")
    outcome = models.CharField("是哪一种决定", max_length=10, choices=Outcome.choices)
    number = models.CharField("决定文号", max_length=60)
    reached_on = models.DateField("决定送达日")
    ground = models.CharField("事实和依据", max_length=500)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField("提出日")
    heard_person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True)
    heard_words = models.CharField("听取的意见", max_length=500, blank=True, default="")
    heard_by, heard_on = officer("听取人"), models.DateField("听取日", null=True)
    days = models.PositiveSmallIntegerField("期限（日）", null=True)
    amount_fen = models.BigIntegerField("责令退回（分）", null=True)
    reason = models.CharField("决定理由", max_length=500, blank=True, default="")
    letter = models.TextField("决定书", blank=True, default="")
    decided_by, decided_on = officer("决定人"), models.DateField("决定日", null=True)
    told_how = models.CharField("告知方式", max_length=120, blank=True, default="")
    told_by, told_on = officer("告知人"), models.DateField("告知日", null=True)
    until_on = models.DateField("退回期限", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["recovery"], condition=~Q(state="dropped"), name="one_return_order_stands"),
            models.CheckConstraint(
                condition=Q(outcome__in=["reduce", "end"], reached_on__lte=F("proposed_on")) & ~Q(number="") & ~Q(ground=""), name="return_order_has_ground"
            ),
            models.CheckConstraint(
                condition=done("heard_by", "heard_on") & done("decided_by", "decided_on") & done("told_by", "told_on", "until_on"), name="return_order_steps"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", heard_on=None, decided_on=None, told_on=None)
                | Q(state="heard", heard_on__isnull=False, decided_on=None, told_on=None)
                | Q(state="dropped", decided_on__isnull=False, told_on=None, days=None, amount_fen=None, letter="") & ~Q(reason="")
                | Q(state="ordered", decided_on__isnull=False, told_on=None)
                | Q(state="told", decided_on__isnull=False, told_on__isnull=False) & ~Q(told_how=""),
                name="return_order_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "told"])
                | Q(heard_on__isnull=False, days__isnull=False, days__gte=1, days__lte=MOST_DAYS, amount_fen__isnull=False, amount_fen__gt=0)
                & ~Q(heard_words="")
                & ~Q(reason="")
                & ~Q(letter=""),
                name="return_order_heard_first",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("heard_by")), name="return_order_by_another"
            ),
            models.CheckConstraint(
                condition=(Q(heard_on=None) | Q(heard_on__gte=F("proposed_on")))
                & (Q(decided_on=None) | Q(decided_on__gte=F("proposed_on")) & (Q(heard_on=None) | Q(decided_on__gte=F("heard_on"))))
                & (Q(told_on=None) | Q(told_on__gte=F("decided_on"), until_on__gt=F("told_on"))),
                name="return_order_in_its_order",
            ),
        ]
        indexes = [models.Index(fields=["region"], name="return_order_region")]

    def __str__(self) -> str:
        return f"ZL-{self.region[:6]}-{self.proposed_on.year}-{self.pk:06d}"
