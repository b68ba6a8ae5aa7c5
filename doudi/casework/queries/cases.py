"""案件: one case with all that stands in it; row-level security decides which cases there are."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import F, Max, Model, Prefetch, QuerySet, prefetch_related_objects

from doudi.base.workdays import workdays_after
from doudi.casework.assessment import Assessment, assess_for
from doudi.casework.models import Application, ApplicationForm, Asked, Change, Complaint, Decision, Filing, Investigation, Move, Objection, Passage, Review
from doudi.casework.procedures import CHANGES, CLOSED, Step, dibao
from doudi.casework.queries.answers import unanswered_of
from doudi.registry import queries as registry

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class ApplicationPage:
    """Everything the page of one application shows, beside what benefits and monitoring know of the family."""

    application: Application
    members: list[Any]
    assessment: Assessment
    investigations: list[Investigation]
    objections: list[Objection]
    complaints: list[Complaint]
    decision: Decision | None
    former: list[Decision]
    passages: list[Passage]
    unanswered: list[Any]
    next_step: Step | None


def open_applications() -> QuerySet[Application]:
    """Applications on their way, nearest legal date first."""
    return Application.objects.exclude(state__in=CLOSED).select_related("applicant", "household")


def open_changes() -> QuerySet[Change]:
    """Changes on their way, nearest legal date first."""
    return Change.objects.exclude(state="decided").select_related("household")


NUMBER = re.compile(r"(JD-)?(?P<kind>SQ|BG)\d{6}-\d{4}-(?P<pk>\d{6,})", re.ASCII)
STATES = {"applications": dibao.APPLICATION.states, "changes": {state: words for one in reversed(CHANGES.values()) for state, words in one.states.items()}}
"""Codes of the states and what officers call them."""


def find_applications(state: str = "") -> QuerySet[Application]:
    """Applications of every state, or of one: those on their way by their next legal date, then the closed ones, latest first."""
    found = Application.objects.filter(state=state) if state else Application.objects.all()
    return found.select_related("applicant", "household").order_by(F("closed_on").desc(nulls_first=True), "next_due_on", "id")


def find_changes(state: str = "") -> QuerySet[Change]:
    """Changes of every state, or of one, in the same order."""
    found = Change.objects.filter(state=state) if state else Change.objects.all()
    return found.select_related("household").order_by(F("closed_on").desc(nulls_first=True), "next_due_on", "id")


def due(rows: QuerySet[Row], when: str, on: date, column: str = "next_due_on") -> QuerySet[Row]:
    """Those of them in one class of deadline (overdue, today, three_days, later), which leaves out what is closed; all of them for no class."""
    soon = workdays_after(on, 3)
    bounds = {"overdue": {"lt": on}, "today": {"exact": on}, "three_days": {"gt": on, "lte": soon}, "later": {"gt": soon}}
    if not when:
        return rows
    is_open = {} if column == "tell_due_on" else {"closed_on": None}
    return rows.filter(**is_open, **{f"{column}__{how}": day for how, day in bounds[when].items()})


def get_application(application_id: int) -> Application:
    """The application, or DoesNotExist: also for one the reader may not see."""
    return Application.objects.select_related("applicant", "household", "accepted_by", "opinion_by", "payee", "account").get(pk=application_id)


def get_change(change_id: int) -> Change:
    """The change, or DoesNotExist: also for one the reader may not see."""
    return Change.objects.select_related("household", "opened_by", "heard_by", "heard_person", "standing").get(pk=change_id)


def get_decision(decision_id: int) -> Decision:
    """The decision, or DoesNotExist: also for one the reader may not see."""
    return Decision.objects.select_related("application", "change", "decided_by", "proposed_by", "telling").get(pk=decision_id)


def decision_numbers(decision_ids: Collection[int]) -> dict[int, str]:
    """The numbers on the letters of these decisions."""
    return {one.pk: one.number for one in Decision.objects.filter(pk__in=decision_ids).select_related("application", "change")}


def find_cases(number: str) -> list[Application | Change]:
    """The case that a family was told this number of, its decision's number as well; none where the number is not a case's in full."""
    found = NUMBER.fullmatch("".join(number.split()).upper())
    if found is None or len(found["pk"]) > 18:
        return []
    table: type[Application] | type[Change] = Application if found["kind"] == "SQ" else Change
    cases = table.objects.filter(pk=int(found["pk"])).select_related("household")
    return [case for case in cases if found[0].endswith(case.number)]


def open_cases_of(household_ids: Collection[int]) -> list[Application | Change]:
    """The cases on their way of any of these families, nearest legal date first."""
    cases = [*open_applications().filter(household__in=household_ids), *open_changes().filter(household__in=household_ids)]
    return sorted(cases, key=lambda case: (case.next_due_on, case.number))


def households_under_way() -> set[int]:
    """Families with an application, a change or a review on its way, by id; with a family that moves, the one it has become."""
    reviews = Review.objects.filter(state="opened")
    found = {pk for cases in (open_applications(), open_changes(), reviews) for pk in cases.order_by().values_list("household_id", flat=True)}
    return found | set(Move.objects.filter(change__in=open_changes().order_by()).values_list("to_household_id", flat=True))


def find_open_application(household_id: int) -> Application | None:
    """The family's application on its way, if there is one; there is never a second."""
    return open_applications().filter(household_id=household_id).first()


def find_open_change(household_id: int) -> Change | None:
    """The family's change on its way, if there is one."""
    return open_changes().filter(household_id=household_id).first()


def applications_of(household_id: int) -> QuerySet[Application]:
    """All applications of a family, latest first."""
    return Application.objects.filter(household_id=household_id).select_related("applicant").prefetch_related("decisions").order_by("-accepted_on", "-id")


def changes_of(household_id: int) -> QuerySet[Change]:
    """All changes of a family, latest first."""
    return Change.objects.filter(household_id=household_id).select_related("decision").order_by("-opened_on", "-id")


def application_from(origin: str) -> Application | None:
    """The latest application that came of `origin` ("alert:3")."""
    return Application.objects.filter(origin=origin).order_by("-accepted_on", "-id").first()


def change_from(cause: str) -> Change | None:
    """The latest change that came of `cause` ("alert:3")."""
    return Change.objects.filter(cause=cause).order_by("-opened_on", "-id").first()


def assess_application(application_id: int, on: date) -> Assessment:
    """What the rules say about the applying family as it is known on that day."""
    return assess_for(Application.objects.get(pk=application_id), on=on)


def steps_now(case: Application | Change, role: str) -> list[Step]:
    """What the table lets a role do with the case in its present state."""
    return [step for step in case.procedure.steps_from(case.state) if role in step.who]


def form_of(application_id: int) -> dict[str, Any] | None:
    """The form as it was filed; nothing for an application accepted before forms were kept."""
    found = ApplicationForm.objects.filter(application=application_id).first()
    return dict(found.contents) if found else None


def stands_at(application_id: int) -> str:
    """A mark of how far a case has come: it changes with every step, visit and objection, and with nothing else."""
    steps = Passage.objects.filter(application=application_id).aggregate(last=Max("id"))["last"] or 0
    return f"{steps}-{Investigation.objects.filter(application=application_id).count()}"


ON_THE_PAGE = (
    Prefetch("decisions", Decision.objects.select_related("decided_by", "second", "telling")),
    "investigations__investigators__officer",
    "investigations__signatures",
    "objections",
    "complaints",
    Prefetch("passages", Passage.objects.select_related("by")),
    Prefetch("asked", Asked.objects.select_related("told_by", "settled_by")),
    Prefetch("filings", Filing.objects.select_related("by", "lifted_by")),
)
"""What hangs on an application and several parts of its page read."""


def page_of(application_id: int, on: date) -> ApplicationPage:
    """One application with all that its page shows."""
    application = get_application(application_id)
    prefetch_related_objects([application], *ON_THE_PAGE)  # once for all who look at them: forms, tasks, papers, the card
    decisions = sorted(application.decisions.all(), key=lambda one: -one.seq)
    return ApplicationPage(
        application=application,
        members=list(registry.members_of(application.household_id, on)),
        assessment=assess_for(application, on=on),
        investigations=list(application.investigations.all()),
        objections=list(application.objections.all()),
        complaints=list(application.complaints.all()),
        decision=None if application.is_open else next(iter(decisions), None),
        former=decisions if application.is_open else decisions[1:],
        passages=list(application.passages.all()),
        unanswered=list(unanswered_of(application)),
        next_step=application.procedure.next_step(application.state),
    )
