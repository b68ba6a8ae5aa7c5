"""受理来源、本案人员与材料: how an application came to the window, whom it is about, and the one list of what its family was asked for."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.casework.materials import MANNERS, SETTLED
from doudi.casework.models.application import Application


class Arrival(models.Model):
    """How it came: who brought it, on whose word, from where. A mandate is written, or says why there is none; a transfer keeps its first day."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="arrival", verbose_name="申请")
    manner = models.CharField("受理方式", max_length=12, choices=list(MANNERS.items()))
    brought_by = models.CharField("代办人、转来单位或报告人", max_length=60, blank=True)
    relation = models.CharField("与申请人的关系或职务", max_length=60, blank=True)
    mandate = models.TextField("委托情况", blank=True)
    reference = models.CharField("来文编号", max_length=60, blank=True)
    first_on = models.DateField("最初提出日期", null=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(manner="on_behalf") | ~Q(brought_by="") & ~Q(mandate=""), name="on_behalf_says_who_and_by_what"),
            models.CheckConstraint(condition=~Q(manner="transferred") | ~Q(brought_by="") & Q(first_on__isnull=False), name="transferred_says_from_where"),
            models.CheckConstraint(condition=~Q(manner="report") | ~Q(brought_by=""), name="report_says_by_whom"),
        ]

    def __str__(self) -> str:
        return self.get_manner_display()


class Party(models.Model):
    """One person an application is about; nobody is in two open ones, in whichever town each lies: the index sees what an officer may not."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="parties", verbose_name="申请")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="家庭成员")
    is_open = models.BooleanField("在办", default=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(is_open=True), name="one_open_application_of_a_person")]

    def __str__(self) -> str:
        return f"{self.application} {self.person_id}"


class Asked(models.Model):
    """One thing a family was asked for, on the one list it was told (57号 10: 一次性告知); what came of it is written once."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="asked", verbose_name="申请")
    code = models.CharField("材料", max_length=20)
    title = models.CharField("材料名称", max_length=80)
    list_no = models.PositiveSmallIntegerField("第几次告知", default=1)
    because = models.TextField("再次告知的理由", blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="告知人")
    told_on = models.DateField("告知日期")
    settled = models.CharField("结果", max_length=10, choices=list(SETTLED.items()), blank=True)
    settled_words = models.TextField("说明", blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    settled_on = models.DateField("登记日期", null=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["list_no", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="asked_once"),
            models.CheckConstraint(condition=Q(list_no=1) | ~Q(because=""), name="asked_again_for_a_reason"),
            models.CheckConstraint(
                condition=Q(settled="", settled_by=None, settled_on=None) | Q(settled__in=list(SETTLED), settled_by__isnull=False, settled_on__isnull=False),
                name="asked_and_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title
