"""银行文件: what was sent to the bank, and what the bank answered, each known by its digest."""

from django.db import models
from django.db.models import Q

from .run import PayRun


class BankFile(models.Model):
    """代发文件: the one file of a run; its digest was stored before it left."""

    run = models.OneToOneField(PayRun, on_delete=models.PROTECT, related_name="bank_file")
    name = models.CharField("文件名", max_length=80, unique=True)
    digest = models.CharField("指纹", max_length=64, unique=True)
    lines = models.IntegerField("笔数")
    total_fen = models.BigIntegerField("总金额（分）")
    written_on = models.DateField("生成日")
    region = models.CharField("区县", max_length=6)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(lines__gt=0, total_fen__gt=0), name="bank_file_has_lines")]

    def __str__(self) -> str:
        return self.name


class BankReturn(models.Model):
    """回盘文件: an answer of the bank, read once."""

    bank_file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="returns")
    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("指纹", max_length=64, unique=True)
    paid_lines = models.IntegerField("成功笔数")
    paid_fen = models.BigIntegerField("成功金额（分）")
    failed_lines = models.IntegerField("失败笔数")
    failed_fen = models.BigIntegerField("失败金额（分）")
    received_on = models.DateField("收到日")
    region = models.CharField("区县", max_length=6)

    exists = False  # True on the one handed back when the same file comes again

    def __str__(self) -> str:
        return self.name
