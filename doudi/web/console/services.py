"""购买服务: contracts with what is left of them, what each month cost, visits that wait to be accepted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access
from doudi.benefits import actions, queries
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.intake import Mistake
from doudi.web.console.recovery_steps import fen
from doudi.web.console.step_forms import day_of

REFUSALS = (actions.CannotServe, Mistake)


@may("benefits.see_in_kind")
def services(request: HttpRequest) -> HttpResponse:
    """Contracts of the officer's county, visits of the officer's region."""
    return _page(request)


@may("benefits.contract")
@require_POST
def contract_open(request: HttpRequest) -> HttpResponse:
    """A contract that was concluded."""

    def take(**named: Any) -> Any:
        typed = request.POST
        given = {name: typed.get(name, "") for name in ("provider", "title", "paper")}
        days = {"from_on": day_of(typed.get("from_on", ""), "开始日"), "until_on": day_of(typed.get("until_on", ""), "截止日")}
        return actions.open_contract(price_fen=fen(request, "price"), ceiling_fen=fen(request, "ceiling"), **given, **days, **named)

    return act(request, take, refusals=REFUSALS, said="已登记合同。", then=reverse("services"), again=lambda words: _page(request, words))


@may("benefits.accept_service")
@require_POST
def visit_accept(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Another officer than who recorded it asks the person and accepts it, or not."""
    queries.get_visit(visit_id)
    score = request.POST.get("score", "")
    given = {"is_good": score != "0", "score": int(score) if score in ("1", "2", "3", "4", "5") else 0, "words": request.POST.get("words", "")}
    then = reverse("services")
    again = lambda words: _page(request, words)  # noqa: E731
    return act(request, actions.accept_service, refusals=REFUSALS, said="已验收。", then=then, again=again, visit_id=visit_id, **given)


def _page(request: HttpRequest, refused: str = "") -> HttpResponse:
    context = {
        "contracts": queries.contracts(),
        "bills": queries.service_bills()[:24],
        "waiting": queries.visits_to_accept()[:50],
        "may_contract": access.may(request.user, "benefits.contract"),
        "may_accept": access.may(request.user, "benefits.accept_service"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "console/services.html", context, status=422 if refused else 200)
