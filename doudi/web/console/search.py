"""查询: families, cases, alerts and villages by a few words, within the officer's region; words that hold a number never reach an address."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit, idnumber, regions
from doudi.benefits import queries as benefits
from doudi.casework import queries as casework
from doudi.flows.clock import today
from doudi.monitoring import queries as monitoring
from doudi.registry import queries as registry
from doudi.web.access import may

LONGEST, SHOWN, SUGGESTED, SHORTEST_PLACE = 40, 20, 8, 2
HOLDS_A_NUMBER = re.compile(r"\d")


@dataclass(frozen=True)
class Found:
    """What stands on the page, group by group; `is_cut` where more people are meant than are shown."""

    people: list[Any]
    is_cut: bool
    cases: list[Any]
    alerts: list[Any]
    villages: list[tuple[str, int]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found in any group."""
        return not (self.people or self.cases or self.alerts or self.villages)

    def shown(self) -> dict[str, Any]:
        """Whom and what the officer was shown, by number: what the audit keeps."""
        households = sorted({member.household_id for member in self.people})
        people = sorted({member.person_id for member in self.people})
        former = sorted({member.person_id for member in self.people if member.found_as})
        shown = {"households": households, "people": people, "cases": [case.number for case in self.cases], "alerts": [alert.pk for alert, _ in self.alerts]}
        return {**shown, "by_former_name": former} if former else shown


@may("registry.view_family")
def search(request: HttpRequest) -> HttpResponse:
    """The form sends by POST; words without a number lead to an address that may be gone back to, a number is answered at once."""
    words = (request.POST or request.GET).get("q", "").strip()[:LONGEST]
    has_number = bool(HOLDS_A_NUMBER.search(words))
    if request.method == "POST" and words and not has_number:
        return redirect(f"{reverse('search')}?{urlencode({'q': words})}")
    if request.method != "POST" and has_number:
        return _page(request, "", trouble="号码不能写在网址里，请在查询框中输入。")
    number = idnumber.normalise(words)
    if len(number) == 18 and number[:17].isdecimal() and (why := idnumber.check(number)):
        return _page(request, "", trouble=f"{why}，请核对后再查。")
    return _page(request, words)


@may("registry.view_family")
@require_POST
def search_complete(request: HttpRequest) -> HttpResponse:
    """A few people while typing, as soon as the words may mean somebody."""
    words = request.POST.get("q", "").strip()[:LONGEST]
    people = registry.find_people(words, limit=SUGGESTED) if words else []
    if words:
        _record(request, words, Found(people, False, [], [], []))
    return render(request, "console/search_suggested.html", {"people": people, "words": words})


def _page(request: HttpRequest, words: str, trouble: str = "") -> HttpResponse:
    found = _find(request, words) if words else None
    if found:
        _record(request, words, found)
    context = {
        "words": "" if HOLDS_A_NUMBER.search(words) else words,
        "found": found,
        "most": SHOWN,
        "may_register": access.may(request.user, "registry.register_stranger"),
        "standings": benefits.kinds_held([member.household_id for member in found.people], today()) if found else {},
        "trouble": trouble,
    }
    return render(request, "console/search.html", context, status=422 if trouble else 200)


def _find(request: HttpRequest, words: str) -> Found:
    people = registry.find_people(words, limit=SHOWN + 1)
    households = {member.household_id for member in people[:SHOWN]}
    cases, alerts, villages = [], [], []
    if access.may(request.user, "casework.view"):
        cases = casework.find_cases(words) or casework.open_cases_of(households)
    if access.may(request.user, "monitoring.view"):
        alerts = [(alert, monitoring.signal_of(alert)) for alert in monitoring.open_alerts_of(households)[:SHOWN]]
    if len(words) >= SHORTEST_PLACE:
        named = [code for code in regions.named_like(words, request.user.region) if regions.level_of(code) == "village"]
        villages = [(code, registry.count_families_in(code)) for code in named[:SUGGESTED]]
    return Found(people[:SHOWN], len(people) > SHOWN, cases[:SHOWN], alerts, villages)


def _record(request: HttpRequest, words: str, found: Found) -> None:
    """Every look-up is kept with whom it showed; the words only where they hold no number."""
    kept = {} if HOLDS_A_NUMBER.search(words) else {"words": words}
    audit.record("registry.searched", about=None, by=request.user, detail={**found.shown(), **kept})
