"""待核对: rows whose person is not certain, who they may be about, and what was decided about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from doudi.verification.models.deliveries import Delivery


class Outcome(models.TextChoices):
    WAITING = "", "待核对"
    MATCHED = "matched", "已确认本人"
    ADMITTED = "admitted", "已登记新人员"
    NOBODY = "nobody", "不是本地人员"
    SUPERSEDED = "superseded", "已被更正"
    ACCEPTED = "accepted", "自动确认"


class Settling(models.Model):
    """核对决定: waiting rows of one written number and name were taken as about this person, or about nobody here; how the register stood around it, so
    that it can be taken back. `person` is no foreign key: somebody admitted by it is gone when it has been taken back."""

    region = models.CharField("县区", max_length=12)
    person = models.BigIntegerField("人员", null=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    settled_on = models.DateField("核对日期")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    because = models.TextField("理由", default="", blank=True)
    before = models.JSONField("登记原状", default=dict, help_text="keys and days of the rows around it; no name, no number, no amount")
    after = models.JSONField("登记新状", default=dict)
    taken_back_on = models.DateField("撤销日期", null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="撤销人")
    taken_back_because = models.TextField("撤销理由", default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_on=None, taken_back_by=None, taken_back_because="")
                | (Q(taken_back_on__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_because="")),
                name="settling_taken_back_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.outcome}"


class WaitingRow(models.Model):
    """待核对行: a readable fact whose person is not certain; an officer says who it is about, or that it is nobody here. One that was accepted by likeness
    stands here as well, beside its fact, so that it can be seen and taken back."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="waiting_rows")
    row_number = models.BigIntegerField("行号")
    name = models.CharField("姓名", max_length=60)
    id_sealed = models.BinaryField("身份证号（密文）")
    id_index = models.BinaryField("身份证号（索引）", max_length=32)
    reason = models.CharField("原因", max_length=120)
    region = models.CharField("县区", max_length=12)
    fact = models.CharField("事项", max_length=40)
    amount = models.BigIntegerField("数", null=True)
    word = models.CharField("文", max_length=40, null=True)  # noqa: DJ001 — a fact's word is unknown when null, as in the registry
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="家庭")
    requested = models.ForeignKey("RequestedPerson", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="请求")
    found = models.CharField("查询结果", max_length=4, default="", blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)
    ref = models.CharField("来源编号", max_length=80)
    settled_on = models.DateField("核对日期", null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    because = models.TextField("理由", default="", blank=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="人员")
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.WAITING, blank=True)
    settling = models.ForeignKey(Settling, on_delete=models.PROTECT, null=True, related_name="rows", verbose_name="核对决定")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "row_number", "fact"], name="waiting_row_once"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_on=None) | (~Q(outcome="") & Q(settled_on__isnull=False)), name="waiting_row_settled_with_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["matched", "admitted", "accepted"], person__isnull=False)
                | (~Q(outcome__in=["matched", "admitted", "accepted"]) & Q(person=None)),
                name="waiting_row_matched_to_a_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "superseded", "accepted"]) | (Q(settled_by__isnull=False) & ~Q(because="")), name="waiting_row_settled_by_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["delivery"], condition=Q(settled_on=None), name="rows_waiting"),
            models.Index(fields=["id_index"], condition=Q(settled_on=None), name="rows_waiting_alike"),
            models.Index(fields=["ref"], condition=Q(settled_on=None), name="rows_waiting_by_ref"),
            models.Index(fields=["id_index"], condition=Q(outcome__in=["nobody", "matched", "accepted"]), name="rows_decided_alike"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}:{self.row_number}"


class WaitingCandidate(models.Model):
    """可能的人: somebody the row may be about, and why."""

    waiting = models.ForeignKey(WaitingRow, on_delete=models.PROTECT, related_name="candidates")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    why = models.CharField("依据", max_length=60)
    certainty = models.PositiveSmallIntegerField("把握（万分之）", null=True, help_text="of ten thousand so alike among labelled records; null: not learnt")
    region = models.CharField("县区", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["waiting", "person"], name="waiting_candidate_once")]

    def __str__(self) -> str:
        return f"{self.waiting_id}: {self.person_id}"
