"""近亲属备案: a case filed apart at any time before its decision; what files it is lifted by the county alone, with a reason."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.casework.actions.step import be_named, say
from doudi.casework.actions.weigh import makers_of
from doudi.casework.models import Application, Filing


class CannotFile(Exception):
    """Worded for the officer."""


@transaction.atomic
def file_relative(*, application_id: int, words: str, officer: Officer, on: date) -> Filing:
    """A near relative among those who handle it, or on the village committee, came to light: filed apart from now on (57号 11)."""
    be_named(officer, CannotFile)
    application = _open_case(application_id)
    require(officer, "casework.file_relative", application.region)
    filing = write_filing(application, "found", say(words, "与谁是什么近亲属关系", CannotFile), officer, on)
    audit.record("application.relative_filed", about=application, by=officer, because=filing.words)
    return filing


def write_filing(application: Application, source: str, words: str, officer: Officer, on: date) -> Filing:
    """The filing itself; the case carries all that stand."""
    filing = Filing.objects.create(application=application, source=source, words=words, by=officer, on=on, region=application.region)
    _carry(application)
    return filing


@transaction.atomic
def lift_filing(*, filing_id: int, because: str, officer: Officer, on: date) -> Filing:
    """It rested on a mistake (another person of that name, no near relative): the county says why, and nobody who made the case does."""
    be_named(officer, CannotFile)
    filing = Filing.objects.filter(pk=filing_id).first()
    if filing is None:
        raise CannotFile("没有这项备案，或者它不在您负责的区域内。")
    application = _open_case(filing.application_id)
    require(officer, "casework.lift_filing", application.region)
    filing.refresh_from_db()
    if filing.lifted_on is not None:
        raise CannotFile("这项备案已经撤销。")
    if officer.pk in makers_of(application, on) or officer.pk == filing.by_id:
        raise CannotFile("受理、调查、初审或者登记备案的人不能撤销备案。")
    filing.lifted_by, filing.lifted_on, filing.lifted_because = officer, on, say(because, "撤销备案的理由", CannotFile)
    filing.save(update_fields=["lifted_by", "lifted_on", "lifted_because"])
    _carry(application)
    audit.record("application.filing_lifted", about=application, by=officer, because=filing.lifted_because, detail={"filing": filing.pk})
    return filing


def _open_case(application_id: int) -> Application:
    application = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if application is None:
        raise CannotFile("没有这个申请，或者它不在您负责的区域内。")
    if not application.is_open:
        raise CannotFile("本案已经作出决定或者办结，备案不再变动；决定有误的，请按更正办理。")
    return application


def _carry(application: Application) -> None:
    standing = list(Filing.objects.filter(application=application, lifted_on=None).order_by("on", "id").values_list("words", flat=True))
    application.staff_relative, application.staff_relative_words = bool(standing), "；".join(standing)
    application.save(update_fields=["staff_relative", "staff_relative_words"])
