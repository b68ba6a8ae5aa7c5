"""案头: looking after a colleague's work, handing one's own over, one's own filters, and words about a case."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import officers
from doudi.base.models import Officer
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import application, queue
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import day_of, number_of

REFUSALS = (actions.CannotAssign, actions.CannotDelegate, actions.CannotKeepFilter, Mistake)


@may("casework.assign")
def desk(request: HttpRequest) -> HttpResponse:
    """My own arrangements."""
    return page(request, {})


@may("casework.assign")
@require_POST
def desk_delegate(request: HttpRequest) -> HttpResponse:
    """A colleague looks after my work from a day to a day."""

    def take(*, officer: Officer, on: date) -> None:
        from_on, until_on = (day_of(request.POST.get(name, ""), "代办日期") for name in ("from_on", "until_on"))
        if from_on is None or until_on is None:
            raise Mistake("请写明代办的起止日期。")
        deputy = number_of(request.POST.get("deputy", ""), "代办人")
        actions.delegate(deputy_id=deputy, from_on=from_on, until_on=until_on, because=request.POST.get("because", ""), officer=officer, on=on)

    return _act(request, "delegate", take, "已委托代办，到期自行结束。")


@may("casework.assign")
@require_POST
def desk_end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """It ends today."""
    cases.get_delegation(delegation_id)

    def take(*, officer: Officer, on: date) -> None:
        actions.end_delegation(delegation_id=delegation_id, officer=officer, on=on)

    return _act(request, "end", take, "代办已结束。")


@may("casework.assign")
@require_POST
def desk_hand_over(request: HttpRequest) -> HttpResponse:
    """All that is assigned to me is offered to a colleague, with its list."""

    def take(*, officer: Officer, on: date) -> int:
        to = number_of(request.POST.get("to", ""), "接收人")
        return len(actions.hand_over(to_id=to, because=request.POST.get("because", ""), officer=officer, on=on).items)

    return _act(request, "hand_over", take, lambda count: f"已移交 {count} 件，等待接收人确认；确认以前仍由您承办。")


@may("casework.assign")
@require_POST
def desk_answer(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """The receiver takes it or not; the giver calls it back."""
    cases.get_hand_over(hand_over_id)
    is_taken = request.POST.get("answer") == "taken"

    def take(*, officer: Officer, on: date) -> None:
        actions.answer_hand_over(hand_over_id=hand_over_id, is_taken=is_taken, words=request.POST.get("words", ""), officer=officer, on=on)

    return _act(request, "answer", take, "已接收，清单留在操作记录里。" if is_taken else "没有接收，事项仍由移交人承办。")


@may("web.see_queue")
@require_POST
def queue_filter(request: HttpRequest) -> HttpResponse:
    """What the queue shows now is kept under a name, or a kept one is dropped."""
    terms = {name: value for name in ("whose", "kind", "due") if (value := request.POST.get(name, ""))}
    dropped = request.POST.get("dropped", "")

    def take(*, officer: Officer, on: date) -> None:
        if dropped:
            actions.drop_filter(name=dropped, officer=officer, on=on)
        else:
            actions.keep_filter(name=request.POST.get("name", ""), query=urlencode(terms), officer=officer, on=on)

    then = reverse("queue") + (f"?{urlencode(terms)}" if terms and not dropped else "")
    said = "已删去这个常用筛选。" if dropped else "已保存为常用筛选。"
    return act(request, take, refusals=REFUSALS, said=said, then=then, again=lambda words: queue.refused(request, words))


@may("casework.comment")
@require_POST
def application_comment(request: HttpRequest, application_id: int) -> HttpResponse:
    """Words about a case, or one's own struck out."""
    cases.get_application(application_id)

    def take(*, officer: Officer, on: date) -> None:
        struck = request.POST.get("struck", "")
        if struck:
            actions.strike(comment_id=number_of(struck, "备注"), because=request.POST.get("because", ""), officer=officer, on=on)
        else:
            actions.comment(kind="application", item=application_id, words=request.POST.get("words", ""), officer=officer, on=on)

    return act(
        request,
        take,
        refusals=(actions.CannotComment, Mistake),
        said="备注已记录。",
        then=reverse("application", args=[application_id]),
        again=lambda words: application.page(request, application_id, {"comment": words}),
    )


def _act(request: HttpRequest, name: str, take: Callable[..., Any], said: Any) -> HttpResponse:
    return act(request, take, refusals=REFUSALS, said=said, then=reverse("desk"), again=lambda words: page(request, {name: words}))


def page(request: HttpRequest, troubles: dict[str, str]) -> HttpResponse:
    """An officer's own arrangements, with the words of what was refused a moment ago."""
    on = today()
    team = [one for one in officers.colleagues("casework.assign", request.user.region) if one.role_id == request.user.role_id and one.pk != request.user.pk]
    mine = [key for key, takers in cases.assigned().items() if any(taker == request.user.pk for taker, _ in takers)]
    context = {
        "on": on,
        "team": team,
        "mine": len(mine),
        "given": cases.delegations_of(request.user.pk, on),
        "handed": cases.hand_overs_of(request.user.pk)[:20],
        "taken": cases.delegations_on(on).filter(deputy=request.user.pk),
        "troubles": troubles,
    }
    return render(request, "console/desk.html", context, status=422 if troubles else 200)
