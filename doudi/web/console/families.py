"""查家庭: families by a member's name or the household's number, within the officer's region; an ID number is asked for by POST alone."""

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from doudi.base import audit, idnumber
from doudi.benefits import queries as benefits
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may

MOST, SHOWN, SUGGESTED = 500, 25, 8
LONGEST = 40
LIKE_A_NUMBER = re.compile(r"\d{14,}[\dX]?", re.ASCII)


@may("registry.view_family")
def families(request: HttpRequest) -> HttpResponse:
    """Who was found, a page at a time; what looks like an ID number is neither searched for nor shown: it would stand in the address."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    if _is_number(text):
        return _page(request, "", [], trouble="证件号不能写在网址里，请用“按身份证号查”。")
    return _page(request, text, registry.find_people(text, limit=MOST))


@may("registry.view_family")
@require_POST
def families_by_number(request: HttpRequest) -> HttpResponse:
    """The one person of an ID number; the number is not shown again."""
    number = idnumber.normalise(request.POST.get("number", "")[:LONGEST])
    if why := idnumber.check(number):
        return _page(request, "", [], trouble=f"{why}，请核对后再查。")
    return _page(request, "", registry.find_people(number, limit=MOST), by_number=True)


@may("registry.view_family")
def complete(request: HttpRequest) -> HttpResponse:
    """A few suggestions while typing."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = [] if _is_number(text) else registry.find_people(text, limit=SUGGESTED)
    return render(request, "console/families_suggested.html", {"found": found, "text": text})


def _is_number(text: str) -> bool:
    return bool(LIKE_A_NUMBER.fullmatch(idnumber.normalise(text)))


def _page(request: HttpRequest, text: str, found: list[Any], *, by_number: bool = False, trouble: str = "") -> HttpResponse:
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    if text or by_number:
        audit.record("registry.searched", about=None, by=request.user, detail={"found": len(found), "by_number": by_number})
    context = {
        "text": text,
        "page": page,
        "standings": _standings([member.household_id for member in page]),
        "is_asked": bool(text) or by_number,
        "is_cut": len(found) == MOST,
        "most": MOST,
        "trouble": trouble,
    }
    return render(request, "console/families.html", context, status=422 if trouble else 200)


def _standings(household_ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for standing in benefits.standings_in_force(today()).filter(household_id__in=household_ids):
        found.setdefault(standing.household_id, []).append(standing)
    return found
