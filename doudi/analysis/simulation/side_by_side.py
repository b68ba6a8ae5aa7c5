"""并排: both laws made ready to be asked of one lake; of a small one so that another change needs nothing made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from doudi.analysis.screening.asking import Asked
from doudi.analysis.screening.lake import Lake
from doudi.analysis.simulation.question import Question
from doudi.policy import Book
from doudi.policy.kinds import BANDS
from doudi.policy.local_law import local_law
from doudi.policy.order import Plan
from doudi.policy.population import Beforehand, Questions, Stage, questions, schemas

SMALL = 300_000
"""Of so many people making the query costs more than asking it: it is made once, and reads every figure from a table."""


def is_small(lake: Lake) -> bool:
    """Whether making the query costs more than asking it."""
    return lake.rows["members"] <= SMALL


def side_by_side(lake: Lake, question: Question) -> tuple[Asked, Asked]:
    """The law as it stands, named `before`, and with the changes, named `after`; of persons nothing is asked."""
    leads = () if lake.made_up else ("income_per_member",)
    keep = {"region": "string", "area": "string", **({} if lake.made_up else {"in_hand": "boolean"})}
    before = _asked(lake, question.book, question, (*question.want, *leads), keep, "before")
    return before, _asked(lake, question.after, question, question.want, {}, "after")


def _asked(lake: Lake, book: Book, question: Question, want: tuple[str, ...], keep: Mapping[str, str], name: str) -> Asked:
    plan = book.plan(want)
    if not is_small(lake):
        made = questions(book, plan, question.on, lake.beforehand, keep, name)
        return _ready(lake, plan, keep, name, made, made.stages("duckdb"))
    pads = tuple(book.figures.pads(one) for one in plan.parameters if book.figures.parameters[one].kind == BANDS)
    shape = (name, _known(lake.beforehand), tuple(keep), pads, frozenset(book.figures.codes(plan.parameters)))
    if shape not in plan.compiled:
        anywhere = replace(lake.beforehand, places=None)
        made = questions(book, plan, question.on, anywhere, keep, name)
        plan.compiled[shape] = (made, made.stages("duckdb"))
    made, stages = plan.compiled[shape]
    return _ready(lake, plan, keep, name, replace(made, law=local_law(book, plan, question.on, None, f"{name}_law").table), stages)


def _known(beforehand: Beforehand) -> tuple[object, ...]:
    """What of a lake the query is made for: of two lakes of which the same is known it is the same query."""
    return frozenset(beforehand.fixed.items()), beforehand.certain, beforehand.supporters, beforehand.whole


def _ready(lake: Lake, plan: Plan, keep: Mapping[str, str], name: str, made: Questions, stages: list[Stage]) -> Asked:
    types = schemas(plan, keep)
    members = {**types["members"], "born_on": "date", "disability_kind": "string", "disability_grade": "int64"}
    asked = Asked(lake, name, made, {**types, "members": members})
    vars(asked)["stages"] = stages
    return asked
