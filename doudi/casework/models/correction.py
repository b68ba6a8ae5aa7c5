"""更正与救济: a wrong decision and the one that takes its place; objections and reconsiderations of a decision."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from doudi.casework.models.application import Application
from doudi.casework.models.change import Change
from doudi.casework.models.decision import Decision
from doudi.casework.procedures import CHALLENGES, Procedure

CHANNELS = {channel: procedure.title for channel, procedure in CHALLENGES.items()}
STATES = {state: words for procedure in CHALLENGES.values() for state, words in procedure.states.items()}
RESULTS = {"keep": "维持原决定", "change": "变更原决定", "redo": "撤销并重作", "withdrawn": "当事人撤回"}


class Correction(models.Model):
    """That a decision was wrong, since which month, and the case in which somebody else decides anew.

    `over_fen` and `under_fen` are what was paid too much and too little, given to payday as adjustments on `counted_on`.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="corrections", verbose_name="被更正的决定")
    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="correction", null=True, verbose_name="变更")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="correction", null=True, verbose_name="申请")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    region = models.CharField("地区", max_length=12)
    words = models.TextField("错在哪里")
    since_month = models.DateField("应自何月起")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    opened_on = models.DateField("提出日期")
    counted_on = models.DateField("移交资金差额日期", null=True)
    over_fen = models.BigIntegerField("多发（分）", default=0)
    under_fen = models.BigIntegerField("少发（分）", default=0)

    class Meta:
        ordering = ["opened_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(change__isnull=False) ^ Q(application__isnull=False), name="correction_has_one_case"),
            models.CheckConstraint(condition=~Q(words="") & Q(since_month__day=1, over_fen__gte=0, under_fen__gte=0), name="correction_says_what_and_since"),
        ]

    def __str__(self) -> str:
        return f"GZ{self.region[:6]}-{self.opened_on:%Y}-{self.pk:06d}"


class Challenge(models.Model):
    """An objection to a decision, a reconsideration or a suit: registered, answered with the file, and what came of it.

    `last_on` is the last day on which it could be filed; a later one is registered all the same, and marked: whether it is too late is not ours to say.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="challenges", verbose_name="决定")
    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    region = models.CharField("地区", max_length=12)
    channel = models.CharField("途径", max_length=16, choices=list(CHANNELS.items()))
    body = models.CharField("受理机关", max_length=60)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    words = models.TextField("请求和理由")
    filed_on = models.DateField("提出日期")
    last_on = models.DateField("提出期限")
    state = models.CharField("状态", max_length=12, choices=list(STATES.items()), default="registered")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    registered_on = models.DateField("登记日期")
    due_on = models.DateField("答复期限")
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="答复人")
    answered_on = models.DateField("答复日期", null=True)
    result = models.CharField("结果", max_length=10, choices=list(RESULTS.items()), blank=True)
    result_words = models.TextField("结果的理由", blank=True)
    closed_on = models.DateField("办结日期", null=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["household"], name="challenges_of_household")]
        constraints = [
            models.UniqueConstraint(fields=["decision", "channel"], condition=~Q(state="closed"), name="one_open_challenge_of_a_channel"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(body="") & Q(channel__in=list(CHANNELS), state__in=list(STATES)), name="challenge_has_words"),
            models.CheckConstraint(condition=Q(due_on__gte=F("registered_on"), filed_on__lte=F("registered_on")), name="challenge_has_term"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_by__isnull=False, answered_on__isnull=False) & ~Q(answer=""), name="answered_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "closed"]) | Q(result__in=list(RESULTS)) & ~Q(result_words=""), name="closed_with_a_result"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number the family is told."""
        return f"FY{self.region[:6]}-{self.registered_on:%Y}-{self.pk:06d}"

    @property
    def procedure(self) -> Procedure:
        """The table of its channel."""
        return CHALLENGES[self.channel]

    @property
    def is_open(self) -> bool:
        return self.state != "closed"

    @property
    def is_late(self) -> bool:
        """Filed after the last day of its term."""
        return self.filed_on > self.last_on
