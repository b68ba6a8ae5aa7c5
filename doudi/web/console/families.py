"""查家庭: everybody whom a name or its pinyin means, a page at a time, or the families of one village; what holds a number belongs to the search."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from doudi.base import audit, regions
from doudi.benefits import queries as benefits
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.console.search import HOLDS_A_NUMBER, LONGEST

MOST, SHOWN = 500, 25


@may("registry.view_family")
def families(request: HttpRequest) -> HttpResponse:
    """The list behind the search's first ones; without a question it leads to the search."""
    words, place = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("place", "")
    if place:
        return _page(request, _village(place, request.user.region), registry.families_in(place), {"place": place})
    if not words or HOLDS_A_NUMBER.search(words):
        return redirect("search")
    return _page(request, words, registry.find_people(words, limit=MOST), {"words": words})


def _village(place: str, within: str) -> str:
    """The village's name; a place that is none, or another's, is not there."""
    if not regions.is_within(place, within) or len(place) != regions.DIGITS["village"]:
        raise Http404
    try:
        return regions.name_of(place)
    except regions.UnknownRegion:
        raise Http404 from None


def _page(request: HttpRequest, title: str, found: Any, asked: dict[str, str]) -> HttpResponse:
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    households, people = [member.household_id for member in page], [member.person_id for member in page]
    former = [member.person_id for member in page if member.found_as]
    shown = {"households": households, "people": people, **({"by_former_name": former} if former else {})}
    audit.record("registry.searched", about=None, by=request.user, detail={**asked, **shown})
    context = {"title": title, "page": page, "standings": benefits.kinds_held(households, today()), "is_cut": page.paginator.count == MOST, "most": MOST}
    return render(request, "console/families.html", context)
