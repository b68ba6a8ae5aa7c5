"""核对异议: what a family says against a report is taken down; the department concerned is asked again; a new report takes the old one's place (57号 18)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto, files, limited
from doudi.base.limited.pages import pages_of
from doudi.base.models import Officer
from doudi.law.figures import last_day
from doudi.verification import reports
from doudi.verification.actions.report import freeze
from doudi.verification.actions.request import request_checks
from doudi.verification.models import CheckObjection, ObjectionPaper, Report
from doudi.verification.objections import PURPOSE, requests_of
from doudi.verification.tellers import connected

SHORTEST, LONGEST, LONGEST_CONTACT = 5, 1000, 60
OF_A_SENDER = 5
"""How many a day from one address."""
MOST_PAGES = 40
MOST_BYTES = 20_000_000
NOT_OURS = "没有编号和指纹都相符的核对报告，不能提出异议。"


class CannotObjectToReport(Exception):
    """Worded for the officer or the family; shown on the page as it stands."""


class CannotCloseObjection(Exception):
    """Worded for the officer."""


@transaction.atomic
def object_to_report(
    *, report_id: int, words: str, contact: str, feeds: Sequence[str], papers: Sequence[bytes], officer: Officer | None, on: date
) -> CheckObjection:
    """At the window: what the family says, with what it brought along; the departments concerned are asked again at once."""
    if officer is None:
        raise CannotObjectToReport("窗口提出的异议必须由具体的工作人员登记。")
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if report is None:
        raise CannotObjectToReport("没有这份核对报告，或者它不在您负责的区域内。")
    access.require(officer, "verification.object", report.region)
    objection = _take_down(report, words, contact, CheckObjection.Channel.WINDOW, on=on, officer=officer)
    _add_papers(objection, papers, officer, on)
    return _ask_again(objection, feeds, officer, on)


def object_to_report_online(*, number: str, digest: str, words: str, contact: str, address: str, on: date) -> CheckObjection:
    """By whoever holds the report: its number and digest say so. It waits for an officer, who brings it before the departments; papers come to the window."""
    found = reports.confirm(number, digest)
    if found is None:
        raise CannotObjectToReport(NOT_OURS)
    sender = crypto.index(address, purpose="address")
    with access.acting_as_system(found.number[2:6]):
        report = Report.objects.select_for_update(of=("self",)).get(number=found.number)
        if CheckObjection.objects.filter(sender=sender, filed_on=on).count() >= OF_A_SENDER:
            raise CannotObjectToReport("今天从您这里提交的异议已经较多，请到乡镇（街道）当面提出，或者明天再提交。")
        return _take_down(report, words, contact, CheckObjection.Channel.ONLINE, on=on, sender=sender)


@transaction.atomic
def recheck(*, objection_id: int, feeds: Sequence[str], officer: Officer, on: date) -> CheckObjection:
    """Bring an online objection before the departments it concerns."""
    objection = _take(objection_id, officer, CannotObjectToReport)
    if objection.rechecked_on is not None:
        raise CannotObjectToReport(f"{objection.number} 已于 {objection.rechecked_on} 发起复查。")
    objection.recorded_by = officer
    return _ask_again(objection, feeds, officer, on)


@transaction.atomic
def add_papers(*, objection_id: int, papers: Sequence[bytes], officer: Officer, on: date) -> CheckObjection:
    """What the family brought along later, as pictures made anew."""
    objection = _take(objection_id, officer, CannotObjectToReport)
    if not papers:
        raise CannotObjectToReport("请先选择照片或 PDF。")
    _add_papers(objection, papers, officer, on)
    return objection


@transaction.atomic
def close_objection(*, objection_id: int, outcome: str, because: str, officer: Officer, on: date) -> CheckObjection:
    """What the re-check has shown, in a new report by somebody other than who made the first; or that the family took its word back.

    A department that stays silent past its term holds nobody up: the new report says 未反馈.
    """
    objection = _take(objection_id, officer, CannotCloseObjection)
    if outcome not in ("corrected", "upheld", "withdrawn") or not because.strip():
        raise CannotCloseObjection("请选择复查结果，并写明办结说明。")
    if outcome != CheckObjection.Outcome.WITHDRAWN:
        report = objection.report
        access.require(officer, "verification.report", objection.region)
        if report.made_by_id == officer.pk:
            raise CannotCloseObjection("出具原报告的人不能办结对它的异议，请由另一名工作人员复查后出具新的报告。")
        if objection.rechecked_on is None:
            raise CannotCloseObjection("还没有发起复查，不能办结。")
        if waiting := [one for one in requests_of(objection) if one.answered_on is None and one.due_on >= on]:
            raise CannotCloseObjection(
                f"复查请求还没有答复完毕（{'、'.join(one.number for one in waiting)}），最晚答复期限 {max(one.due_on for one in waiting)}。"
            )
        about = f"{reports.read_report(report)['about'].partition('；异议')[0]}；异议 {objection.number} 复查"
        objection.new_report = freeze(household_id=report.household_id, origin=report.origin, about=about, officer=officer, on=on)
    objection.outcome, objection.because, objection.closed_by, objection.closed_on = outcome, because.strip()[:LONGEST], officer, on
    objection.save()
    audit.record("verification.objection_closed", about=objection, by=officer, because=objection.because, detail={"outcome": outcome})
    return objection


@transaction.atomic
def open_objection_paper(*, objection_id: int, number: int, officer: Officer) -> bytes:
    """One page of what was brought along, as JPEG; who looked is written down. Raises files.CannotRead, DoesNotExist."""
    paper = ObjectionPaper.objects.select_related("objection").get(objection=objection_id, number=number)
    access.require(officer, "verification.see_report", paper.region)
    audit.record("verification.objection_paper_read", about=paper.objection, by=officer, detail={"page": number})
    return files.read(paper.file)


def _take_down(report: Report, words: str, contact: str, channel: str, *, on: date, officer: Officer | None = None, sender: bytes = b"") -> CheckObjection:
    words = words.strip()
    if not SHORTEST <= len(words) <= LONGEST or len(contact) > LONGEST_CONTACT:
        raise CannotObjectToReport(f"请用 {SHORTEST} 到 {LONGEST} 个字写明异议内容；联系方式不超过 {LONGEST_CONTACT} 个字。")
    if Report.objects.filter(supersedes=report).exists():
        raise CannotObjectToReport("这份报告已被新的报告取代，请对新的报告提出。")
    if CheckObjection.objects.filter(report=report, outcome="").exists():
        raise CannotObjectToReport("对这份报告的异议正在复查，有新情况的请补充到原来的异议中。")
    due_on = last_day("verification.objection_workdays", region=report.region, on=on)
    if due_on is None:
        raise CannotObjectToReport("本地没有规定核对异议的复查期限（verification.objection_workdays），请先规定。")
    sealed = crypto.seal_many([words, contact.strip()], purpose=PURPOSE)
    objection = CheckObjection.objects.create(
        report=report,
        channel=channel,
        sealed=sealed[0],
        contact_sealed=sealed[1],
        sender=sender,
        filed_on=on,
        due_on=due_on,
        recorded_by=officer,
        region=report.region,
    )
    audit.record("verification.objected", about=objection, by=officer, detail={"report": report.number, "channel": str(channel)})
    return objection


def _take(objection_id: int, officer: Officer, cannot: type[Exception]) -> CheckObjection:
    objection = CheckObjection.objects.select_for_update(of=("self",)).select_related("report").filter(pk=objection_id).first()
    if objection is None:
        raise cannot("没有这件核对异议，或者它不在您负责的区域内。")
    access.require(officer, "verification.object", objection.region)
    if objection.outcome:
        raise cannot(f"{objection.number} 已办结，不能再办理。")
    return objection


def _ask_again(objection: CheckObjection, feeds: Sequence[str], officer: Officer, on: date) -> CheckObjection:
    known = {feed.name for feed in connected(objection.region, on)}
    if not feeds or not set(feeds) <= known:
        raise CannotObjectToReport("请选择异议涉及的数据，至少一项。")
    asked = request_checks(
        household_ids=[objection.report.household_id], reason=f"核对异议 {objection.number} 复查（57号 第十八条）", officer=officer, on=on, again=feeds
    )
    if not asked:
        raise CannotObjectToReport("这个家庭没有在世成员可以核对。")
    objection.asked_again, objection.requests, objection.rechecked_on = sorted(set(feeds)), [one.pk for one in asked], on
    objection.save()
    audit.record("verification.rechecked", about=objection, by=officer, detail={"requests": [one.number for one in asked]})
    return objection


def _add_papers(objection: CheckObjection, papers: Sequence[bytes], officer: Officer, on: date) -> None:
    at, pages = objection.papers.count(), []
    for content in papers:
        if len(content) > MOST_BYTES:
            raise CannotObjectToReport(f"一份材料最多 {MOST_BYTES // 1_000_000} MB。请降低照片质量或拆分后再传。")
        try:
            pages += pages_of(content)[0]
        except limited.CannotOpenSafely as why:
            raise CannotObjectToReport(str(why)) from None
    if at + len(pages) > MOST_PAGES:
        raise CannotObjectToReport(f"一件异议最多留存 {MOST_PAGES} 页材料。")
    ObjectionPaper.objects.bulk_create(
        ObjectionPaper(objection=objection, number=number, file=files.keep(page), added_on=on, added_by=officer, region=objection.region)
        for number, page in enumerate(pages, start=at + 1)
    )
    if pages:
        audit.record("verification.objection_papers_added", about=objection, by=officer, detail={"pages": len(pages)})
