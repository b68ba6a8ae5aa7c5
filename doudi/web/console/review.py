"""复核: one look at a family that receives: why and until when, what was found, and the change that is proposed, if any."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import queries as benefits
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.flows.review import check_review
from doudi.registry import actions as registering
from doudi.registry import queries as registry
from doudi.verification import actions as verification
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.components import explanation
from doudi.web.console import intake
from doudi.web.console.application import ROLES
from doudi.web.console.application_steps import fact_row
from doudi.web.console.family_facts import in_order
from doudi.web.console.step_forms import FACT_ROWS, Field, StepForm, filled

UNCHANGED, TOLD = ("unchanged", "没有明显变化，待遇不变"), ("told", "已书面告知家庭")
EXPLAINED = ("explained", "已补充说明")
KINDS = (("reduce", "情况变好，提出调减"), ("end", "不再符合，提出终止（包括渐退）"), ("increase", "更加困难，提出增发"), ("resume", "提出恢复"))
WEIGHED = ("periodic", "report", "death", "work", "family", "arrived")
"""Causes that are looked into beside the rules' result of today."""
REFUSALS = (actions.CannotReview, actions.CannotOpenChange, registering.CannotDeclare, verification.CannotRequest, intake.Mistake)


@may("casework.view")
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Reading it is written down."""
    return _page(request, review_id, {})


@may("casework.check_review")
@require_POST
def review_check(request: HttpRequest, review_id: int) -> HttpResponse:
    """What was found; a change is proposed in the same step."""
    one = cases.get_review(review_id)

    def take(*, officer: Officer, on: date) -> None:
        outcome = request.POST.get("outcome", "")
        kind = outcome if outcome in dict(KINDS) else ""
        people = [member.person_id for member in registry.members_of(one.household_id, on)]
        check_review(
            review_id=review_id,
            outcome="change" if kind else outcome,
            kind=kind,
            findings=request.POST.get("findings", ""),
            facts=intake.corrected(request.POST.dict(), FACT_ROWS, people),
            officer=officer,
            on=on,
        )

    return _act(request, review_id, "check_review", take)


@may("casework.assess_self_care")
@require_POST
def review_assess(request: HttpRequest, review_id: int) -> HttpResponse:
    """Which of the six a person does alone."""
    cases.get_review(review_id)

    def take(*, officer: Officer, on: date) -> None:
        findings = request.POST.get("findings", "")
        if not findings.strip():
            raise intake.Mistake("请写明评估情况。")
        actions.assess_self_care(review_id=review_id, able=request.POST.getlist("able"), findings=findings, officer=officer, on=on)

    return _act(request, review_id, "assess_self_care", take)


def _act(request: HttpRequest, review_id: int, name: str, take: Callable[..., None]) -> HttpResponse:
    then = reverse("review", args=[review_id])
    return act(request, take, refusals=REFUSALS, said="核查结果已记录。", then=then, again=lambda words: _page(request, review_id, {name: words}))


def _page(request: HttpRequest, review_id: int, refused: Mapping[str, str]) -> HttpResponse:
    on, one = today(), cases.get_review(review_id)
    audit.record("review.read", about=one, by=request.user)
    members = in_order(registry.members_of(one.household_id, on))
    step = one.procedure.next_step(one.state)
    is_mine = step is not None and access.may(request.user, f"casework.{step.verb}", one.region) and request.user.role_id in step.who
    context = {
        "review": one,
        "members": members,
        "standings": benefits.standings_of(one.household_id, on),
        "awards": [award for award in benefits.awards_of(one.household_id) if award.until_month is None or award.until_month > on],
        "change": cases.change_from(f"review:{one.pk}"),
        "main_form": _form(request, one, step, members, refused) if step and is_mine else None,
        "waits_for": f"等待{'、'.join(ROLES.get(role, role) for role in step.who)}：{step.title}。" if step else "",
        "explanation": explanation.of_assessment(cases.assess_household(one.household_id, on=on))
        if one.is_open and one.cause not in ("self_care", "moved")
        else None,
        "may_apply": one.cause in ("arrived", "expiry") and access.may(request.user, "casework.accept", one.region),
    }
    return render(request, "console/review.html", context, status=422 if refused else 200)


def _form(request: HttpRequest, one: Any, step: Any, members: list[Any], refused: Mapping[str, str]) -> StepForm:
    typed = request.POST.dict() if step.verb in refused else None
    address = reverse("review_assess" if step.verb == "assess_self_care" else "review_check", args=[one.pk])
    fields = filled(_fields(request, one, members), typed, request)
    return StepForm(step.verb, step.title, step.article, address, _note(one), fields, refused.get(step.verb, ""))


def _fields(request: HttpRequest, one: Any, members: list[Any]) -> tuple[Field, ...]:
    if one.cause == "self_care":
        hint = "六项都能自主的为具备自理能力；三项以内不能的为部分丧失，四项以上不能的为完全丧失（43号 第二十二条）。"
        return (
            Field("able", "能自主做到的", "checks", hint, options=list(actions.ABLE.items())),
            Field("findings", "评估情况", hint="写明何时何地、由谁评估、看到的情况。"),
        )
    if one.cause == "expiry":
        return Field("outcome", "结果", "radio", options=(TOLD,)), Field("findings", "怎样告知的", hint="写明何时、怎样告知到期日和可以重新申请。")
    if one.cause == "relief":
        hint = "写明急难的经过、凭什么材料、救助金怎样用；材料请在原申请页上传。不属实的，写明查明的情况，另行办理。"
        return Field("outcome", "结果", "radio", options=(EXPLAINED,)), Field("findings", "说明的情况", hint=hint)
    people = [(str(member.person_id), member.person.name) for member in members if member.person.died_on is None]
    names = [("", "没有更正"), *((row, intake.BY_ROW[row].title) for row in intake.CORRECTABLE)]
    rows: list[Any] = [fact_row(f"fact{place}", [("", "全家"), *people], names, request.POST.dict()) for place in range(FACT_ROWS)]
    offered = (UNCHANGED, *KINDS[:3]) if one.cause not in ("moved", "arrived") else (UNCHANGED, KINDS[1], TOLD) if one.cause == "moved" else (TOLD, UNCHANGED)
    return (
        Field("outcome", "结果", "radio", "提出变更的，作出决定前待遇照发；调减、终止先听取意见。", options=offered),
        Field("findings", "核查情况", hint="写明看了什么、问了谁、与原来有什么不同。"),
        Field("facts", "查明有变化的", "facts", "金额写近12个月的元数；查不清的写“?”。", options=rows),
    )


def _note(one: Any) -> str:
    if one.cause == "expiry" and one.standing and one.standing.until_on:
        until = f"该身份按原决定到 {one.standing.until_on:%Y年%-m月%-d日} 为止，届时自行到期，不另作决定"
        return f"{until}；需要继续的，家庭可以重新申请，已交且没有变化的材料不再收。"
    if one.cause == "arrived":
        return "迁入家庭由本地接收：受理申请后由本县确认；原县在其决定作出前照发。"
    return ""
