"""核对异议·问题: what families say against reports, what was brought along, which departments were asked again, and by when it is to end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from doudi.base import crypto
from doudi.verification.feed import all_feeds
from doudi.verification.models import CheckObjection, Report, Request
from doudi.verification.tellers import connected

PURPOSE = "objection"


@dataclass(frozen=True)
class Opened:
    """One objection with its words, its papers by page, and the lists by which departments were asked again."""

    row: CheckObjection
    words: str
    contact: str
    pages: list[int]
    requests: list[Request]

    @property
    def feeds(self) -> str:
        """What was asked again, in words."""
        return "、".join(all_feeds()[name].title for name in self.row.asked_again)

    def waits_for(self, on: date) -> list[Request]:
        """Lists whose answer may still come in time; while there are any it cannot end."""
        return [one for one in self.requests if one.answered_on is None and one.due_on >= on]


def open_objections() -> QuerySet[CheckObjection]:
    """Those that have not ended, the nearest term first."""
    return CheckObjection.objects.filter(outcome="").select_related("report__household").order_by("due_on", "id")


def get_objection(objection_id: int) -> CheckObjection:
    """One objection in the reader's region; raises CheckObjection.DoesNotExist."""
    return CheckObjection.objects.select_related("report").get(pk=objection_id)


def feeds_of(report: Report, on: date) -> list[tuple[str, str]]:
    """What may be asked again about a report's family: code and title."""
    return [(feed.name, f"{feed.title}（{feed.department}）") for feed in connected(report.region, on)]


def objections_to(report: Report) -> list[Opened]:
    """Everything said against one report, the newest first; the caller writes down who reads it."""
    rows = CheckObjection.objects.filter(report=report).select_related("recorded_by", "closed_by", "new_report").prefetch_related("papers")
    return [_opened(one) for one in rows.order_by("-filed_on", "-id")]


def requests_of(objection: CheckObjection) -> list[Request]:
    """The lists by which departments were asked again."""
    return list(Request.objects.filter(pk__in=objection.requests).order_by("id"))


def _opened(row: CheckObjection) -> Opened:
    words, contact = _texts([row.sealed, row.contact_sealed])
    return Opened(row, words, contact, [paper.number for paper in row.papers.all()], requests_of(row))


def _texts(sealed: Iterable[bytes]) -> list[str]:
    return [crypto.open_text(bytes(one), purpose=PURPOSE) for one in sealed]
