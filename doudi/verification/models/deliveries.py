"""到件: what came from departments, was refused, was held for a person, and who may send by machine."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doudi.verification.feed import revision_of


class Delivery(models.Model):
    """到件: one file of one department for one county and day (and list, where it answers a single one), taken in whole; `correction` 0 is the file itself,
    1 its first announced correction."""

    feed = models.CharField("数据", max_length=60)
    region = models.CharField("县区", max_length=12)
    on = models.DateField("数据日期")
    of_list = models.CharField("所答名单", max_length=16, default="", blank=True)
    correction = models.PositiveSmallIntegerField("更正次序", default=0)
    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField("指纹（SM3）", max_length=64, db_index=True)
    rows = models.BigIntegerField("行数")
    accepted = models.BigIntegerField("入库")
    repeated = models.BigIntegerField("重复")
    quarantined = models.BigIntegerField("隔离")
    waiting = models.BigIntegerField("待人工核对")
    refused = models.BigIntegerField("超出范围退回")
    received_on = models.DateField("收到日期")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="接收人")
    receipt = models.TextField("回执", help_text="what the sender is told: counts, row numbers and reasons, nothing about anybody")
    profile = models.JSONField("画像", default=dict, help_text="what later files are held beside; sums over rows, nobody's value")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "region", "on", "of_list", "correction"], name="one_delivery_a_day"),
            models.CheckConstraint(
                condition=Q(rows=F("accepted") + F("repeated") + F("quarantined") + F("waiting") + F("refused")), name="delivery_accounts_for_every_row"
            ),
        ]
        indexes = [models.Index(fields=["received_on"], name="deliveries_by_day")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def revision(self) -> int:
        """Which of two rows under one ref is the newer word."""
        return revision_of(self.on, self.correction)


class RefusedFile(models.Model):
    """拒收文件: a file that was not taken in, and what the sender must put right."""

    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("指纹（SM3）", max_length=64)
    region = models.CharField("县区", max_length=12)
    refused_on = models.DateField("拒收日期")
    words = models.TextField("原因")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_name", "digest", "region"], name="refused_file_once")]

    def __str__(self) -> str:
        return self.file_name


class Sender(models.Model):
    """发送方: a department's machine that may send files of certain feeds for one county, known by the public key of its signature."""

    name = models.CharField("名称", max_length=60)
    region = models.CharField("县区", max_length=12)
    feeds = models.JSONField("可以发送的数据")
    public_key = models.TextField("公钥（PEM）")
    fingerprint = models.CharField("公钥指纹", max_length=64, unique=True)
    from_on = models.DateField("启用日期")
    until_on = models.DateField("停用日期", null=True)

    def __str__(self) -> str:
        return self.name


class HeldFile(models.Model):
    """暂存文件: one that differs from those before it as no ordinary day does; its bytes are kept sealed until a person lets it in or turns it away."""

    class Outcome(models.TextChoices):
        HELD = "", "待核实"
        LET_IN = "let_in", "核实后接收"
        TURNED_AWAY = "turned_away", "退回来源"

    feed = models.CharField("数据", max_length=60)
    region = models.CharField("县区", max_length=12)
    on = models.DateField("数据日期")
    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField("指纹（SM3）", max_length=64)
    kept_as = models.CharField("密存名", max_length=64)
    reasons = models.JSONField("异常", help_text="sentences for officers; counts and columns, nobody's value")
    held_on = models.DateField("暂存日期")
    outcome = models.CharField("结果", max_length=12, choices=Outcome, default=Outcome.HELD, blank=True)
    decided_on = models.DateField("处理日期", null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    because = models.TextField("理由", default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_name", "digest", "region"], name="held_file_once"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_on__isnull=False, decided_by__isnull=False) & ~Q(because="")),
                name="held_file_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class QuarantinedRow(models.Model):
    """隔离行: a row nobody can read as it stands; only the sender can put it right."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="quarantined_rows")
    row_number = models.BigIntegerField("行号")
    column = models.CharField("列", max_length=60)
    reason = models.CharField("原因", max_length=120)
    value_sealed = models.BinaryField("原值（密文）")
    row_sealed = models.BinaryField("整行（密文）", default=b"")
    region = models.CharField("县区", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "row_number"], name="quarantined_row_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id}:{self.row_number}"
