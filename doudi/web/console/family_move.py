"""迁移、分户与并户: who of the family lives where from today; what that means for help goes before the offices that answer for it."""

from collections.abc import Callable, Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import audit, regions
from doudi.base.models import Officer
from doudi.casework import actions
from doudi.flows import families as flow
from doudi.flows.clock import today
from doudi.registry import actions as registering
from doudi.registry import queries as registry
from doudi.verification import queries as verification
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.family_facts import in_order
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import Field, StepForm, filled

REFUSALS = (actions.CannotMoveHelp, actions.CannotReview, registering.CannotMovePeople, Mistake)
AREAS = (("urban", "城镇"), ("rural", "农村"))


@may("casework.move_family")
def family_move(request: HttpRequest, household_id: int) -> HttpResponse:
    """The place first, then who goes there; asked again, the form."""
    if request.method != "POST":
        return _page(request, household_id, {})
    registry.get_household(household_id)

    def take(*, officer: Officer, on: date) -> str:
        people = [int(one) for one in request.POST.getlist("people") if one.isdecimal() and len(one) < 19]
        given = {"region": request.POST.get("village", ""), "area": request.POST.get("area", ""), "words": request.POST.get("words", "")}
        signed = verification.supporters_holding(household_id, on)
        flow.move_people(household_id=household_id, person_ids=people, officer=officer, on=on, **given)
        return "已登记迁移；待遇由负责的机关继续办理。" + _of_supporters(household_id, signed, on)

    return _act(request, household_id, "move", take)


@may("casework.move_family")
@require_POST
def family_merge(request: HttpRequest, household_id: int) -> HttpResponse:
    """Everybody of this family lives in another one of this place."""
    registry.get_household(household_id)

    def take(*, officer: Officer, on: date) -> str:
        number = request.POST.get("number", "").strip()
        found = registry.households_numbered([number])
        if number not in found:
            raise Mistake("本区域内没有这个户号，请核对。")
        signed = verification.supporters_holding(household_id, on)
        flow.merge_families(household_id=household_id, to_household_id=found[number].household_id, words=request.POST.get("words", ""), officer=officer, on=on)
        return "已登记并户，两户的待遇列入核查。" + _of_supporters(household_id, signed, on)

    return _act(request, household_id, "merge", take)


def _of_supporters(household_id: int, signed: int, on: date) -> str:
    """What has become of the papers of supporters outside, in words; nothing where there were none."""
    if not signed:
        return ""
    if not verification.supporters_holding(household_id, on):
        return f"义务人 {signed} 人为本户签的授权已随户迁移。"
    return f"义务人 {signed} 人的授权只用于原户，没有带走；新户需要核对的，请本人另签授权书。"


def _act(request: HttpRequest, household_id: int, name: str, take: Callable[..., str]) -> HttpResponse:
    then = reverse("family_after", args=[household_id])
    return act(request, take, refusals=REFUSALS, said=str, then=then, again=lambda words: _page(request, household_id, {name: words}))


def _page(request: HttpRequest, household_id: int, refused: Mapping[str, str]) -> HttpResponse:
    on, household = today(), registry.get_household(household_id)
    audit.record("registry.family_read", about=household, by=request.user)
    typed = request.POST if refused else request.GET
    town = typed.get("town", "") or typed.get("village", "")[:9] or household.region[:9]
    try:
        villages = [(code, regions.name_of(code)) for code in regions.villages_in(town)]
    except regions.UnknownRegion:
        town, villages = household.region[:9], []
    people = [(str(one.person_id), one.person.name) for one in in_order(registry.members_of(household_id, on)) if one.person.died_on is None]
    everybody = [number for number, _ in people]
    fields = (
        Field("people", "谁搬走", "checks", "全家都选为迁移，只选一部分为分户。", options=people, chosen=everybody),
        Field("village", "迁入的村（社区）", "select", options=villages),
        Field("area", "迁入地", "radio", options=AREAS, value=household.area),
        Field("words", "情况", hint="写明何时搬走、新住址的村（社区）和凭据；不写门牌号。"),
    )
    merging = (Field("number", "并入哪一户（户号）", "line"), Field("words", "情况", hint="写明为何并户、何时起共同生活。"))
    city = household.region[:4]
    context = {
        "household": household,
        "town": town,
        "counties": [
            (regions.name_of(county), [(code, regions.name_of(code)) for code in regions.children_of(county)]) for county in regions.children_of(city)
        ],
        "main_form": StepForm(
            "move",
            "登记迁移或分户",
            "社会救助法 第四十六条",
            reverse("family_move", args=[household_id]),
            "",
            filled(fields, request.POST.dict() if "move" in refused else None, request),
            refused.get("move", ""),
        ),
        "other_forms": [
            StepForm(
                "merge",
                "并入另一户",
                "社会救助法 第四十六条",
                reverse("family_merge", args=[household_id]),
                "",
                filled(merging, request.POST.dict() if "merge" in refused else None, request),
                refused.get("merge", ""),
            )
        ],
    }
    return render(request, "console/family_move.html", context, status=422 if refused else 200)
