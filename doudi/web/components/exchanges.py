"""核对进度: of one family each source's state now: 命中, 未命中, 未反馈 or 冲突, with the last try, the next one and the day it must answer by."""

from dataclasses import dataclass
from datetime import date, datetime

from doudi.verification.exchange import queries
from doudi.verification.exchange.states import CONFLICT, HIT, MISS, SILENT, WITHDRAWN
from doudi.verification.tellers import whose_department

ORDER = (CONFLICT, SILENT, HIT, MISS, WITHDRAWN)
LOOKS = {CONFLICT: "late", SILENT: "wait", HIT: "plain", MISS: "quiet", WITHDRAWN: "quiet"}


@dataclass(frozen=True)
class Row:
    """One source: how many of the family in each state, and what an officer should know."""

    title: str
    department: str
    states: list[tuple[str, str]]
    due_on: date | None
    is_overdue: bool
    answered_on: date | None
    is_sent: bool
    last_at: datetime | None
    next_at: datetime | None
    words: list[str]


def exchanges_of(household_id: int, on: date) -> list[Row]:
    """One row a source, those that need somebody first."""
    found: dict[tuple[str, str], list[queries.Progress]] = {}
    for one in queries.progress_of(household_id, on=on):
        found.setdefault((one.feed.name, one.asked_in), []).append(one)
    rows = [_row(list(people), on) for people in found.values()]
    return sorted(rows, key=lambda row: (not row.words, not row.is_overdue, row.due_on is None, row.title))


def _row(people: list[queries.Progress], on: date) -> Row:
    counts = {state: [one.name for one in people if one.state == state] for state in ORDER}
    silent = [one for one in people if one.is_silent]
    last = silent[-1] if silent else people[-1]
    states = [(f"{state} {len(names)} 人", LOOKS[state]) for state, names in counts.items() if names]
    return Row(
        title=last.feed.title,
        department=whose_department(last.feed, last.asked_in),
        states=states,
        due_on=max(one.due_on for one in silent) if silent else None,
        is_overdue=any(one.is_overdue(on) for one in silent),
        answered_on=max((one.answered_on for one in people if one.answered_on), default=None),
        is_sent=last.sent_at is not None,
        last_at=last.last_at,
        next_at=last.next_at,
        words=_words(people),
    )


def _words(people: list[queries.Progress]) -> list[str]:
    """What concerns somebody under their name; what concerns the list once."""
    names: dict[str, list[str]] = {}
    for one in people:
        if one.words:
            names.setdefault(one.words, []).append(one.name)
    return [words if len(who) == len(people) > 1 else f"{'、'.join(who)}：{words}" for words, who in names.items()]
