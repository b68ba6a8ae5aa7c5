"""核对授权: on whose leave anybody is asked about."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Consent(models.Model):
    """核对授权: one person lets the house ask departments about them, for one family's case and as long as it lasts (社会救助法 第四十、四十一条;
    个人信息保护法 第十四、十五、三十一条).

    `feeds` names what they agreed to, empty is everything the form names. `guardian` signed for somebody under fourteen. `until_on` is the last day;
    without one it ends with the case or the help. What it licensed before it was withdrawn stays lawful.
    """

    class Role(models.TextChoices):
        MEMBER = "member", "共同生活的家庭成员"
        SUPPORTER = "supporter", "法定赡养、抚养、扶养义务人"

    class Manner(models.TextChoices):
        APPLICATION = "application", "随申请授权"
        WINDOW = "window", "窗口书面授权"
        BATCH = "batch", "原有纸质授权"

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="授权人")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="为哪户")
    role = models.CharField("身份", max_length=10, choices=Role)
    relation = models.CharField("与本户关系", max_length=40, default="", blank=True)
    manner = models.CharField("授权方式", max_length=12, choices=Manner)
    feeds = models.JSONField("授权核对的数据", default=list)
    guardian = models.CharField("代为签名的监护人", max_length=40, default="", blank=True)
    reference = models.CharField("文书号或扫描件号", max_length=80)
    given_on = models.DateField("授权日期")
    until_on = models.DateField("有效至", null=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    withdrawn_on = models.DateField("撤回日期", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="登记撤回的人")
    because = models.TextField("撤回的说明", default="", blank=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "household", "reference"], name="consent_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="consent_names_its_paper"),
            models.CheckConstraint(condition=Q(given_on__lte=F("recorded_on")), name="consent_not_of_tomorrow"),
            models.CheckConstraint(
                condition=Q(role="member", relation="") | (Q(role="supporter") & ~Q(relation="") & ~Q(manner="application")),
                name="supporter_consents_apart",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None) | (Q(withdrawn_on__gte=F("given_on"), withdrawn_by__isnull=False) & ~Q(because="")),
                name="consent_withdrawn_before_somebody",
            ),
        ]
        indexes = [models.Index(fields=["household"], name="consents_of_a_family")]

    def __str__(self) -> str:
        return self.reference

    @property
    def covers_everything(self) -> bool:
        """Everything the form of the application names."""
        return not self.feeds
