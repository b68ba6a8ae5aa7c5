"""申请: one application on one page: where it stands, what the rules find, what was checked, and what this officer may do now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import access, audit
from doudi.benefits import queries as benefits
from doudi.casework import queries as cases
from doudi.casework.kinds import KINDS, ONCE
from doudi.casework.procedures import APPLICATIONS
from doudi.casework.queries.papers import papers_of_page
from doudi.flows.clock import today
from doudi.verification import queries as verification
from doudi.web.access import may
from doudi.web.components import explanation
from doudi.web.components.checked import checks_of, effect_of, held_against
from doudi.web.components.compare import compared
from doudi.web.components.exchanges import exchanges_of
from doudi.web.components.tasks import tasks_of
from doudi.web.console import application_steps, attachments, filings, materials
from doudi.web.console.family_facts import in_order
from doudi.web.console.step_forms import ROLES


@dataclass(frozen=True)
class Station:
    """One station of the procedure: done on a day by somebody, or due, or not reached."""

    title: str
    words: str
    article: str
    on: date | None
    due_on: date | None
    is_here: bool = False

    @property
    def is_done(self) -> bool:
        return self.on is not None


@may("casework.view")
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """Reading it is written down."""
    return page(request, application_id, {})


def page(request: HttpRequest, application_id: int, refused: Mapping[str, str]) -> HttpResponse:
    """The page, with the words of a step that was refused a moment ago."""
    on, shown = today(), cases.page_of(application_id, today())
    one = shown.application
    audit.record("application.read", about=one, by=request.user)
    forms = application_steps.forms_for(request, one, shown.members, refused)
    main = next((form for form in forms if shown.next_step and form.verb == shown.next_step.verb), None)
    decision = shown.decision
    told, filed = {**materials.section(request, one), "trouble": refused.get("ask_for", "")}, filings.section(request, one, refused.get("file", ""))
    checks, drawn = checks_of(shown.assessment.finding.case), getattr(one, "spot_draw", None)
    tasks = tasks_of(shown, asked=told["asked"], checks=checks, filings=filed["rows"], drawn=drawn)
    context = {
        "application": one,
        "origin": one.origin.partition(":"),
        "members": in_order(shown.members),
        "stations": _stations(shown),
        "main_form": main,
        "other_forms": [form for form in forms if form is not main],
        "waits_for": _waits_for(one, shown),
        "explanation": explanation.of_kept(decision.explanation, decision.inputs) if decision else explanation.of_assessment(shown.assessment),
        "is_kept": decision is not None,
        "proposals": _proposals(shown),
        "former": shown.former,
        "passages": _passages(shown),
        "checks": checks,
        "without_consent": [signer.person.name for signer in verification.signers_of(one.household_id, today()) if not signer.holds],
        "beside": held_against(shown.assessment.finding.case),
        "exchanges": exchanges_of(one.household_id, on),
        "effect": effect_of(shown.assessment.finding.case) if decision is None else None,
        "investigations": shown.investigations,
        "objections": shown.objections,
        "complaints": shown.complaints,
        "decision": decision,
        "unanswered": shown.unanswered,
        "has_notice": one.notice_posted_on is not None and one.objected_on is None,
        "attachments": attachments.section(request, one),
        "materials": told,
        "filings": filed,
        "tasks": tasks,
        "tasks_done": sum(task.is_done for task in tasks),
        "compared": compared(cases.form_of(one.pk), shown.assessment.finding.case),
        "awards": [award for award in benefits.awards_of(one.household_id) if award.until_month is None or award.until_month > on],
        "comments": {
            "rows": cases.comments_of("application", one.pk),
            "may": access.may(request.user, "casework.comment", one.region),
            "trouble": refused.get("comment", ""),
        },
        "taken_by": "、".join(name for _, name in cases.assigned().get(("application", one.pk), [])),
        "spot_draw": drawn,
        "arrival": getattr(one, "arrival", None),
        "papers": papers_of_page(shown),
        "on": on,
    }
    stale = next((words for words in refused.values() if words.startswith("您打开页面以后")), "")
    context["stale"] = stale if not any(form.trouble for form in forms) else ""
    return render(request, "console/application.html", context, status=409 if stale else 422 if any(refused.values()) else 200)


STEPS = {verb: application_steps.view_of(verb, page) for verb in application_steps.READERS}
"""Every step's own address and permission."""


def _waits_for(one: Any, shown: Any) -> str:
    if not one.is_open or shown.next_step is None:
        return ""
    return f"等待{'、'.join(ROLES.get(role, role) for role in shown.next_step.who)}：{shown.next_step.title}（{one.next_due_on:%-m月%-d日}前）。"


def _stations(shown: Any) -> list[Station]:
    """The way of this application by its own table; a refusal is never posted, so its notice is left out."""
    one, decision = shown.application, shown.decision
    survey = next((row for row in shown.investigations if row.manner != "county"), None)
    names = "、".join(person.officer.name for person in survey.investigators.all()) if survey else ""
    telling = getattr(decision, "telling", None) if decision else None
    posted = f"至 {one.notice_last_on:%-m月%-d日}" if one.notice_last_on else ""
    by, decided_on, tell_due_on = (decision.decided_by.name, decision.decided_on, decision.tell_due_on) if decision else ("", None, None)
    verbs = {
        "accept": ("受理", one.accepted_by.name, one.accepted_on, None),
        "investigate": ("入户调查", names, survey.on if survey else None, one.survey_due_on),
        "give_opinion": ("初审", one.opinion_by.name if one.opinion_by else "", one.opinion_on, one.due_on),
        "post_notice": ("公示", posted, one.notice_posted_on, one.due_on),
        "submit": ("报送", "", one.submitted_on, one.due_on),
        "decide": ("决定", by, decided_on, one.decision_due_on),
        "tell": ("书面告知", "", telling.on if telling else None, tell_due_on),
    }
    articles = {step.verb: step.article for step in reversed(one.procedure.steps)}
    left_out = {"post_notice"} if one.opinion == "refuse" or one.procedure.notice is None else set()
    left_out |= set() if survey else {"investigate"} - {step.verb for step in one.procedure.way_from("accepted")}  # help at once asks for none
    stations = [
        Station(title, words, articles[verb], on, due_on) for verb, (title, words, on, due_on) in verbs.items() if verb in articles and verb not in left_out
    ]
    if not one.is_open and decision is None:
        return [station for station in stations if station.is_done]
    here = next((place for place, station in enumerate(stations) if not station.is_done), None)
    return [replace(station, is_here=place == here) for place, station in enumerate(stations)]


def _proposals(shown: Any) -> list[dict[str, Any]]:
    """What the rules find about each kind of help, and whether this case goes its way now."""
    names = {member.person_id: member.person.name for member in shown.members}
    return [
        {
            "title": KINDS[one.kind],
            "is_met": one.is_met,
            "people": "、".join(names.get(person, "") for person in one.people),
            "amount_fen": one.amount_fen,
            "supplement_fen": one.supplement_fen,
            "is_once": one.kind in ONCE,
            "is_here": one.kind in shown.application.procedure.kinds,
        }
        for one in shown.assessment.proposals
    ]


def _passages(shown: Any) -> list[dict[str, Any]]:
    """Every step of the case in order, by the titles of the table it was taken under."""
    return [{"on": one.on, "title": _title(one), "scheme": APPLICATIONS[one.scheme].title, "by": one.by.name, "words": one.words} for one in shown.passages]


def _title(passage: Any) -> str:
    steps = [step for step in APPLICATIONS[passage.scheme].steps if step.verb == passage.verb]
    return next((step.title for step in steps if step.leads_to == passage.state), steps[0].title if steps else passage.verb)
