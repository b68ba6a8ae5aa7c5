"""备用金: what each township has in cash, what it has given, what finance is to book and fill up again."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, regions
from doudi.benefits import actions, queries
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.intake import Mistake
from doudi.web.console.recovery_steps import fen

REFUSALS = (actions.CannotUseImprest, Mistake)


@may("benefits.see_in_kind")
def imprest(request: HttpRequest) -> HttpResponse:
    """Within the officer's region."""
    return _page(request)


@may("benefits.fill_imprest")
@require_POST
def imprest_fill(request: HttpRequest) -> HttpResponse:
    """Finance puts money in, by a paper."""

    def take(**named: Any) -> Any:
        given = {"town": request.POST.get("town", ""), "paper": request.POST.get("paper", "")}
        return actions.fill_imprest(amount_fen=fen(request), ceiling_fen=fen(request, "ceiling"), **given, **named)

    return act(request, take, refusals=REFUSALS, said="已登记拨付。", then=reverse("imprest"), again=lambda words: _page(request, words))


@may("benefits.pay_in_cash")
@require_POST
def imprest_pay(request: HttpRequest, award_id: int) -> HttpResponse:
    """The township gives it against a receipt."""
    queries.get_award(award_id)
    given = {"receiver": request.POST.get("receiver", ""), "paper": request.POST.get("paper", "")}
    then, again = reverse("imprest"), lambda words: _page(request, words)
    return act(request, actions.pay_in_cash, refusals=REFUSALS, said="已登记支付。", then=then, again=again, award_id=award_id, **given)


@may("benefits.fill_imprest")
@require_POST
def imprest_settle(request: HttpRequest, imprest_id: int) -> HttpResponse:
    """Finance has seen the receipts."""
    queries.imprests().get(pk=imprest_id)
    then, again = reverse("imprest"), lambda words: _page(request, words)
    given = {"imprest_id": imprest_id, "paper": request.POST.get("paper", "")}
    return act(request, actions.settle_imprest, refusals=REFUSALS, said="已报账入册，备用金已补足。", then=then, again=again, **given)


def _page(request: HttpRequest, refused: str = "") -> HttpResponse:
    county = request.user.region[:6]
    fills = access.may(request.user, "benefits.fill_imprest") and len(request.user.region) >= len("370702")
    context = {
        "imprests": queries.imprests(),
        "page": Paginator(queries.imprest_moves(), 20).get_page(request.GET.get("page")),
        "awards": queries.awards_for_cash()[:50],
        "towns": [(code, regions.name_of(code)) for code in regions.children_of(county)] if fills else [],
        "may_fill": fills,
        "may_pay": access.may(request.user, "benefits.pay_in_cash"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "console/imprest.html", context, status=422 if refused else 200)
