"""信息核对的表: what came, whom it may be about, who lets themselves be asked about, what was asked, answered and reported."""

from doudi.verification.models.consent import Consent, Withdrawal
from doudi.verification.models.cross import CrossPerson, CrossRequest
from doudi.verification.models.deliveries import Delivery, HeldFile, QuarantinedRow, RefusedFile, Sender
from doudi.verification.models.exchange import Attempt, Circuit, Exchange, Source
from doudi.verification.models.report import CheckObjection, Item, ObjectionPaper, Report
from doudi.verification.models.requests import Answer, Request, RequestedPerson
from doudi.verification.models.waiting import Outcome, Settling, WaitingCandidate, WaitingRow

__all__ = [
    "Answer",
    "Attempt",
    "CheckObjection",
    "Circuit",
    "Consent",
    "CrossPerson",
    "CrossRequest",
    "Delivery",
    "Exchange",
    "HeldFile",
    "Item",
    "ObjectionPaper",
    "Outcome",
    "QuarantinedRow",
    "RefusedFile",
    "Report",
    "Request",
    "RequestedPerson",
    "Sender",
    "Settling",
    "Source",
    "WaitingCandidate",
    "WaitingRow",
    "Withdrawal",
]
