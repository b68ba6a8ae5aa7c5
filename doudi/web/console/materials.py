"""材料告知: the one list of what a family is asked for, and what came of each thing."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access
from doudi.base.models import Officer
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.materials import SETTLED, VERIFIED, materials_of
from doudi.flows.clock import today
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import application


def section(request: HttpRequest, one: Any) -> dict[str, Any]:
    """What the card on the case's page shows, and whether this officer may add to it."""
    asked = list(one.asked.all())
    here = cases.already_here(one, today())
    had = {row.code for row in asked}
    return {
        "asked": asked,
        "left": [(material, here.get(material.code, "")) for material in materials_of(one.scheme) if material.code not in had],
        "has_here": bool(here),
        "verified": list(VERIFIED.values()),
        "may": one.is_open and access.may(request.user, "casework.ask_for", one.region),
        "settle": list(SETTLED.items()),
    }


@may("casework.ask_for")
@require_POST
def application_ask_for(request: HttpRequest, application_id: int) -> HttpResponse:
    """Tell the list, once."""
    cases.get_application(application_id)

    def take(*, officer: Officer, on: date) -> None:
        codes, because = request.POST.getlist("codes"), request.POST.get("because", "")
        actions.ask_for(application_id=application_id, codes=codes, because=because, officer=officer, on=on)

    return _act(request, application_id, take, "已登记一次性告知，请把告知书交给申请人。")


@may("casework.ask_for")
@require_POST
def application_settle(request: HttpRequest, application_id: int, asked_id: int) -> HttpResponse:
    """What came of one thing that was asked for."""
    if not cases.get_application(application_id).asked.filter(pk=asked_id).exists():
        return application.page(request, application_id, {"ask_for": "没有这项材料。"})

    def take(*, officer: Officer, on: date) -> None:
        actions.settle_material(asked_id=asked_id, how=request.POST.get("how", ""), words=request.POST.get("words", ""), officer=officer, on=on)

    return _act(request, application_id, take, "已登记材料的结果。")


def _act(request: HttpRequest, application_id: int, take: Any, said: str) -> HttpResponse:
    then = reverse("application", args=[application_id])
    return act(
        request,
        take,
        refusals=(actions.CannotAskFor,),
        said=said,
        then=then,
        again=lambda words: application.page(request, application_id, {"ask_for": words}),
    )
