"""网上异议的问题: what waits to be taken up, and what was said."""

from dataclasses import dataclass

from django.db.models import QuerySet

from doudi.base import crypto
from doudi.casework.models import Application, Change, OnlineObjection


@dataclass(frozen=True)
class Said:
    """What an online objection says, opened."""

    objector: str
    contact: str
    words: str


def get_online(online_id: int) -> OnlineObjection:
    """The online objection, or DoesNotExist: also for one the reader may not see."""
    return OnlineObjection.objects.select_related("application__applicant", "change__household", "answered_by", "objection").get(pk=online_id)


def online_waiting() -> QuerySet[OnlineObjection]:
    """Those nobody has taken up yet, the oldest first."""
    return OnlineObjection.objects.filter(state="waiting").select_related("application__applicant", "change__household")


def waiting_about(case: Application | Change) -> QuerySet[OnlineObjection]:
    """Those about one case that nobody has taken up yet: while there are any, it goes no further."""
    return case.online_objections.filter(state="waiting")


def said_online(row: OnlineObjection) -> Said:
    """The words themselves; who reads them is written down by the page."""
    opened = (crypto.open_text(sealed, purpose="objection") for sealed in (row.objector_sealed, row.contact_sealed, row.words_sealed))
    return Said(*opened)
