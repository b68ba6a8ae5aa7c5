"""材料: photographs and papers that belong to a case, page by page, and what a person has confirmed to stand on them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.casework.models.application import Application, Investigation
from doudi.casework.models.change import Change

KINDS = {"visit": "入户照片", "id_card": "身份证", "bill": "医疗票据", "income": "收入、财产证明", "other": "其他材料"}
READABLE = ("id_card", "bill")


class Attachment(models.Model):
    """One paper of a case. What it was called on somebody's phone is never kept, nor are the bytes that were sent: only pictures made of them.

    `source` is the keyed digest of what was sent: sent twice, it is there once. `small_sealed` is a small picture of the first page.
    Taken away, it leaves this row with its reason; its pictures are gone.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="attachments", null=True, verbose_name="申请")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="attachments", null=True, verbose_name="变更")
    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="photographs", null=True, verbose_name="调查")
    region = models.CharField("地区", max_length=12)
    kind = models.CharField("种类", max_length=10, choices=list(KINDS.items()))
    source = models.CharField("来件指纹", max_length=64)
    small_sealed = models.BinaryField("缩略图")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="上传人")
    added_on = models.DateField("上传日期")
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="删除人")
    removed_on = models.DateField("删除日期", null=True)
    removal_reason = models.TextField("删除理由", blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(application__isnull=False) ^ Q(change__isnull=False), name="attachment_of_one_case"),
            models.CheckConstraint(condition=Q(investigation=None) | Q(application__isnull=False, kind="visit"), name="only_photographs_of_a_visit_hang_on_it"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)) & ~Q(region="") & ~Q(source=""), name="attachment_is_whole"),
            models.CheckConstraint(
                condition=Q(removed_on=None, removed_by=None, removal_reason="")
                | Q(removed_on__isnull=False, removed_by__isnull=False) & ~Q(removal_reason=""),
                name="attachment_removed_with_a_reason",
            ),
            models.UniqueConstraint(fields=["application", "source"], condition=Q(removed_on=None), name="attached_once_to_an_application"),
            models.UniqueConstraint(fields=["change", "source"], condition=Q(removed_on=None), name="attached_once_to_a_change"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def case(self) -> Application | Change:
        """The application or change it belongs to."""
        found = self.application or self.change
        assert found is not None
        return found

    @property
    def number(self) -> str:
        """What officers call it: the case's number and its own."""
        return f"{self.case.number}-C{self.pk}"


class AttachmentPage(models.Model):
    """One page: the name of its sealed picture, and its size in dots."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="pages", verbose_name="材料")
    number = models.IntegerField("页")
    file = models.CharField("文件指纹", max_length=64)
    width = models.IntegerField("宽")
    height = models.IntegerField("高")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["attachment", "number"], name="attachment_page_once")]


class Transcript(models.Model):
    """What a person has compared with the paper and confirmed: whose ID card it is, or the day and the self-paid amount of a bill.

    Of an ID card nothing else is kept: its number is the registered person's or it is not confirmed. Append only; the last one counts.
    """

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="transcripts", verbose_name="材料")
    kind = models.CharField("种类", max_length=10)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="谁的")
    billed_on = models.DateField("票据日期", null=True)
    self_paid_fen = models.BigIntegerField("个人自付（分）", null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="核对人")
    confirmed_on = models.DateField("核对日期")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="id_card", billed_on=None, self_paid_fen=None)
                | Q(kind="bill", billed_on__isnull=False, self_paid_fen__gte=0, billed_on__lte=models.F("confirmed_on")),
                name="transcript_fits_its_paper",
            )
        ]
