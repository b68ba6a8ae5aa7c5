"""一项价格临时补贴: what was declared, how far its families' money has come, and putting it right: one of the county proposes, another answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, money
from doudi.benefits import actions, queries
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.intake import Mistake
from doudi.web.console.recovery_steps import fen
from doudi.web.console.step_forms import Field, StepForm, filled

PERMISSION = "benefits.declare_subsidy"
LAW = "社会救助法 第三十二条、第四十七条"
REFUSALS = (actions.CannotSubsidise, actions.CannotTakeBack, Mistake)
PROPOSED = (
    Field("amount", "更正为每人金额（元）", "line", "不该发的写 0。"),
    Field("paper", "更正依据", "line", "文号，或者查对的材料。"),
    Field("reason", "更正理由", hint="哪里登记错了，怎样发现的。审批人会读到；撤回的明细上会写明。"),
)
ANSWERED = (
    Field("answer", "审批", "radio", options=[("yes", "批准更正"), ("no", "不批准，照原登记发放")]),
    Field("words", "审批意见", hint="核对了什么，为什么同意或者不同意。"),
)


@may("benefits.see_run")
def subsidy(request: HttpRequest, subsidy_id: int) -> HttpResponse:
    """One county's subsidy of a month."""
    return _page(request, subsidy_id)


@may(PERMISSION)
@require_POST
def subsidy_correct(request: HttpRequest, subsidy_id: int) -> HttpResponse:
    """Propose what it should have been."""
    queries.get_subsidy(subsidy_id)

    def take(**named: Any) -> Any:
        given = {name: request.POST.get(name, "") for name in ("paper", "reason")}
        return actions.propose_subsidy_correction(subsidy_id=subsidy_id, amount_fen=fen(request), **given, **named)

    return _act(request, subsidy_id, take, "propose", "已提出更正，等待另一人审批。")


@may(PERMISSION)
@require_POST
def subsidy_answer(request: HttpRequest, subsidy_id: int) -> HttpResponse:
    """Approve what a colleague proposed, or send it back."""
    waiting = queries.get_subsidy(subsidy_id).corrections.filter(answered_on=None).first()

    def take(**named: Any) -> Any:
        answer = request.POST.get("answer", "")
        if answer not in ("yes", "no") or waiting is None:
            raise Mistake("请选择批准或者不批准。" if waiting else "没有等待审批的更正。")
        return actions.answer_subsidy_correction(correction_id=waiting.pk, is_approved=answer == "yes", words=request.POST.get("words", ""), **named)

    return _act(request, subsidy_id, take, "answer", "已审批。")


def _act(request: HttpRequest, subsidy_id: int, take: Any, name: str, said: str) -> HttpResponse:
    then = reverse("subsidy", args=[subsidy_id])
    return act(request, take, refusals=REFUSALS, said=said, then=then, again=lambda words: _page(request, subsidy_id, {name: words}))


def _page(request: HttpRequest, subsidy_id: int, refused: dict[str, str] | None = None) -> HttpResponse:
    one, refused = queries.get_subsidy(subsidy_id), refused or {}
    waiting = next((correction for correction in one.corrections.all() if correction.answered_on is None), None)
    form = _form(request, one, waiting, refused) if access.may(request.user, PERMISSION, one.region) else None
    context = {
        "one": one,
        "reach": queries.reach_of(one),
        "waiting": waiting,
        "main_form": form if waiting else None,
        "other_forms": [form] if form and not waiting else [],
        "waits_for": f"{waiting.proposed_by.name}提出的更正等待县级另一人审批。" if waiting and not form else "",
        "trouble": "" if form and form.trouble else next(iter(refused.values()), ""),
    }
    return render(request, "console/subsidy.html", context, status=422 if refused else 200)


def _form(request: HttpRequest, one: Any, waiting: Any, refused: dict[str, str]) -> StepForm | None:
    if waiting and waiting.proposed_by_id == request.user.pk:
        return None  # it waits for a colleague
    name, title, fields = ("answer", "审批更正", ANSWERED) if waiting else ("propose", "提出更正", PROPOSED)
    typed = request.POST.dict() if name in refused else None
    note = "" if waiting else f"现在每人 {money.yuan_words(one.now_fen)}。另一人批准以前，什么也不改变。"
    address = reverse("subsidy_answer" if waiting else "subsidy_correct", args=[one.pk])
    return StepForm(name, title, LAW, address, note, filled(fields, typed, request), refused.get(name, ""), has_check=False)
