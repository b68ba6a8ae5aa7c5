"""网上异议: what somebody who has not signed in says against a posted notice, until an officer has taken it up."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.casework.models.application import Application, Objection
from doudi.casework.models.change import Change
from doudi.casework.procedures import Term

TAKE_UP = {
    "application": Term(3),  # 未规定: 57号 19 only says what follows an objection; the case waits for it meanwhile.
    "change": Term(15),  # 43号 第二十六条
}
STATES = {"waiting": "待登记", "recorded": "已登记", "set_aside": "不属于异议"}


class OnlineObjection(models.Model):
    """An objection left on the public page; who and what is sealed, the sender's address is a keyed mark that only counts.

    It is about one application or one change, whose term it keeps: received while the notice hung, it counts as made that day.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="online_objections", null=True, verbose_name="申请")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="online_objections", null=True, verbose_name="变更")
    objector_sealed = models.BinaryField("异议人（密文）")
    contact_sealed = models.BinaryField("联系方式（密文）")
    words_sealed = models.BinaryField("异议内容（密文）")
    received_on = models.DateField("收到日期")
    sender = models.BinaryField("来源标记", max_length=32)
    state = models.CharField("状态", max_length=9, choices=list(STATES.items()), default="waiting")
    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="online", null=True, verbose_name="登记的异议")
    answer = models.TextField("办理情况", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="办理人")
    answered_on = models.DateField("办理日期", null=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["received_on", "id"]
        indexes = [
            models.Index(fields=["sender", "received_on"], name="online_objections_of_sender"),
            models.Index(fields=["region"], condition=Q(state="waiting"), name="online_objections_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(application__isnull=False) ^ Q(change__isnull=False), name="online_objection_is_about_one_case"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_by=None, answered_on=None, objection=None, answer="")
                | Q(state="recorded", answered_by__isnull=False, answered_on__isnull=False) & (Q(objection__isnull=False) | ~Q(answer=""))
                | Q(state="set_aside", answered_by__isnull=False, answered_on__isnull=False, objection=None) & ~Q(answer=""),
                name="online_objection_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The receipt its sender is given."""
        return f"YY{self.region[:6]}-{self.received_on:%Y}-{self.pk:06d}"

    @property
    def about(self) -> str:
        """`application` or `change`."""
        return "application" if self.application_id else "change"

    @property
    def due_on(self) -> date:
        """By when it is to be taken up."""
        return TAKE_UP[self.about].ends(self.received_on)

    @property
    def case(self) -> Application | Change:
        """What it is about."""
        case = self.application or self.change
        if case is None:
            raise ValueError("an online objection is about a case")
        return case
