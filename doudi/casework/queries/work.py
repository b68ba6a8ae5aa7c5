"""待办: what waits for whom, by its legal date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet

from doudi.casework.models import Application, Challenge, Change, Decision, Review
from doudi.casework.procedures import CHALLENGES, CHANGES, REVIEWS, TABLES, Procedure, Term, dibao
from doudi.casework.queries.after import challenges_waiting
from doudi.casework.queries.cases import open_applications, open_changes
from doudi.casework.queries.reviews import open_reviews

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Work:
    """One thing to do: which case, which step, by when; `from_on` where the step must still wait (a notice that hangs)."""

    kind: str
    id: int
    number: str
    household_id: int
    region: str
    name: str
    title: str
    due_on: date
    state: str
    from_on: date | None = None


@dataclass(frozen=True)
class Counts:
    """Open work by its next legal date; `three_days` are the three working days after today."""

    overdue: int
    today: int
    three_days: int
    later: int


def work_queue(role: str, on: date, *, limit: int = 200) -> list[Work]:
    """What waits for a role within the reader's region, nearest legal date first; an empty role asks for everything open."""
    found = [
        *(_application(row) for row in _applications(role)[:limit]),
        *(_change(row) for row in _waiting(open_changes(), CHANGES, role)[:limit]),
        *(_telling(row) for row in _tellings(role).select_related("household", "application", "change")[:limit]),
        *(_review(row) for row in _reviews(role)[:limit]),
        *(_challenge(row) for row in _challenges(role)[:limit]),
    ]
    return sorted(found, key=lambda work: (work.due_on, work.number))[:limit]


def counts_by_deadline(on: date, role: str = "") -> Counts:
    """Counts of the same work by its legal date."""
    totals = [0, 0, 0, 0]
    for rows, column in (
        (_applications(role), "next_due_on"),
        (_waiting(open_changes(), CHANGES, role), "next_due_on"),
        (_tellings(role), "tell_due_on"),
        (_reviews(role), "due_on"),
        (_challenges(role), "due_on"),
    ):
        totals = [before + more for before, more in zip(totals, _counted(rows, column, on), strict=True)]
    return Counts(*totals)


def awaiting_telling(on: date) -> QuerySet[Decision]:
    """Decisions made by that day of which the family has not been told in writing, nearest term first."""
    return Decision.objects.filter(telling=None, decided_on__lte=on).select_related("application", "change").order_by("tell_due_on", "id")


def _applications(role: str) -> QuerySet[Application]:
    """Applications whose next step is the role's, each by the table of its scheme and of who decides in its place."""
    mine = Q(pk=None)
    for (decider, scheme), procedure in TABLES.items():
        mine |= Q(decider=decider, scheme=scheme, state__in=_states_of(procedure, role))
    return open_applications().filter(mine)


def _states_of(procedure: Procedure, role: str) -> list[str]:
    return [state for state in procedure.states if (step := procedure.next_step(state)) and (not role or role in step.who)]


def _waiting(rows: QuerySet[Row], procedures: Mapping[str, Procedure], role: str) -> QuerySet[Row]:
    """The cases whose next step is the role's, each by the table of its scheme."""
    mine = Q(pk=None)
    for scheme, procedure in procedures.items():
        mine |= Q(scheme=scheme, state__in=_states_of(procedure, role))
    return rows.filter(mine)


def _tellings(role: str) -> QuerySet[Decision]:
    rows = Decision.objects.filter(telling=None).order_by("tell_due_on", "id")
    return rows if not role or role in dibao.APPLICATION.who["tell"] else rows.none()


def _reviews(role: str) -> QuerySet[Review]:
    """Reviews that the role closes, by the table of their cause."""
    mine = [cause for cause, procedure in REVIEWS.items() if not role or ((step := procedure.next_step("opened")) and role in step.who)]
    return open_reviews().filter(cause__in=mine)


def _challenges(role: str) -> QuerySet[Challenge]:
    """Objections and reconsiderations whose next step is the role's."""
    mine = Q(pk=None)
    for channel, procedure in CHALLENGES.items():
        mine |= Q(channel=channel, state__in=_states_of(procedure, role))
    return challenges_waiting().filter(mine)


def _counted(rows: QuerySet[Row], column: str, on: date) -> tuple[int, int, int, int]:
    soon = Term(3).ends(on)
    found = rows.order_by().aggregate(
        overdue=Count("pk", filter=Q(**{f"{column}__lt": on})),
        today=Count("pk", filter=Q(**{column: on})),
        three_days=Count("pk", filter=Q(**{f"{column}__gt": on, f"{column}__lte": soon})),
        later=Count("pk", filter=Q(**{f"{column}__gt": soon})),
    )
    return found["overdue"], found["today"], found["three_days"], found["later"]


def _application(row: Application) -> Work:
    return _work("application", row, row.applicant.name)


def _change(row: Change) -> Work:
    return _work("change", row, row.household.number)


def _work(kind: str, row: Application | Change, name: str) -> Work:
    step = row.procedure.next_step(row.state)
    hangs_until = row.notice_last_on if row.state == "noticed" else None
    return Work(
        kind=kind,
        id=row.pk,
        number=row.number,
        household_id=row.household_id,
        region=row.region,
        name=name,
        title=step.title if step else "",
        due_on=row.next_due_on,
        state=row.procedure.states[row.state],
        from_on=hangs_until + timedelta(days=1) if hangs_until else None,
    )


def _telling(row: Decision) -> Work:
    state = f"{row.get_outcome_display()}，待告知"
    return Work("decision", row.pk, row.number, row.household_id, row.region, row.household.number, "书面告知", row.tell_due_on, state)


def _review(row: Review) -> Work:
    step = row.procedure.next_step(row.state)
    why = row.words or (f"每 {row.months} 个月：{row.why}" if row.months else "")
    return Work(
        "review",
        row.pk,
        row.number,
        row.household_id,
        row.region,
        row.household.number,
        step.title if step else "",
        row.due_on,
        row.get_cause_display() + (f"，{why[:60]}" if why else ""),
    )


def _challenge(row: Challenge) -> Work:
    step = row.procedure.next_step(row.state)
    state = f"{row.get_channel_display()}，{row.get_state_display()}"
    return Work("challenge", row.pk, row.number, row.household_id, row.region, row.household.number, step.title if step else "", row.due_on, state)
