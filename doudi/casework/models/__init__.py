"""经办的表: applications, changes, and the decisions that close them."""

from doudi.casework.models.application import Application, Complaint, Investigation, Investigator, Objection
from doudi.casework.models.attachment import Attachment, AttachmentPage, Transcript
from doudi.casework.models.change import Change
from doudi.casework.models.decision import Decision, Telling

__all__ = [
    "Application",
    "Attachment",
    "AttachmentPage",
    "Change",
    "Complaint",
    "Decision",
    "Investigation",
    "Investigator",
    "Objection",
    "Telling",
    "Transcript",
]
