"""清退: money that was not due, from finding it to its last fen; the fine for deceit is a decision of its own."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .adjustment import Adjustment
from .entitlement import Award
from .run import PayLine

if TYPE_CHECKING:
    from .return_order import ReturnOrder


def officer(title: str) -> "models.ForeignKey[object, object]":
    """Who did a step; empty until it is done."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=title, on_delete=models.PROTECT, related_name="+", null=True)


def done(*names: str) -> Q:
    """All of these are there, or none is."""
    return Q(**{f"{name}__isnull": True for name in names}) | Q(**{f"{name}__isnull": False for name in names})


class Recovery(models.Model):
    """清退: found → heard → decided → told → repaid, or written off with approval; what is left of it is always decided less what came back.

    A decision on less than was found stands only when another officer of the county has approved what is given up (减免, `remitted_fen`), with a reason;
    `is_unapproved` marks what was decided on less before that was asked. Where deceit shows later, a recovery of its own withdraws what was given up
    (`withdraws`): it is found, heard and decided like every other, and the former decision stays as it was written. `is_fraud` says that it was got by
    false or hidden facts (社会救助法 第七十三条); otherwise it is money that was paid without ground. Who found or heard does not decide (法 48).
    `due_on` is by when its next step is done, as the place has set. `repays_by` is the agreement; `sets_off_fen` a month against what is paid above the
    standard, with the family's written consent.
    """

    class State(models.TextChoices):
        FOUND = "found", "待听取意见"
        HEARD = "heard", "待决定"
        REMITTING = "remitting", "待审批减免"
        DECIDED = "decided", "待退回"
        CLOSED = "closed", "已办结"

    class Outcome(models.TextChoices):
        REPAY = "repay", "要求退回"
        NOTHING = "nothing", "不予追回"

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("待遇", max_length=30, choices=Award.Kind.choices)
    is_fraud = models.BooleanField("虚报、隐瞒、伪造", default=False)
    found_fen = models.BigIntegerField("发现金额（分）")
    words = models.CharField("情况", max_length=300)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField("立项日")
    due_on = models.DateField("办理期限", null=True)
    heard_person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True)
    heard_words = models.CharField("听取的意见", max_length=500, blank=True, default="")
    heard_by, heard_on = officer("听取人"), models.DateField("听取日", null=True)
    outcome = models.CharField("决定", max_length=10, choices=Outcome.choices, blank=True, default="")
    decided_fen = models.BigIntegerField("应退金额（分）", default=0)
    reason = models.CharField("决定理由", max_length=500, blank=True, default="")
    letter = models.TextField("决定书", blank=True, default="")
    decided_by, decided_on = officer("决定人"), models.DateField("决定日", null=True)
    remitted_fen = models.BigIntegerField("减免金额（分）", default=0, db_default=0)
    remitted_because = models.CharField("减免理由", max_length=300, blank=True, default="", db_default="")
    approval = models.CharField("减免审批意见", max_length=300, blank=True, default="", db_default="")
    approved_by, approved_on = officer("减免审批人"), models.DateField("减免审批日", null=True)
    is_unapproved = models.BooleanField("此前决定，未经减免审批", default=False, db_default=False)
    withdraws = models.OneToOneField("self", verbose_name="撤销减免的清退", on_delete=models.PROTECT, related_name="withdrawn_by", null=True)
    told_how = models.CharField("告知方式", max_length=120, blank=True, default="")
    told_by, told_on = officer("告知人"), models.DateField("告知日", null=True)
    repays_by = models.CharField("退回约定", max_length=200, blank=True, default="")
    agreed_by, agreed_on = officer("约定记录人"), models.DateField("约定日", null=True)
    sets_off_fen = models.BigIntegerField("每月抵扣（分）", default=0)
    waive_reason = models.CharField("核销理由", max_length=300, blank=True, default="")
    waive_by, waive_on = officer("核销提出人"), models.DateField("核销提出日", null=True)
    left_fen = models.BigIntegerField("未退金额（分）", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.FOUND)
    closed_on = models.DateField("办结日", null=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(found_fen__gt=0, decided_fen__gte=0, decided_fen__lte=F("found_fen")), name="recovery_amounts"),
            models.CheckConstraint(condition=Q(left_fen__gte=0, left_fen__lte=F("decided_fen")), name="recovery_left"),
            models.CheckConstraint(
                condition=done("heard_by", "heard_on") & done("decided_by", "decided_on") & done("told_by", "told_on"), name="recovery_steps"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["found", "heard"], remitted_fen=0)
                | Q(state="remitting", remitted_fen__gt=0, remitted_fen__lte=F("found_fen"), decided_on__isnull=False) & ~Q(remitted_because="")
                | Q(state__in=["decided", "closed"], remitted_fen=F("found_fen") - F("decided_fen"))
                & (Q(remitted_fen=0) | Q(is_unapproved=True) | Q(approved_on__isnull=False) & ~Q(remitted_because="")),
                name="recovery_remission_approved",
            ),
            models.CheckConstraint(
                condition=done("approved_by", "approved_on") & (Q(approved_by=None) | Q(remitted_fen__gt=0) & ~Q(approval="")), name="recovery_approval"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("opened_by")) & ~Q(approved_by=F("heard_by")) & ~Q(approved_by=F("decided_by")),
                name="recovery_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None)
                | Q(heard_on__isnull=False) & ~Q(reason="") & (~Q(outcome="") & ~Q(letter="") | Q(state="remitting", outcome="", letter="")),
                name="recovery_heard_first",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("opened_by")) & ~Q(decided_by=F("heard_by")), name="recovery_decided_by_another"
            ),
            models.CheckConstraint(condition=Q(withdraws=None) | Q(is_fraud=True), name="recovery_withdraws_for_deceit"),
            models.CheckConstraint(condition=~Q(state="closed") | Q(left_fen=0, told_on__isnull=False, closed_on__isnull=False), name="recovery_closed"),
            models.CheckConstraint(condition=Q(outcome="repay", decided_fen__gt=0) | ~Q(outcome="repay") & Q(decided_fen=0), name="recovery_outcome"),
        ]
        indexes = [models.Index(fields=["household"], name="recovery_household"), models.Index(fields=["region"], name="recovery_region")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How officers and letters call it."""
        return f"QT-{self.region[:6]}-{self.opened_on.year}-{self.pk:06d}"

    @property
    def to_return_fen(self) -> int:
        """What a decision asks back, also while it waits for approval: what was found less what is given up."""
        return self.found_fen - self.remitted_fen

    @property
    def order(self) -> "ReturnOrder | None":
        """The order to return it within a term that stands or is on its way (法 74); one that was dropped is none."""
        return next((one for one in self.orders.all() if one.state != "dropped"), None)


class RecoveryPart(models.Model):
    """应退明细: of which line's money so much is to come back, as it was decided month by month, and how much of it is cleared.

    What was found and not decided to come back stands in none: it was given up (减免). `written_off_fen` is what of the cleared was given up (核销).
    """

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="parts")
    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, related_name="parts")
    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="recovered")
    amount_fen = models.BigIntegerField("应退（分）")
    cleared_fen = models.BigIntegerField("已退、抵扣或核销（分）", default=0)
    written_off_fen = models.BigIntegerField("其中核销（分）", default=0, db_default=0)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["line__month", "id"]
        constraints = [
            models.UniqueConstraint(fields=["adjustment", "line"], name="recovered_once_of_a_line"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, cleared_fen__gte=0, cleared_fen__lte=F("amount_fen")), name="recovery_part"),
            models.CheckConstraint(condition=Q(written_off_fen__gte=0, written_off_fen__lte=F("cleared_fen")), name="recovery_part_written_off"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount_fen}"

    @property
    def left_fen(self) -> int:
        """Not cleared yet."""
        return self.amount_fen - self.cleared_fen


class RecoveryMove(models.Model):
    """退回与核销: each fen that came back or was given up; append only. What is written off has two officers.

    `fund_fen` of what was repaid went back into the account it was paid from, in the year it was spent; the rest went to the treasury.
    """

    class Kind(models.TextChoices):
        REPAID = "repaid", "退回"
        SET_OFF = "set_off", "抵扣"
        WRITTEN_OFF = "written_off", "核销"

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    amount_fen = models.BigIntegerField("金额（分）")
    fund_fen = models.BigIntegerField("退回当年资金（分）", default=0, db_default=0)
    paper = models.CharField("凭证号", max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    on = models.DateField("日期")
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recovery", "paper"], name="a_receipt_counts_once"),
            models.CheckConstraint(condition=Q(fund_fen__gte=0, fund_fen__lte=F("amount_fen")), name="recovery_move_fund"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0) & ~Q(paper=""), name="recovery_move"),
            models.CheckConstraint(condition=Q(kind="set_off") | Q(by__isnull=False), name="recovery_move_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_fen}"

    @property
    def treasury_fen(self) -> int:
        """Of what was repaid, turned in to the treasury."""
        return self.amount_fen - self.fund_fen if self.kind == self.Kind.REPAID else 0


class Penalty(models.Model):
    """罚款: at most twice what was got by deceit (社会救助法 第七十三条); told with its ground, decided after the statement and defence, by another officer."""

    class State(models.TextChoices):
        TOLD = "told", "待陈述申辩"
        HEARD = "heard", "待决定"
        DECIDED = "decided", "已决定"

    recovery = models.OneToOneField(Recovery, on_delete=models.PROTECT, related_name="penalty")
    proposed_fen = models.BigIntegerField("拟罚金额（分）")
    ground = models.CharField("事实、理由和依据", max_length=500)
    told_by, told_on = officer("告知人"), models.DateField("告知日", null=True)
    speak_until = models.DateField("陈述申辩期限")
    statement = models.CharField("陈述申辩", max_length=500, blank=True, default="")
    heard_by, heard_on = officer("记录人"), models.DateField("记录日", null=True)
    fine_fen = models.BigIntegerField("罚款（分）", null=True)
    reason = models.CharField("决定理由", max_length=500, blank=True, default="")
    letter = models.TextField("决定书", blank=True, default="")
    decided_by, decided_on = officer("决定人"), models.DateField("决定日", null=True)
    gain_fen = models.BigIntegerField("非法所得（分）")
    paid_paper = models.CharField("缴款凭证", max_length=60, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.TOLD)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gain_fen__gt=0, proposed_fen__gt=0, proposed_fen__lte=2 * F("gain_fen")), name="penalty_proposed"),
            models.CheckConstraint(condition=Q(fine_fen=None) | Q(fine_fen__gte=0, fine_fen__lte=F("proposed_fen")), name="penalty_is_not_more_than_told"),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("told_by")) & ~Q(decided_by=F("heard_by")), name="penalty_by_another"),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(fine_fen__isnull=False, heard_on__isnull=False) & ~Q(statement="") & ~Q(letter=""), name="penalty_heard_first"
            ),
        ]

    def __str__(self) -> str:
        return f"CF-{self.recovery.number[3:]}"
