"""申请的办理: each step of an application as a form, and what it says read back into the verb."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import drafts, officers
from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.benefits import queries as paid
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.kinds import KINDS, ONCE
from doudi.casework.procedures import APPLICATIONS
from doudi.casework.visits import AT_THE_DOOR, BESIDE, MANNERS
from doudi.flows.clock import today
from doudi.registry import actions as registered
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import check_answers, intake, visit_form
from doudi.web.console.step_forms import FACT_ROWS, Field, StepForm, colleagues_of, filled, visitors

FINDINGS = Field("findings", "调查情况", hint="写明人口、收入、支出、住房和实际困难；与申报不一致的，写明以何为准。")
REASON = Field("reason", "理由")
OPINION = Field(
    "opinion",
    "意见",
    "radio",
    "金额按规则核算，不由经办人填写；与规则结果不同的须写明理由。",
)
SECOND = (
    Field("second", "第二人（与规则结果不同时）", "select", "与规则结果不同的，须由同一单位的另一人当面核对，在核对页由其本人输入口令。", is_required=False),
)
SCHEME = Field("scheme", "改按", "select")
WORDS = Field("words", "申请人的意见", hint="写明何时、以何方式征得申请人同意。已提交的材料继续使用，不再重复提交。")
FIELDS: dict[str, tuple[Field, ...]] = {
    "investigate": (
        Field("manner", "调查方式", "select", options=[(code, MANNERS[code]) for code in (*AT_THE_DOOR, *BESIDE)]),
        Field("officers", "调查人（须两人以上）", "officers"),
        Field("visit", "调查表和签字", "visit"),
        FINDINGS,
        Field("facts", "查明与申报不一致的", "facts"),
    ),
    "review_community": (Field("officers", "参加的工作人员（须两人以上）", "officers"), Field("findings", "评议情况")),
    "visit_by_county": (Field("officers", "调查人（须两人以上）", "officers"), FINDINGS, Field("facts", "查明与申报不一致的", "facts")),
    "give_opinion": (OPINION, Field("reason", "理由", is_required=False), *SECOND),
    "post_notice": (),
    "object_to": (Field("objector", "异议人", "line"), Field("words", "异议内容")),
    "submit": (),
    "decide": (OPINION, Field("reason", "理由", is_required=False), *SECOND),
    "send_back": (Field("reason", "退回的理由"),),
    "turn_to": (SCHEME, WORDS),
    "go_on": (SCHEME, WORDS),
    "name_account": (
        Field("account", "已登记的账户", "select", is_required=False),
        Field("holder", "或新登记：领款人", "select", is_required=False),
        Field("bank", "开户银行", "line", is_required=False),
        Field("number", "账号", "secret", "保存后只显示末四位。", is_required=False),
    ),
    "record_complaint": (Field("words", "投诉举报内容"),),
    "extend": (REASON,),
    "withdraw": (REASON,),
    "end": (REASON,),
}
NOTES = {
    "post_notice": "在村（社区）张贴七日。公示内容只有申请人姓名、家庭人口和初审意见，可先查看打印页。",
    "turn_to": "申请人申请的是救助，不是某一项救助：提出初审意见之前，可以改按更适合的一类办理，期限仍自受理之日起算。",
    "go_on": "本类不予同意的，或者先行救助以后，可以在同一案中、用同一套材料继续办理其他救助，期限自今日起算；不予同意的决定书仍须书面告知。",
    "send_back": "乡镇须重新提出初审意见，没有异议的还须重新公示；办结期限不因退回而重新计算。",
    "extend": "办结期限延长至 45 个工作日，只能延长一次。",
}
SAID = {
    "investigate": "调查已记录。",
    "give_opinion": "初审意见已记录。",
    "post_notice": "已记录张贴公示。",
    "submit": "已报送，待审核确认。",
    "turn_to": "已改按新的程序办理。",
    "go_on": "已在本案中继续办理。",
    "decide": "决定已作出，请在期限内书面告知。",
}
WORTH_A_DRAFT = ("investigate", "review_community", "visit_by_county", "give_opinion", "decide", "send_back", "object_to", "turn_to", "go_on")
"""Steps with words enough to lose."""
REFUSALS = (
    actions.Stale,
    actions.CannotAttach,
    actions.CannotInvestigate,
    actions.CannotReviewCommunity,
    actions.CannotVisitByCounty,
    actions.CannotGiveOpinion,
    actions.CannotPostNotice,
    actions.CannotObject,
    actions.CannotSubmit,
    actions.CannotDecide,
    actions.CannotSendBack,
    actions.CannotTurn,
    actions.CannotGoOn,
    actions.CannotNameAccount,
    actions.CannotRecordComplaint,
    actions.CannotExtend,
    actions.CannotWithdraw,
    actions.CannotEnd,
    benefits.CannotOpenAccount,
    benefits.CannotConfirmStanding,
    benefits.CannotOpenAward,
    registered.CannotDeclare,
    intake.Mistake,
)


def forms_for(request: HttpRequest, application: Any, members: list[Any], refused: Mapping[str, str]) -> list[StepForm]:
    """The steps this officer's role may take now, the one the case waits for first."""
    forms: dict[str, StepForm] = {}
    seen = cases.stands_at(application.pk)
    for step in cases.steps_now(application, request.user.role_id):
        if step.verb in FIELDS and step.verb not in forms and not _leads_nowhere(step.verb, application):
            typed = request.POST.dict() if step.verb in refused else None
            fields = [_with_options(one, step.verb, request, application, members, typed) for one in filled(FIELDS[step.verb], typed, request)]
            address = reverse(f"application_{step.verb}", args=[application.pk])
            alike = [one.title for one in application.procedure.steps_from(application.state) if one.verb == step.verb]
            title = step.title if len(alike) == 1 else step.title.partition("：")[0]
            note, draft = NOTES.get(step.verb, ""), f"application:{application.pk}:{step.verb}" if step.verb in WORTH_A_DRAFT else ""
            forms[step.verb] = StepForm(step.verb, title, step.article, address, note, fields, refused.get(step.verb, ""), seen, draft)
    return list(forms.values())


def view_of(verb: str, show: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address that takes one step: its own permission, its own words when it is refused; `show` is the page again."""

    @may(f"casework.{verb}")
    @require_POST
    def step(request: HttpRequest, application_id: int) -> HttpResponse:
        cases.get_application(application_id)

        def take(*, officer: Officer, on: date) -> Any:
            with transaction.atomic():
                actions.refuse_stale(application_id=application_id, seen=request.POST.get("seen", ""), typed=_typed(request))
                return READERS[verb](request, application_id, officer, on)

        if check_answers.is_edited(request, verb):
            return show(request, application_id, {verb: ""})
        then = reverse("application", args=[application_id])
        again = lambda words: show(request, application_id, {verb: words})  # noqa: E731
        if check_answers.is_asked(request, verb):
            one, back = cases.page_of(application_id, today()), f"申请 {cases.get_application(application_id).number}"
            form = next((form for form in forms_for(request, one.application, one.members, {}) if form.verb == verb), None)
            if form is not None:
                heading = f"{one.application.applicant.name}：{form.title}"
                return check_answers.show(request, take, refusals=REFUSALS, form=form, heading=heading, back=back, again=again)
        return act(request, take, refusals=REFUSALS, said=SAID.get(verb, "已记录。"), then=then, again=again)

    return step


def _typed(request: HttpRequest) -> str:
    """What was typed, in short, for whoever finds that the case has moved on meanwhile; no secret of it."""
    hidden = (*drafts.NEVER_KEPT, "officers")
    return "；".join(value.strip()[:200] for name, value in request.POST.items() if value.strip() and name not in hidden and not name.startswith("fact"))


def _leads_nowhere(verb: str, application: Any) -> bool:
    """Going on is for a case that was refused, and while there is something to go on with."""
    if verb not in ("turn_to", "go_on"):
        return False
    decision = application.decision
    may_go_on = decision is not None and (decision.outcome == "refuse" or decision.kind in ONCE)
    return not actions.schemes_left(application) or (verb == "go_on" and not may_go_on)


def _with_options(field: Field, verb: str, request: HttpRequest, application: Any, members: list[Any], typed: Mapping[str, str] | None) -> Field:
    living = [member for member in members if member.person.died_on is None]
    people = [(str(member.person_id), member.person.name) for member in living]
    options: list[Any] = list(field.options)
    if field.name == "opinion":
        options = [*((kind, f"同意：{KINDS[kind]}") for kind in application.procedure.kinds), ("refuse", "不同意")]
    elif field.kind == "visit":
        options = visit_form.fields(application, living, typed or {})
    elif field.name == "second":
        options = [("", "不需要"), *colleagues_of(request.user, f"casework.{verb}")]
    elif field.name == "scheme":
        options = [("", "请选择"), *((scheme, APPLICATIONS[scheme].title) for scheme in actions.schemes_left(application))]
    elif field.kind == "officers":
        options = colleagues_of(request.user, f"casework.{verb}")
    elif field.name == "account":
        accounts = [account for found in paid.accounts_of_people(member.person_id for member in living).values() for account in found]
        options = [("", "不使用已登记的账户"), *((str(one.pk), f"{one.holder_name} · {one.bank} 尾号 {one.number_tail}") for one in accounts)]
    elif field.name == "holder":
        options = [("", "请选择"), *people]
    elif field.kind == "facts":
        names = [("", "没有更正"), *((row, intake.BY_ROW[row].title) for row in intake.CORRECTABLE)]
        options = [fact_row(f"fact{place}", [("", "全家"), *people], names, typed or {}) for place in range(FACT_ROWS)]
        return Field(field.name, field.label, field.kind, "金额写近12个月的元数；查不清的写“?”，规则就不会当作没有。", options=options)
    return Field(field.name, field.label, field.kind, field.hint, field.is_required, options, field.value, field.chosen)


def fact_row(name: str, whose: list[Any], names: list[Any], typed: Mapping[str, str]) -> dict[str, Any]:
    chosen = {"chosen_whose": typed.get(f"{name}.whose", ""), "chosen_name": typed.get(f"{name}.name", ""), "value": typed.get(f"{name}.value", "")}
    return {"id": name, "whose": whose, "names": names, **chosen}


def _survey(verb: Callable[..., Any], permission: str) -> Callable[..., None]:
    def take(request: HttpRequest, application_id: int, officer: Officer, on: date) -> None:
        application = cases.get_application(application_id)
        given = {"officers": visitors(request, permission, officer.region), "findings": request.POST.get("findings", ""), "on": on}
        if verb is not actions.review_community:
            people = [member.person_id for member in registry.members_of(application.household_id, on)]
            given["facts"] = intake.corrected(request.POST.dict(), FACT_ROWS, people)
        if verb is actions.investigate:
            given["looked"] = visit_form.looked(request.POST, application, people)
        verb(application_id=application_id, **given)

    return take


def _weigh(verb: Callable[..., Any]) -> Callable[..., Any]:
    def take(request: HttpRequest, application_id: int, officer: Officer, on: date) -> Any:
        opinion = request.POST.get("opinion", "")
        if opinion not in (*KINDS, "refuse"):
            raise intake.Mistake("请选择意见。")
        outcome, kind = ("refuse", "") if opinion == "refuse" else ("grant", opinion)
        second = second_person(request)
        return verb(application_id=application_id, outcome=outcome, kind=kind, reason=request.POST.get("reason", ""), second=second, officer=officer, on=on)

    return take


def second_person(request: HttpRequest) -> Officer | None:
    """The colleague who has just typed a password of their own at this window; nobody where nobody was chosen."""
    chosen = request.POST.get("second", "")
    if not chosen:
        return None
    wanted = next((one for one in officers.everybody() if str(one.pk) == chosen and one.region == request.user.region), None)
    if getattr(request, "is_rehearsal", False):
        return wanted
    found = authenticate(request, username=wanted.username, password=request.POST.get("second_word", "")[:200]) if wanted else None
    if not isinstance(found, Officer):
        raise intake.Mistake("第二人的口令不正确，请由其本人输入。")
    return found


def _plain(verb: Callable[..., Any], *names: str) -> Callable[..., None]:
    def take(request: HttpRequest, application_id: int, officer: Officer, on: date) -> None:
        verb(application_id=application_id, officer=officer, on=on, **{name: request.POST.get(name, "") for name in names})

    return take


def _name_account(request: HttpRequest, application_id: int, officer: Officer, on: date) -> None:
    """One of the family's accounts, or a new one of a living member."""
    application, chosen = cases.get_application(application_id), request.POST.get("account", "")
    living = [member for member in registry.members_of(application.household_id, on) if member.person.died_on is None]
    account = next((one for member in living for one in paid.accounts_of(member.person_id) if str(one.pk) == chosen), None)
    if account is None:
        holder = next((member.person for member in living if str(member.person_id) == request.POST.get("holder", "")), None)
        if holder is None:
            raise intake.Mistake("请选择已登记的账户，或选择领款人并填写新账户。")
        bank, number = request.POST.get("bank", ""), request.POST.get("number", "")
        account = benefits.open_account(person_id=holder.pk, bank=bank, number=number, holder_name=holder.name, opened_on=on, officer=officer, on=on)
    actions.name_account(application_id=application_id, payee_id=account.person_id, account_id=account.pk, officer=officer, on=on)


READERS: dict[str, Callable[..., Any]] = {
    "investigate": _survey(actions.investigate, "casework.investigate"),
    "review_community": _survey(actions.review_community, "casework.review_community"),
    "visit_by_county": _survey(actions.visit_by_county, "casework.visit_by_county"),
    "give_opinion": _weigh(actions.give_opinion),
    "decide": _weigh(actions.decide),
    "post_notice": _plain(actions.post_notice),
    "submit": _plain(actions.submit),
    "object_to": _plain(actions.object_to, "objector", "words"),
    "record_complaint": _plain(actions.record_complaint, "words"),
    "extend": _plain(actions.extend, "reason"),
    "send_back": _plain(actions.send_back, "reason"),
    "turn_to": _plain(actions.turn_to, "scheme", "words"),
    "go_on": _plain(actions.go_on, "scheme", "words"),
    "withdraw": _plain(actions.withdraw, "reason"),
    "end": _plain(actions.end, "reason"),
    "name_account": _name_account,
}
