"""近亲属备案: the register of cases filed apart, filing one while it runs, and the county's lifting of what rested on a mistake."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.queries.filings import STATES
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import application


@may("casework.view")
def filings(request: HttpRequest) -> HttpResponse:
    """The register of this officer's region; reading it is written down."""
    state = request.GET.get("state", "")
    page = Paginator(cases.filings(state if state in STATES else ""), 50).get_page(request.GET.get("page"))
    audit.record("filings.read", about=None, by=request.user, region=request.user.region)
    counted = cases.count_filings()
    context = {"page": page, "state": state, "states": [(code, title, counted[code]) for code, title in STATES.items()]}
    return render(request, "console/filings.html", context)


def section(request: HttpRequest, one: Any, trouble: str) -> dict[str, Any]:
    """What the card on the case's page shows, and what this officer may do about it."""
    return {
        "rows": list(one.filings.all()),
        "may_file": one.is_open and access.may(request.user, "casework.file_relative", one.region),
        "may_lift": one.is_open and access.may(request.user, "casework.lift_filing", one.region),
        "trouble": trouble,
    }


@may("casework.file_relative")
@require_POST
def application_file(request: HttpRequest, application_id: int) -> HttpResponse:
    """Filed apart while the case runs."""
    cases.get_application(application_id)

    def take(*, officer: Officer, on: date) -> None:
        actions.file_relative(application_id=application_id, words=request.POST.get("words", ""), officer=officer, on=on)

    return _act(request, application_id, take, "已单独登记备案，县级入户调查后再作决定。")


@may("casework.lift_filing")
@require_POST
def filing_lift(request: HttpRequest, filing_id: int) -> HttpResponse:
    """It rested on a mistake."""
    filing = cases.get_filing(filing_id)

    def take(*, officer: Officer, on: date) -> None:
        actions.lift_filing(filing_id=filing_id, because=request.POST.get("because", ""), officer=officer, on=on)

    return _act(request, filing.application_id, take, "已撤销备案，理由留在登记簿里。")


def _act(request: HttpRequest, application_id: int, take: Any, said: str) -> HttpResponse:
    return act(
        request,
        take,
        refusals=(actions.CannotFile,),
        said=said,
        then=reverse("application", args=[application_id]),
        again=lambda words: application.page(request, application_id, {"file": words}),
    )
