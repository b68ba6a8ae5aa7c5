"""核对请求: whom the house has asked about, and what was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.verification.models.consent import Consent
from doudi.verification.models.deliveries import Delivery


class Request(models.Model):
    """核对请求: a list of people sent to a department, and why it may be asked about them (社会救助法 第四十、四十一、四十六条).

    It is the family's county's own, its answers too, whichever county's department is asked (`asked_in`): there nobody but that department learns of it.
    """

    number = models.CharField("请求号", max_length=60, unique=True)
    feed = models.CharField("数据", max_length=60)
    region = models.CharField("县区", max_length=12)
    asked_in = models.CharField("被请求部门的县区", max_length=6, default="", db_default="", blank=True, help_text="empty: of the same county")
    asked_on = models.DateField("请求日期")
    due_on = models.DateField("应答期限")
    reason = models.CharField("依据", max_length=120)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="请求人")
    answered_on = models.DateField("答复完毕日期", null=True)

    class Meta:
        indexes = [models.Index(fields=["feed", "due_on"], condition=Q(answered_on=None), name="requests_unanswered")]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="request_says_why")]

    def __str__(self) -> str:
        return self.number

    @property
    def department_region(self) -> str:
        """The county whose department is asked."""
        return self.asked_in or self.region


class RequestedPerson(models.Model):
    """请求名单: one person a department was asked about; without this row no answer about them can be kept, without their consent no such row."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="people")
    place = models.PositiveIntegerField("序号")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+", verbose_name="授权")
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "person"], name="asked_once_a_request"),
            models.UniqueConstraint(fields=["request", "place"], name="one_place_on_the_list"),
        ]
        indexes = [models.Index(fields=["person"], name="asked_about")]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.place}"


class Answer(models.Model):
    """答复: what a department answered about one person it was asked about; there is none without the question."""

    class Found(models.TextChoices):
        HIT = "hit", "命中"
        MISS = "miss", "未命中"

    requested = models.ForeignKey(RequestedPerson, on_delete=models.PROTECT, related_name="answers")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="answers")
    found = models.CharField("查询结果", max_length=4, choices=Found)
    answered_on = models.DateField("答复日期")
    correction = models.PositiveSmallIntegerField("更正次序", default=0, help_text="the delivery's, which is the county's own and hidden from its townships")
    said = models.BinaryField("所答（密印）", max_length=32, default=b"", help_text="the same for the same answer about the same person; it tells nobody what")
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requested", "delivery"], name="answered_once_a_delivery"),
            models.CheckConstraint(condition=Q(found__in=["hit", "miss"]), name="answer_is_hit_or_miss"),
        ]

    def __str__(self) -> str:
        return f"{self.requested_id}: {self.found}"
