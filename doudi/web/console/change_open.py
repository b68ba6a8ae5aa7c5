"""提出变更: a township proposes to reduce, end or increase what a family receives; nothing changes before the family is heard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doudi.base import audit
from doudi.benefits import queries as benefits
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.flows.conclude import origin_of
from doudi.flows.review import review_household
from doudi.monitoring import queries as monitoring
from doudi.registry import queries as registry
from doudi.verification import actions as verification
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.components import explanation

KINDS = {"reduce": "调减", "end": "终止", "increase": "增发", "resume": "恢复（已终止或正在渐退的低保）"}
CAUSES = {"family": "家庭报告变化", "review": "定期核查"}
REFUSALS = (actions.CannotOpenChange, verification.CannotRequest)


@may("casework.open_change")
def change_open(request: HttpRequest, household_id: int) -> HttpResponse:
    """The form beside what the rules find today; a form sent twice leads to the change of the first time."""
    if request.method != "POST":
        return _form(request, household_id)
    registry.get_household(household_id)
    on, causes = today(), _causes(household_id)
    if (found := cases.find_open_change(household_id)) and found.opened_by_id == request.user.pk and found.opened_on == on:
        return redirect("change", found.pk)
    kind, cause = request.POST.get("kind", ""), request.POST.get("cause", "")
    if kind not in KINDS or cause not in causes:
        return _form(request, household_id, "请选择提议和事由。")
    return act(
        request,
        review_household,
        refusals=REFUSALS,
        said=lambda change: f"已提出，编号 {change.number}；作出决定前待遇照发。",
        then=lambda change: reverse("change", args=[change.pk]),
        again=lambda words: _form(request, household_id, words),
        household_id=household_id,
        kind=kind,
        cause=cause,
        reason=request.POST.get("reason", ""),
    )


def _causes(household_id: int) -> dict[str, str]:
    alerts: list[Any] = [alert for alert in monitoring.alerts_of(household_id) if alert.state != "concluded"]
    return {**CAUSES, **{origin_of(alert.pk): f"预警：{alert.words[:40]}" for alert in alerts}}


def _form(request: HttpRequest, household_id: int, trouble: str = "") -> HttpResponse:
    on, household = today(), registry.get_household(household_id)
    audit.record("registry.family_read", about=household, by=request.user)
    standings = benefits.standings_of(household_id, on)
    context = {
        "household": household,
        "standings": standings,
        "award": benefits.find_award(household_id, on),
        "kinds": KINDS,
        "causes": _causes(household_id),
        "explanation": explanation.of_assessment(cases.assess_household(household_id, on=on)) if standings else None,
        "typed": request.POST,
        "trouble": trouble,
    }
    return render(request, "console/change_open.html", context, status=422 if trouble else 200)
