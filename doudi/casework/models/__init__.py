"""经办的表: applications, changes, the decisions that close them, and what follows a decision."""

from doudi.casework.models.application import Application, Complaint, Investigation, Investigator, Objection, Passage
from doudi.casework.models.arrival import Arrival, Asked, Party
from doudi.casework.models.attachment import Attachment, AttachmentPage, Transcript
from doudi.casework.models.change import Change
from doudi.casework.models.correction import Challenge, Correction
from doudi.casework.models.decision import Decision, Telling
from doudi.casework.models.desk import Assignment, Comment, Delegation, HandOver, SavedFilter
from doudi.casework.models.filing import Filing
from doudi.casework.models.form import ApplicationForm
from doudi.casework.models.move import Move
from doudi.casework.models.online import OnlineObjection
from doudi.casework.models.review import Review, ReviewPace
from doudi.casework.models.signature import Signature
from doudi.casework.models.spot_check import SpotDraw, SpotSeed

__all__ = [
    "Application",
    "ApplicationForm",
    "Arrival",
    "Asked",
    "Assignment",
    "Attachment",
    "AttachmentPage",
    "Challenge",
    "Change",
    "Comment",
    "Complaint",
    "Correction",
    "Decision",
    "Delegation",
    "Filing",
    "HandOver",
    "Investigation",
    "Investigator",
    "Move",
    "Objection",
    "OnlineObjection",
    "Party",
    "Passage",
    "Review",
    "ReviewPace",
    "SavedFilter",
    "Signature",
    "SpotDraw",
    "SpotSeed",
    "Telling",
    "Transcript",
]
