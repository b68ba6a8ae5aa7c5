"""资金: a year's money by source, how it goes, and the papers that granted it."""

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
def funds(request: HttpRequest) -> HttpResponse:
    """What was granted, what the months drew, how long the rest lasts."""
    return _page(request)


@may("benefits.grant_funds")
@require_POST
def funds_grant(request: HttpRequest) -> HttpResponse:
    """Finance enters a paper."""

    def take(*, officer: Officer, on: date) -> Any:
        year, amount = request.POST.get("year", ""), request.POST.get("amount", "").strip().replace(",", "")
        try:
            fen = money.to_fen(amount.removeprefix("-")) * (-1 if amount.startswith("-") else 1)
        except money.NotMoney as refusal:
            raise Mistake(f"金额“{amount[:20]}”不是元数：{refusal}") from None
        if not (year.isdecimal() and len(year) == 4):
            raise Mistake("请选择年度。")
        given = {"source": request.POST.get("source", ""), "amount_fen": fen, "paper": request.POST.get("paper", "")[:60]}
        return actions.grant(region=officer.region[:6], year=int(year), officer=officer, on=on, **given)

    then = reverse("funds")
    return act(request, take, refusals=(actions.CannotGrant, Mistake), said="已登记下达。", then=then, again=lambda words: _page(request, words))


def _page(request: HttpRequest, refused: str = "") -> HttpResponse:
    this = today().year
    chosen = request.GET.get("year", "")
    year = int(chosen) if chosen.isdecimal() and len(chosen) == 4 else this
    context = {
        "year": year,
        "years": [this - 1, this, this + 1],
        "funds": queries.funds_of(year),
        "grants": queries.grants_of(year),
        "burn": queries.burn_of(year),
        "sources": list(queries.SOURCES.items()),
        "may_grant": access.may(request.user, "benefits.grant_funds"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "console/funds.html", context, status=422 if refused else 200)
