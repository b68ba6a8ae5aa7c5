"""案头: whose a piece of work is, who acts for whom until when, and what officers say to each other about a case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

KINDS = {"alert": "预警", "application": "申请", "change": "变更", "decision": "告知", "review": "核查", "challenge": "异议复议", "referral": "转介"}


class Assignment(models.Model):
    """分派: one piece of work has one officer; being assigned is no permission, and who is not may still act where the law lets them."""

    kind = models.CharField("事项", max_length=12, choices=list(KINDS.items()))
    item = models.BigIntegerField("编号")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="承办人")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="分派人")
    on = models.DateField("分派日期")
    region = models.CharField("地区", max_length=12)

    class Meta:
        indexes = [models.Index(fields=["officer"], name="assignments_of_officer")]
        constraints = [models.UniqueConstraint(fields=["kind", "item", "officer"], name="assigned_once_to_an_officer")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.item}"


class Delegation(models.Model):
    """代办: a colleague takes care of somebody's work from one day to another; it ends by itself, or sooner by whoever gave it."""

    principal = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="委托人")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="代办人")
    from_on = models.DateField("起")
    until_on = models.DateField("止（含）")
    because = models.CharField("原因", max_length=120)
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="nobody_is_their_own_deputy"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")) & ~Q(because=""), name="delegation_has_an_end"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} 代 {self.principal}"


class HandOver(models.Model):
    """交接: what one officer hands to another; it stays the giver's until the receiver has looked at the list and says yes."""

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="移交人")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="接收人")
    because = models.TextField("原因")
    items = models.JSONField("清单")
    on = models.DateField("移交日期")
    answer = models.CharField("答复", max_length=8, choices=[("taken", "已接收"), ("declined", "未接收")], blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answer_words = models.TextField("说明", blank=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")) & ~Q(because=""), name="handed_over_to_another_for_a_reason"),
            models.CheckConstraint(condition=Q(answer="", answered_on=None) | Q(answered_on__isnull=False) & ~Q(answer=""), name="hand_over_answered_once"),
            models.CheckConstraint(condition=~Q(answer="declined") | ~Q(answer_words=""), name="declined_for_a_reason"),
            models.UniqueConstraint(fields=["giver"], condition=Q(answer=""), name="one_open_hand_over_of_an_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} 移交 {self.taker}"


class SavedFilter(models.Model):
    """常用筛选: how one officer likes to see the queue; theirs alone."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="经办人")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "name"], name="one_filter_of_a_name"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="filter_has_name_and_terms"),
        ]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """备注: officers' words to each other about a case; on no paper and no public page. Never rewritten: struck out, with a reason."""

    kind = models.CharField("事项", max_length=12, choices=list(KINDS.items()))
    item = models.BigIntegerField("编号")
    words = models.TextField("内容")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="备注人")
    on = models.DateField("日期")
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="划去人")
    struck_because = models.TextField("划去的理由", blank=True)
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "item"], name="comments_of_item")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="comment_has_words"),
            models.CheckConstraint(
                condition=Q(struck_by=None, struck_because="") | Q(struck_by__isnull=False) & ~Q(struck_because=""), name="struck_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.by}"
