"""异地协查: a request to another province about a family here, or one from there, each with its signed answer (民发〔2022〕83号 三(二))."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class CrossRequest(models.Model):
    """协查请求: sent out by an officer, or come in under a known key; whom it is about and what is answered are sealed. `peer` is the office elsewhere."""

    class Direction(models.TextChoices):
        OUT = "out", "发往外省"
        IN = "in", "外省来件"

    direction = models.CharField("方向", max_length=3, choices=Direction)
    number = models.CharField("编号", max_length=40)
    peer = models.ForeignKey("verification.Sender", on_delete=models.PROTECT, related_name="+", verbose_name="对方")
    peer_name = models.CharField("对方名称", max_length=60)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="家庭")
    reason = models.CharField("依据", max_length=120)
    sealed = models.BinaryField("名单（密文）")
    digest = models.CharField("来件指纹（SM3）", max_length=64)
    asked_on = models.DateField("请求日期")
    due_on = models.DateField("答复期限", null=True, help_text="null: the place has set no term")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="请求人")
    answer_sealed = models.BinaryField("答复（密文）", default=b"")
    answer_digest = models.CharField("答复指纹（SM3）", max_length=64, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["peer", "direction", "number"], name="cross_request_once"),
            models.CheckConstraint(
                condition=Q(direction="out", household__isnull=False, asked_by__isnull=False, answered_by=None)
                | Q(direction="in", household=None, asked_by=None),
                name="cross_request_has_its_side",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer_digest="", answered_by=None)
                | Q(answered_on__isnull=False) & ~Q(answer_digest="") & (Q(direction="out") | Q(answered_by__isnull=False)),
                name="cross_request_answered_by_a_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="cross_request_says_why"),
        ]

    def __str__(self) -> str:
        return self.number


class CrossPerson(models.Model):
    """协查名单: one person an office elsewhere was asked about, and the consent by which; who they are stands sealed with the request, under the same place."""

    request = models.ForeignKey(CrossRequest, on_delete=models.PROTECT, related_name="people", verbose_name="协查请求")
    place = models.PositiveIntegerField("序号")
    consent = models.ForeignKey("verification.Consent", on_delete=models.PROTECT, related_name="+", verbose_name="授权")
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "place"], name="cross_person_once")]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.place}"
