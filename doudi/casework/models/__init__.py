"""经办的表: applications, changes, and the decisions that close them."""

from doudi.casework.models.application import Application, Complaint, Investigation, Investigator, Objection
from doudi.casework.models.change import Change
from doudi.casework.models.decision import Decision, Telling
from doudi.casework.models.form import ApplicationForm

__all__ = ["Application", "ApplicationForm", "Change", "Complaint", "Decision", "Investigation", "Investigator", "Objection", "Telling"]
