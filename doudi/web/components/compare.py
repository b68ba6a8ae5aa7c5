"""对照: what a family declared beside what is known now, from whom and since when; what differs comes first and is marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.policy.rule import YESNO
from doudi.verification.words import said
from doudi.web.components.sources import whence
from doudi.web.console.intake import BY_ROW, spoken

NOTHING, UNCLEAR = "没有", "不清楚"


@dataclass(frozen=True)
class Beside:
    """One thing: of whom, as declared, as it is known now, who says so and since which day."""

    whose: str
    title: str
    declared: str
    now: str
    source: str
    day: date | None

    @property
    def differs(self) -> bool:
        """Whether they are not the same."""
        return self.declared != self.now


def compared(form: Mapping[str, Any] | None, case: Any) -> Sequence[Beside]:
    """Everything the form said, and what has been found otherwise since; `case` is the registry's FamilyCase of today."""
    if form is None:
        return ()
    names = {person: member["name"] for person, member in zip(case.person_ids, case.members, strict=True)}
    facts = dict(zip((*case.person_ids, None), (*case.members, case.household), strict=True))
    said_so = {(row["person"], row["name"]): (row["amount"], row["word"]) for row in form["facts"] if row["name"] in BY_ROW}
    found = []
    for person, known in facts.items():
        for row, fact in BY_ROW.items():
            if fact.name not in known:
                continue
            amount, word = said_so.get((person, row), (None, None))
            declared = NOTHING if (person, row) not in said_so else UNCLEAR if amount is None and word is None else spoken(fact, amount, word)
            now, source = _now(fact, known[fact.name]), case.sources.get((person, fact.name))
            if (person, row) in said_so or (declared != now and source is not None):
                whose = names.get(person, "") if person is not None else "全家"
                found.append(Beside(whose, fact.title, declared, now, whence(source.source) if source else "", source.day if source else None))
    return sorted(found, key=lambda one: (not one.differs, one.whose == "全家", one.whose))


def _now(fact: Any, value: Any) -> str:
    if value is None:
        return UNCLEAR
    is_nothing = value in (0, False, fact.left_out) if fact.kind == YESNO or not isinstance(value, str) else value == fact.left_out
    return NOTHING if is_nothing else said(fact, value)
