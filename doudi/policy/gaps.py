"""差距: by how much one thing about a family would have to differ for the outcome to differ; found by asking the rules again, exact to the fen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from doudi.policy.cases import Case
from doudi.policy.counter import Decision, again
from doudi.policy.rule import MONEY, NUMBER

if TYPE_CHECKING:
    from doudi.policy.book import Book

INCOME = "income"
HEADS = ("wage_12m", "business_net_12m", "property_net_12m", "pension_12m", "other_transfer_12m", "other_income_12m")
"""What a family lives on, by head, as far as one head may simply be less or more."""
MORE = "other_income_12m"
FURTHEST = 10**10
"""Further than a hundred million yuan nobody asks."""
OWNED = ("financial_assets", "homes", "vehicles", "companies")


@dataclass(frozen=True)
class Gap:
    """With so much less (`by` below 0) or more of one thing and all else as it is, the outcome would be `then`; with a fen or a piece nearer, what it is.

    `by` 0 and `then` None: from where on it would change cannot be told, for lack of something else.
    """

    lever: str
    kind: str
    by: int
    then: Any


def gaps(book: Book, decision: Decision, outcome: str = "tier") -> tuple[Gap, ...]:
    """The nearest change of each thing that changes the outcome; nothing where the outcome is not known."""
    case, now = decision.case, decision.results[outcome]
    if now is None:
        return ()
    counted: list[bool | None] = next((taken.value for taken in decision.steps if taken.rule == "counts"), [True] * len(case.members))

    plan = book.plan((outcome,))

    def asked(lever: str, by: int) -> Any:
        return again(decision.told, plan, changed(case, lever, by, counted)).values[outcome].plain

    found = []
    for lever, kind, most in _levers(case, counted):
        ends = () if most is None else (-most, FURTHEST if kind == MONEY else 10)
        steps = [_nearest(lambda step, lever=lever: asked(lever, step), furthest, now) for furthest in ends] or [None]  # type: ignore[misc]
        found += [Gap(lever, kind, by, asked(lever, by)) for by in steps if by]
        found += [Gap(lever, kind, 0, None)] if None in steps else []
    return tuple(found)


def changed(case: Case, lever: str, by: int, counted: list[bool | None]) -> Case:
    """The family with so much more or less of this; less income is taken from its largest heads first, more is added to the first who counts."""
    if lever != INCOME:
        return replace(case, household={**case.household, lever: case.household[lever] + by})
    members = [dict(member) for member in case.members]
    if by > 0:
        members[counted.index(True)][MORE] += by
    for value, place, head in sorted(_incomes(case, counted), reverse=True) if by < 0 else ():
        taken = min(-by, value)
        members[place][head] -= taken
        by += taken
    return replace(case, members=members)


def _levers(case: Case, counted: list[bool | None]) -> Iterator[tuple[str, str, int | None]]:
    """What may differ: its name, kind, and how much of it there is, as far as that is known."""
    known = [member.get(head) is not None for member, counts in zip(case.members, counted, strict=True) if counts for head in HEADS]
    if known:
        yield INCOME, MONEY, sum(value for value, _, _ in _incomes(case, counted)) if all(known) else None
    for name in OWNED:
        yield name, MONEY if name == "financial_assets" else NUMBER, case.household.get(name)


def _incomes(case: Case, counted: list[bool | None]) -> Iterator[tuple[int, int, str]]:
    """Every head of those who count that brings something: how much, whose, which."""
    for place, (member, counts) in enumerate(zip(case.members, counted, strict=True)):
        yield from ((value, place, head) for head in HEADS if counts and (value := member.get(head) or 0) > 0)


def _nearest(asked: Callable[[int], Any], furthest: int, now: Any) -> int | None:
    """The smallest step towards the furthest that changes the outcome; 0 where none does, None where it cannot be told."""
    if not furthest or (end := asked(furthest)) == now:
        return 0
    if end is None:
        return None
    near, far = 0, furthest
    while abs(far - near) > 1:
        middle = (near + far) // 2 if far > near else -((-near - far) // 2)
        if asked(middle) in (now, None):
            near = middle
        else:
            far = middle
    return far if asked(near) == now else None
