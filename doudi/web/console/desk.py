"""案头: assigning what was chosen in the queue, looking after a colleague's work, handing it over, and words about a case."""

from collections.abc import Callable
from datetime import date
from time import time
from typing import Any

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
from doudi.web.console import application
from doudi.web.console import queue as queued
from doudi.web.console.duties import duties_of
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import day_of, number_of

UNDO, UNDONE_WITHIN = "assigned_before", 600
"""Where a session keeps whose the last batch was, and for how many seconds it may be taken back."""
REFUSALS = (actions.CannotAssign, actions.CannotDelegate, Mistake)


@may("casework.assign")
@require_POST
def queue_assign(request: HttpRequest) -> HttpResponse:
    """What was ticked is shown with whom it would go to; confirmed, it goes, and may be taken back for a while."""
    try:
        to, items = request.POST.get("to", ""), [_item(one) for one in request.POST.getlist("items")]
        chosen = number_of(to, "承办人") if to else None
        ours = {(duty.kind, duty.item, duty.region) for duty in duties_of(request.user, today())}
        items = [item for item in items if item in ours]  # what is done meanwhile, or another office's, is nobody's to give
        if request.POST.get("step") != "confirm":
            return _preview(request, actions.plan(items=items, to_id=chosen, officer=request.user, on=today()), to)
    except REFUSALS as refusal:
        return _page(request, {"assign": str(refusal)})

    def take(*, officer: Officer, on: date) -> int:
        before = actions.assign(items=items, to_id=chosen, officer=officer, on=on)
        request.session[UNDO] = {"at": time(), "before": [[*item, taker] for item, taker in before.items()]}
        return len(before)

    def again(words: str) -> HttpResponse:
        return _page(request, {"assign": words})

    return act(request, take, refusals=REFUSALS, said=lambda count: f"已分派 {count} 件。", then=reverse("queue"), again=again)


@may("casework.assign")
@require_POST
def queue_undo(request: HttpRequest) -> HttpResponse:
    """What was assigned a moment ago is again whose it was."""
    left = request.session.pop(UNDO, None)
    if left is None or time() - left["at"] > UNDONE_WITHIN:
        return _page(request, {"assign": "没有可以撤销的分派，或者已经超过十分钟。"})

    def take(*, officer: Officer, on: date) -> int:
        return actions.undo_assign(before={(kind, item, region): taker for kind, item, region, taker in left["before"]}, officer=officer, on=on)

    def again(words: str) -> HttpResponse:
        return _page(request, {"assign": words})

    return act(request, take, refusals=REFUSALS, said=lambda count: f"已撤销 {count} 件。", then=reverse("queue"), again=again)


def _preview(request: HttpRequest, given: dict[actions.Item, Officer], to: str) -> HttpResponse:
    duties = {(duty.kind, duty.item): duty for duty in duties_of(request.user, today())}
    rows = [{"duty": duties[item[:2]], "key": ":".join(map(str, item)), "to": taker.name} for item, taker in given.items()]
    lost = len(set(request.POST.getlist("items"))) - len(rows)
    return render(request, "console/queue_preview.html", {"rows": rows, "to": to, "lost": lost})


@may("casework.assign")
def desk(request: HttpRequest) -> HttpResponse:
    """My own arrangements."""
    return _page(request, {})


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
    """All that is assigned to me becomes a colleague's."""

    def take(*, officer: Officer, on: date) -> int:
        to = number_of(request.POST.get("to", ""), "接收人")
        return len(actions.hand_over(to_id=to, because=request.POST.get("because", ""), officer=officer, on=on))

    return _act(request, "hand_over", take, lambda count: f"已交接 {count} 件，清单留在操作记录里。")


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
    return act(request, take, refusals=REFUSALS, said=said, then=reverse("desk"), again=lambda words: _page(request, {name: words}))


def _item(text: str) -> tuple[str, int, str]:
    kind, _, rest = text.partition(":")
    number, _, region = rest.partition(":")
    if kind not in queued.ASSIGNED or not region.isdecimal():
        raise Mistake("请重新选择要分派的事项。")
    return kind, number_of(number, "事项"), region


def _page(request: HttpRequest, troubles: dict[str, str]) -> HttpResponse:
    on = today()
    team = [one for one in officers.colleagues("casework.assign", request.user.region) if one.role_id == request.user.role_id and one.pk != request.user.pk]
    mine = [key for key, takers in cases.assigned().items() if any(taker == request.user.pk for taker, _ in takers)]
    context = {
        "on": on,
        "team": team,
        "mine": len(mine),
        "given": cases.delegations_of(request.user.pk, on),
        "taken": cases.delegations_on(on).filter(deputy=request.user.pk),
        "troubles": troubles,
    }
    return render(request, "console/desk.html", context, status=422 if troubles else 200)
