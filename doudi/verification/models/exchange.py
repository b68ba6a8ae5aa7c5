"""交换·名词: how a department is reached, whether it can be reached now, where a list stands on its way, and every try with its evidence."""

from django.db import models
from django.db.models import Q


class Source(models.Model):
    """来源: how the department of one feed is reached for one county; where none stands here, its lists are laid into the folder `requests`."""

    class Channel(models.TextChoices):
        FOLDER = "folder", "文件夹"
        REST = "rest", "接口"

    feed = models.CharField("数据", max_length=60)
    region = models.CharField("县区", max_length=12)
    channel = models.CharField("方式", max_length=6, choices=Channel)
    address = models.CharField("地址", max_length=300, default="", blank=True)
    audience = models.CharField("接收方代号", max_length=60, default="", blank=True)
    seconds = models.PositiveSmallIntegerField("一次最多等待（秒）", default=20)
    workdays = models.PositiveSmallIntegerField("答复期限（工作日）", default=0, help_text="0: as the feed itself says")
    most_failures = models.PositiveSmallIntegerField("连续失败几次后暂停", default=5)
    rest_minutes = models.PositiveIntegerField("暂停（分钟）", default=30)
    from_on = models.DateField("启用日期")
    until_on = models.DateField("停用日期", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "region"], condition=Q(until_on=None), name="one_source_of_a_feed"),
            models.CheckConstraint(
                condition=Q(channel="folder", address="") | (Q(channel="rest") & ~Q(address="") & ~Q(audience="")), name="source_has_an_address"
            ),
            models.CheckConstraint(
                condition=Q(seconds__gte=1, seconds__lte=300, most_failures__gte=1, rest_minutes__gte=1, rest_minutes__lte=1440, workdays__lte=60),
                name="source_within_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.region}"


class Circuit(models.Model):
    """线路: whether a county can bring lists to one source now, its own or another county's (`asked_in`). After so many failures in a row it rests; then one
    list is tried, and decides."""

    feed = models.CharField("数据", max_length=60)
    region = models.CharField("县区", max_length=12)
    asked_in = models.CharField("被请求部门的县区", max_length=6, default="", db_default="", blank=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    since_at = models.DateTimeField("现状自", null=True)
    rests_until_at = models.DateTimeField("暂停至", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "region", "asked_in"], name="one_circuit_a_source")]

    def __str__(self) -> str:
        return f"{self.feed} {self.region}: {self.failures}"


class Exchange(models.Model):
    """交换: one list on its way to its department: not there yet, and tried again at a time; or there since a time. It is never given up."""

    request = models.OneToOneField("verification.Request", on_delete=models.PROTECT, related_name="exchange")
    feed = models.CharField("数据", max_length=60)
    region = models.CharField("县区", max_length=12)
    start_by_on = models.DateField("启动期限", help_text="最低生活保障审核确认办法 第十七条: within three working days")
    attempts = models.PositiveIntegerField("已试次数", default=0)
    last_at = models.DateTimeField("最近一次", null=True)
    next_at = models.DateTimeField("下一次", null=True, help_text="null: at once, while it is not there")
    sent_at = models.DateTimeField("送达时间", null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(sent_at=None), name="lists_to_send")]
        constraints = [models.CheckConstraint(condition=Q(sent_at=None) | Q(attempts__gte=1), name="sent_by_an_attempt")]

    def __str__(self) -> str:
        return f"{self.request_id}"


class Attempt(models.Model):
    """尝试: one try to bring a list: when, what went out, what came back, and how it ended. One that has no end was cut off: it may have arrived."""

    class Outcome(models.TextChoices):
        OPEN = "", "中断，是否送达不明"
        SENT = "sent", "已送达"
        ANSWERED = "answered", "已送达并答复"
        FAILED = "failed", "未成功"

    exchange = models.ForeignKey(Exchange, on_delete=models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField("第几次")
    channel = models.CharField("方式", max_length=6, choices=Source.Channel)
    began_at = models.DateTimeField("开始时间")
    sent_digest = models.CharField("发出内容指纹（SM3）", max_length=64)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True)
    words = models.CharField("说明", max_length=300, default="", blank=True)
    back_digest = models.CharField("返回内容指纹（SM3）", max_length=64, default="", blank=True)
    back_bytes = models.PositiveBigIntegerField("返回字节数", default=0)
    delivery = models.ForeignKey("verification.Delivery", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="到件")
    region = models.CharField("县区", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "number"], name="attempts_are_counted")]
        indexes = [models.Index(fields=["began_at"], name="attempts_by_time")]

    def __str__(self) -> str:
        return f"{self.exchange_id}/{self.number}"
