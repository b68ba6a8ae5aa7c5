"""发放批次: a month's run, who signed it, its lines and what was noticed about them."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When

from doudi.benefits.checks import FLAG_TITLES, HOLD_TITLES, WORDS

from .entitlement import Account, Award, money


class PayRun(models.Model):
    """发放批次: one county, one month; `reissue` runs pay again what came back, `imported` ones were paid by the system before ours."""

    class Kind(models.TextChoices):
        REGULAR = "regular", "当月发放"
        REISSUE = "reissue", "补发"
        IMPORTED = "imported", "原系统发放"
        ONCE = "once", "一次性发放"
        CASH = "cash", "备用金支付"

    class State(models.TextChoices):
        PREPARED = "prepared", "已生成"
        TOWNSHIP_SIGNED = "township_signed", "乡镇已核"
        COUNTY_SIGNED = "county_signed", "县级已审"
        RELEASED = "released", "财务已放款"
        SETTLED = "settled", "已结清"

    region = models.CharField("区县", max_length=6)
    month = models.DateField("月份")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    seq = models.SmallIntegerField("序号", default=1)
    state = models.CharField("状态", max_length=16, choices=State.choices, default=State.PREPARED)
    townships = models.SmallIntegerField("应签乡镇数", default=0)
    digest = models.CharField("明细指纹", max_length=64, blank=True, default="")
    prepared_on = models.DateField("生成日")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    frozen_on = models.DateField("定稿日", null=True)
    approvals = models.SmallIntegerField("县级应签人数", default=1, db_default=1)
    unfunded_fen = models.BigIntegerField("超出已下达资金（分）", default=0, db_default=0)
    released_on = models.DateField("放款日", null=True)
    settled_on = models.DateField("结清日", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "month", "kind", "seq"], name="pay_run_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="pay_run_month"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.get_state_display()}"

    @property
    def batch(self) -> str:
        """The batch number that bank and officers use, the same whatever is retried."""
        return f"DD-{self.region}-{self.month:%Y%m}-{self.kind}-{self.seq}"

    @property
    def is_frozen(self) -> bool:
        """The county reviewer has signed: the lines are what they are."""
        return self.frozen_on is not None


class RunSignature(models.Model):
    """批次签名: each township for its own lines, then the county over the digest of all; nobody signs a run twice."""

    class Step(models.TextChoices):
        TOWNSHIP = "township", "乡镇核对"
        COUNTY = "county", "县级审核"
        APPROVAL = "approval", "县级复核"
        FINANCE = "finance", "财务放款"

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="signatures")
    step = models.CharField("环节", max_length=10, choices=Step.choices)
    region = models.CharField("区划", max_length=12)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "officer"], name="nobody_signs_twice"),
            models.UniqueConstraint(fields=["run", "step", "region"], name="signed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.on}"


class PayLine(models.Model):
    """发放明细: one award's money for one month; what it says never changes, a correction is a new attempt.

    `is_owed` says that the books hold it as due to the family, by this attempt or one before.
    Whom and what a line names is looked up in the database once for all lines of a statement, by a trigger; a foreign key would look for each.
    No index names its state: a line on its way to the bank and back is written beside itself, and no index has to learn of it.
    `is_live` says that no later attempt stands in its place, and none is cancelled; `waits`, that it is held or came back, for a person to do something.
    `settled_by` is who decided by hand that and where this attempt is paid; the same person cannot sign for it.
    """

    class State(models.TextChoices):
        DUE = "due", "待发"
        HELD = "held", "暂缓"
        SENT = "sent", "已送银行"
        PAID = "paid", "已到账"
        FAILED = "failed", "退回"
        REISSUED = "reissued", "已转补发"
        CANCELLED = "cancelled", "已取消"

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    kind = models.CharField("待遇", max_length=30, choices=Award.Kind.choices)
    month = models.DateField("月份")
    attempt = models.SmallIntegerField("第几次", default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True)
    payee = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False)
    amount_fen = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DUE)
    is_live = models.GeneratedField(
        expression=Case(When(state__in=["reissued", "cancelled"], then=False), default=True), output_field=models.BooleanField("有效"), db_persist=True
    )
    waits = models.GeneratedField(
        expression=Case(When(state__in=["held", "failed"], then=True), default=False), output_field=models.BooleanField("待处理"), db_persist=True
    )
    hold_reason = models.CharField("暂缓原因", max_length=20, choices=list(HOLD_TITLES.items()), blank=True, default="")
    words = models.CharField("说明", max_length=200, blank=True, default="")
    bank_reason = models.CharField("银行原因代码", max_length=20, blank=True, default="")
    is_cash = models.BooleanField("备用金支付", default=False, db_default=False)
    is_owed = models.BooleanField("已列应付", default=False, db_default=False)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    sent_on = models.DateField("送出日", null=True)
    answered_on = models.DateField("银行答复日", null=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "month", "attempt"], name="pay_line_once"),
            models.UniqueConstraint(fields=["award", "month"], condition=Q(is_live=True), name="one_live_attempt"),
            models.CheckConstraint(condition=money("amount_fen"), name="pay_line_amount"),
            models.CheckConstraint(condition=Q(month__day=1, attempt__gte=1), name="pay_line_month"),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(state__in=["held", "reissued", "cancelled"]) | Q(is_cash=True), name="pay_line_has_account"
            ),
            models.CheckConstraint(condition=Q(hold_reason__gt="") | ~Q(state="held"), name="pay_line_hold_has_reason"),
            models.CheckConstraint(condition=Q(sent_on=None) | Q(answered_on=None) | Q(answered_on__gte=F("sent_on")), name="pay_line_days"),
        ]
        indexes = [
            models.Index(fields=["run"], name="pay_line_run"),
            models.Index(fields=["household", "month"], name="pay_line_household"),
            models.Index(fields=["region"], condition=Q(waits=True), name="pay_line_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 第{self.attempt}次 {self.get_state_display()}"


class LineFlag(models.Model):
    """明细提示: something to look at about a line that is paid all the same."""

    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="flags")
    code = models.CharField("提示", max_length=20, choices=list(FLAG_TITLES.items()))
    words = models.CharField("说明", max_length=200)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "code"], name="line_flag_once")]

    def __str__(self) -> str:
        return self.words


class LineHold(models.Model):
    """暂缓: since when a line is held, from which day on it is the county reviewer's, and how its family was told. Time alone releases none."""

    line = models.OneToOneField(PayLine, on_delete=models.PROTECT, related_name="hold")
    since_on = models.DateField("暂缓日")
    county_on = models.DateField("交县级处理日")
    told_on = models.DateField("告知日", null=True)
    told_how = models.CharField("告知方式", max_length=120, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(county_on__gt=F("since_on")), name="line_hold_days"),
            models.CheckConstraint(
                condition=Q(told_on=None, told_by=None) | Q(told_on__isnull=False, told_by__isnull=False) & ~Q(told_how=""), name="line_hold_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since_on} {self.line_id}"

    @property
    def word(self) -> str:
        """What is said to the family."""
        return WORDS.get(self.line.hold_reason, "")
