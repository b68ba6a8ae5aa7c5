"""调查: two people look at how a family lives; the community, or the county, may look again."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.casework.actions.attach import hang_photographs
from doudi.casework.actions.step import be_named, enter, say, take_application
from doudi.casework.models import Application, Investigation, Investigator
from doudi.registry import actions as registry


class CannotInvestigate(Exception):
    """Worded for the officer."""


class CannotReviewCommunity(Exception):
    """Worded for the officer."""


class CannotVisitByCounty(Exception):
    """Worded for the officer."""


@transaction.atomic
def investigate(*, application_id: int, officers: Sequence[Officer], findings: str, facts: Sequence[registry.Declared] = (), on: date) -> Investigation:
    """Record a visit by at least two officers (57号 16); what they found replaces what was declared. The first officer writes it down."""
    application = _take(application_id, "investigate", officers, on, CannotInvestigate)
    return _record(application, "investigate", "survey", officers, findings, facts, on, CannotInvestigate)


@transaction.atomic
def review_community(*, application_id: int, officers: Sequence[Officer], findings: str, on: date) -> Investigation:
    """Record a community review, held after an objection instead of a new survey (57号 19)."""
    application = _take(application_id, "review_community", officers, on, CannotReviewCommunity)
    return _record(application, "review_community", "community", officers, findings, (), on, CannotReviewCommunity)


@transaction.atomic
def visit_by_county(*, application_id: int, officers: Sequence[Officer], findings: str, facts: Sequence[registry.Declared] = (), on: date) -> Investigation:
    """Record the county's own visit, owed to a case filed apart and to a complaint (57号 20)."""
    application = _take(application_id, "visit_by_county", officers, on, CannotVisitByCounty)
    return _record(application, "visit_by_county", "county", officers, findings, facts, on, CannotVisitByCounty)


def _take(application_id: int, verb: str, officers: Sequence[Officer], on: date, cannot: type[Exception]) -> Application:
    for officer in officers:
        be_named(officer, cannot)
    if len({officer.pk for officer in officers}) < 2:
        raise cannot("调查须由两名以上不同的工作人员进行（57号 第十六条）。")
    application = take_application(application_id, verb, officer=officers[0], on=on, cannot=cannot)
    for officer in officers[1:]:
        require(officer, f"casework.{verb}", application.region)
    return application


def _record(
    application: Application,
    verb: str,
    manner: str,
    officers: Sequence[Officer],
    findings: str,
    facts: Sequence[registry.Declared],
    on: date,
    cannot: type[Exception],
) -> Investigation:
    found = say(findings, "调查情况", cannot)
    investigation = Investigation.objects.create(application=application, manner=manner, on=on, findings=found, region=application.region)
    people = {officer.pk: officer for officer in officers}
    Investigator.objects.bulk_create([Investigator(investigation=investigation, officer=officer, region=application.region) for officer in people.values()])
    hang_photographs(investigation)
    household_id, recorder = application.household_id, officers[0]
    for fact in facts:
        registry.record_fact(
            person_id=fact.person_id,
            household_id=None if fact.person_id else household_id,
            name=fact.name,
            amount=fact.amount,
            word=fact.word,
            source="investigation",
            ref=str(investigation.pk),
            on=on,
        )
    registry.record_fact(household_id=household_id, name="visited_on", amount=1, source="casework", ref=f"investigation:{investigation.pk}", on=on)
    if manner != "county":
        enter(application, verb, "investigated", officer=recorder, on=on)
    audit.record(f"application.{verb}", about=application, by=recorder, detail={"officers": sorted(people)})
    return investigation
