"""核对后提交: an opinion or a decision is rehearsed and shown whole, with its letter and what follows, before it is made; nothing of the rehearsal stays."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.flows.clock import today
from doudi.web.console.step_forms import CHECKED, ROLES, StepForm

NOT_CARRIED = ("csrfmiddlewaretoken", "step", "second_word")


def is_asked(request: HttpRequest, verb: str) -> bool:
    """Whether the page asks to see it first."""
    return verb in CHECKED and request.POST.get("step") == "check"


def is_edited(request: HttpRequest, verb: str) -> bool:
    """Whether the officer goes back to the form with what was typed."""
    return verb in CHECKED and request.POST.get("step") == "edit"


def show(
    request: HttpRequest, take: Callable[..., Any], *, refusals: tuple[type[Exception], ...], form: StepForm, heading: str, back: str, again: Callable[..., Any]
) -> HttpResponse:
    """Do it, look at what came of it, and take it all back; a refusal shows the form with its words, as the step itself would."""
    request.is_rehearsal = True  # type: ignore[attr-defined]  # the second person types no password for this
    try:
        with transaction.atomic():
            made = take(officer=request.user, on=today())
            context = _seen(made)
            transaction.set_rollback(True)
    except refusals as refusal:
        return again(str(refusal))
    answers = [(field.label, words) for field in form.fields if (words := _said(field, request))]
    carried = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    given = {"form": form, "heading": heading, "back": back, "answers": answers, "carried": carried, "second": request.POST.get("second", "")}
    return render(request, "console/check_answers.html", {**context, **given})


def _said(field: Any, request: HttpRequest) -> str:
    typed = request.POST.get(field.name, "").strip()
    if field.kind in ("radio", "select"):
        return dict(field.options).get(typed, "") if typed else ""
    return "" if field.kind in ("password", "secret") else typed


def _seen(made: Any) -> dict[str, Any]:
    """The decision's own letter, or the opinion's result; who does what next."""
    is_decision = hasattr(made, "written_text")
    case = (made.application or made.change) if is_decision else made
    follows = case.procedure.next_step(case.state)
    title, _, letter = made.written_text.partition("\n\n") if is_decision else ("", "", "")
    return {
        "against": made.against_rules if is_decision else made.opinion_against_rules,
        "money": made.money if is_decision else made.opinion_money,
        "title": title,
        "paragraphs": letter.split("\n\n") if letter else [],
        "next": f"{'、'.join(ROLES.get(role, role) for role in follows.who)}：{follows.title}" if follows else "书面告知家庭" if is_decision else "",
        "next_due_on": made.tell_due_on if is_decision else case.next_due_on,
    }
