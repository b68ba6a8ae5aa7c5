"""异议与复议: what a family does against a decision: registered with its term, answered with the file by somebody else, and followed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import audit, regions
from doudi.base.models import Officer
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.application import ROLES
from doudi.web.console.family_facts import in_order
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import Field, StepForm, day_of, filled, number_of

CHANNELS = (("objection", "向本机关提出异议"), ("reconsideration", "行政复议"), ("suit", "行政诉讼"))
RESULTS = (("keep", "维持原决定"), ("change", "变更原决定"), ("redo", "撤销，重新作出决定"), ("withdrawn", "当事人撤回"))
REFUSALS = (actions.CannotRegisterChallenge, actions.CannotAnswer, actions.CannotCloseChallenge, Mistake)
SAID = {"answer_challenge": "答复已记录。", "close_challenge": "结果已登记。"}


@may("casework.register_challenge")
def challenge_register(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Which way the family went, who, when, and what it asks for."""
    decision = cases.get_decision(decision_id)
    if request.method != "POST":
        return _registering(request, decision, "")
    try:
        challenge = actions.register_challenge(
            decision_id=decision_id,
            channel=request.POST.get("channel", ""),
            body=request.POST.get("body", ""),
            person_id=number_of(request.POST.get("person", ""), "提出人"),
            words=request.POST.get("words", ""),
            filed_on=day_of(request.POST.get("filed_on", ""), "提出日期") or today(),
            answer_due_on=day_of(request.POST.get("answer_due_on", ""), "答复期限"),
            officer=request.user,
            on=today(),
        )
    except REFUSALS as refusal:
        return _registering(request, decision, str(refusal))
    messages.success(request, f"已登记，编号 {challenge.number}。")
    return redirect("challenge", challenge.pk)


def _registering(request: HttpRequest, decision: Any, trouble: str) -> HttpResponse:
    on = today()
    people = [(str(one.person_id), one.person.name) for one in in_order(registry.members_of(decision.household_id, on)) if one.person.died_on is None]
    fields = (
        Field("channel", "途径", "radio", options=CHANNELS),
        Field("body", "受理机关", "line", "复议机关或法院的名称；异议写本机关。", value=f"{regions.name_of(decision.region[:6])}人民政府"),
        Field("person", "提出人", "select", options=people),
        Field("filed_on", "提出日期", "day", value=on.isoformat()),
        Field("answer_due_on", "要求我们答复的日期", "day", "按复议机关或法院的通知填写；异议不用填，十五个工作日内答复。", is_required=False),
        Field("words", "请求和理由"),
    )
    address = reverse("challenge_register", args=[decision.pk])
    form = StepForm(
        "register_challenge",
        "登记",
        "社会救助法 第七十六条；行政复议法 第二十条",
        address,
        "",
        filled(fields, request.POST.dict() if trouble else None, request),
        trouble,
    )
    context = {"decision": decision, "main_form": form, "title": "登记异议或者复议", "telling": getattr(decision, "telling", None)}
    return render(request, "console/decision_step.html", context, status=422 if trouble else 200)


@may("casework.view")
def challenge(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Reading it is written down."""
    return _page(request, challenge_id, {})


@may("casework.answer_challenge")
@require_POST
def challenge_answer(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """Why the decision stands or not."""
    return _step(request, challenge_id, "answer_challenge", actions.answer_challenge, answer=request.POST.get("answer", ""))


@may("casework.close_challenge")
@require_POST
def challenge_close(request: HttpRequest, challenge_id: int) -> HttpResponse:
    """What came of it."""
    given = {"result": request.POST.get("result", ""), "words": request.POST.get("words", "")}
    return _step(request, challenge_id, "close_challenge", actions.close_challenge, **given)


def _step(request: HttpRequest, challenge_id: int, name: str, verb: Callable[..., Any], **given: Any) -> HttpResponse:
    cases.get_challenge(challenge_id)

    def take(*, officer: Officer, on: date) -> None:
        verb(challenge_id=challenge_id, officer=officer, on=on, **given)

    then = reverse("challenge", args=[challenge_id])
    return act(request, take, refusals=REFUSALS, said=SAID[name], then=then, again=lambda words: _page(request, challenge_id, {name: words}))


FIELDS: dict[str, tuple[Field, ...]] = {
    "answer_challenge": (Field("answer", "答复", hint="写明事实、依据和理由；右侧案卷目录随答复一并提交。"),),
    "close_challenge": (Field("result", "结果", "radio", options=RESULTS), Field("words", "结果的理由", hint="写明文书名称、文号和主要理由。")),
}
ADDRESSES = {"answer_challenge": "challenge_answer", "close_challenge": "challenge_close"}


def _page(request: HttpRequest, challenge_id: int, refused: Mapping[str, str]) -> HttpResponse:
    one = cases.get_challenge(challenge_id)
    audit.record("challenge.read", about=one, by=request.user)
    step = one.procedure.next_step(one.state)
    form = None
    if step and step.verb in FIELDS and request.user.role_id in step.who:
        fields = filled(FIELDS[step.verb], request.POST.dict() if step.verb in refused else None, request)
        title = "登记结果" if step.verb == "close_challenge" else step.title
        form = StepForm(step.verb, title, step.article, reverse(ADDRESSES[step.verb], args=[one.pk]), "", fields, refused.get(step.verb, ""))
    context = {
        "challenge": one,
        "main_form": form,
        "waits_for": f"等待{'、'.join(ROLES.get(role, role) for role in step.who)}：{step.title}。" if step else "",
        "papers": [(paper, reverse(paper.about[0], args=[paper.about[1]])) for paper in cases.dossier_of(one.decision_id)],
        "may_correct": one.state == "ordered" and request.user.role_id in one.procedure.who["correct"],
    }
    return render(request, "console/challenge.html", context, status=422 if refused else 200)
