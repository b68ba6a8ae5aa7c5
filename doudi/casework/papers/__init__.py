"""文书: every paper of a case, and the file of a family, printed from what is kept (`docs/papers.md`)."""

from doudi.base.papers import CannotPrint
from doudi.casework.papers.of_application import application_papers
from doudi.casework.papers.of_change import change_papers
from doudi.casework.papers.of_family import dossier
from doudi.casework.papers.of_place import board
from doudi.casework.papers.paper import TEMPLATES, Paper

__all__ = ["TEMPLATES", "CannotPrint", "Paper", "application_papers", "board", "change_papers", "dossier"]
