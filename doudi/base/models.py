"""地基的表: roles, officers, the audit and its seals, the lake's catalogue."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now
from django.utils.functional import cached_property


class Role(models.Model):
    """角色: what kind of officer somebody is."""

    code = models.CharField("代码", max_length=20, primary_key=True)
    title = models.CharField("名称", max_length=20)

    def __str__(self) -> str:
        return self.title


class RolePermission(models.Model):
    """角色权限: one thing that officers of a role may do; synced from the rooms' permissions.py."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="permissions")
    permission = models.CharField("权限", max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="role_permission_once")]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.permission}"


class Officer(AbstractBaseUser):
    """经办人员: who signs in; `region` is the area they answer for, `department` is set only for officers of another department."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, verbose_name="角色")
    region = models.CharField("区划", max_length=12, blank=True, default="")
    department = models.CharField("部门", max_length=40, blank=True, default="")
    unit = models.CharField("单位", max_length=60, blank=True, default="")
    is_active = models.BooleanField("在岗", default=True)
    must_change_password = models.BooleanField("须先修改密码", default=False)
    large_text = models.BooleanField("大字版", default=False)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role="department", region__gt="", department__gt="") | (~models.Q(role="department") & models.Q(department="")),
                name="officer_department",
            ),
            models.CheckConstraint(
                condition=models.Q(role="administrator", region="") | (~models.Q(role="administrator") & models.Q(region__gt="")), name="officer_region"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What the officer's role may do; read once for each request."""
        return frozenset(RolePermission.objects.filter(role=self.role_id).values_list("permission", flat=True))


class AuditEntry(models.Model):
    """审计记录: who did or read what, about whom, why; append only, written in the transaction it records."""

    at = models.DateTimeField("时间", db_default=Now())
    login = models.CharField(
        "数据库账号", max_length=63, db_default=models.Func(function="session_user", template="%(function)s", output_field=models.CharField())
    )
    verb = models.CharField("行为", max_length=80)
    about_kind = models.CharField("对象", max_length=80, blank=True, default="")
    about_id = models.BigIntegerField("对象编号", null=True)
    officer_id = models.BigIntegerField("人员编号", null=True)
    officer_name = models.CharField("人员", max_length=40, default="系统")
    because = models.TextField("理由", blank=True, default="")
    region = models.CharField("区划", max_length=12, blank=True, default="")
    detail = models.JSONField("细节", default=dict)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="audit_about")]

    def __str__(self) -> str:
        return f"{self.verb} {self.about_kind}:{self.about_id}"


class AuditSeal(models.Model):
    """审计封印: one link of the chain, over one entry and the link before it."""

    position = models.BigIntegerField("序号", primary_key=True)
    entry_id = models.BigIntegerField("记录", unique=True)
    chain = models.BinaryField("链值", max_length=32)
    at = models.DateTimeField("封印时间", db_default=Now())

    def __str__(self) -> str:
        return f"{self.position}"


class Submission(models.Model):
    """一次提交: the key of a form that was sent, and where it led; nobody but its officer ever sees it."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", verbose_name="人员")
    key = models.UUIDField("提交编号")
    leads_to = models.CharField("结果页", max_length=200, blank=True, default="")
    at = models.DateTimeField("时间", db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="sent_once")]
        indexes = [models.Index(fields=["at"], name="submissions_by_time")]

    def __str__(self) -> str:
        return f"{self.key}"


class Draft(models.Model):
    """草稿: what an officer has typed into a form and not sent, sealed; nobody but its officer ever sees it."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", verbose_name="人员")
    form = models.CharField("表单", max_length=80)
    sealed = models.BinaryField("内容（密文）")
    at = models.DateTimeField("时间", db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "form"], name="one_draft_of_a_form")]
        indexes = [models.Index(fields=["at"], name="drafts_by_time")]

    def __str__(self) -> str:
        return self.form


class LakeDay(models.Model):
    """湖中一日: a feed's day in the lake becomes readable by this one row."""

    feed = models.CharField("数据", max_length=60)
    on = models.DateField("日期")
    digest = models.CharField("指纹", max_length=64)
    folder = models.CharField("目录", max_length=200)
    rows = models.BigIntegerField("行数")
    replaced = models.BooleanField("已被替换", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "on", "digest"], name="lake_day_once")]

    def __str__(self) -> str:
        return f"{self.feed} {self.on}"


class KeptFile(models.Model):
    """留存文件: how often one sealed file is used; it names nobody and says nothing of what is in it."""

    name = models.CharField("指纹", max_length=64, primary_key=True)
    size = models.BigIntegerField("字节数")
    uses = models.IntegerField("使用次数")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(uses__gte=0), name="kept_file_uses")]

    def __str__(self) -> str:
        return self.name
