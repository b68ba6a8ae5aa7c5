"""公示: what a notice in the village may show, and nothing beside it (57号 19, 24; 83号 四(二))."""

from dataclasses import dataclass
from datetime import date

from doudi.base import regions
from doudi.casework.models import Application
from doudi.casework.models.application import KINDS
from doudi.casework.queries.cases import open_applications

ADULT_YEARS = 18


@dataclass(frozen=True)
class NoticeContent:
    """The whole of a notice: place, applicant, number of members, proposal and amount, and the days it hangs."""

    village: str
    applicant: str
    members: int | None
    proposal: str
    amount_fen: int | None
    posted_on: date
    last_on: date


def notice_content(application_id: int) -> NoticeContent:
    """What the notice of one application says; an applicant under age stands as the application's number.

    DoesNotExist where no notice hangs or hung: an opinion not to help is never posted, and a notice objected to comes down.
    """
    return _content(Application.objects.select_related("applicant").get(pk=application_id, notice_posted_on__isnull=False, objected_on=None))


def notices_hanging(on: date) -> list[NoticeContent]:
    """The notices that hang on that day within the reader's region."""
    return [_content(row) for row in open_applications().filter(notice_posted_on__lte=on, notice_last_on__gte=on, objected_on=None)]


def _content(row: Application) -> NoticeContent:
    if row.notice_posted_on is None or row.notice_last_on is None:
        raise ValueError(f"{row.number} was never posted")
    grown_on = row.applicant.born_on.year + ADULT_YEARS, row.applicant.born_on.month, row.applicant.born_on.day
    is_adult = (row.notice_posted_on.year, row.notice_posted_on.month, row.notice_posted_on.day) >= grown_on
    return NoticeContent(
        village=regions.name_of(row.region),
        applicant=row.applicant.name if is_adult else row.number,
        members=row.opinion_members,
        proposal=f"拟确认为{KINDS[row.opinion_kind]}",
        amount_fen=row.opinion_amount_fen,
        posted_on=row.notice_posted_on,
        last_on=row.notice_last_on,
    )
