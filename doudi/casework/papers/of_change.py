"""变更的文书: what was proposed and why, how the family was heard, the review table, and the decision."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from doudi.base.money import yuan_words
from doudi.casework.models import Change, Decision
from doudi.casework.papers.of_decision import decided, decision_papers
from doudi.casework.papers.paper import Paper, day, office, place

NOBODY = "该户没有在世成员，无人可听取"


def change_papers(change: Change) -> Iterator[Paper]:
    """Every paper of a change that there is something to print of, in the order of the procedure."""
    if change.heard_on:
        yield Paper("hearing", "hearing", "听取意见记录", f"TQ-{change.number}", change.heard_on, change, partial(_hearing, change))
    yield Paper("review", "review", f"{change.procedure.title}审批表", f"SP-{change.number}", _reviewed_on(change), change, partial(_review, change))
    yield from decision_papers(Decision.objects.filter(change=change))


def _reviewed_on(change: Change) -> date:
    decision = Decision.objects.filter(change=change).order_by("-decided_on").first()
    return decision.decided_on if decision else change.heard_on or change.opened_on


def _heard(change: Change) -> str:
    return NOBODY if change.nobody_left or change.heard_person is None else change.heard_person.name


def _hearing(change: Change) -> dict[str, Any]:
    rows = [
        ["变更编号", change.number],
        ["户号", change.household.number],
        ["身份", f"{change.standing.get_kind_display()}，{day(change.standing.from_on)}起"],
        ["拟作出的决定", _proposal(change)],
        ["理由", change.reason],
        ["听取日期", day(change.heard_on)],
        ["听取了谁", _heard(change)],
        ["听取人", change.heard_by.name if change.heard_by else ""],
    ]
    return {"rows": rows, "words": change.hearing_words, "is_signed": not change.nobody_left}


def _proposal(change: Change) -> str:
    now = f"现每月 {yuan_words(change.present_amount_fen)}"
    then = "" if change.proposed_amount_fen is None or change.kind == "end" else f"，拟每月 {yuan_words(change.proposed_amount_fen)}"
    return f"{change.get_kind_display()}（{now}{then}）"


def _review(change: Change) -> dict[str, Any]:
    decisions = list(Decision.objects.filter(change=change).select_related("decided_by"))
    heard = [f"{day(change.heard_on)}，{_heard(change)}：{change.hearing_words}"] if change.heard_on else []
    posted = (
        [{"title": "公示情况", "words": [f"{day(change.notice_posted_on)}至{day(change.notice_last_on)}"], "signed": []}] if change.notice_posted_on else []
    )
    heard_by = [office(change.region[:9]), change.heard_by.name, day(change.heard_on)] if change.heard_by else []
    return {
        "rows": [
            ["变更编号", change.number, "户号", change.household.number],
            ["身份", change.standing.get_kind_display(), "确认日期", day(change.standing.from_on)],
            ["提出人", change.opened_by.name, "办结期限", day(change.due_on)],
        ],
        "place": place(change.region),
        "members": [],
        "sections": [
            {"title": "提议", "words": [f"{_proposal(change)}。", f"理由：{change.reason}"], "signed": ["", change.opened_by.name, day(change.opened_on)]},
            *([] if change.kind == "increase" else [{"title": "听取意见", "words": heard, "signed": heard_by}]),
            *posted,
            *[decided(one) for one in decisions],
        ],
        "awaits": not decisions,
        "decides": office(change.region[:6]),
    }
