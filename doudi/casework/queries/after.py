"""决定以后的问题: what was corrected, challenged and moved, and the file of a decision in the order of its days."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from doudi.casework.models import Application, Challenge, Change, Correction, Decision, Move
from doudi.casework.models.decision import LESSENS


@dataclass(frozen=True)
class Filed:
    """One paper of a decision's file: its day, what it is, in short, and the page it stands on."""

    on: date
    title: str
    words: str
    about: tuple[str, int]


def challenges_of(household_id: int) -> QuerySet[Challenge]:
    """Objections, reconsiderations and suits of a family, latest first."""
    return Challenge.objects.filter(household_id=household_id).select_related("decision", "person").order_by("-registered_on", "-id")


def challenges_waiting() -> QuerySet[Challenge]:
    """Those that wait for our own office: for an answer, for their result, or for the decision that they ordered."""
    return Challenge.objects.exclude(state="closed").select_related("decision", "person", "household").order_by("due_on", "id")


def get_challenge(challenge_id: int) -> Challenge:
    """The challenge, or DoesNotExist: also for one the reader may not see."""
    return Challenge.objects.select_related("decision", "decision__application", "decision__change", "person", "registered_by", "answered_by").get(
        pk=challenge_id
    )


def corrections_of(household_id: int) -> QuerySet[Correction]:
    """Corrections of a family's decisions, latest first."""
    return Correction.objects.filter(household_id=household_id).select_related("decision", "change", "application").order_by("-opened_on", "-id")


def uncounted_corrections() -> list[tuple[Correction, Decision]]:
    """Corrections that have been decided, with the new decision, whose money has not been handed over yet."""
    waiting = Correction.objects.filter(counted_on=None).select_related("decision", "change", "application").order_by("pk")
    found = []
    for one in waiting:
        decided = last_decision_of(one.change or one.application)
        if decided:
            found.append((one, decided))
    return found


def last_decision_of(case: Application | Change | None) -> Decision | None:
    """The latest decision of a case."""
    named = {"application": case} if isinstance(case, Application) else {"change": case}
    return Decision.objects.filter(**named).order_by("-pk").first() if case else None


def decisions_of(household_id: int) -> QuerySet[Decision]:
    """Every decision about a family, latest first."""
    return Decision.objects.filter(household_id=household_id).select_related("application", "change").order_by("-decided_on", "-id")


def told_lessenings(household_ids: Collection[int]) -> QuerySet[Decision]:
    """Decisions to reduce or end that these families were told of, latest first."""
    told = Decision.objects.filter(household_id__in=household_ids, outcome__in=LESSENS, telling__isnull=False)
    return told.select_related("application", "change", "telling").order_by("-telling__on", "-id")


def moves_of(household_id: int) -> list[Move]:
    """Where a family, or a part of it, came from and went; of a household elsewhere only what may be seen from here."""
    left = Move.objects.filter(household_id=household_id).select_related("recorded_by")
    came = Move.objects.filter(to_household_id=household_id).select_related("recorded_by")
    return [*left, *came]


def dossier_of(decision_id: int) -> list[Filed]:
    """Everything a decision rests on, in the order of its days: what whoever reviews it is handed."""
    decision = Decision.objects.select_related("application", "change", "decided_by", "proposed_by").get(pk=decision_id)
    papers = [*_of_case(decision), *_of_decision(decision)]
    return sorted(papers, key=lambda paper: paper.on)


def _of_case(decision: Decision) -> Iterator[Filed]:
    if row := decision.application:
        about = ("application", row.pk)
        yield Filed(row.accepted_on, "申请书、申报表和授权核查书", f"{row.number}，{row.accepted_by.name}受理", about)
        for visit in row.investigations.all():
            yield Filed(visit.on, f"{visit.get_manner_display()}记录", visit.findings, about)
        if row.opinion_on:
            yield Filed(row.opinion_on, "初审意见", f"{row.get_opinion_display()}。{row.opinion_reason}", about)
        if row.notice_posted_on:
            yield Filed(row.notice_posted_on, "公示", f"公示至{row.notice_last_on}", about)
        for objection in row.objections.all():
            yield Filed(objection.on, "公示异议记录", objection.words, about)
    if change := decision.change:
        about = ("change", change.pk)
        yield Filed(change.opened_on, f"{change.get_kind_display()}提议", change.reason, about)
        if change.heard_on:
            yield Filed(change.heard_on, "听取意见记录", change.hearing_words, about)
        if change.notice_posted_on:
            yield Filed(change.notice_posted_on, "终止公示", f"公示至{change.notice_last_on}", about)


def _of_decision(decision: Decision) -> Iterator[Filed]:
    about = ("decision", decision.pk)
    yield Filed(decision.decided_on, "规则核算过程", f"规则版本 {decision.rule_version[:20]}，可按当日规则重算", about)
    yield Filed(decision.decided_on, "决定书", f"{decision.number}，{decision.decided_by.name}", about)
    if telling := getattr(decision, "telling", None):
        yield Filed(telling.on, "送达记录", telling.how, about)
