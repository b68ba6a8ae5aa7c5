"""批量办理: what was ticked in the queue is shown with what would become of it; confirmed, it is done as one, and may be taken back for a while."""

from collections.abc import Callable
from datetime import date
from time import time
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base.models import Officer
from doudi.casework import actions
from doudi.flows.clock import today
from doudi.monitoring import actions as monitoring
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import desk
from doudi.web.console import queue as queued
from doudi.web.console.duties import Duty, duties_of, worded
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import number_of

UNDO, UNDONE_WITHIN = "batch_before", 600
"""Where a session keeps how things were before the last batch, and for how many seconds it may be taken back."""
DONE = {"assign": "分派", "put_back": "取消分派", "sign": "签收"}
REFUSALS = (actions.CannotAssign, monitoring.CannotSign, Mistake)
Item = tuple[str, int, str]


@may("casework.assign")
@require_POST
def queue_batch(request: HttpRequest) -> HttpResponse:
    """Assign, put back to nobody, or sign for alerts: all that was ticked, or nothing."""
    what, to = request.POST.get("do", "assign"), request.POST.get("to", "")
    try:
        if what not in DONE:
            raise Mistake("请选择要办理的事。")
        asked = list(dict.fromkeys(_item(one) for one in request.POST.getlist("items")))
        waiting = [duty for duty in duties_of(request.user, today()) if (duty.kind, duty.item, duty.region) in asked]
        ours = {(duty.kind, duty.item, duty.region): duty for duty in worded(waiting, today())}
        items = [item for item in asked if item in ours and _fits(what, ours[item])]  # what is done meanwhile, or another office's, is left out
        chosen = number_of(to, "承办人") if to else None
        if request.POST.get("step") != "confirm":
            return _preview(request, what, [(item, ours[item]) for item in items], lost=len(asked) - len(items), to=to, chosen=chosen)
    except REFUSALS as refusal:
        return desk.page(request, {"batch": str(refusal)})

    def take(*, officer: Officer, on: date) -> int:
        before = _do(what, items, chosen, officer, on)
        request.session[UNDO] = {"at": time(), "do": what, "before": [[*item, was] for item, was in before.items()]}
        return len(before)

    return _act(request, take, lambda count: f"已{DONE[what]} {count} 件，十分钟内可以撤销。")


@may("casework.assign")
@require_POST
def queue_undo(request: HttpRequest) -> HttpResponse:
    """The last batch is taken back, but for what has gone on since."""
    left = request.session.get(UNDO)
    if left is None or time() - left["at"] > UNDONE_WITHIN:
        request.session.pop(UNDO, None)
        return desk.page(request, {"batch": "没有可以撤销的批量办理，或者已经超过十分钟。"})

    def take(*, officer: Officer, on: date) -> int:
        request.session.pop(UNDO, None)
        if left["do"] == "sign":
            return sum(_unsigned(number, officer, on) for _, number, *_ in left["before"])
        before = {(kind, item, region): taker for kind, item, region, taker in left["before"]}
        return actions.undo_assign(before=before, officer=officer, on=on, put_back=left["do"] == "put_back")

    return _act(request, take, lambda count: f"已撤销 {count} 件。")


def _do(what: str, items: list[Item], chosen: int | None, officer: Officer, on: date) -> dict[Item, int | None]:
    """How each was before."""
    if what == "assign":
        return actions.assign(items=items, to_id=chosen, officer=officer, on=on)
    if not items:
        raise Mistake(f"选中的事项中没有可以{DONE[what]}的。")
    if what == "put_back":
        return actions.put_back(items=items, officer=officer, on=on)
    with transaction.atomic():
        for _, number, _ in items:
            monitoring.sign(alert_id=number, officer=officer, on=on)
    return dict.fromkeys(items)


def _unsigned(alert_id: int, officer: Officer, on: date) -> int:
    try:
        with transaction.atomic():
            monitoring.unsign(alert_id=alert_id, officer=officer, on=on)
    except monitoring.CannotSign:
        return 0  # it has gone on since
    return 1


def _fits(what: str, duty: Duty) -> bool:
    return what != "sign" or (duty.kind == "alert" and duty.step == "签收")


def _preview(request: HttpRequest, what: str, chosen_items: list[tuple[Item, Duty]], *, lost: int, to: str, chosen: int | None) -> HttpResponse:
    if what == "assign":
        plan = actions.plan(items=[item for item, _ in chosen_items], to_id=chosen, officer=request.user, on=today())
        given = {item: taker.name for item, taker in plan.items()}
    elif chosen_items:
        given = {item: "未分派" if what == "put_back" else f"{request.user.name}签收" for item, _ in chosen_items}
    else:
        raise Mistake(f"请先选择可以{DONE[what]}的事项。")
    rows = [{"duty": duty, "key": ":".join(map(str, item)), "then": given[item]} for item, duty in chosen_items]
    context = {"rows": rows, "to": to, "lost": lost, "do": what, "title": DONE[what]}
    return render(request, "console/queue_preview.html", context)


def _item(text: str) -> Item:
    kind, _, rest = text.partition(":")
    number, _, region = rest.partition(":")
    if kind not in queued.ASSIGNED or not region.isdecimal():
        raise Mistake("请重新选择要办理的事项。")
    return kind, number_of(number, "事项"), region


def _act(request: HttpRequest, take: Callable[..., Any], said: Callable[[Any], str]) -> HttpResponse:
    return act(request, take, refusals=REFUSALS, said=said, then=reverse("queue"), again=lambda words: desk.page(request, {"batch": words}))
