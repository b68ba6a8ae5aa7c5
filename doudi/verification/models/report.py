"""核对报告: what was checked about a family, frozen on a day; what stands behind an answer; and what the family says against it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Item(models.Model):
    """命中明细: one thing behind an answer (an account, a home, a vehicle), sealed as the department named it; `counted` is what it adds to the sum.

    Read only beside the answer it belongs to; of a row that turned out to be about somebody else it goes with that row (the database sees to it).
    """

    requested = models.ForeignKey("verification.RequestedPerson", on_delete=models.PROTECT, related_name="items", verbose_name="请求名单")
    delivery = models.ForeignKey("verification.Delivery", on_delete=models.PROTECT, related_name="+", verbose_name="到件")
    row_number = models.BigIntegerField("行号")
    counted = models.BigIntegerField("计入数")
    sealed = models.BinaryField("内容（密文）")
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["delivery_id", "row_number"]
        constraints = [models.UniqueConstraint(fields=["delivery", "row_number"], name="one_item_a_row")]

    def __str__(self) -> str:
        return f"{self.requested_id}: {self.row_number}"


class Report(models.Model):
    """核对报告: members, sources, items, totals and what differs from the declaration, as an officer made it on a day; never a verdict, never changed.

    `digest` is the SM3 of what it says in canonical form and stands on the paper; `file_digest` that of the PDF as it was handed out.
    """

    number = models.CharField("报告编号", max_length=24, unique=True)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    origin = models.CharField("所为事项", max_length=40, blank=True, help_text="application:12, or empty for a recurrent check")
    made_on = models.DateField("出具日期")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="出具人")
    valid_until = models.DateField("有效期至")
    sealed = models.BinaryField("内容（密文）")
    digest = models.CharField("内容指纹（SM3）", max_length=64)
    file = models.CharField("文件密存名", max_length=64)
    file_digest = models.CharField("文件指纹（SM3）", max_length=64)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, related_name="superseded_by", null=True, verbose_name="取代的报告")
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["household"], name="reports_of_household")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("made_on")), name="report_is_valid_when_made"),
            models.CheckConstraint(condition=Q(supersedes=None) | ~Q(supersedes=F("id")), name="report_supersedes_another"),
        ]

    def __str__(self) -> str:
        return self.number


class CheckObjection(models.Model):
    """核对异议: what the family says against a report; the department concerned is asked again, and a new report takes the old one's place (57号 18)."""

    class Channel(models.TextChoices):
        WINDOW = "window", "窗口"
        ONLINE = "online", "网上"

    class Outcome(models.TextChoices):
        OPEN = "", "复查中"
        CORRECTED = "corrected", "核对结果有误，已更正"
        UPHELD = "upheld", "核对结果无误"
        WITHDRAWN = "withdrawn", "申请人撤回"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="objections", verbose_name="报告")
    channel = models.CharField("提出方式", max_length=6, choices=Channel)
    sealed = models.BinaryField("异议内容（密文）")
    contact_sealed = models.BinaryField("联系方式（密文）")
    sender = models.BinaryField("来源标记", max_length=32, default=b"", help_text="a keyed mark of the address, to count online ones; empty at the window")
    filed_on = models.DateField("提出日期")
    due_on = models.DateField("复查期限")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    asked_again = ArrayField(models.CharField(max_length=60), default=list, verbose_name="复查的数据")
    rechecked_on = models.DateField("发起复查日期", null=True)
    requests = ArrayField(models.BigIntegerField(), default=list, verbose_name="复查请求")
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    because = models.TextField("办结说明", blank=True)
    closed_on = models.DateField("办结日期", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="办结人")
    new_report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="ends", null=True, verbose_name="复查后的报告")
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["filed_on", "id"]
        indexes = [models.Index(fields=["region", "due_on"], condition=Q(outcome=""), name="check_objections_open")]
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(outcome=""), name="one_open_objection_a_report"),
            models.CheckConstraint(condition=Q(channel="online") | Q(recorded_by__isnull=False), name="window_objection_has_its_officer"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None, closed_by=None, because="", new_report=None)
                | ~Q(outcome="") & Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(because="")
                & (Q(outcome="withdrawn", new_report=None) | Q(outcome__in=["corrected", "upheld"], new_report__isnull=False, rechecked_on__isnull=False)),
                name="check_objection_closed_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The receipt its sender is given."""
        return f"HY{self.region[:6]}-{self.filed_on:%Y}-{self.pk:06d}"


class ObjectionPaper(models.Model):
    """佐证材料: one page of what was brought along with an objection, as a picture made anew, sealed."""

    objection = models.ForeignKey(CheckObjection, on_delete=models.PROTECT, related_name="papers", verbose_name="异议")
    number = models.PositiveSmallIntegerField("页")
    file = models.CharField("文件密存名", max_length=64)
    added_on = models.DateField("收到日期")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="接收人")
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["objection", "number"], name="objection_paper_once")]

    def __str__(self) -> str:
        return f"{self.objection_id}/{self.number}"
