"""出具报告: an officer freezes what was checked about a family on a day; the one before it is superseded, never changed."""

from datetime import date, timedelta

from django.db import connection, transaction

from doudi.base import access, audit, crypto, files, papers
from doudi.base.models import Officer
from doudi.law.figures import figure_or_none
from doudi.registry import queries as registry
from doudi.verification.models import CheckObjection, Report
from doudi.verification.report import canonical, contents_of, found_about, report_pdf
from doudi.verification.told import NOT_ASKED

PURPOSE = "report"


class CannotReport(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def make_report(*, household_id: int, origin: str = "", about: str = "", officer: Officer | None, on: date) -> Report:
    """What departments have answered about this family by today, as a numbered paper that nobody can change.

    A report says what is known and what is not; it finds nothing and decides nothing, and no machine makes one. `about` is the case in words.
    """
    if officer is None:
        raise CannotReport("核对报告必须由具体的工作人员出具，系统不能代办。")
    if CheckObjection.objects.filter(report__household=household_id, report__superseded_by=None, outcome="").exists():
        raise CannotReport("对现有报告的异议正在复查，请在异议办结时出具新的报告。")
    return freeze(household_id=household_id, origin=origin, about=about, officer=officer, on=on)


def freeze(*, household_id: int, origin: str, about: str, officer: Officer, on: date) -> Report:
    """The report itself, in the caller's transaction."""
    household = registry.get_household(household_id)
    access.require(officer, "verification.report", household.region)
    found = found_about(household_id, on)
    if not found.told or all(one.state == NOT_ASKED for one in found.told):
        raise CannotReport("还没有就这个家庭向任何部门发出核对请求，不能出具报告。")
    days = figure_or_none("verification.report_valid_days", region=household.region, on=on)
    if days is None:
        raise CannotReport("本地没有规定核对报告的有效期（verification.report_valid_days），不能出具。请先规定。")
    number = _next_number(household.region[:6], on)
    before = Report.objects.filter(household=household_id, superseded_by=None).first()
    valid_until = on + timedelta(days=int(days))
    contents = contents_of(
        found,
        number=number,
        household=household,
        about=about,
        made_on=on,
        valid_until=valid_until,
        by=officer.name,
        supersedes=before.number if before else "",
    )
    written = canonical(contents)
    digest = crypto.sm3(written).hex()
    try:
        pdf = report_pdf(contents, digest=digest, on=on)
    except papers.CannotPrint as refusal:
        raise CannotReport(str(refusal)) from None
    report = Report.objects.create(
        number=number,
        household_id=household_id,
        origin=origin,
        made_on=on,
        made_by=officer,
        valid_until=valid_until,
        sealed=crypto.seal_bytes(written, purpose=PURPOSE),
        digest=digest,
        file=files.keep(pdf),
        file_digest=crypto.sm3(pdf).hex(),
        supersedes=before,
        region=household.region,
    )
    superseded = {"supersedes": before.number} if before else {}
    audit.record("verification.reported", about=report, by=officer, detail={"number": number, "digest": digest, "unanswered": found.unanswered, **superseded})
    return report


def _next_number(county: str, on: date) -> str:
    """One row of numbers for a county and a year, without gap or double; two who make one at once get two. Also one report at a time of one family."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"report {county} {on.year}"])
    with access.acting_as_system(county):
        return f"HD{county}-{on.year}-{Report.objects.filter(number__startswith=f'HD{county}-{on.year}-').count() + 1:06d}"
