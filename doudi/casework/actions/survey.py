"""调查: two people look at how a family lives; the community, or the county, may look again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from doudi.base import audit, files
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.casework.actions.attach import hang_photographs, redrawn
from doudi.casework.actions.step import be_named, enter, living_members, say, take_application
from doudi.casework.models import Application, Investigation, Investigator, Signature
from doudi.casework.models.signature import SIDES
from doudi.casework.visits import AT_THE_DOOR, BESIDE, MANNERS, NAMED, SELF_CARE, unknown_answers
from doudi.registry import actions as registry


class CannotInvestigate(Exception):
    """Worded for the officer."""


class CannotReviewCommunity(Exception):
    """Worded for the officer."""


class CannotVisitByCounty(Exception):
    """Worded for the officer."""


@dataclass(frozen=True)
class Signed:
    """Who signed: a picture (PNG or JPEG) of the signature, or why there is none here."""

    side: str
    name: str
    picture: bytes = b""
    instead: str = ""


@dataclass(frozen=True)
class Looked:
    """How a case was looked into, beside what was found: the way, who spoke, why nobody went, the form's answers, the six of the scale, who signed."""

    manner: str = "survey"
    who: str = ""
    because: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    able: Mapping[int, Sequence[str]] = field(default_factory=dict)
    signed: Sequence[Signed] = ()


@transaction.atomic
def investigate(
    *,
    application_id: int,
    officers: Sequence[Officer],
    findings: str,
    facts: Sequence[registry.Declared] = (),
    looked: Looked = Looked(),  # noqa: B008
    on: date,
) -> Investigation:
    """Record a visit, or another way of looking, by at least two officers (57号 16; 43号 13); what they found replaces what was declared.

    The first officer writes it down. A visit may be made from afar in an emergency, which is said; neighbours, letters and conferences come beside it.
    """
    application = _take(application_id, "investigate", officers, on, CannotInvestigate)
    _refuse_way(application, looked)
    scale = [registry.Declared(person, name, amount=int(name in able)) for person, able in looked.able.items() for name in SELF_CARE]
    return _record(application, "investigate", looked, officers, findings, [*facts, *scale], on, CannotInvestigate)


def _refuse_way(application: Application, looked: Looked) -> None:
    if looked.manner not in (*AT_THE_DOOR, *BESIDE):
        raise CannotInvestigate("请选择调查方式。")
    if looked.manner in BESIDE and not application.investigations.filter(manner__in=AT_THE_DOOR).exists():
        raise CannotInvestigate(f"{MANNERS[looked.manner]}配合入户调查进行，请先记录入户调查（57号 第十六条）。")
    if looked.manner == "remote" and not looked.because.strip():
        raise CannotInvestigate("重大突发事件期间才可以不入户，请写明原因（57号 第十六条第二款）。")
    if looked.manner in NAMED and not looked.who.strip():
        raise CannotInvestigate(f"请写明{NAMED[looked.manner]}。")
    if wrong := unknown_answers(application.scheme, looked.answers):
        raise CannotInvestigate(f"调查表没有这样的项目或者答案：{'、'.join(wrong)}。")
    living = living_members(application.household_id, application.accepted_on)
    if set(looked.able) - set(living) or any(set(able) - SELF_CARE.keys() for able in looked.able.values()):
        raise CannotInvestigate("自理能力评估须针对该户在世成员的六项指标（43号 第二十二条）。")
    for one in looked.signed:
        if one.side not in SIDES or not one.name.strip() or bool(one.picture) == bool(one.instead.strip()):
            raise CannotInvestigate("每个签字写明签字人，并且签名或者写明没有签名的原因。")


@transaction.atomic
def review_community(*, application_id: int, officers: Sequence[Officer], findings: str, on: date) -> Investigation:
    """Record a community review, held after an objection instead of a new survey (57号 19)."""
    application = _take(application_id, "review_community", officers, on, CannotReviewCommunity)
    return _record(application, "review_community", Looked("community"), officers, findings, (), on, CannotReviewCommunity)


@transaction.atomic
def visit_by_county(*, application_id: int, officers: Sequence[Officer], findings: str, facts: Sequence[registry.Declared] = (), on: date) -> Investigation:
    """Record the county's own visit, owed to a case filed apart and to a complaint (57号 20)."""
    application = _take(application_id, "visit_by_county", officers, on, CannotVisitByCounty)
    return _record(application, "visit_by_county", Looked("county"), officers, findings, facts, on, CannotVisitByCounty)


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
    looked: Looked,
    officers: Sequence[Officer],
    findings: str,
    facts: Sequence[registry.Declared],
    on: date,
    cannot: type[Exception],
) -> Investigation:
    found = say(findings, "调查情况", cannot)
    manner = looked.manner
    investigation = Investigation.objects.create(
        application=application,
        manner=manner,
        on=on,
        findings=found,
        who=looked.who.strip(),
        because=looked.because.strip(),
        answers=dict(looked.answers),
        region=application.region,
    )
    people = {officer.pk: officer for officer in officers}
    Investigator.objects.bulk_create([Investigator(investigation=investigation, officer=officer, region=application.region) for officer in people.values()])
    for one in looked.signed:
        _sign(investigation, one)
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


def _sign(investigation: Investigation, one: Signed) -> None:
    """A drawn signature is made anew by the limited reader before it is kept, as every picture from outside is."""
    drawn = files.keep(redrawn(one.picture)) if one.picture else ""
    Signature.objects.create(
        investigation=investigation, side=one.side, name=one.name.strip(), file=drawn, instead=one.instead.strip(), region=investigation.region
    )
