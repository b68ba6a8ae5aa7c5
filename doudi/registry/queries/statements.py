"""陈述: what a family declared or a visit found, in the words a paper needs."""

from dataclasses import dataclass
from datetime import date

from doudi.policy.explain import measure_of, said
from doudi.registry.models import Fact
from doudi.registry.reducers import BY_ROW


@dataclass(frozen=True)
class Stated:
    """One thing that was stated: about whom (nobody: the household), what, and how it reads."""

    person_id: int | None
    title: str
    words: str


def stated(person_id: int | None, name: str, amount: int | None, word: str | None, *, on: date) -> Stated:
    """A declared row's name, amount and word as somebody would say them; neither amount nor word says that it is not known."""
    reducer = BY_ROW[name]
    if amount is None and word is None:
        return Stated(person_id, reducer.fact.title, "说不清")
    value = reducer.value(amount, word, on)
    return Stated(person_id, reducer.fact.title, said(value, reducer.fact.kind) + measure_of(reducer.fact.name, "", value))


def statements_in(where: str) -> list[Stated]:
    """What the house holds as found in `where` ("investigation:3"), a member's before the household's, in the order it was written."""
    rows = [row for row in Fact.objects.filter(stated_in=where).order_by("id") if row.name in BY_ROW]
    return [stated(row.person_id, row.name, row.amount, row.word, on=row.from_on) for row in sorted(rows, key=lambda row: row.person_id is None)]
