"""人员: who works here, in which role and where; the administrator adds officers and switches off those who leave."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from doudi.base import migrate, officers, regions
from doudi.base.models import Officer
from doudi.referral.route import all_routes
from doudi.web.access import may

COUNTY = regions.DIGITS["county"]


@may("base.keep_officers")
def officers_page(request: HttpRequest) -> HttpResponse:
    """Those at work first."""
    return _page(request)


@may("base.keep_officers")
@require_POST
@sensitive_variables("password")
def officer_add(request: HttpRequest) -> HttpResponse:
    """The first password is shown once, on this page alone."""
    asked = {name: request.POST.get(name, "").strip()[:60] for name in ("username", "name", "role", "region", "department", "unit", "because")}
    try:
        engaged, password = officers.engage(officer=request.user, **asked)
    except officers.CannotEngage as refusal:
        return _page(request, trouble=str(refusal))
    return _page(request, engaged=engaged, password=password)


@may("base.keep_officers")
@require_POST
def officer_switch(request: HttpRequest, officer_id: int) -> HttpResponse:
    """Off or on, each with its reason; the same again changes nothing."""
    verb, said = (officers.suspend, "已停用。") if request.POST.get("to") == "off" else (officers.reinstate, "已恢复。")
    try:
        switched = verb(officer_id=officer_id, because=request.POST.get("because", ""), officer=request.user)
    except (officers.CannotSuspend, officers.CannotReinstate) as refusal:
        return _page(request, trouble=str(refusal))
    messages.success(request, f"{switched.name}（{switched.username}）{said}")
    return redirect("officers")


def _page(request: HttpRequest, trouble: str = "", engaged: Officer | None = None, password: str = "") -> HttpResponse:
    role = request.GET.get("role", "")
    found = officers.everybody().filter(role_id=role) if role in migrate.ROLES else officers.everybody()
    counties = regions.children_of("3707")
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "roles": migrate.ROLES,
        "role": role,
        "departments": {route.department: route.department_title for route in all_routes().values()},
        "places": [(code, regions.name_of(code), [(town, regions.name_of(town)) for town in regions.children_of(code)]) for code in counties],
        "engaged": engaged,
        "password": password,
        "typed": {} if engaged else request.POST,
        "trouble": trouble,
    }
    return render(request, "console/officers.html", context, status=422 if trouble else 200)
