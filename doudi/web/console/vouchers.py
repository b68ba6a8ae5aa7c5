"""凭证: to be fetched, expired and still to be told, fetched; a number is written down as fetched, one that expired is told of or renewed, each is printed."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit, papers
from doudi.benefits import actions, queries
from doudi.benefits.papers import voucher_pdf
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import day_of

REFUSALS = (actions.CannotVouch, Mistake)
TABS = {"open": "待兑领", "expired": "已过期", "redeemed": "已兑领"}


@may("benefits.see_in_kind")
def vouchers(request: HttpRequest) -> HttpResponse:
    """By how they stand; what each place may ask for, month by month."""
    return _page(request)


@may("benefits.redeem_voucher")
@require_POST
def voucher_redeem(request: HttpRequest) -> HttpResponse:
    """Somebody of the family has fetched it."""

    def take(**named: Any) -> Any:
        typed = request.POST
        said = {name: typed.get(name, "") for name in ("number", "place", "receipt", "received_by")}
        return actions.redeem_voucher(redeemed_on=day_of(typed.get("redeemed_on", ""), "兑领日"), **said, **named)

    return _act(request, take, "已登记兑领。")


@may("benefits.issue_voucher")
@require_POST
def voucher_expired(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """The family has been told; or it gets a new one in its place."""
    queries.get_voucher(voucher_id)
    typed = request.POST

    def take(**named: Any) -> Any:
        if typed.get("outcome") == "renew":
            valid_until = day_of(typed.get("valid_until", ""), "新的有效期")
            return actions.renew_voucher(voucher_id=voucher_id, valid_until=valid_until, because=typed.get("how", ""), **named)
        return actions.tell_expired(voucher_id=voucher_id, how=typed.get("how", ""), **named)

    return _act(request, take, "已换发，请打印新的凭证交给家庭。" if typed.get("outcome") == "renew" else "已登记告知。")


@may("benefits.issue_voucher")
@require_POST
def voucher_cancel(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Worth nothing any more; what a store kept for it is free."""
    queries.get_voucher(voucher_id)
    because = request.POST.get("because", "")
    return _act(request, lambda **named: actions.cancel_voucher(voucher_id=voucher_id, because=because, **named), "已作废，预留的物资可以另发。")


@may("benefits.see_in_kind")
def voucher_paper(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """The paper that the family takes along; the printing is written down."""
    one = queries.get_voucher(voucher_id)
    audit.record("paper.printed", about=one, by=request.user, detail={"paper": one.number})
    try:
        made = voucher_pdf(one)
    except papers.CannotPrint as refusal:
        return _page(request, str(refusal))
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{one.number}.pdf"'})


def _act(request: HttpRequest, take: Callable[..., Any], said: str) -> HttpResponse:
    then = request.POST.get("back", "") == "expired"
    address = f"{reverse('vouchers')}?tab=expired" if then else reverse("vouchers")
    return act(request, take, refusals=REFUSALS, said=said, then=address, again=lambda words: _page(request, words))


def _page(request: HttpRequest, refused: str = "") -> HttpResponse:
    on = today()
    tab = request.GET.get("tab", "") or request.POST.get("back", "")
    tab = tab if tab in TABS else "open"
    rows = {"open": queries.open_vouchers(on), "expired": queries.expired_vouchers(on), "redeemed": queries.redeemed_vouchers()}
    context = {
        "page": Paginator(rows[tab], 30).get_page(request.GET.get("page")),
        "tab": tab,
        "tabs": [(code, title, rows[code].count()) for code, title in TABS.items()],
        "fetched": queries.fetched_by_place()[:24] if tab == "redeemed" else (),
        "may_redeem": access.may(request.user, "benefits.redeem_voucher"),
        "may_issue": access.may(request.user, "benefits.issue_voucher"),
        "typed": request.POST,
        "refused": refused,
    }
    return render(request, "console/vouchers.html", context, status=422 if refused else 200)
