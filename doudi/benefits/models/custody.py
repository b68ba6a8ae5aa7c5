"""银行卡代管: by which agreement somebody of an office keeps a family's passbook or card, and when the county has it on file (57号 第二十六条)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .entitlement import Account


class Custody(models.Model):
    """代管协议: signed with a member of the family, filed by another officer than who wrote it down, over when the card is given back.

    What it says stays; the account is the family's all the while, and nothing is held for it.
    """

    class Office(models.TextChoices):
        TOWNSHIP = "township", "乡镇（街道）工作人员"
        VILLAGE = "village", "村（居）民委员会工作人员"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="custodies")
    custodian = models.CharField("代管人", max_length=40)
    office = models.CharField("代管人单位", max_length=10, choices=Office.choices)
    signed_by = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField("协议日")
    paper = models.CharField("协议编号", max_length=60)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField("登记日")
    filed_on = models.DateField("县级备案日", null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    ended_on = models.DateField("交还日", null=True)
    ended_words = models.CharField("交还情况", max_length=200, blank=True, default="")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["-agreed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_on=None), name="custody_one_at_a_time"),
            models.CheckConstraint(condition=Q(agreed_on__lte=F("recorded_on")), name="custody_days"),
            models.CheckConstraint(
                condition=Q(filed_on=None, filed_by=None) | Q(filed_on__gte=F("agreed_on"), filed_by__isnull=False) & ~Q(filed_by=F("recorded_by")),
                name="custody_filed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None, ended_words="") | Q(ended_on__gte=F("agreed_on"), ended_by__isnull=False) & ~Q(ended_words=""),
                name="custody_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["region"], name="custody_region")]

    def __str__(self) -> str:
        return f"{self.paper} {self.agreed_on}"
