"""处理明细: a line that is held or came back; a person pays, moves or cancels it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from doudi.base import audit
from doudi.benefits import actions, queries
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act


@may("benefits.settle_line")
def pay_line(request: HttpRequest, line_id: int, refused: str = "") -> HttpResponse:
    """Why it is held, to whom it could go, and the three ways out; time alone releases none."""
    if request.method == "POST" and not refused:
        return _settle(request, line_id)
    line = queries.get_line(line_id)
    audit.record("line.read", about=line, by=request.user)
    members = [member for member in registry.members_of(line.household_id, today()) if member.person.died_on is None]
    accounts = [account for member in members for account in queries.accounts_of(member.person_id)]
    context = {"line": line, "accounts": accounts, "refused": refused, "typed": request.POST}
    return render(request, "console/pay_line.html", context, status=422 if refused else 200)


def _settle(request: HttpRequest, line_id: int) -> HttpResponse:
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
        again=lambda words: pay_line(request, line_id, words),
        line_id=line_id,
        outcome=outcome,
        because=request.POST.get("because", ""),
        **given,
    )
