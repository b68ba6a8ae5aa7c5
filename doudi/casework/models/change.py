"""变更: help that is to grow, shrink or end, and the hearing that comes before it shrinks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doudi.casework.procedures import CHANGES, Procedure

OPEN = ~Q(state="decided")
STATES = {state: words for procedure in reversed(CHANGES.values()) for state, words in procedure.states.items()}
KINDS = {"reduce": "调减", "end": "终止", "increase": "增发", "resume": "恢复", "move": "转移"}
LESSENS = ("reduce", "end")
FAVOURS = ("increase", "resume", "move")
"""What takes nothing from the family, and needs no hearing."""


class Change(models.Model):
    """A proposal to change what a family receives.

    Reducing or ending hears the person first (社会救助法 48): the database refuses a decided change without its hearing.
    """

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    region = models.CharField("地区", max_length=12)
    standing = models.ForeignKey("benefits.Standing", on_delete=models.PROTECT, related_name="+", verbose_name="身份")
    scheme = models.CharField("待遇类别", max_length=20)
    kind = models.CharField("提议", max_length=8, choices=list(KINDS.items()))
    cause = models.CharField("事由来源", max_length=40)
    reason = models.TextField("理由")
    present_amount_fen = models.BigIntegerField("现月金额（分）", default=0)
    proposed_amount_fen = models.BigIntegerField("拟月金额（分）", null=True)
    state = models.CharField("状态", max_length=8, choices=list(STATES.items()), default="opened")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    opened_on = models.DateField("提出日期")
    due_on = models.DateField("办结期限")
    next_due_on = models.DateField("下一期限")
    heard_on = models.DateField("听取日期", null=True)
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="听取人")
    heard_person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="被听取人")
    nobody_left = models.BooleanField("无人可听取", default=False)
    hearing_words = models.TextField("意见", blank=True)
    notice_posted_on = models.DateField("公示日期", null=True)
    notice_last_on = models.DateField("公示截止", null=True)
    closed_on = models.DateField("办结日期", null=True)

    class Meta:
        ordering = ["next_due_on", "id"]
        indexes = [
            models.Index(fields=["household"], name="changes_of_household"),
            models.Index(fields=["cause"], name="changes_by_cause"),
            models.Index(fields=["region", "next_due_on"], condition=OPEN, name="open_changes_by_deadline"),
            models.Index(fields=["region"], condition=Q(state="noticed"), name="changes_hanging"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=OPEN, name="one_open_change"),
            models.CheckConstraint(
                condition=~Q(region="") & ~Q(cause="") & ~Q(reason="") & Q(kind__in=list(KINDS)) & Q(state__in=list(STATES)) & Q(scheme__in=list(CHANGES)),
                name="change_has_owner_and_reason",
            ),
            models.CheckConstraint(condition=Q(next_due_on__lte=F("due_on")), name="change_has_deadlines"),
            models.CheckConstraint(
                condition=Q(heard_on=None, heard_by=None, heard_person=None, nobody_left=False, hearing_words="")
                | Q(heard_on__isnull=False, heard_by__isnull=False) & ~Q(hearing_words="") & (Q(heard_person__isnull=False) ^ Q(nobody_left=True)),
                name="hearing_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FAVOURS) | Q(state="opened") | Q(heard_on__isnull=False),
                name="hear_before_reducing_or_ending",
            ),
            models.CheckConstraint(
                condition=~Q(scheme="tekun", state="decided") | Q(notice_last_on__isnull=False) & (Q(closed_on=None) | Q(closed_on__gt=F("notice_last_on"))),
                name="tekun_ends_after_its_notice",
            ),
            models.CheckConstraint(condition=~Q(scheme="tekun") | Q(kind="end"), name="tekun_is_only_ended"),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(state="decided"), name="only_a_decided_change_closes"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number a family is told."""
        return f"BG{self.region[:6]}-{self.opened_on:%Y}-{self.pk:06d}"

    @property
    def procedure(self) -> Procedure:
        """The table this change must follow."""
        return CHANGES[self.scheme]

    @property
    def is_open(self) -> bool:
        return self.state not in self.procedure.closed
