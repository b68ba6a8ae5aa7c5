"""发放: the months' runs, and what waits for a person about the money."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from doudi.base import access
from doudi.benefits import actions, queries
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.acting import act

SHOWN, COUNTY = 50, 6


@may("benefits.see_run")
def payday(request: HttpRequest, refused: str = "") -> HttpResponse:
    """Runs, the latest first; answers of the bank that were not taken in; lines that are held or came back; money found after payment not to have been due."""
    on = today()
    month = on.replace(day=1)
    held, adjustments = list(queries.held_lines()), list(queries.open_adjustments_on(on))
    context = {
        "page": Paginator(queries.runs(), 12).get_page(request.GET.get("page")),
        "held": held[:SHOWN],
        "held_count": len(held),
        "adjustments": adjustments[:SHOWN],
        "adjustment_count": len(adjustments),
        "shown": SHOWN,
        "month": month,
        "unread": queries.unread_answers(region) if len(region := request.user.region) == COUNTY else [],
        "may_prepare": access.may(request.user, "benefits.prepare_run") and queries.find_run(region=request.user.region, month=month) is None,
        "may_see_accounts": access.may(request.user, "benefits.change_account"),
        "may_settle_line": access.may(request.user, "benefits.settle_line"),
        "may_tell": access.may(request.user, "benefits.tell_hold"),
        "may_settle": access.may(request.user, "benefits.settle_adjustment"),
        "refused": refused,
    }
    return render(request, "console/payday.html", context, status=422 if refused else 200)


@may("benefits.prepare_run")
@require_POST
def make_run(request: HttpRequest) -> HttpResponse:
    """The month's run of the officer's county; asked twice, the same run."""
    month = today().replace(day=1)
    return _act(request, actions.prepare_run, actions.CannotPrepareRun, "已生成当月发放批次。", region=request.user.region, month=month)


@may("benefits.settle_adjustment")
@require_POST
def settle(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """A person says what came of money that was not due."""
    given = {"adjustment_id": adjustment_id, "result": request.POST.get("result", ""), "because": request.POST.get("because", "")}
    return _act(request, actions.settle_adjustment, actions.CannotSettleAdjustment, "已办结该追补事项。", **given)


def _act(request: HttpRequest, verb: Any, refusal: type[Exception], said: str, **given: Any) -> HttpResponse:
    return act(request, verb, refusals=(refusal,), said=said, then="payday", again=lambda words: payday(request, words), **given)
