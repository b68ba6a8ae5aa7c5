"""核对对照: declared against found side by side, source and day, one click to what is behind it, and what it would do to the result; never a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.verification import actions as verification
from doudi.verification import crossing, reports
from doudi.verification.beside import Beside, beside_of, effect_of, living, rules_touched
from doudi.verification.told import CONFLICT, HIT, MISS, NOT_ASKED, SILENT, WITHDRAWN, Told, told_about
from doudi.verification.words import BY_NAME, fact_of, said_of
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.components.sources import whence

SUPERSEDED = "已被取代"
TONES = {HIT: "plain", MISS: "quiet", SILENT: "wait", CONFLICT: "late", NOT_ASKED: "quiet", WITHDRAWN: "quiet"}


@dataclass(frozen=True)
class Word:
    """One department's word about one person: the link leads to what is behind it, where something is."""

    who: str
    said: str
    day: date | None
    answer_id: int | None


@dataclass(frozen=True)
class Row:
    """One thing on the page, with each department's word for it and the rules that read it."""

    title: str
    whose: str
    declared: str
    found: str
    more: str
    still: int
    words: list[Word]
    rules: list[tuple[str, str]]

    @property
    def differs(self) -> bool:
        return bool(self.more)


@may("verification.see_report")
def checks(request: HttpRequest, household_id: int) -> HttpResponse:
    """Reading it is written down."""
    return page(request, household_id)


@may("verification.report")
@require_POST
def report_make(request: HttpRequest, household_id: int) -> HttpResponse:
    """What was found by now, frozen as a report; the page of the report follows."""
    case = _case(request, household_id)
    named = {"origin": f"application:{case.pk}", "about": f"{case.get_scheme_display()}申请 {case.number}"} if case else {}
    return act(
        request,
        verification.make_report,
        refusals=(verification.CannotReport,),
        said=lambda made: f"已出具核对报告 {made.number}。",
        then=lambda made: reverse("check_report", args=[made.pk]),
        again=lambda words: page(request, household_id, words),
        household_id=registry.get_household(household_id).pk,
        **named,
    )


def state_of(report: Any, on: date) -> tuple[str, str]:
    """What a report is worth today: words and tone."""
    if getattr(report, "superseded_by", None):
        return SUPERSEDED, "quiet"
    return ("已过有效期", "wait") if report.valid_until < on else ("有效", "good")


def page(request: HttpRequest, household_id: int, trouble: str = "") -> HttpResponse:
    """The page, with the words of what was refused a moment ago."""
    on, household = today(), registry.get_household(household_id)
    case = registry.case_of(household_id, on=on)
    told, opened = told_about(case), _case(request, household_id)
    audit.record("verification.checks_read", about=household, by=request.user)
    names = dict(living(case))
    answers = {(one.person_id, one.feed.tells[0]): one.answer_id for one in told if one.state == HIT}
    peers = crossing.peers(household.region, on) if access.may(request.user, "verification.cross", household.region) else []
    context = {
        "household": household,
        "head": next((one["name"] for one in names.values()), household.number),
        "application": opened,
        "rows": [_row(one, names, answers, on) for one in beside_of(case)],
        "effect": effect_of(case),
        "told": [(one, TONES[one.state], _said(one)) for one in told],
        "unanswered": sum(not one.is_answered for one in told),
        "reports": [(one, *state_of(one, on)) for one in reports.reports_of(household_id)],
        "elsewhere": crossing.about_family(household_id),
        "peers": peers,
        "may_be_asked": crossing.may_be_asked(household_id, on) if peers else [],
        "may_report": access.may(request.user, "verification.report", household.region),
        "trouble": trouble,
    }
    return render(request, "console/checks.html", context, status=422 if trouble else 200)


def _case(request: HttpRequest, household_id: int) -> Any:
    """The application the check is for, where the page was opened from one."""
    typed = request.GET.get("application", "") or request.POST.get("application", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise Http404
    found = cases.get_application(int(typed))
    if found.household_id != household_id:
        raise Http404
    return found


def _row(one: Beside, names: Mapping[int, Any], answers: Mapping[tuple[int, str], int | None], on: date) -> Row:
    words = [
        Word(f"{names[part.person_id]['name']} · {whence(part.source.source)}", said_of(part.name, part.value), part.source.day, _behind(part, answers))
        for part in one.parts
        if part.source and (part.value or one.person_id)
    ]
    more = said_of(one.name, one.found - one.declared) if one.differs else ""
    found = said_of(one.name, one.found) if one.is_found else ""
    whose = "全家" if one.person_id is None else names[one.person_id]["name"]
    return Row(BY_NAME[one.name].title, whose, said_of(one.name, one.declared), found, more, one.still, words, rules_touched(one.name, on))


def _behind(part: Any, answers: Mapping[tuple[int, str], int | None]) -> int | None:
    return answers.get((part.person_id, part.name))


def _said(one: Told) -> str:
    """What the department's answer comes to."""
    return f"{fact_of(one.feed.tells[0]).title.removeprefix('核对发现的')} {said_of(one.feed.tells[0], one.value)}" if one.state == HIT else ""
