"""受理申请: what a family declares, checked once more on one page, then accepted."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from doudi.base import audit
from doudi.benefits import queries as benefits
from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.casework.materials import MANNERS
from doudi.flows.application import apply_for_help
from doudi.flows.clock import today
from doudi.flows.conclude import origin_of
from doudi.monitoring import queries as monitoring
from doudi.registry import actions as registered
from doudi.registry import queries as registry
from doudi.verification import actions as verification
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import intake
from doudi.web.console.family_facts import in_order
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import day_of

REFUSALS = (casework.CannotAccept, casework.CannotArrive, casework.CannotNameAccount, registered.CannotDeclare, verification.CannotRequest)
NOT_KEPT = ("csrfmiddlewaretoken", "step", "once", "draft")


@may("casework.accept")
def apply(request: HttpRequest, household_id: int) -> HttpResponse:
    """The form; `review` shows it once more, `edit` goes back to it, `confirm` accepts."""
    household = registry.get_household(household_id)
    origin = _origin(request.GET.get("alert", ""), household_id)
    audit.record("registry.family_read", about=household, by=request.user)
    typed, step = request.POST.dict(), request.POST.get("step", "")
    members = in_order(member for member in registry.members_of(household_id, today()) if member.person.died_on is None)
    about = {"household": household, "members": members, "origin": origin, "typed": typed}
    if request.method != "POST" or step == "edit":
        return _form(request, about, {})
    if mine := _accepted_just_now(request, household_id):
        return redirect("application", mine.pk)
    declared, stated, troubles = intake.read(typed, {member.person_id: member.person.name for member in members})
    applicant = next((member for member in members if str(member.person_id) == typed.get("applicant")), None)
    if applicant is None:
        troubles = {"applicant": "请选择由哪位家庭成员提出申请。"} | troubles
    if "promise" not in typed:
        troubles["promise"] = "申请人须确认承诺和授权，才能受理。"
    scheme = typed.get("scheme") or _first(household)
    if scheme not in casework.BEGIN_AS:
        troubles["scheme"] = "请选择从哪一种救助开始办理。"
    arrived = casework.Arrived()
    try:
        arrived = _arrived(typed, origin)
    except Mistake as mistake:
        troubles["first_on"] = str(mistake)
    accounts = _accounts(members)
    account = next((one for one in accounts if str(one.pk) == typed.get("account")), None)
    if troubles or applicant is None:
        return _form(request, about, troubles)
    if step != "confirm":
        kept = [(name, value) for name, value in typed.items() if name not in NOT_KEPT and value]
        unsigned = _unsigned(members, typed)
        without = [member.person.name for member in members if member.person_id in unsigned]
        said = {"without": without, "applicant": applicant, "account": account, "stated": stated, "kept": kept, "begins": casework.BEGIN_AS[scheme]}
        return render(request, "console/apply_review.html", {**about, **said})
    return act(
        request,
        apply_for_help,
        refusals=REFUSALS,
        said=_said,
        then=lambda application: reverse("application", args=[application.pk]),
        again=lambda words: _form(request, about, {"": words}),
        household_id=household_id,
        applicant_id=applicant.person_id,
        declared=declared,
        origin=origin,
        relatives=typed.get("relatives", ""),
        account_id=account.pk if account else None,
        scheme=scheme,
        arrived=arrived,
        unsigned=_unsigned(members, typed),
    )


def _arrived(typed: Mapping[str, str], origin: str) -> casework.Arrived:
    """How it came, as the form says; raises Mistake where a day cannot be read."""
    manner = typed.get("manner") or ("alert" if origin != "window" else "in_person")
    texts = {name: typed.get(name, "") for name in ("brought_by", "relation", "mandate", "reference")}
    return casework.Arrived(manner, first_on=day_of(typed.get("first_on", ""), "最初提出的日期"), **texts)


def _unsigned(members: list[Any], typed: Mapping[str, str]) -> list[int]:
    """Whom the officer marked as not having signed."""
    return [member.person_id for member in members if f"unsigned-{member.person_id}" in typed]


def _said(application: Any) -> str:
    return f"已受理，申请编号 {application.number}。请告知申请人编号；{application.survey_due_on:%-m月%-d日}前启动入户调查。"


def _origin(alert: str, household_id: int) -> str:
    """The alert that led here, if it is this family's; otherwise the window."""
    if not alert:
        return "window"
    if not (alert.isdecimal() and len(alert) < 19) or monitoring.get_alert(int(alert)).household_id != household_id:
        raise Http404
    return origin_of(int(alert))


def _accepted_just_now(request: HttpRequest, household_id: int) -> Any:
    """A form sent twice leads to the application of the first time."""
    found = cases.find_open_application(household_id)
    return found if found and found.accepted_by_id == request.user.pk and found.accepted_on == today() else None


def _manners(origin: str) -> list[tuple[str, str]]:
    """The ways it may have come, the likeliest first: what began with an alert came by it, or by somebody on the family's behalf."""
    ways = ("alert", "on_behalf") if origin != "window" else tuple(code for code in MANNERS if code != "alert")
    return [(code, MANNERS[code]) for code in ways]


def _first(household: Any) -> str:
    """What a case begins as where nobody has chosen: for who is registered nowhere here, help at once."""
    return "urgent_relief" if household.is_stranger else next(iter(casework.BEGIN_AS))


def _accounts(members: list[Any]) -> list[Any]:
    return [account for member in members for account in benefits.accounts_of(member.person_id)]


def _form(request: HttpRequest, about: Mapping[str, Any], troubles: dict[str, str]) -> HttpResponse:
    typed = about["typed"]
    context = {
        **about,
        "forms": [(member, intake.sections(member.person_id, typed, troubles)) for member in about["members"]],
        "household_sections": intake.sections(None, typed, troubles),
        "begins": [(code, title, code == typed.get("scheme", _first(about["household"]))) for code, title in casework.BEGIN_AS.items()],
        "manners": _manners(about["origin"]),
        "unsigned": _unsigned(about["members"], typed),
        "first": cases.find_open_application(about["household"].pk),
        "accounts": _accounts(about["members"]),
        "troubles": troubles,
    }
    return render(request, "console/apply.html", context, status=422 if troubles else 200)
