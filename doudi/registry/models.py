"""低收入人口数据库: people, the households they live in, what is known about them and since when."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Replace

SEXES = {"male": "男", "female": "女"}
AREAS = {"urban": "城镇", "rural": "农村"}
RELATIONS = {
    "head": "户主",
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "grandchild": "孙子女",
    "grandparent": "祖父母",
    "sibling": "兄弟姐妹",
    "other": "其他",
}


class Person(models.Model):
    """人员: somebody the house lawfully knows; the ID number is sealed, found by its keyed index alone.

    With `supports` it is not the register's word on somebody but what one family's case knows of a person bound to support it (法 41): a row of its own for
    each family, in the family's place wherever that person is registered, found by no number but among that family's own, never a member of any household.
    What is answered about them for one family's case thus stands in nobody else's, their own included.
    """

    name = models.CharField("姓名", max_length=40)
    name_key = models.CharField("拼音序", max_length=160)
    id_sealed = models.BinaryField("身份证号（密文）")
    id_index = models.BinaryField("身份证号（索引）", max_length=32, unique=True, null=True)
    sex = models.CharField("性别", max_length=6, choices=SEXES)
    born_on = models.DateField("出生日期")
    died_on = models.DateField("死亡日期", null=True)
    death_known_on = models.DateField("获知死亡日期", null=True)
    region = models.CharField("区划", max_length=12)
    area = models.CharField("城乡", max_length=5, choices=AREAS)
    phone_sealed = models.BinaryField("电话（密文）", null=True)
    id_tail = models.BinaryField("身份证号末四位（索引）", max_length=8, null=True)
    phone_tail = models.BinaryField("电话末四位（索引）", max_length=8, null=True)
    supports = models.ForeignKey("registry.Household", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="为哪户的义务人")
    number_mark = models.BinaryField("义务人身份证号（索引）", max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supports", "number_mark"], condition=models.Q(supports__isnull=False), name="one_supporter_a_family"),
            models.CheckConstraint(
                condition=models.Q(supports=None, number_mark=None) | models.Q(supports__isnull=False, number_mark__isnull=False, id_index=None),
                name="supporter_is_found_by_nobody_else",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="person_name"),
            models.Index(fields=["region"], name="person_region"),
            models.Index(fields=["born_on", "name_key"], name="person_born_and_sounding"),
            models.Index(fields=["name_key"], name="person_sounding"),
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """曾用名: a name somebody bore before, as a paper or a department says; never a change of the name that is registered. It goes by being withdrawn.

    What a department's file says (`source` the feed, `ref` its row) nobody here has recorded, and its own correction withdraws.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_names", verbose_name="人员")
    name = models.CharField("曾用名", max_length=40)
    name_key = models.CharField("拼音序", max_length=160)
    plain = models.GeneratedField(
        expression=models.Func("name", function="registry_plain"), output_field=models.CharField("通用写法", max_length=160, db_collation="C"), db_persist=True
    )
    pinyin = models.GeneratedField(
        expression=Replace("name_key", models.Value(" "), models.Value("")),
        output_field=models.CharField("全拼", max_length=160, db_collation="C"),
        db_persist=True,
    )
    until_on = models.DateField("更名日期", null=True, help_text="the last day it was borne; null: not known")
    source = models.CharField("来源", max_length=40, help_text="officer, waiting:12 for a row that was settled, or a feed")
    ref = models.CharField("来源编号", max_length=80, default="", db_default="", blank=True)
    because = models.TextField("依据")
    recorded_on = models.DateField("登记日期")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    withdrawn_on = models.DateField("撤销日期", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="撤销人")
    withdrawn_because = models.TextField("撤销理由", blank=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        ordering = ["recorded_on", "id"]
        indexes = [
            models.Index(fields=[by], name=f"former_name_{called}", condition=models.Q(withdrawn_on=None))
            for by, called in (("name_key", "sounding"), ("plain", "plain"), ("pinyin", "pinyin"))
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], condition=models.Q(withdrawn_on=None), name="former_name_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on=None, withdrawn_by=None, withdrawn_because="")
                | models.Q(withdrawn_on__isnull=False) & ~models.Q(withdrawn_because="") & (models.Q(withdrawn_by__isnull=False) | ~models.Q(ref="")),
                name="former_name_withdrawn_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_by__isnull=False, ref="") | models.Q(recorded_by=None) & ~models.Q(ref=""), name="former_name_said_by_one"
            ),
            models.CheckConstraint(condition=~models.Q(because=""), name="former_name_has_grounds"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.source}"

    @property
    def said_by(self) -> str:
        """Who recorded it: an officer, or nobody but the department that has told it."""
        return self.recorded_by.name if self.recorded_by else "部门报送"


class Household(models.Model):
    """家庭: people who live together under one number; `watched_on` is the day its facts began to be copied here.

    `is_stranger` marks people who are registered nowhere here and whom an emergency has struck in this place (法 37).
    """

    number = models.CharField("户号", max_length=30, unique=True)
    region = models.CharField("区划", max_length=12)
    area = models.CharField("城乡", max_length=5, choices=AREAS)
    formed_on = models.DateField("立户日期")
    closed_on = models.DateField("销户日期", null=True)
    watched_on = models.DateField("关注起始日期", null=True)
    is_stranger = models.BooleanField("未在册", default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["region"], name="household_region")]

    def __str__(self) -> str:
        return self.number


class Membership(models.Model):
    """家庭成员: who belongs to which household, from when until when.

    `found_as` is no column: by which former name a search has found them, hidden but for the family name.
    """

    found_as = ""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField("与户主关系", max_length=12, choices=RELATIONS)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)
    source = models.CharField("来源", max_length=40)
    ref = models.CharField("来源编号", max_length=80)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "ref"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person_id}@{self.household_id}"


class SearchEntry(models.Model):
    """检索项: by what somebody who lives in a household is found there; the database keeps it beside every membership that has not ended.

    Every index begins with the township: an officer's search never walks through another's people, and order comes from the index.
    """

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False)
    region = models.CharField("区划", max_length=12)
    town = models.CharField("乡镇", max_length=9, db_collation="C")
    name = models.CharField("姓名（通用写法）", max_length=40, db_collation="C")
    given_name = models.CharField("名（通用写法）", max_length=40, db_collation="C")
    pinyin = models.CharField("姓名全拼", max_length=160, db_collation="C")
    given_pinyin = models.CharField("名全拼", max_length=160, db_collation="C")
    initials = models.CharField("姓名首字母", max_length=40, db_collation="C")
    id_tail = models.BinaryField("身份证号末四位（索引）", max_length=8, null=True)
    phone_tail = models.BinaryField("电话末四位（索引）", max_length=8, null=True)

    class Meta:
        indexes = [
            *(models.Index(fields=["town", by], name=f"found_by_{by}") for by in ("name", "given_name", "pinyin", "given_pinyin", "initials", "id_tail")),
            models.Index(fields=["town", "phone_tail"], name="found_by_phone_tail", condition=models.Q(phone_tail__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}"


class Fact(models.Model):
    """事实: one thing a source says of a person or a household; amount and word both empty says it is not known.

    A later row with the same source and ref supersedes; a withdrawn row repeats them with an empty period (until_on = from_on).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="facts")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="facts")
    name = models.CharField("事项", max_length=40)
    amount = models.BigIntegerField("数", null=True)
    word = models.CharField("文", max_length=40, null=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)
    source = models.CharField("来源", max_length=40)
    ref = models.CharField("来源编号", max_length=80)
    stated_in = models.CharField("陈述或查明于", max_length=40, default="")
    known_on = models.DateField("获知日期")
    superseded_on = models.DateField("被替代日期", null=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "ref", "known_on"], name="fact_once"),
            models.CheckConstraint(condition=models.Q(person__isnull=False) | models.Q(household__isnull=False), name="fact_about_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.source}:{self.ref}"


class Coverage(models.Model):
    """覆盖: a source has said everything of this name about this region and period; no row there is a known zero."""

    name = models.CharField("事项", max_length=40)
    region = models.CharField("区划", max_length=12)
    from_on = models.DateField("起")
    until_on = models.DateField("止")
    source = models.CharField("来源", max_length=40)
    known_on = models.DateField("获知日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "region", "from_on", "until_on", "source"], name="coverage_once"),
            models.CheckConstraint(condition=models.Q(from_on__lt=models.F("until_on")), name="coverage_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.region} {self.from_on}–{self.until_on}"


class StaffMember(models.Model):
    """经办人员和村（居）委员会成员备案: whose near relatives are filed apart (57号 第十一条)."""

    name = models.CharField("姓名", max_length=40)
    id_index = models.BinaryField("身份证号（索引）", max_length=32, unique=True)
    unit = models.CharField("单位", max_length=60)
    post = models.CharField("职务", max_length=40)
    region = models.CharField("区划", max_length=12)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    def __str__(self) -> str:
        return self.name
