"""暂存文件: one file that differs from those before it, why, and what an officer found out from its sender; and the contract of a feed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from doudi.base import access
from doudi.flows import receiving
from doudi.flows.clock import today
from doudi.verification import actions as verification
from doudi.verification import queries
from doudi.verification.feed import ABOUT
from doudi.web.access import may


@may("verification.view")
def held(request: HttpRequest, held_id: int) -> HttpResponse:
    """What is odd about the file, and the two ways out."""
    return _page(request, held_id)


@may("verification.receive")
@require_POST
def held_let_in(request: HttpRequest, held_id: int) -> HttpResponse:
    """The sender stands by it."""
    try:
        receipt = receiving.let_in(held_id=held_id, because=request.POST.get("because", ""), officer=request.user, on=today())
    except (verification.CannotDecideHeld, verification.CannotReceive) as refusal:
        return _page(request, held_id, trouble=str(refusal))
    messages.success(request, f"已接收 {receipt.rows} 行：入库 {receipt.accepted}，隔离 {receipt.quarantined}。")
    return redirect("delivery", receipt.delivery_id)


@may("verification.receive")
@require_POST
def held_turn_away(request: HttpRequest, held_id: int) -> HttpResponse:
    """The sender was wrong."""
    try:
        verification.turn_away(held_id=held_id, because=request.POST.get("because", ""), officer=request.user, on=today())
    except verification.CannotDecideHeld as refusal:
        return _page(request, held_id, trouble=str(refusal))
    messages.success(request, "已退回来源，文件内容没有保留。")
    return redirect("feeds")


@may("verification.view")
def contract(request: HttpRequest, feed: str) -> HttpResponse:
    """What a department agreed to send: on what ground, about whom, and every column."""
    found = next((one for one in queries.feeds() if one.name == feed), None)
    if found is None:
        raise Http404
    shape = found.file_name(request.user.region[:6].ljust(6, "0"), today())
    return render(request, "console/contract.html", {"feed": found, "about": ABOUT[found.about], "columns": found.columns.items(), "shape": shape})


def _page(request: HttpRequest, held_id: int, trouble: str = "") -> HttpResponse:
    one = queries.get_held(held_id)
    feed = next(feed for feed in queries.feeds() if feed.name == one.feed)
    may_decide = not one.outcome and access.may(request.user, "verification.receive", one.region)
    shown = {"held": one, "feed": feed, "may_decide": may_decide, "trouble": trouble, "because": request.POST.get("because", "")}
    return render(request, "console/held.html", shown, status=422 if trouble else 200)
