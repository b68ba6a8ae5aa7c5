"""物资: what the store has, what comes and goes, what families have not signed for yet."""

from typing import Any

from django.core.paginator import Paginator
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
from doudi.web.console.step_forms import number_of

REFUSALS = (actions.CannotStock, Mistake)
KINDS = (("received", "入库"), ("lost", "报损"), ("found", "盘盈"))


@may("benefits.see_in_kind")
def goods(request: HttpRequest) -> HttpResponse:
    """Stores within the officer's region."""
    return _page(request)


@may("benefits.manage_stock")
@require_POST
def goods_open(request: HttpRequest) -> HttpResponse:
    """A kind of thing the officer's store keeps."""

    def take(**named: Any) -> Any:
        given = {"name": request.POST.get("name", ""), "unit": request.POST.get("unit", ""), "price_fen": fen(request, "price")}
        return actions.open_good(**given, **named)

    return act(request, take, refusals=REFUSALS, said="已登记物资。", then=reverse("goods"), again=lambda words: _page(request, words))


@may("benefits.manage_stock")
@require_POST
def good_move(request: HttpRequest, good_id: int) -> HttpResponse:
    """In, lost, or found at the count."""
    queries.get_good(good_id)

    def take(**named: Any) -> Any:
        given = {"kind": request.POST.get("kind", ""), "quantity": number_of(request.POST.get("quantity", ""), "数量"), "paper": request.POST.get("paper", "")}
        return actions.move_stock(good_id=good_id, **given, **named)

    return act(request, take, refusals=REFUSALS, said="已登记。", then=reverse("goods"), again=lambda words: _page(request, words))


def _page(request: HttpRequest, refused: str = "") -> HttpResponse:
    context = {
        "goods": queries.goods(),
        "waiting": queries.issues(is_open=True)[:50],
        "page": Paginator(queries.latest_moves(), 20).get_page(request.GET.get("page")),
        "kinds": KINDS,
        "may_manage": access.may(request.user, "benefits.manage_stock"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "console/goods.html", context, status=422 if refused else 200)
