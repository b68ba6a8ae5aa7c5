"""命中、未命中、未反馈、冲突: what one source has said about one person so far, reckoned from its answers; never a guess about which of two is right.

冲突 is one of three things:
- one source gave two answers to the same list about the same person, in different deliveries, that differ in whether anything was found or in what.
  The same answer twice is one answer; an announced correction (`_gz1`) takes the place of every earlier word, and settles it;
- two sources that see the same thing (SAME_THING) differ in whether it is there, both within the days an answer counts as fresh;
- the name in an answer is not the one on the list (`queries.unsure_of`): whose answer it is, a person says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

HIT, MISS, SILENT, CONFLICT = "命中", "未命中", "未反馈", "冲突"
WITHDRAWN = "授权已撤回"
"""What was answered on a consent taken back: it is kept, and used no more (个人信息保护法 第四十七条)."""
FRESH = timedelta(days=30)
"""How long an answer counts as fresh (illustrative)."""

# An insured wage is paid by somebody who declares it for tax: where one department knows it and the other does not, a person looks into it.
SAME_THING = (("tax_returns", "social_insurance"),)


@dataclass(frozen=True)
class Said:
    """One answer in one delivery: the file's day, its place among that day's corrections, whether anything was found, the mark of what."""

    on: date
    correction: int
    is_hit: bool
    mark: bytes


def standing(answers: Iterable[Said]) -> list[Said]:
    """What still counts, oldest first: from the last announced correction on, which takes the place of everything its source said before."""
    said = sorted(answers, key=lambda one: (one.on, one.correction))
    last = max((place for place, one in enumerate(said) if one.correction), default=0)
    return said[last:]


def contradict(answers: Iterable[Said]) -> bool:
    """Whether standing answers of one source to one list differ; of answers kept before marks were, only whether something was found is known."""
    said = standing(answers)
    return len({one.is_hit for one in said}) > 1 or len({one.mark for one in said if one.mark}) > 1


def state_of(answers: Iterable[Said]) -> str:
    """Of one source, from its answers to the last list that names the person."""
    said = standing(answers)
    if not said:
        return SILENT
    return CONFLICT if contradict(said) else HIT if said[-1].is_hit else MISS


def at_odds(states: dict[str, tuple[str, date]], on: date) -> dict[str, str]:
    """Of one person's states by feed (with the day of the answer) those that another source contradicts, and which."""
    found = {}
    for one, other in SAME_THING:
        if one in states and other in states and {states[one][0], states[other][0]} == {HIT, MISS} and min(states[one][1], states[other][1]) > on - FRESH:
            found |= {one: other, other: one}
    return found
