"""合计: what a group's rows add up to, as columns: one number for each sum, one bit for each claim that any row meets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import Any, NamedTuple

import ibis

from doudi.policy.columns import NULL, Column
from doudi.policy.kinds import Chosen, Gathering
from doudi.policy.vocabulary import EMPTY, selected


class Gathered(NamedTuple):
    """What is asked of the rows of a group: a number to add up, claims of which it matters whether any row meets them; and how the answer reads of both."""

    number: Any
    claims: tuple[Any, ...]
    read: Callable[..., Any]
    known: bool


def gathering(asked: Gathering, read: Callable[[str], Column]) -> Any:
    """The aggregate over the rows of a group: an unknown part makes the whole unknown, unless one row settles it. No rows have no claims and add up to 0."""
    chosen = asked.where
    where = read(chosen.name) == chosen.word if isinstance(chosen, Chosen) else read(chosen) if chosen else None
    value = selected(asked.word, read(asked.name), where)
    nothing = EMPTY[asked.word]
    if value.settled is not None and value.settled == nothing:
        return Column.of(nothing)
    unsure = () if value.known else (ibis.literal(True) if value.lost else value.expression.isnull(),)
    if isinstance(nothing, bool):
        hit = value if asked.word == "any_of" else ~value
        first = ibis.literal(False) if value.lost else hit.expression
        return Gathered(None, (first, *unsure), lambda _, met, *lost: _told((met, not nothing), *lost, otherwise=nothing), value.known)
    number = ibis.literal(0, type="int64") if value.lost else value.expression
    return Gathered(number, unsure, lambda total, *lost: _told(*lost, otherwise=total), value.known)


def _told(*branches: Any, otherwise: Any) -> Any:
    """The value of the first branch that holds; a bare condition is one where it cannot be told."""
    cases = [branch if isinstance(branch, tuple) else (branch, NULL) for branch in branches]
    return ibis.cases(*cases, else_=otherwise) if cases else otherwise


def bits(claims: Sequence[Any]) -> Any:
    """A number with a bit for each claim that holds."""
    return reduce(add, (ibis.cases((claim, ibis.literal(1 << place, type="int64")), else_=0) for place, claim in enumerate(claims)))


def bit(mask: Any, place: int) -> Any:
    """Whether the claim at this place held."""
    return mask & (1 << place) != 0


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(mask: int) -> int:  # type: ignore[empty-body]
    """The bits that any row has; both engines know it by this name, Ibis' own word is not translated for Spark."""
