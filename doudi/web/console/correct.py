"""更正决定: somebody says what was wrong and since when; somebody else decides anew, and the money goes to payday as a question."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import Field, StepForm, filled, month_of

TITLES = {"reduce": "多给了：调减", "end": "不应给：终止", "increase": "少给了：增发", "resume": "不应终止：恢复"}
REFUSALS = (actions.CannotCorrect, actions.CannotOpenChange, Mistake)


@may("casework.correct")
def correct(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A wrong decision on help leads to a change; a wrong refusal to the application that is open for the family."""
    decision = cases.get_decision(decision_id)
    if request.method != "POST":
        return _form(request, decision, "")
    try:
        with transaction.atomic():
            since = month_of(request.POST.get("since", ""), "应自何月起更正")
            then = _refusal(request, decision, since) if decision.outcome == "refuse" else _change(request, decision, since)
    except REFUSALS as refusal:
        return _form(request, decision, str(refusal))
    messages.success(request, "已提出更正；原决定不改写，由另一人重新决定。")
    return redirect(then)


def _change(request: HttpRequest, decision: Any, since: date) -> str:
    given = {"kind": request.POST.get("kind", ""), "since_month": since, "words": request.POST.get("words", "")}
    correction = actions.correct(decision_id=decision.pk, officer=request.user, on=today(), **given)
    return reverse("change", args=[correction.change_id])


def _refusal(request: HttpRequest, decision: Any, since: date) -> str:
    application = cases.find_open_application(decision.household_id)
    if application is None:
        raise Mistake("请先由乡镇（街道）按原材料为该户重新受理申请，再登记更正。")
    given = {"application": application, "since_month": since, "words": request.POST.get("words", "")}
    actions.correct_refusal(decision_id=decision.pk, officer=request.user, on=today(), **given)
    return reverse("application", args=[application.pk])


def _form(request: HttpRequest, decision: Any, trouble: str) -> HttpResponse:
    earliest = decision.effective_month or decision.decided_on.replace(day=1)
    kinds = [(kind, TITLES[kind]) for kind in cases.kinds_correcting(decision)]
    fields: tuple[Field, ...] = (Field("kind", "错在哪一面", "radio", options=kinds),) if decision.outcome != "refuse" else ()
    fields += (
        Field("since", "应自何月起更正", "line", "写成 2026-11；不早于原决定生效的月份，不晚于本月。", value=f"{earliest:%Y-%m}"),
        Field("words", "错在哪里", hint="会写入新的决定书。多发、少发的金额交发放环节由人核实办理，不自动扣回。"),
    )
    form = StepForm(
        "correct",
        "提出更正",
        "社会救助法 第四十七条、第四十八条",
        reverse("correct", args=[decision.pk]),
        "原决定不改写，另作新的决定代替它；调减、终止照样先听取意见；原决定人不作新决定。",
        filled(fields, request.POST.dict() if trouble else None, request),
        trouble,
    )
    context = {"decision": decision, "main_form": form, "title": "更正决定", "telling": getattr(decision, "telling", None)}
    return render(request, "console/decision_step.html", context, status=422 if trouble else 200)
