"""曾用名: a name that somebody of a family bore before is entered with its evidence, and taken out with a reason, on the family's page."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base.models import Officer
from doudi.flows.clock import today
from doudi.registry import actions as registering
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.family import Typed, page
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import day_of

REFUSALS = (registering.CannotRecordFormerName, Mistake)


@may("registry.former_name")
@require_POST
def family_former(request: HttpRequest, household_id: int, person_id: int) -> HttpResponse:
    """Somebody who lives here bore this name, as a paper says; departments may still write them so (个人信息保护法 第八条)."""
    if not registry.members_of(household_id, today()).filter(person=person_id).exists():
        raise Http404
    name, because, until = (request.POST.get(one, "") for one in ("name", "because", "until_on"))

    def take(*, officer: Officer, on: date) -> None:
        day = day_of(until, "更名日期")
        registering.record_former_name(person_id=person_id, name=name, because=because, until_on=day, officer=officer, on=on)

    return act(
        request,
        take,
        refusals=REFUSALS,
        said="已登记曾用名。部门再用此名报送的，会提示此人。",
        then=reverse("family", args=[household_id]),
        again=lambda words: page(request, household_id, trouble=words, typed=Typed(person_id, name, because, until)),
    )


@may("registry.former_name")
@require_POST
def family_former_withdraw(request: HttpRequest, household_id: int, former_name_id: int) -> HttpResponse:
    """It was not theirs; what came under it stays as it was taken."""
    members = [one.person_id for one in registry.members_of(household_id, today())]
    if former_name_id not in {former.pk for formers in registry.former_names_of(members).values() for former in formers}:
        raise Http404
    return act(
        request,
        registering.withdraw_former_name,
        refusals=REFUSALS,
        said="已撤销这条曾用名，不再据以核对和查询。",
        then=reverse("family", args=[household_id]),
        again=lambda words: page(request, household_id, trouble=words),
        former_name_id=former_name_id,
        because=request.POST.get("because", ""),
    )
