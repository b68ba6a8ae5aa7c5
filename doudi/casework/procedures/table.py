"""程序表: the shape of a procedure, and the questions asked of it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from doudi.base import workdays


@dataclass(frozen=True)
class Term:
    """So many working days, days or months from an event; the day of the event is not counted."""

    length: int
    kind: Literal["workdays", "days", "months"] = "workdays"

    def ends(self, event_on: date) -> date:
        """The last day of the term that an event on `event_on` starts; a month's end where the day has no match (民法典 202)."""
        match self.kind:
            case "workdays":
                return workdays.workdays_after(event_on, self.length)
            case "days":
                return workdays.days_after(event_on, self.length)
        return workdays.days_after(_months_after(event_on, self.length), 0)


@dataclass(frozen=True)
class Step:
    """One row: what is done, by whom, from which states, and where it leads."""

    verb: str
    title: str
    who: tuple[str, ...]
    states: tuple[str, ...]
    leads_to: str  # "": the case stays where it is
    within: Term | None  # counted from the day the case came into its present state
    article: str


@dataclass(frozen=True)
class Procedure:
    """The lawful way of one kind of case: its states in words, its steps in order, its total term."""

    title: str
    states: dict[str, str]
    closed: tuple[str, ...]
    total: Term
    extended: Term
    steps: tuple[Step, ...]

    def steps_from(self, state: str) -> list[Step]:
        """Every row the law allows in `state`, in the table's order."""
        return [step for step in self.steps if state in step.states]

    def step(self, verb: str, state: str) -> Step | None:
        """The row for doing `verb` in `state`; none means that it may not be done now."""
        return next((step for step in self.steps_from(state) if step.verb == verb), None)

    def leads(self, verb: str, state: str, to: str) -> bool:
        """Whether some row takes a case by `verb` from `state` to the state `to`."""
        return any(step.verb == verb and (step.leads_to or state) == to for step in self.steps_from(state))

    def next_step(self, state: str) -> Step | None:
        """What the case waits for: the first row that leads on from `state`."""
        return next((step for step in self.steps_from(state) if step.leads_to not in ("", state)), None)

    def next_due(self, state: str, *, entered_on: date, total_due_on: date) -> date:
        """The next legal date of a case that came into `state` on `entered_on`: the step's own term, never past the total."""
        step = self.next_step(state)
        return min(step.within.ends(entered_on), total_due_on) if step and step.within else total_due_on

    def title_of(self, verb: str) -> str:
        """The officer's word for a verb, also for one that this procedure does not have."""
        return next((step.title for step in self.steps if step.verb == verb), "这一步")

    @property
    def who(self) -> dict[str, tuple[str, ...]]:
        """Which roles may use each verb."""
        return {step.verb: step.who for step in self.steps}


def _months_after(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

