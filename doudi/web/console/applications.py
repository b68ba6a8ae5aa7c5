"""申请与变更: the cases of the officer's region, the open ones by their next legal date."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.web.access import may

SHOWN = 30
TABS = {"applications": "申请", "changes": "变更", "tellings": "待告知"}
WHEN = {"overdue": "已超期", "today": "今日到期", "three_days": "三个工作日内", "later": "以后"}


@may("casework.view")
def applications(request: HttpRequest) -> HttpResponse:
    """One tab a kind of case, narrowed by state and by deadline."""
    on = today()
    tab = request.GET.get("tab", "") if request.GET.get("tab", "") in TABS else "applications"
    states: dict[str, str] = {} if tab == "tellings" else cases.STATES[tab]
    state = request.GET.get("state", "") if request.GET.get("state", "") in states else ""
    when = request.GET.get("when", "") if request.GET.get("when", "") in WHEN else ""
    found = _find(tab, state, when)
    context = {
        "tab": tab,
        "tabs": [(code, title, _find(code, "", "").count()) for code, title in TABS.items()],
        "states": states,
        "state": state,
        "whens": WHEN,
        "when": when,
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "on": on,
    }
    return render(request, "console/applications.html", context)


def _find(tab: str, state: str, when: str) -> Any:
    on = today()
    if tab == "tellings":
        return cases.due(cases.awaiting_telling(on).select_related("household"), when, on, "tell_due_on")
    find = cases.find_applications if tab == "applications" else cases.find_changes
    return cases.due(find(state), when, on)
