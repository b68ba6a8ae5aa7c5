"""异地协查: what was asked of offices elsewhere and what they answered; what they ask, answered by an officer with a signature."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import audit
from doudi.base.idnumber import masked
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.verification import actions, crossing
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import checks


@may("verification.cross")
def cross(request: HttpRequest) -> HttpResponse:
    """Both ways: those without an answer first, by term; nobody is named here."""
    return render(request, "console/cross.html", {"coming": crossing.requests("in"), "going": crossing.requests("out")})


@may("verification.cross")
def cross_request(request: HttpRequest, cross_id: int) -> HttpResponse:
    """Reading whom it is about is written down."""
    return _page(request, cross_id)


@may("verification.cross")
@require_POST
def cross_answer(request: HttpRequest, cross_id: int) -> HttpResponse:
    """What this office answers about each person."""
    row = crossing.get_request(cross_id)
    places = [one["place"] for one in crossing.people_of(row)]
    answers = {place: (request.POST.get(f"state-{place}", ""), request.POST.get(f"words-{place}", "")) for place in places}
    return act(
        request,
        actions.answer_elsewhere,
        refusals=(actions.CannotAnswerElsewhere,),
        said="已答复，签名函件已放入发件文件夹。",
        then=reverse("cross_request", args=[row.pk]),
        again=lambda words: _page(request, cross_id, words),
        cross_id=row.pk,
        answers=answers,
        now=datetime.now(UTC),
    )


@may("verification.cross")
@require_POST
def cross_ask(request: HttpRequest, household_id: int) -> HttpResponse:
    """A request about a family here, to an office elsewhere."""
    typed = request.POST.get("peer", "")
    chosen = request.POST.getlist("people") or ["0"] * ("whom" in request.POST)  # nobody chosen is not everybody
    return act(
        request,
        actions.ask_elsewhere,
        refusals=(actions.CannotAskElsewhere,),
        said=lambda made: f"已发出异地协查请求 {made.number}，签名函件已放入发件文件夹。",
        then=reverse("checks", args=[household_id]),
        again=lambda words: checks.page(request, household_id, words),
        household_id=registry.get_household(household_id).pk,
        peer_id=int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0,
        reason=request.POST.get("reason", ""),
        people=[int(one) for one in chosen if one.isascii() and one.isdecimal() and len(one) < 19],
        now=datetime.now(UTC),
    )


def _page(request: HttpRequest, cross_id: int, trouble: str = "") -> HttpResponse:
    row = crossing.get_request(cross_id)
    audit.record("verification.cross_read", about=row, by=request.user)
    answers, known = crossing.answers_of(row, today()), crossing.known_here(row)
    people: list[dict[str, Any]] = [
        {
            **one,
            "masked": masked(one["id_number"]),
            "answer": answers.get(one["place"]),
            "is_known": one["place"] in known,
            "state": request.POST.get(f"state-{one['place']}", ""),
            "words": request.POST.get(f"words-{one['place']}", ""),
        }
        for one in crossing.people_of(row)
    ]
    context = {"row": row, "people": people, "states": crossing.STATES, "is_in": row.direction == "in", "trouble": trouble, "on": today()}
    return render(request, "console/cross_request.html", context, status=422 if trouble else 200)
