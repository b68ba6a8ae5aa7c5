"""身份与待遇: what has been confirmed about a family, what it is due each month, and where it is paid."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

MOST_FEN = 10_000_000  # 10 万元 a month: above it an amount is a slip of the pen, not an award


def money(field: str) -> Q:
    """The amount is positive and believable."""
    return Q(**{f"{field}__gt": 0, f"{field}__lte": MOST_FEN})


class Standing(models.Model):
    """身份: what a person with the power to decide has confirmed; `person` is set for standings of one person (tekun, single-person dibao).

    `follows` is the standing that this one carries on after a move: the same help, by whatever household; that one says so by `is_carried_on`,
    also to those who do not see where the family is now.
    """

    class Kind(models.TextChoices):
        DIBAO = "dibao", "最低生活保障家庭"
        TEKUN = "tekun", "特困人员"
        SINGLE_PERSON_DIBAO = "single_person_dibao", "最低生活保障对象（单人户）"
        MARGINAL = "marginal", "最低生活保障边缘家庭"
        RIGID_EXPENDITURE = "rigid_expenditure", "刚性支出困难家庭"
        TEMPORARY_RELIEF = "temporary_relief", "临时救助"
        URGENT_RELIEF = "urgent_relief", "先行救助（小额临时救助）"

    kind = models.CharField("身份", max_length=20, choices=Kind.choices)
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止（不含）", null=True)
    decided_by = models.CharField("依据", max_length=80)
    ended_by = models.CharField("终止依据", max_length=80, blank=True, default="")
    follows = models.OneToOneField("self", on_delete=models.PROTECT, related_name="followed_by", null=True)
    is_carried_on = models.BooleanField("已随迁转出", default=False, db_default=False)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "person", "kind"], condition=Q(until_on=None), nulls_distinct=False, name="standing_once_in_force"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="standing_period"),
        ]
        indexes = [models.Index(fields=["household"], name="standing_household"), models.Index(fields=["region"], name="standing_region")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.from_on}"


ONCE = (Standing.Kind.TEMPORARY_RELIEF, Standing.Kind.URGENT_RELIEF)
"""Kinds that help once: such a standing is over the day it is confirmed, so that nothing counts its family among those in help."""
PERSONAL = (Standing.Kind.TEKUN, Standing.Kind.SINGLE_PERSON_DIBAO)
"""Kinds that are confirmed for one person."""


class Account(models.Model):
    """账户: where a payee is paid; the number is sealed, its tail is for people to recognise.

    `closed_known_on` is the day on which it came to be known that it was closed; empty of what was known before that was written down.

    An account is the payee's own. Where somebody else holds it, or the institution that a tekun person lives in (法 第十六条第二款), it is paid into only
    under an agreement: `filed_on` is its day, `paper` where it lies, `checked_by` the second person who has read it. 未规定: no article says who may hold it.
    """

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    bank = models.CharField("开户银行", max_length=60)
    number_sealed = models.BinaryField("账号（加密）")
    number_index = models.BinaryField("账号（查找用）", max_length=32)
    number_tail = models.CharField("账号末四位", max_length=4)
    holder_name = models.CharField("户名", max_length=60)
    opened_on = models.DateField("登记日")
    closed_on = models.DateField("销户日", null=True)
    closed_known_on = models.DateField("得知销户日", null=True)
    is_institution = models.BooleanField("供养服务机构的账户", default=False, db_default=False)
    filed_on = models.DateField("代领协议备案日", null=True)
    paper = models.CharField("协议编号", max_length=60, blank=True, default="", db_default="")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number_index", "holder_name"], condition=Q(closed_on=None), name="account_once_open"),
            models.CheckConstraint(condition=Q(is_institution=False) | Q(filed_on__isnull=False), name="account_institution_by_agreement"),
            models.CheckConstraint(condition=Q(paper="", checked_by=None) | ~Q(paper="") & Q(checked_by__isnull=False), name="account_agreement_is_checked"),
        ]
        indexes = [models.Index(fields=["number_index"], name="account_number"), models.Index(fields=["region"], name="account_region")]

    def __str__(self) -> str:
        return f"{self.bank} 尾号{self.number_tail}"


class Award(models.Model):
    """待遇: money due each month from `from_month` (included) to `until_month` (excluded); a changed amount is a new award.

    `set_off_fen` is what is kept back of each month by the family's agreement: the full amount is `amount_fen + set_off_fen`.
    """

    class Kind(models.TextChoices):
        DIBAO_MONTHLY = "dibao_monthly", "最低生活保障金"
        DIBAO_SUPPLEMENT = "dibao_supplement", "分类施保"
        TEKUN_BASIC = "tekun_basic", "特困基本生活"
        TEKUN_CARE = "tekun_care", "特困照料护理"
        TEKUN_SUPPLEMENT = "tekun_supplement", "特困增发"
        TEMPORARY_RELIEF = "temporary_relief", "临时救助金"
        PRICE_SUBSIDY = "price_subsidy", "价格临时补贴"
        ARREARS = "arrears", "补发救助金"

    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="awards")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("待遇", max_length=30, choices=Kind.choices)
    amount_fen = models.BigIntegerField("每月金额（分）")
    set_off_fen = models.BigIntegerField("每月已抵扣（分）", default=0, db_default=0)
    from_month = models.DateField("起发月")
    until_month = models.DateField("停发月", null=True)
    payee = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    decided_by = models.CharField("依据", max_length=80)
    ended_by = models.CharField("停发依据", max_length=80, blank=True, default="")
    region = models.CharField("区划", max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["standing", "kind", "from_month"],
                condition=(Q(until_month=None) | Q(until_month__gt=F("from_month"))) & ~Q(kind="arrears"),
                name="award_once_from_a_month",
            ),
            models.UniqueConstraint(fields=["decided_by"], condition=Q(kind="arrears"), name="arrears_once"),
            models.CheckConstraint(condition=money("amount_fen"), name="award_amount"),
            models.CheckConstraint(
                condition=Q(set_off_fen=0) | Q(set_off_fen__gt=0, decided_by__startswith="recovery:", until_month__isnull=False), name="award_set_off"
            ),
            models.CheckConstraint(
                condition=Q(from_month__day=1) & (Q(until_month=None) | Q(until_month__day=1, until_month__gte=F("from_month"))), name="award_period"
            ),
        ]
        indexes = [models.Index(fields=["household"], name="award_household"), models.Index(fields=["region"], name="award_region")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.from_month}"

    @property
    def how_often(self) -> str:
        """Whether its amount is paid every month or once, in words."""
        return "一次性" if self.kind in PAID_ONCE else "每月"


PAID_ONCE = (Award.Kind.TEMPORARY_RELIEF, Award.Kind.PRICE_SUBSIDY, Award.Kind.ARREARS)
"""What is paid by a run of its own, each decision one line."""
