"""时间线: what has happened in a family's cases, in order; the page adds alerts, payments and referrals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from doudi.casework.models import Application, Challenge, Change, Decision, Review


@dataclass(frozen=True)
class Moment:
    """One thing that happened: when, what, in words, and which case it belongs to."""

    on: date
    kind: str
    title: str
    words: str
    about: tuple[str, int]


def timeline(household_id: int) -> list[Moment]:
    """Applications, changes, decisions, reviews and challenges of a family, latest first."""
    applications = Application.objects.filter(household_id=household_id).select_related("accepted_by", "opinion_by")
    changes = Change.objects.filter(household_id=household_id).select_related("opened_by", "heard_by")
    decisions = Decision.objects.filter(household_id=household_id).select_related("decided_by", "telling", "telling__told_by")
    reviews = Review.objects.filter(household_id=household_id).select_related("opened_by", "closed_by")
    challenges = Challenge.objects.filter(household_id=household_id).select_related("person", "answered_by")
    moments = [
        *(moment for row in applications.prefetch_related("investigations", "objections") for moment in _of_application(row)),
        *(moment for row in changes for moment in _of_change(row)),
        *(moment for row in decisions for moment in _of_decision(row)),
        *(moment for row in reviews for moment in _of_review(row)),
        *(moment for row in challenges for moment in _of_challenge(row)),
    ]
    return sorted(moments, key=lambda moment: moment.on)[::-1]


def _of_application(row: Application) -> Iterator[Moment]:
    about = ("application", row.pk)
    yield Moment(row.accepted_on, "application", "受理申请", f"{row.number}，{row.accepted_by.name} 受理，办结期限 {row.due_on}", about)
    for visit in row.investigations.all():
        yield Moment(visit.on, "investigation", visit.get_manner_display(), visit.findings, about)
    for objection in row.objections.all():
        yield Moment(objection.on, "objection", "公示异议", objection.words, about)
    if row.opinion_on and row.opinion_by:
        yield Moment(row.opinion_on, "opinion", f"初审意见：{row.get_opinion_display()}", f"{row.opinion_by.name}。{row.opinion_reason}".rstrip(), about)
    if row.notice_posted_on:
        yield Moment(row.notice_posted_on, "notice", "张贴公示", f"公示至 {row.notice_last_on}", about)
    if row.submitted_on:
        yield Moment(row.submitted_on, "submission", "报送县级", f"确认期限 {row.decision_due_on}", about)
    if row.state in ("withdrawn", "ended") and row.closed_on:
        yield Moment(row.closed_on, "closing", row.get_state_display(), row.closing_reason, about)


def _of_change(row: Change) -> Iterator[Moment]:
    about = ("change", row.pk)
    yield Moment(row.opened_on, "change", f"提出{row.get_kind_display()}", f"{row.number}，{row.opened_by.name}。{row.reason}", about)
    if row.heard_on:
        yield Moment(row.heard_on, "hearing", "无人可听取意见" if row.nobody_left else "听取意见", row.hearing_words, about)


def _of_decision(row: Decision) -> Iterator[Moment]:
    about = ("application", row.application_id) if row.application_id else ("change", row.change_id or 0)
    money = f"，{row.money}" if row.money else ""
    yield Moment(row.decided_on, "decision", f"决定：{row.get_outcome_display()}", f"{row.decided_by.name}{money}。{row.reason}".rstrip(), about)
    if telling := getattr(row, "telling", None):
        yield Moment(telling.on, "telling", "书面告知", f"{telling.how}，{telling.told_by.name}", about)


def _of_review(row: Review) -> Iterator[Moment]:
    about = ("review", row.pk)
    if row.opened_by:
        yield Moment(row.opened_on, "report", row.get_cause_display(), row.words, about)
    if row.closed_on and row.closed_by:
        yield Moment(row.closed_on, "review", f"{row.get_cause_display()}：{row.get_outcome_display()}", f"{row.closed_by.name}。{row.findings}", about)


def _of_challenge(row: Challenge) -> Iterator[Moment]:
    about = ("challenge", row.pk)
    yield Moment(row.filed_on, "challenge", row.get_channel_display(), f"{row.person.name}：{row.words}", about)
    if row.answered_on and row.answered_by:
        yield Moment(row.answered_on, "answer", f"{row.get_channel_display()}答复", f"{row.answered_by.name}。{row.answer}", about)
    if row.result:
        yield Moment(
            row.closed_on or row.answered_on or row.filed_on, "result", f"{row.get_channel_display()}结果：{row.get_result_display()}", row.result_words, about
        )
