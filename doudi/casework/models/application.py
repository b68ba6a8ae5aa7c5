"""申请: one family's request for help, and what was found, said and objected on its way."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.casework.kinds import KINDS, pays
from doudi.casework.procedures import APPLICATIONS, CLOSED, TABLES, Procedure, dibao
from doudi.casework.visits import FORMS, MANNERS, NAMED

if TYPE_CHECKING:
    from doudi.casework.models.decision import Decision

STATES = dibao.APPLICATION.states
"""Every state an application can be in; a table without a notice has fewer."""
OPEN = ~Q(state__in=CLOSED)
UNPOSTED = [scheme for scheme, table in APPLICATIONS.items() if table.notice is None]
OUTCOMES = {"grant": "同意", "refuse": "不同意"}
DECIDERS = {"county": "县级民政部门", "township": "乡镇（街道）"}


class Application(models.Model):
    """A family's application for help, from acceptance to its decisions: one case, which follows the table of one scheme at a time.

    `scheme` is the one it follows now, since `began_on` (the day of acceptance, or of going on after a no); `decider` is who decides in its place;
    `clock_on` is the day from which terms run that outlast a state (43号 13, 15).
    `next_due_on` is always the next legal date, `due_on` the date by which all must be done; both are the table's terms. `closed_on` stays empty on
    one that is finished while another department still owes it an answer. The opinion and the notice are those of the present scheme; what came
    before stands in its passages and decisions.
    """

    household = models.ForeignKey("registry.Household", on_delete=models.PROTECT, related_name="+", verbose_name="家庭")
    applicant = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name="申请人")
    region = models.CharField("地区", max_length=12)
    scheme = models.CharField("适用程序", max_length=20, choices=[(scheme, table.title) for scheme, table in APPLICATIONS.items()], default="dibao")
    decider = models.CharField("确认机关", max_length=8, choices=list(DECIDERS.items()), default="county")
    began_on = models.DateField("本程序起算日期")
    clock_on = models.DateField("当前期限起算日期")
    origin = models.CharField("来源", max_length=40)
    state = models.CharField("状态", max_length=12, choices=list(STATES.items()), default="accepted")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="受理人")
    accepted_on = models.DateField("受理日期")
    due_on = models.DateField("办结期限")
    next_due_on = models.DateField("下一期限")
    survey_due_on = models.DateField("启动调查期限")
    extended_reason = models.TextField("延长理由", blank=True)
    staff_relative = models.BooleanField("近亲属备案", default=False)
    staff_relative_words = models.TextField("近亲属情况", blank=True)
    payee = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="领款人")
    account = models.ForeignKey("benefits.Account", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="收款账户")
    opinion = models.CharField("初审意见", max_length=6, choices=list(OUTCOMES.items()), blank=True)
    opinion_kind = models.CharField("拟确认身份", max_length=20, choices=list(KINDS.items()), blank=True)
    opinion_amount_fen = models.BigIntegerField("拟救助金额（分）", null=True)
    opinion_supplement_fen = models.BigIntegerField("拟分类施保（分）", default=0, db_default=0)
    opinion_people = ArrayField(models.BigIntegerField(), default=list, verbose_name="拟确认人员")
    opinion_members = models.IntegerField("保障人数", null=True)
    opinion_tier = models.CharField("规则结果", max_length=20, blank=True)
    opinion_against_rules = models.BooleanField("与规则结果不同", default=False)
    opinion_second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="初审第二人")
    opinion_reason = models.TextField("初审理由", blank=True)
    opinion_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name="初审人")
    opinion_on = models.DateField("初审日期", null=True)
    notice_posted_on = models.DateField("公示日期", null=True)
    notice_last_on = models.DateField("公示截止", null=True)
    objected_on = models.DateField("异议日期", null=True)
    submitted_on = models.DateField("报送日期", null=True)
    decision_due_on = models.DateField("确认期限", null=True)
    closed_on = models.DateField("办结日期", null=True)
    closing_reason = models.TextField("撤回或终止理由", blank=True)

    class Meta:
        ordering = ["next_due_on", "id"]
        indexes = [
            models.Index(fields=["household"], name="applications_of_household"),
            models.Index(fields=["origin"], name="applications_by_origin"),
            models.Index(fields=["region", "next_due_on"], condition=OPEN, name="open_applications_by_deadline"),
            models.Index(fields=["region"], condition=Q(state="noticed"), name="applications_hanging"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=OPEN, name="one_open_application"),
            models.CheckConstraint(condition=~Q(region="") & ~Q(origin="") & Q(state__in=list(STATES)), name="application_has_owner_and_state"),
            models.CheckConstraint(
                condition=Q(next_due_on__lte=F("due_on")) & Q(due_on__gt=F("began_on")) & Q(began_on__gte=F("accepted_on")), name="application_has_deadlines"
            ),
            models.CheckConstraint(condition=Q(staff_relative=False) | ~Q(staff_relative_words=""), name="relative_is_described"),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "noticed", "ready", "submitted", "decided"])
                | Q(opinion__in=list(OUTCOMES), opinion_by__isnull=False, opinion_on__isnull=False),
                name="no_step_without_opinion",
            ),
            models.CheckConstraint(
                condition=Q(opinion_against_rules=False) | ~Q(opinion_reason=""),
                name="opinion_against_rules_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "decided"])
                | Q(opinion="refuse")
                | Q(scheme__in=UNPOSTED)
                | Q(objected_on__isnull=False)
                | Q(notice_last_on__isnull=False, submitted_on__isnull=False, submitted_on__gt=F("notice_last_on")),
                name="no_help_before_the_notice_has_ended",
            ),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(state__in=CLOSED), name="only_a_finished_application_closes"),
            models.CheckConstraint(condition=~Q(state__in=["withdrawn", "ended"]) | ~Q(closing_reason=""), name="application_closed_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number a family is told: county, year, and the application's own."""
        return f"SQ{self.region[:6]}-{self.accepted_on:%Y}-{self.pk:06d}"

    @property
    def procedure(self) -> Procedure:
        """The table this application must follow now."""
        return TABLES[self.decider, self.scheme]

    @property
    def opinion_money(self) -> str:
        """What the opinion would bring, in words: a month, or once; empty where it brings none."""
        return pays(self.opinion_kind, self.opinion_amount_fen, self.opinion_supplement_fen)

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def decision(self) -> "Decision | None":
        """The latest of its decisions; each scheme it went through has one."""
        return max(self.decisions.all(), key=lambda one: one.pk, default=None)


class Passage(models.Model):
    """办理经过: one step that moved an application or its terms: which verb of which scheme's table, by whom, on which day, into which state."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="passages", verbose_name="申请")
    scheme = models.CharField("适用程序", max_length=20)
    verb = models.CharField("步骤", max_length=20)
    state = models.CharField("进入状态", max_length=12, choices=list(STATES.items()))
    words = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="办理人")
    on = models.DateField("日期")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.on} {self.verb}"


class Investigation(models.Model):
    """What was found: at the door or from afar, of neighbours, by letter, in a conference, before the community, or by the county.

    `who` names whoever spoke where that is not the family; `because` says why nobody went to the door; `answers` are those of the scheme's form.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="investigations", verbose_name="申请")
    manner = models.CharField("方式", max_length=10, choices=list(MANNERS.items()))
    on = models.DateField("调查日期")
    who = models.CharField("受访人、去函单位或参加人", max_length=120, blank=True)
    because = models.TextField("没有入户的原因", blank=True)
    answers = models.JSONField("调查表", default=dict)
    findings = models.TextField("调查情况")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(findings="") & Q(manner__in=list(MANNERS)), name="investigation_has_findings"),
            models.CheckConstraint(condition=~Q(manner="remote") | ~Q(because=""), name="from_afar_for_a_reason"),
            models.CheckConstraint(condition=~Q(manner__in=list(NAMED)) | ~Q(who=""), name="who_spoke_is_named"),
        ]

    @property
    def form(self) -> list[tuple[str, str]]:
        """The answers of the form, by the titles of their questions."""
        titles = {question.code: question.title for asked in FORMS.values() for question in asked}
        return [(titles.get(code, code), said) for code, said in self.answers.items()]


class Investigator(models.Model):
    """Who investigated: never fewer than two people (57号 16)."""

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="investigators", verbose_name="调查")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="调查人")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["investigation", "officer"], name="an_investigator_counts_once")]


class Objection(models.Model):
    """Somebody's objection to a posted notice, in their words."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="objections", verbose_name="申请")
    objector = models.CharField("异议人", max_length=60)
    words = models.TextField("异议内容")
    on = models.DateField("提出日期")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words="") & ~Q(objector=""), name="objection_has_words")]


class Complaint(models.Model):
    """A complaint or report about an application in progress; it obliges the county to visit (57号 20)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="complaints", verbose_name="申请")
    words = models.TextField("投诉举报内容")
    on = models.DateField("收到日期")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    region = models.CharField("地区", max_length=12)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="complaint_has_words")]
