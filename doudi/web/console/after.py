"""确认以后: what may happen to a family that receives: how often it is looked at, what it reports, what was corrected, challenged and moved."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import queries as benefits
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.flows.review import report_change
from doudi.registry import actions as registering
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console import intake
from doudi.web.console.application_steps import fact_row
from doudi.web.console.family_facts import in_order
from doudi.web.console.step_forms import FACT_ROWS, Field, StepForm, day_of, filled, number_of

CAUSES = (("report", "收入、财产或人口有变化"), ("work", "有人就业"), ("death", "有人去世"), ("self_care", "特困人员自理能力变化"))
REFUSALS = (
    actions.CannotReview,
    actions.CannotSetPace,
    registering.CannotDeclare,
    registering.CannotReportDeath,
    intake.Mistake,
)


@may("casework.view")
def family_after(request: HttpRequest, household_id: int) -> HttpResponse:
    """Reading it is written down."""
    return _page(request, household_id, {})


@may("casework.open_review")
@require_POST
def family_report(request: HttpRequest, household_id: int) -> HttpResponse:
    """What the family, a carer or the village says has changed."""
    registry.get_household(household_id)

    def take(*, officer: Officer, on: date) -> None:
        people = [member.person_id for member in registry.members_of(household_id, on)]
        person = request.POST.get("person", "")
        person_id = number_of(person, "是哪位成员") if person else None
        if person_id is not None and person_id not in people:
            raise intake.Mistake("请选择该户的成员。")
        cause = request.POST.get("cause", "")
        event_on = day_of(request.POST.get("event_on", ""), "发生日期")
        if cause not in dict(CAUSES):
            raise intake.Mistake("请选择是哪一类变化。")
        if cause in ("death", "work") and event_on is None:
            raise intake.Mistake("就业和去世须写明发生日期。")
        if cause == "death" and person_id is None:
            raise intake.Mistake("请选择去世的是哪位成员。")
        report_change(
            household_id=household_id,
            cause=cause,
            words=request.POST.get("words", ""),
            person_id=person_id,
            event_on=event_on,
            facts=intake.corrected(request.POST.dict(), FACT_ROWS, people),
            officer=officer,
            on=on,
        )

    return _act(request, household_id, "report", take, "已登记报告，列入核查。")


@may("casework.set_pace")
@require_POST
def family_pace(request: HttpRequest, household_id: int) -> HttpResponse:
    """A shorter interval for this family."""
    registry.get_household(household_id)

    def take(*, officer: Officer, on: date) -> None:
        months = number_of(request.POST.get("months", ""), "间隔的月数")
        actions.set_pace(household_id=household_id, months=months, reason=request.POST.get("reason", ""), officer=officer, on=on)

    return _act(request, household_id, "pace", take, "已设定核查间隔。")


def _act(request: HttpRequest, household_id: int, name: str, take: Callable[..., None], said: str) -> HttpResponse:
    then = reverse("family_after", args=[household_id])
    return act(request, take, refusals=REFUSALS, said=said, then=then, again=lambda words: _page(request, household_id, {name: words}))


def _page(request: HttpRequest, household_id: int, refused: Mapping[str, str]) -> HttpResponse:
    on, household = today(), registry.get_household(household_id)
    audit.record("registry.family_read", about=household, by=request.user)
    members = in_order(registry.members_of(household_id, on))
    standings = benefits.standings_of(household_id, on)
    kinds = [one.kind for one in standings]
    ever = list(benefits.standings_ever(household_id))
    reviews, forms = list(cases.reviews_of(household_id)), _forms(request, household_id, members, bool(standings), refused)
    context = {
        "household": household,
        "standings": standings,
        "pace": cases.pace_of(household_id, kinds, on) if standings else None,
        "usual": cases.class_of(household_id, kinds, on) if standings else None,
        "main_form": next(iter(forms), None),
        "other_forms": forms[1:],
        "reviews": reviews,
        "corrections": cases.corrections_of(household_id),
        "challenges": cases.challenges_of(household_id),
        "moves": [(one, one.household_id == household_id) for one in cases.moves_of(household_id)],
        "decisions": cases.decisions_of(household_id),
        "may_change": access.may(request.user, "casework.open_change", household.region) and bool(ever),
        "may_move": access.may(request.user, "casework.move_family", household.region) and bool(members),
    }
    return render(request, "console/family_after.html", context, status=422 if refused else 200)


def _forms(request: HttpRequest, household_id: int, members: list[Any], is_receiving: bool, refused: Mapping[str, str]) -> list[StepForm]:
    forms = []
    if access.may(request.user, "casework.open_review"):
        forms.append(
            (
                "report",
                "登记家庭情况变化",
                "社会救助法 第四十六条；57号 第三十条",
                "只记录报告的内容并列入核查，待遇不因此改变。",
                _report_fields(request, members),
            )
        )
    if access.may(request.user, "casework.set_pace") and is_receiving:
        fields = (Field("months", "每几个月核查一次", "line", "只能比法定间隔短。"), Field("reason", "理由"))
        forms.append(("pace", "缩短核查间隔", "57号 第三十一条", "", fields))
    return [
        StepForm(
            name,
            title,
            article,
            reverse(f"family_{name}", args=[household_id]),
            note,
            filled(fields, request.POST.dict() if name in refused else None, request),
            refused.get(name, ""),
        )
        for name, title, article, note, fields in forms
    ]


def _report_fields(request: HttpRequest, members: list[Any]) -> tuple[Field, ...]:
    people = [(str(member.person_id), member.person.name) for member in members if member.person.died_on is None]
    names = [("", "没有"), *((row, intake.BY_ROW[row].title) for row in intake.CORRECTABLE)]
    rows: list[Any] = [fact_row(f"fact{place}", [("", "全家"), *people], names, request.POST.dict()) for place in range(FACT_ROWS)]
    return (
        Field("cause", "哪一类变化", "radio", options=CAUSES),
        Field("person", "是哪位成员", "select", is_required=False, options=[("", "全家"), *people]),
        Field("event_on", "发生日期", "day", "就业、去世和自理能力变化写明哪一天。", is_required=False),
        Field("words", "报告的内容", hint="写明由谁报告、怎么变化、凭什么材料。"),
        Field("facts", "变化后的数额", "facts", "金额写近12个月的元数；说不清的写“?”。", options=rows),
    )
