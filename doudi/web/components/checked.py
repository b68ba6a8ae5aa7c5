"""核对: what departments answered about a family beside what it declared, in words for the officer's page: never a verdict."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.verification.beside import Beside, beside_of, effect_of, living
from doudi.verification.tellers import connected, who_could_tell
from doudi.verification.words import BY_NAME, fact_of, said_of
from doudi.web.components.sources import whence

__all__ = ["Held", "checks_of", "effect_of", "held_against"]


@dataclass(frozen=True)
class Held:
    """One thing: of whom, as declared, as found so far, by which departments until when; `still` says how many answers are missing."""

    whose: str
    title: str
    declared: str
    found: str
    who: str
    day: date | None
    still: int
    differs: bool


def checks_of(case: Any) -> list[dict[str, Any]]:
    """What each connected department answered about each living member, or that it has not."""
    names = ["medical_self_paid_12m", *(feed.tells[0] for feed in connected(case.region, case.date))]
    found = []
    for person_id, member in living(case):
        for name in names:
            source, value = case.sources.get((person_id, name)), member.get(name)
            who = whence(source.source) if source else who_could_tell(name)
            title = fact_of(name).title.removeprefix("核对发现的")
            found.append({"whose": member["name"], "title": title, "answer": said_of(name, value), "who": who, "day": source.day if source else None})
    return found


def held_against(case: Any) -> list[Held]:
    """Declared against found, what differs first; only what some connected department sees."""
    names = dict(living(case))
    return [_held(row, "全家" if row.person_id is None else names[row.person_id]["name"]) for row in beside_of(case)]


def _held(row: Beside, whose: str) -> Held:
    who = "、".join(dict.fromkeys(whence(source.source) for source in row.sources))
    found = said_of(row.name, row.found) if row.is_found else ""
    return Held(whose, BY_NAME[row.name].title, said_of(row.name, row.declared), found, who, row.day, row.still, row.differs)
