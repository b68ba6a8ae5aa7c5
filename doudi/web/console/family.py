"""家庭: all that is known of one family on one page, and where it comes from; reading it is written down."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits import queries as benefits
from doudi.casework import queries as casework
from doudi.flows.clock import today
from doudi.monitoring import queries as monitoring
from doudi.referral import queries as referral
from doudi.registry import actions as registering
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.components import explanation
from doudi.web.console import family_facts, family_story

PAYMENTS_SHOWN = 12


@dataclass(frozen=True)
class Member:
    """One who lives here: masked number, age, whether they count and why not, names they bore before and whether this officer may enter one; `number` only
    when it was asked for with a reason."""

    row: Any
    age: int
    masked: str
    counts: bool | None
    why_not: str
    standing: Any
    formers: list[Any]
    may_name: bool
    number: str = ""


@dataclass(frozen=True)
class Typed:
    """What was typed of somebody's former name, where it was refused."""

    person_id: int
    name: str
    because: str
    until_on: str


@may("registry.view_family")
def family(request: HttpRequest, household_id: int) -> HttpResponse:
    """The page as the officer's role and region show it."""
    return page(request, household_id)


@may("registry.reveal_id_number")
@require_POST
def family_number(request: HttpRequest, household_id: int, person_id: int) -> HttpResponse:
    """One member's number in full, once, for a reason that is kept."""
    member = registry.members_of(household_id, today()).filter(person=person_id).first()
    if member is None:
        raise Http404
    try:
        number = registry.open_id_number(member.person, officer=request.user, because=request.POST.get("because", ""))
    except registry.CannotOpenIdNumber as refusal:
        return page(request, household_id, trouble=str(refusal))
    return page(request, household_id, shown={person_id: number})


@may("registry.end_membership")
@require_POST
def family_leave(request: HttpRequest, household_id: int, person_id: int) -> HttpResponse:
    """Somebody found to live here no more, registered in two families or dead, belongs to this family until today (国办发〔2023〕39号 三(四))."""
    return act(
        request,
        registering.end_membership,
        refusals=(registering.CannotEndMembership,),
        said="已登记移出，家庭情况按现有成员测算。",
        then=reverse("family", args=[household_id]),
        again=lambda words: page(request, household_id, trouble=words),
        household_id=household_id,
        person_id=person_id,
        until_on=today(),
        because=request.POST.get("because", ""),
    )


def page(request: HttpRequest, household_id: int, trouble: str = "", shown: dict[int, str] | None = None, typed: Typed | None = None) -> HttpResponse:
    """The page, with the words of what was refused a moment ago and what was typed, or with numbers that were asked for."""
    on, household = today(), registry.get_household(household_id)
    audit.record("registry.family_read", about=household, by=request.user)
    sees = {room: access.may(request.user, f"{room}.view") for room in ("casework", "monitoring", "referral")}
    standings = benefits.standings_of(household_id, on)
    applications, changes = (list(casework.applications_of(household_id)), list(casework.changes_of(household_id))) if sees["casework"] else ([], [])
    alerts = list(monitoring.alerts_of(household_id).prefetch_related("visits")) if sees["monitoring"] else []
    referrals = list(referral.of_household(household_id)) if sees["referral"] else []
    lines, adjustments = list(benefits.payments_of(household_id)), list(benefits.adjustments_of(household_id))
    application = next((one for one in applications if one.is_open), None)
    change = next((one for one in changes if one.is_open), None)
    untold = list(casework.awaiting_telling(on).filter(household=household_id)) if sees["casework"] else []
    is_case = bool(standings or application or change)
    assessment = casework.assess_household(household_id, on=on)
    members = family_facts.in_order(registry.members_of(household_id, on))
    awards, accounts = list(benefits.awards_of(household_id)), benefits.accounts_of_people(member.person_id for member in members)
    told = {**{standing.pk: standing for standing in standings}, **{award.standing_id: award.standing for award in awards}}
    moments = [
        *(family_story.of_cases(household_id) if sees["casework"] else ()),
        *family_story.of_alerts(alerts),
        *family_story.of_referrals(referrals),
        *family_story.of_help(list(told.values()), lines, adjustments),
    ]
    context = {
        "household": household,
        "members": _members(request.user, members, assessment, standings, on, is_case=is_case, shown=shown or {}),
        "standings": [standing for standing in standings if standing.person_id is None],
        "money": family_facts.money_of(assessment.finding.case),
        "explanation": explanation.of_assessment(assessment) if is_case else None,
        "awards": awards,
        "accounts": [(member.person, account) for member in members for account in accounts[member.person_id]],
        "lines": lines[:PAYMENTS_SHOWN],
        "adjustments": adjustments,
        "may_change_account": access.may(request.user, "benefits.change_account", household.region),
        "may_see_in_kind": access.may(request.user, "benefits.see_in_kind", household.region),
        "alerts": [(one, monitoring.signal_of(one)) for one in alerts],
        "referrals": [(one, referral.route_of(one), referral.outcome_title(one)) for one in referrals],
        "applications": applications,
        "changes": changes,
        "moments": sorted(moments, key=lambda moment: moment.on, reverse=True),
        "ahead": family_story.dates_ahead(application, change, untold, alerts, referrals),
        "sees": sees,
        "may_apply": access.may(request.user, "casework.accept") and application is None and not any(one.kind == "dibao" for one in standings),
        "may_change": access.may(request.user, "casework.open_change") and change is None and bool(standings),
        "may_see_consents": access.may(request.user, "verification.see_consents", household.region),
        "may_move_out": access.may(request.user, "registry.end_membership") and household.region.startswith(request.user.region),
        "may_reveal": access.may(request.user, "registry.reveal_id_number"),
        "typed": typed,
        "trouble": trouble,
    }
    return render(request, "console/family.html", context, status=422 if trouble else 200)


def _members(officer: Officer, rows: list[Any], assessment: Any, standings: list[Any], on: date, *, is_case: bool, shown: dict[int, str]) -> list[Member]:
    """Whether somebody counts is a finding of the rules, said only where the family has a case."""
    finding = assessment.finding
    counted = next((step.value for step in finding.steps if step.rule == "counts"), [])
    by_person = dict(zip(finding.case.person_ids, zip(finding.case.members, counted or [None] * len(rows), strict=False), strict=False))
    formers = registry.former_names_of(row.person_id for row in rows)
    members = []
    for row in rows:
        facts, counts = by_person.get(row.person_id, ({}, None))
        members.append(
            Member(
                row=row,
                age=_age(row.person.born_on, row.person.died_on or on),
                masked=registry.masked_id_number(row.person),
                counts=counts if is_case else None,
                why_not=family_facts.why_not_counted(facts, on),
                standing=next((one for one in standings if one.person_id == row.person_id), None),
                formers=formers.get(row.person_id, []),
                may_name=access.may(officer, "registry.former_name", row.person.region),
                number=shown.get(row.person_id, ""),
            )
        )
    return members


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
