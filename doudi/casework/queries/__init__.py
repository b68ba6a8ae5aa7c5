"""经办的问题: cases, the work that waits, what the rules say, what a notice may show, and a family's story."""

from doudi.casework.assessment import Assessment
from doudi.casework.assessment import assess as assess_household
from doudi.casework.queries.answers import held_up_by, unanswered_of
from doudi.casework.queries.attachments import PAPER_KINDS, Paper, get_paper, is_evidence, papers_of, visits_of
from doudi.casework.queries.cases import (
    STATES,
    ApplicationPage,
    application_from,
    applications_of,
    assess_application,
    change_from,
    changes_of,
    due,
    find_applications,
    find_changes,
    find_open_application,
    find_open_change,
    get_application,
    get_change,
    get_decision,
    open_applications,
    open_changes,
    page_of,
    steps_now,
)
from doudi.casework.queries.notices import NoticeContent, notice_content, notices_hanging
from doudi.casework.queries.recompute import Replayed, replay
from doudi.casework.queries.timeline import Moment, timeline
from doudi.casework.queries.work import Counts, Work, awaiting_telling, counts_by_deadline, work_queue

__all__ = [
    "PAPER_KINDS",
    "STATES",
    "ApplicationPage",
    "Assessment",
    "Counts",
    "Moment",
    "NoticeContent",
    "Paper",
    "Replayed",
    "Work",
    "application_from",
    "applications_of",
    "assess_application",
    "assess_household",
    "awaiting_telling",
    "change_from",
    "changes_of",
    "counts_by_deadline",
    "due",
    "find_applications",
    "find_changes",
    "find_open_application",
    "find_open_change",
    "get_application",
    "get_change",
    "get_decision",
    "get_paper",
    "held_up_by",
    "is_evidence",
    "notice_content",
    "notices_hanging",
    "open_applications",
    "open_changes",
    "page_of",
    "papers_of",
    "replay",
    "steps_now",
    "timeline",
    "unanswered_of",
    "visits_of",
    "work_queue",
]
