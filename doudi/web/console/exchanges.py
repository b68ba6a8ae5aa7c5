"""核对往来: which sources can be reached, since when one rests, what waits for it, and every try with its evidence."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from doudi.base import access
from doudi.flows.clock import today
from doudi.verification import actions as verification
from doudi.verification.exchange import queries
from doudi.verification.feed import all_feeds
from doudi.web.access import may

MOST_WAITING = 50


@may("verification.view")
def exchanges(request: HttpRequest) -> HttpResponse:
    """Sources first, then what is not there yet, then the record."""
    return _page(request)


@may("verification.receive")
@require_POST
def exchanges_wake(request: HttpRequest) -> HttpResponse:
    """The department says that it is back."""
    feed, region = request.POST.get("feed", ""), (request.POST.get("region") or request.user.region)[:6]
    asked_in = request.POST.get("asked_in", "")[:6]
    try:
        waiting = verification.wake_source(feed=feed, region=region, asked_in=asked_in, because=request.POST.get("because", ""), officer=request.user)
    except verification.CannotSetSource as refusal:
        return _page(request, trouble=str(refusal), feed=feed, asked_in=asked_in)
    messages.success(request, f"已结束暂停，{waiting} 份名单马上重试。")
    return redirect("exchanges")


def _page(request: HttpRequest, trouble: str = "", feed: str = "", asked_in: str = "") -> HttpResponse:
    on, region = today(), request.user.region
    rows = [(county, one) for county in queries.counties(region) for one in queries.sources(on, region=county)]
    waiting = queries.to_send(region[:6])
    page = Paginator(queries.tries(region[:6]), 30).get_page(request.GET.get("page"))
    titles = {name: one.title for name, one in all_feeds().items()}
    context = {
        "sources": rows,
        "many": len(region) < len("370702"),
        "resting": sum(one.is_resting for _, one in rows),
        "waiting": [(one, titles.get(one.feed, one.feed)) for one in waiting[:MOST_WAITING]],
        "waiting_count": waiting.count(),
        "page": page,
        "tries": [(one, titles.get(one.exchange.feed, one.exchange.feed)) for one in page],
        "on": on,
        "may_wake": access.may(request.user, "verification.receive"),
        "trouble": trouble,
        "trouble_feed": feed,
        "trouble_in": asked_in,
    }
    return render(request, "console/exchanges.html", context, status=422 if trouble else 200)
