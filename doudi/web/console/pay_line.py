"""处理明细: a line that is held or came back; its family is told, and a person pays, moves or cancels it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.benefits import actions, queries
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act


@may("benefits.tell_hold")
def pay_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """Why it is held, whose work it is now, to whom it could go, and the three ways out; time alone releases none."""
    return _page(request, line_id)


@may("benefits.tell_hold")
@require_POST
def pay_line_tell(request: HttpRequest, line_id: int) -> HttpResponse:
    """The family knows."""
    queries.get_line(line_id)
    return act(
        request,
        actions.tell_hold,
        refusals=(actions.CannotTellHold,),
        said="已记录告知。",
        then=reverse("pay_line", args=[line_id]),
        again=lambda words: _page(request, line_id, words),
        line_id=line_id,
        how=request.POST.get("how", ""),
    )


@may("benefits.settle_line")
@require_POST
def pay_line_settle(request: HttpRequest, line_id: int) -> HttpResponse:
    """Paid, moved or cancelled, for a reason."""
    queries.get_line(line_id)
    outcome, account = request.POST.get("outcome", ""), request.POST.get("account", "")
    given: dict[str, int] = {}
    if outcome == "move" and account.isdecimal() and len(account) < 19:
        given = {"account_id": int(account), "payee_id": queries.get_account(int(account)).person_id}
    return act(
        request,
        actions.settle_line,
        refusals=(actions.CannotSettleLine,),
        said="已处理该笔明细。",
        then=reverse("payday"),
        again=lambda words: _page(request, line_id, words),
        line_id=line_id,
        outcome=outcome,
        because=request.POST.get("because", ""),
        **given,
    )


def _page(request: HttpRequest, line_id: int, refused: str = "") -> HttpResponse:
    line = queries.get_line(line_id)
    audit.record("line.read", about=line, by=request.user)
    members = [member for member in registry.members_of(line.household_id, today()) if member.person.died_on is None]
    found = queries.accounts_of_people(member.person_id for member in members)
    context = {
        "line": line,
        "hold": getattr(line, "hold", None),
        "accounts": [account for accounts in found.values() for account in accounts],
        "may_change_account": access.may(request.user, "benefits.change_account", line.household.region),
        "may_settle": access.may(request.user, "benefits.settle_line", line.region) and line.state in ("held", "failed"),
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "console/pay_line.html", context, status=422 if refused else 200)
