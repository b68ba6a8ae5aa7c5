"""转介: what was put before other departments, for those who sent it and those who answer it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.referral import queries as referral
from doudi.web.access import may

LISTS = {
    "open": ("未办结", referral.open_referrals),
    "escalated": ("已督办", referral.escalated),
    "returned": ("已退回", referral.returned),
    "completed": ("已办结", referral.completed),
}


@may("web.see_referrals")
def referrals(request: HttpRequest) -> HttpResponse:
    """All within the officer's region, or before the officer's department."""
    return listed(request, LISTS, "console/referrals.html")


def listed(request: HttpRequest, lists: dict[str, tuple[str, object]], template: str) -> HttpResponse:
    """One of several lists, each with its count."""
    wanted = request.GET.get("list", "")
    wanted = wanted if wanted in lists else next(iter(lists))
    tabs = [(code, title, ask().count()) for code, (title, ask) in lists.items()]
    page = Paginator(lists[wanted][1](), 30).get_page(request.GET.get("page"))
    rows = [(one, referral.route_of(one), referral.outcome_title(one), one.escalation_due_on or one.due_on) for one in page]
    return render(request, template, {"tabs": tabs, "wanted": wanted, "page": page, "rows": rows})
