"""核对授权: on whose leave anybody is asked about."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Consent(models.Model):
    """核对授权: one person lets the house ask departments about them, for one family's case and as long as it lasts (社会救助法 第四十、四十一条;
    个人信息保护法 第十四、十五、三十一条).

    `feeds` names what they agreed to, empty is everything the form names. Of a supporter `asked_at` says who is asked: departments of the family's county, of
    another county of the city (`asked_in`), or none here but an office outside the city. `guardian` signed for somebody under fourteen. `until_on` is the
    last day; without one it ends with the case or the help. What it licensed before it was withdrawn stays lawful. `carried_from` is the same paper under
    the number the family had before it moved: the database holds that it says the same and no more.
    """

    class Role(models.TextChoices):
        MEMBER = "member", "共同生活的家庭成员"
        SUPPORTER = "supporter", "法定赡养、抚养、扶养义务人"

    class Manner(models.TextChoices):
        APPLICATION = "application", "随申请授权"
        WINDOW = "window", "窗口书面授权"
        BATCH = "batch", "原有纸质授权"

    class AskedAt(models.TextChoices):
        HERE = "here", "本县区的部门"
        CITY = "city", "本市其他县区的部门"
        ELSEWHERE = "elsewhere", "户籍地民政部门（异地协查）"

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="授权人")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="为哪户")
    role = models.CharField("身份", max_length=10, choices=Role)
    relation = models.CharField("与本户关系", max_length=40, default="", blank=True)
    asked_at = models.CharField("由谁核对", max_length=10, choices=AskedAt, default=AskedAt.HERE, db_default=AskedAt.HERE)
    asked_in = models.CharField("由哪个县区的部门核对", max_length=6, default="", db_default="", blank=True, help_text="of another county of the city")
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
    withdrawal = models.ForeignKey("verification.Withdrawal", on_delete=models.PROTECT, null=True, related_name="consents", verbose_name="网上撤回")
    because = models.TextField("撤回的说明", default="", blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="carried_to", verbose_name="随迁自")
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
                condition=Q(asked_at="here", asked_in="")
                | Q(asked_at="city", role="supporter") & ~Q(asked_in="") & ~Q(region__startswith=F("asked_in"))
                | Q(asked_at="elsewhere", asked_in="", role="supporter", feeds=[]),
                name="supporter_alone_is_asked_about_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None, withdrawal=None)
                | Q(withdrawn_on__gte=F("given_on"))
                & ~Q(because="")
                & (Q(withdrawn_by__isnull=False, withdrawal=None) | Q(withdrawn_by=None, withdrawal__isnull=False)),
                name="consent_withdrawn_before_somebody",
            ),
        ]
        indexes = [models.Index(fields=["household"], name="consents_of_a_family")]

    def __str__(self) -> str:
        return self.reference

    def is_withdrawn(self, on: date) -> bool:
        """Whether it has been taken back by a day: then what was answered on it is used no more."""
        return self.withdrawn_on is not None and self.withdrawn_on <= on

    @property
    def covers_everything(self) -> bool:
        """Everything the form of the application names."""
        return not self.feeds

    @property
    def number(self) -> str:
        """What the person's own slip is called."""
        return f"HS{self.region[:6]}-{self.pk:08d}"


class Withdrawal(models.Model):
    """网上撤回: a person has taken back, by themselves, what they agreed to for one family's case; an officer of the township then hears them.

    Nothing else follows from it: help is changed by a person who has heard the family, or not at all (社会救助法 第四十八条; 个人信息保护法 第十五、十六条).
    """

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="授权人")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="为哪户")
    withdrawn_on = models.DateField("撤回日期")
    sender = models.BinaryField("来源标记", max_length=32, help_text="a keyed mark of the address, to count them")
    due_on = models.DateField("听取期限", null=True, help_text="null: the place has set no term")
    heard_on = models.DateField("听取日期", null=True)
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="听取人")
    heard_words = models.TextField("听取情况", default="", blank=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["region", "due_on"], condition=Q(heard_on=None), name="withdrawals_to_hear")]
        constraints = [
            models.CheckConstraint(
                condition=Q(heard_on=None, heard_by=None, heard_words="") | Q(heard_on__gte=F("withdrawn_on"), heard_by__isnull=False) & ~Q(heard_words=""),
                name="withdrawal_heard_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The receipt the person is given."""
        return f"CH{self.region[:6]}-{self.withdrawn_on:%Y}-{self.pk:06d}"
