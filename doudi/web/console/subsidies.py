"""价格临时补贴: what was declared for which month, and the county's form for the next one."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, money
from doudi.base.models import Officer
from doudi.benefits import actions, queries
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.intake import Mistake


@may("benefits.see_run")
def subsidies(request: HttpRequest) -> HttpResponse:
    """Month by month: how much a person, for how many families, by which paper."""
    return _page(request)


@may("benefits.declare_subsidy")
@require_POST
def subsidies_declare(request: HttpRequest) -> HttpResponse:
    """The county declares one; what is due of it is paid by the next run of single payments."""

    def take(*, officer: Officer, on: date) -> Any:
        try:
            month = date.fromisoformat(f"{request.POST.get('month', '')}-01")
            fen = money.to_fen(request.POST.get("amount", "").strip())
        except (ValueError, money.NotMoney):
            raise Mistake("请选择月份，并把每人金额写成元数，如 50 或 50.5。") from None
        return actions.declare_subsidy(region=officer.region[:6], month=month, amount_fen=fen, paper=request.POST.get("paper", "")[:60], officer=officer, on=on)

    def said(made: Any) -> str:
        return f"已登记，{made.families} 户将在下一批一次性发放中领取。"

    refusals = (actions.CannotSubsidise, Mistake)
    return act(request, take, refusals=refusals, said=said, then=reverse("subsidies"), again=lambda words: _page(request, words))


def _page(request: HttpRequest, refused: str = "") -> HttpResponse:
    context = {
        "subsidies": queries.subsidies(),
        "supplements": queries.supplements()[:24],
        "months": actions.subsidy_months(today()),
        "may_declare": access.may(request.user, "benefits.declare_subsidy"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "console/subsidies.html", context, status=422 if refused else 200)
