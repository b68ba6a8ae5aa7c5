"""信息核对: what came from departments, what could not be taken as it was, and whom the house has asked about."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doudi.verification.exchange.nouns import Attempt as Attempt
from doudi.verification.exchange.nouns import Circuit as Circuit
from doudi.verification.exchange.nouns import Exchange as Exchange
from doudi.verification.exchange.nouns import Source as Source
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


class Request(models.Model):
    """核对请求: a list of people sent to a department, and why it may be asked about them (社会救助法 第四十、四十一、四十六条)."""

    number = models.CharField("请求号", max_length=60, unique=True)
    feed = models.CharField("数据", max_length=60)
    region = models.CharField("县区", max_length=12)
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


class Consent(models.Model):
    """核对授权: one person lets the house ask departments about them, for one family's case and as long as it lasts (社会救助法 第四十、四十一条;
    个人信息保护法 第十四、十五、三十一条).

    `feeds` names what they agreed to, empty is everything the form names. `guardian` signed for somebody under fourteen. `until_on` is the last day;
    without one it ends with the case or the help. What it licensed before it was withdrawn stays lawful.
    """

    class Role(models.TextChoices):
        MEMBER = "member", "共同生活的家庭成员"
        SUPPORTER = "supporter", "法定赡养、抚养、扶养义务人"

    class Manner(models.TextChoices):
        APPLICATION = "application", "随申请授权"
        WINDOW = "window", "窗口书面授权"
        BATCH = "batch", "原有纸质授权"

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="授权人")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="为哪户")
    role = models.CharField("身份", max_length=10, choices=Role)
    relation = models.CharField("与本户关系", max_length=40, default="", blank=True)
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
    because = models.TextField("撤回的说明", default="", blank=True)
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
                condition=Q(withdrawn_on=None, withdrawn_by=None) | (Q(withdrawn_on__gte=F("given_on"), withdrawn_by__isnull=False) & ~Q(because="")),
                name="consent_withdrawn_before_somebody",
            ),
        ]
        indexes = [models.Index(fields=["household"], name="consents_of_a_family")]

    def __str__(self) -> str:
        return self.reference

    @property
    def covers_everything(self) -> bool:
        """Everything the form of the application names."""
        return not self.feeds


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


from doudi.verification.cross_models import CrossRequest  # noqa: E402,F401 — tables of files of their own
from doudi.verification.report_models import CheckObjection, Item, ObjectionPaper, Report  # noqa: E402,F401
