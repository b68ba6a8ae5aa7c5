"""文书: which papers a case has, and the file of a family; each is printed from what is kept."""

from doudi.casework.models import Change
from doudi.casework.papers import CannotPrint, Paper, application_papers, board, change_papers, dossier
from doudi.casework.queries.cases import ApplicationPage, get_application, get_change

__all__ = ["CannotPrint", "Paper", "board", "dossier_of", "papers_of_application", "papers_of_change", "papers_of_page"]


def papers_of_application(application_id: int) -> list[Paper]:
    """Its papers so far, in the order of the procedure; DoesNotExist also for an application the reader may not see."""
    return list(application_papers(get_application(application_id)))


def papers_of_page(page: ApplicationPage) -> list[Paper]:
    """The same of an application that lies open with what hangs on it."""
    return list(application_papers(page.application))


def papers_of_change(change_id: int) -> list[Paper]:
    """Its papers so far, in the order of the procedure; DoesNotExist also for a change the reader may not see."""
    one: Change = get_change(change_id)
    return list(change_papers(one))


def dossier_of(household_id: int) -> Paper:
    """一户一档: all papers of a family, bound; DoesNotExist also for a family the reader may not see."""
    return dossier(household_id)
