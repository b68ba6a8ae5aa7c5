"""程序表: the shape of a procedure, and the questions asked of it."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from doudi.base import workdays

TOWNSHIP, COUNTY = ("township",), ("county",)
CLOSED = ("decided", "withdrawn", "ended")
"""The states in which an application waits for nothing, whatever its table."""


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
        return workdays.days_after(months_after(event_on, self.length), 0)

    @property
    def words(self) -> str:
        return f"{self.length}{ {'workdays': '个工作日', 'days': '天', 'months': '个月'}[self.kind] }"


@dataclass(frozen=True)
class Terms:
    """Terms one after another: the next starts on the last day of the one before."""

    parts: tuple[Term, ...]

    def ends(self, event_on: date) -> date:
        """The last day of the last of them."""
        for part in self.parts:
            event_on = part.ends(event_on)
        return event_on

    @property
    def words(self) -> str:
        return "＋".join(part.words for part in self.parts)


@dataclass(frozen=True)
class Step:
    """One row: what is done, by whom, from which states, and where it leads."""

    verb: str
    title: str
    who: tuple[str, ...]
    states: tuple[str, ...]
    leads_to: str  # "": the case stays where it is
    within: Term | None  # counted from the day the case came into its present state, or from the last of the verbs in `since`
    article: str
    since: tuple[str, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """The lawful way of one kind of case: its states in words, its steps in order, its total term.

    An application's table also says its `scheme`, which `kinds` of standing it can confirm, how long its `notice` hangs (none where nothing is posted),
    and whether an objection starts its first terms anew and asks for a new notice (`after_objection`, the term of the new opinion).
    """

    title: str
    states: dict[str, str]
    closed: tuple[str, ...]
    total: Term | Terms
    extended: Term | None
    steps: tuple[Step, ...]
    scheme: str = ""
    kinds: tuple[str, ...] = ()
    notice: Term | None = None
    after_objection: Term | None = None

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
        """What the case waits for: the first row that leads on from `state`; a closed case waits for nothing."""
        if state in self.closed:
            return None
        return next((step for step in self.steps_from(state) if step.leads_to not in ("", state)), None)

    def next_due(self, state: str, *, entered_on: date, total_due_on: date) -> date:
        """The next legal date of a case whose clock in `state` started on `entered_on`: the step's own term, never past the total."""
        step = self.next_step(state)
        return min(step.within.ends(entered_on), total_due_on) if step and step.within else total_due_on

    def title_of(self, verb: str) -> str:
        """The officer's word for a verb, also for one that this procedure does not have."""
        return next((step.title for step in self.steps if step.verb == verb), "这一步")

    def asks_notice(self, *, is_objected: bool) -> bool:
        """Whether an opinion to help is posted: always where there is a notice, after an objection only where the table asks for a new one."""
        return self.notice is not None and (not is_objected or self.after_objection is not None)

    def way_from(self, state: str) -> list[Step]:
        """The rows that lie ahead when everything goes its ordinary way."""
        ahead = []
        while step := self.next_step(state):
            ahead.append(step)
            state = step.leads_to
        return ahead

    def delegated(self, total: Term | Terms) -> "Procedure":
        """The same way where the place leaves the decision to townships: somebody else of the township decides what its officers have prepared."""
        own = {"submit": "提交审核确认", "send_back": "退回重新初审"}
        decides = {"decide", "send_back"}
        steps = tuple(replace(one, title=own.get(one.verb, one.title), who=TOWNSHIP if one.verb in decides else one.who) for one in self.steps)
        states = {**self.states, "ready": "已初审，待提交", "submitted": "已提交，待乡镇（街道）确认"}
        return replace(self, steps=steps, states=states, total=total)

    @property
    def starts(self) -> frozenset[str]:
        """The verbs that start anew the terms which outlast a state."""
        return frozenset(verb for step in self.steps for verb in step.since)

    def may(self, verb: str, state: str, role: str) -> bool:
        """Whether this table lets this role do `verb` in `state`: another table may let others."""
        return any(step.verb == verb and role in step.who for step in self.steps_from(state))

    @property
    def who(self) -> Mapping[str, tuple[str, ...]]:
        """Which roles may use each verb."""
        return {step.verb: step.who for step in self.steps}


def months_after(day: date, count: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
