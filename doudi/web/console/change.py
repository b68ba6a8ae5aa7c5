"""变更: a proposal to change what a family receives: what is proposed and why, who was heard, and the steps to its decision."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import audit
from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.queries.papers import papers_of_change
from doudi.flows import review as flow
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.components import explanation
from doudi.web.console import attachments, check_answers
from doudi.web.console.application import Station
from doudi.web.console.application_steps import SECOND, second_person
from doudi.web.console.family_facts import in_order
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import ROLES, Field, StepForm, colleagues_of, filled, month_of

NOBODY = "nobody"
OUTCOMES = {
    "end": "终止待遇",
    "exit": "渐退：到期后终止",
    "reduce": "调减为规则核算的金额",
    "increase": "增发为规则核算的金额",
    "resume": "恢复，按规则核算的金额",
    "move": "待遇随户转移",
    "keep": "维持不变",
}
REFUSALS = (
    actions.CannotHear,
    actions.CannotPostEnding,
    actions.CannotDecideChange,
    benefits.CannotEndAward,
    benefits.CannotEndStanding,
    benefits.CannotChangeAward,
    benefits.CannotConfirmStanding,
    benefits.CannotOpenAward,
    Mistake,
)


@may("casework.view")
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Reading it is written down."""
    return _page(request, change_id, {})


@may("casework.hear")
@require_POST
def change_hear(request: HttpRequest, change_id: int) -> HttpResponse:
    """What the family says, or that nobody of it is left."""
    person = request.POST.get("person", "")
    given = {"person_id": int(person) if person.isdecimal() and len(person) < 19 else None if person == NOBODY else 0, "words": request.POST.get("words", "")}
    return _step(request, change_id, "hear", actions.hear, "已记录听取的意见。", **given)


@may("casework.post_ending")
@require_POST
def change_post_ending(request: HttpRequest, change_id: int) -> HttpResponse:
    """Posted for seven days."""
    return _step(request, change_id, "post_ending", actions.post_ending, "已记录张贴公示。")


@may("casework.decide_change")
@require_POST
def change_decide_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Somebody who neither proposed nor heard decides."""
    until = request.POST.get("until", "")
    given = {"outcome": request.POST.get("outcome", ""), "reason": request.POST.get("reason", "")}

    def decide(**named: Any) -> Any:
        exit_on = month_of(until, "渐退的停发月份") if until and given["outcome"] == "exit" else None
        return flow.decide_change(until_month=exit_on, second=second_person(request), **named)

    return _step(request, change_id, "decide_change", decide, "决定已作出，请在期限内书面告知。", **given)


def _step(request: HttpRequest, change_id: int, name: str, verb: Callable[..., Any], said: str, **given: Any) -> HttpResponse:
    cases.get_change(change_id)

    def take(*, officer: Officer, on: date) -> Any:
        with transaction.atomic():
            return verb(change_id=change_id, officer=officer, on=on, **given)

    def again(words: str) -> HttpResponse:
        return _page(request, change_id, {name: words})

    if check_answers.is_edited(request, name):
        return again("")
    if check_answers.is_asked(request, name):
        one, on = cases.get_change(change_id), today()
        form = _form(request, one, one.procedure.next_step(one.state), in_order(registry.members_of(one.household_id, on)), {})
        if form is not None and form.verb == name:
            heading = f"{one.get_kind_display()}：{form.title}"
            return check_answers.show(request, take, refusals=REFUSALS, form=form, heading=heading, back=f"变更 {one.number}", again=again)
    return act(request, take, refusals=REFUSALS, said=said, then=reverse("change", args=[change_id]), again=again)


def _page(request: HttpRequest, change_id: int, refused: Mapping[str, str]) -> HttpResponse:
    on, one = today(), cases.get_change(change_id)
    audit.record("change.read", about=one, by=request.user)
    members = in_order(registry.members_of(one.household_id, on))
    decision = next((row.decision for row in cases.changes_of(one.household_id) if row.pk == one.pk and hasattr(row, "decision")), None)
    step = one.procedure.next_step(one.state)
    assessment = None if decision else cases.assess_household(one.household_id, on=on)
    context = {
        "change": one,
        "cause": one.cause.partition(":"),
        "members": members,
        "decision": decision,
        "stations": _stations(one, decision),
        "main_form": _form(request, one, step, members, refused),
        "waits_for": f"等待{'、'.join(ROLES.get(role, role) for role in step.who)}：{step.title}（{one.next_due_on:%-m月%-d日}前）。" if step else "",
        "explanation": explanation.of_kept(decision.explanation, decision.inputs) if decision else explanation.of_assessment(assessment),
        "rule_amount_fen": None if assessment is None else cases.month_by_rules(one, assessment, today()),
        "is_kept": decision is not None,
        "is_ruled": not one.scheme.startswith("tekun") and one.kind != "move",
        "correction": getattr(one, "correction", None),
        "review_id": one.cause.removeprefix("review:") if one.cause.startswith("review:") else "",
        "attachments": attachments.section(request, one),
        "papers": papers_of_change(one.pk),
    }
    return render(request, "console/change.html", context, status=422 if any(refused.values()) else 200)


def _form(request: HttpRequest, one: Any, step: Any, members: list[Any], refused: Mapping[str, str]) -> StepForm | None:
    if step is None or request.user.role_id not in step.who:
        return None
    typed = request.POST.dict() if step.verb in refused else None
    fields = filled(_fields(request, one, step.verb, members), typed, request)
    address = reverse(f"change_{step.verb}", args=[one.pk])
    return StepForm(step.verb, step.title, step.article, address, _note(one, step.verb), fields, refused.get(step.verb, ""))


def _fields(request: HttpRequest, one: Any, verb: str, members: list[Any]) -> tuple[Field, ...]:
    if verb == "hear":
        living = [(str(member.person_id), member.person.name) for member in members if member.person.died_on is None]
        options = living or [(NOBODY, "无人可听取：没有在世成员")]
        hint = "" if living else "写明何时、通过谁核实该户已无在世成员。"
        return Field("person", "听取了谁的意见", "radio", options=options), Field("words", "意见", hint=hint)
    if verb == "decide_change":
        limit = cases.exit_limit(cases.assess_household(one.household_id, on=today()), today()) if one.kind == "end" else None
        offered = [code for code in cases.outcomes_of(one) if code != "exit" or limit]
        fields: tuple[Field, ...] = (Field("outcome", "决定", "radio", options=[(code, OUTCOMES[code]) for code in offered]),)
        if limit:
            hint = f"选渐退时填写，写成 2027-03；最晚 {limit:%Y-%m}（57号 第三十三条），不填按最晚。"
            fields += (Field("until", "渐退到哪个月停发", "line", hint, is_required=False, value=f"{limit:%Y-%m}"),)
        second = [replace(one, options=[("", "不需要"), *colleagues_of(request.user, "casework.decide_change")]) for one in SECOND]
        return (*fields, Field("reason", "理由", hint="会写入决定书，家庭会读到。"), *second)
    return ()


def _note(one: Any, verb: str) -> str:
    if verb == "post_ending":
        return "拟终止供养的，在村（社区）公示七日后再决定。"
    if one.notice_last_on and verb == "decide_change":
        return f"公示到 {one.notice_last_on:%-m月%-d日} 期满，次日起方可决定。"
    return ""


def _stations(one: Any, decision: Any) -> list[Station]:
    telling = getattr(decision, "telling", None) if decision else None
    stations = [Station("提出", one.opened_by.name, "社会救助法 第四十七条", one.opened_on, None)]
    if one.kind in ("reduce", "end"):
        heard = "无在世成员" if one.nobody_left else one.heard_person.name if one.heard_person else ""
        stations.append(Station("听取意见", heard, "社会救助法 第四十八条", one.heard_on, one.due_on))
    if one.scheme == "tekun":
        stations.append(
            Station("公示", f"至 {one.notice_last_on:%-m月%-d日}" if one.notice_last_on else "", "43号 第二十六条", one.notice_posted_on, one.due_on)
        )
    by, on = (decision.decided_by.name, decision.decided_on) if decision else ("", None)
    stations += [
        Station("县级决定", by, "社会救助法 第四十七条", on, one.due_on),
        Station("书面告知", "", "社会救助法 第四十八条", telling.on if telling else None, decision.tell_due_on if decision else None),
    ]
    here = next((place for place, station in enumerate(stations) if not station.is_done), None)
    return [Station(one.title, one.words, one.article, one.on, one.due_on, place == here) for place, one in enumerate(stations)]
