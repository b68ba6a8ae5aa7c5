"""What a family says against a report is kept sealed, brought before the department, and ended by a new report of another officer; 57号 第十八条."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from doudi.base import access, files
from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import workdays_after
from doudi.verification import objections, reports
from doudi.verification.actions import (
    CannotCloseObjection,
    CannotObjectToReport,
    CannotReport,
    add_papers,
    close_objection,
    make_report,
    object_to_report,
    object_to_report_online,
    open_objection_paper,
    recheck,
)
from doudi.verification.models import CheckObjection, ObjectionPaper, Report, Request
from tests.people import Family
from tests.uploads import jpeg
from tests.verification.files import DAY
from tests.verification.reports import a_checked_family, an_account, received

pytestmark = pytest.mark.usefixtures("system")
NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=2)
WORDS = "第二个账户是替别人代管的，已经转走。"


@pytest.fixture
def checked(tmp_path: Path, officer_of: Callable[..., Officer]) -> tuple[Family, Report, Officer, Officer]:
    """A family with a report, who made it, and a colleague."""
    family, maker, other = a_checked_family(tmp_path), officer_of("county"), officer_of("county")
    return family, make_report(household_id=family.household.pk, about="低保申请 SQ1", officer=maker, on=DAY), maker, other


def objected(report: Report, officer: Officer, *, feeds: tuple[str, ...] = ("bank_deposits",), papers: tuple[bytes, ...] = ()) -> CheckObjection:
    return object_to_report(report_id=report.pk, words=WORDS, contact="", feeds=feeds, papers=papers, officer=officer, on=DAY)


def test_the_department_is_asked_again_though_its_answer_is_fresh_and_a_new_report_follows(checked: tuple, tmp_path: Path) -> None:
    family, report, _, other = checked
    objection = objected(report, other)
    [again] = objections.requests_of(objection)
    assert (again.feed, again.asked_on, again.people.count()) == ("bank_deposits", DAY, 3) and objection.number in again.reason
    assert objection.due_on == workdays_after(DAY, 10)
    with pytest.raises(CannotCloseObjection, match="还没有答复完毕"):
        close_objection(objection_id=objection.pk, outcome="corrected", because="已更正。", officer=other, on=NEXT)
    rows = [an_account(again.number, family.head), *(an_account(again.number, one, found="未命中") for one in family.people[1:])]
    received(tmp_path, "bank_deposits", rows, on=NEXT)
    ended = close_objection(objection_id=objection.pk, outcome="corrected", because="第二个账户已销户。", officer=other, on=NEXT)
    assert ended.new_report and ended.new_report.supersedes_id == report.pk and ended.new_report.made_by_id == other.pk
    said = reports.read_report(ended.new_report)
    assert said["about"] == f"低保申请 SQ1；异议 {objection.number} 复查"
    assert {one["head"]: one["found"] for one in said["totals"]}["银行存款"] == "1,200.50 元"
    assert not any("301,200.50" in str(one) for one in said["beside"])
    old = reports.confirm(report.number, report.digest)
    assert old and old.superseded_on == NEXT


def test_a_department_that_stays_silent_holds_nobody_up_and_its_silence_is_told(checked: tuple) -> None:
    _, report, _, other = checked
    objection = objected(report, other)
    due_on = Request.objects.get(pk__in=objection.requests).due_on
    ended = close_objection(objection_id=objection.pk, outcome="upheld", because="来源逾期没有答复。", officer=other, on=due_on + timedelta(days=1))
    said = reports.read_report(ended.new_report)
    banks = {one["state"] for one in said["sources"] if "银行" in one["source"]}
    assert banks == {"未反馈"} and said["unanswered"] == 3


def test_who_made_the_report_does_not_end_what_is_said_against_it(checked: tuple) -> None:
    _, report, maker, other = checked
    objection = objected(report, other)
    later = Request.objects.get(pk__in=objection.requests).due_on + timedelta(days=1)
    with pytest.raises(CannotCloseObjection, match="出具原报告的人"):
        close_objection(objection_id=objection.pk, outcome="upheld", because="属实。", officer=maker, on=later)
    assert close_objection(objection_id=objection.pk, outcome="upheld", because="属实。", officer=other, on=later).new_report


def test_a_township_takes_it_down_but_makes_no_report(checked: tuple, officer_of: Callable[..., Officer]) -> None:
    _, report, _, _ = checked
    town = officer_of("township", "370702001")
    with access.acting(town):
        objection = objected(report, town)
        with pytest.raises(access.CannotAccess):
            close_objection(objection_id=objection.pk, outcome="upheld", because="属实。", officer=town, on=LATER)
        ended = close_objection(objection_id=objection.pk, outcome="withdrawn", because="家庭看过明细后撤回。", officer=town, on=LATER)
    assert ended.new_report is None and not Report.objects.filter(supersedes=report).exists()
    elsewhere = officer_of("township", "370702002")
    with access.acting(elsewhere), pytest.raises(CannotObjectToReport, match="不在您负责的区域"):
        objected(report, elsewhere)


def test_while_it_is_open_no_other_and_no_new_report(checked: tuple) -> None:
    family, report, _, other = checked
    objected(report, other)
    with pytest.raises(CannotObjectToReport, match="正在复查"):
        objected(report, other)
    with pytest.raises(CannotReport, match="正在复查"):
        make_report(household_id=family.household.pk, officer=other, on=NEXT)
    with pytest.raises(IntegrityError, match="one_open_objection_a_report"), transaction.atomic():
        CheckObjection.objects.create(
            report=report, channel="window", sealed=b"x", contact_sealed=b"", filed_on=DAY, due_on=DAY, recorded_by=other, region=report.region
        )


def test_an_old_report_is_not_objected_to_nor_in_few_words_nor_about_nothing(checked: tuple) -> None:
    family, report, maker, other = checked
    for feeds, words, match in (((), WORDS, "至少一项"), (("hukou",), WORDS, "至少一项"), (("vehicles",), "不对", "5 到 1000")):
        with pytest.raises(CannotObjectToReport, match=match), transaction.atomic():
            object_to_report(report_id=report.pk, words=words, contact="", feeds=feeds, papers=[], officer=other, on=DAY)
    assert not CheckObjection.objects.exists()
    with pytest.raises(CannotObjectToReport, match="具体的工作人员"):
        object_to_report(report_id=report.pk, words=WORDS, contact="", feeds=["vehicles"], papers=[], officer=None, on=DAY)
    make_report(household_id=family.household.pk, officer=maker, on=NEXT)
    with pytest.raises(CannotObjectToReport, match="已被新的报告取代"):
        objected(report, other)


def test_online_it_needs_number_and_digest_and_waits_for_an_officer(checked: tuple) -> None:
    _, report, _, other = checked
    given = {"words": WORDS, "contact": "13800000000", "address": "203.0.113.7", "on": DAY}
    for number, digest in ((report.number, "0" * 64), ("HD370702-2026-000009", report.digest)):
        with pytest.raises(CannotObjectToReport, match="编号和指纹都相符"):
            object_to_report_online(number=number, digest=digest, **given)
    objection = object_to_report_online(number=report.number, digest=report.digest[:8] + report.digest[-8:], **given)
    assert (objection.channel, objection.recorded_by, objection.rechecked_on) == ("online", None, None)
    assert WORDS.encode() not in bytes(objection.sealed) and b"203.0.113.7" not in bytes(objection.sender)
    with pytest.raises(CannotCloseObjection, match="还没有发起复查"):
        close_objection(objection_id=objection.pk, outcome="upheld", because="属实。", officer=other, on=NEXT)
    taken = recheck(objection_id=objection.pk, feeds=["bank_deposits", "vehicles"], officer=other, on=NEXT)
    assert (taken.recorded_by, taken.asked_again, len(taken.requests)) == (other, ["bank_deposits", "vehicles"], 2)
    [opened] = objections.objections_to(report)
    assert (opened.words, opened.contact, opened.feeds) == (WORDS, "13800000000", "银行存款、车辆登记")
    with pytest.raises(CannotObjectToReport, match="已于"):
        recheck(objection_id=objection.pk, feeds=["vehicles"], officer=other, on=NEXT)


def test_one_address_does_not_bury_an_office(checked: tuple, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, report, _, other = checked
    given = {"number": report.number, "digest": report.digest, "words": WORDS, "contact": "", "address": "203.0.113.7", "on": DAY}
    for _ in range(5):
        row = object_to_report_online(**given)
        close_objection(objection_id=row.pk, outcome="withdrawn", because="撤回。", officer=other, on=DAY)
    with pytest.raises(CannotObjectToReport, match="已经较多"):
        object_to_report_online(**given)
    object_to_report_online(**given | {"address": "203.0.113.8"})


def test_what_was_brought_along_is_kept_as_pictures_sealed_and_read_by_name(checked: tuple, own_home: Path) -> None:
    _, report, _, other = checked
    objection = objected(report, other, papers=(jpeg(),))
    add_papers(objection_id=objection.pk, papers=[jpeg(colour="teal")], officer=other, on=NEXT)
    assert [paper.number for paper in objection.papers.all()] == [1, 2]
    assert open_objection_paper(objection_id=objection.pk, number=2, officer=other).startswith(b"\xff\xd8\xff")
    assert AuditEntry.objects.filter(verb="verification.objection_paper_read", officer_id=other.pk, detail__page=2).count() == 1
    for papers, match in (([b"MZ not a picture"], "."), ([], "请先选择")):
        with pytest.raises(CannotObjectToReport, match=match), transaction.atomic():
            add_papers(objection_id=objection.pk, papers=papers, officer=other, on=NEXT)
    with pytest.raises(DatabaseError, match="keeps what was written"), transaction.atomic():
        ObjectionPaper.objects.all().delete()
    kept = objection.papers.get(number=1).file
    (own_home / "files" / kept[:2] / kept[2:]).write_bytes(b"\0" * 64)
    with pytest.raises(files.CannotRead):
        open_objection_paper(objection_id=objection.pk, number=1, officer=other)


def test_what_has_ended_stays_as_it_ended(checked: tuple) -> None:
    _, report, _, other = checked
    objection = objected(report, other)
    for change in ({"sealed": b"other"}, {"due_on": LATER}, {"filed_on": NEXT}):
        with pytest.raises(DatabaseError, match="keeps what was written"), transaction.atomic():
            CheckObjection.objects.filter(pk=objection.pk).update(**change)
    close_objection(objection_id=objection.pk, outcome="withdrawn", because="撤回。", officer=other, on=NEXT)
    with pytest.raises(DatabaseError, match="keeps what was written"), transaction.atomic():
        CheckObjection.objects.filter(pk=objection.pk).update(because="改写")
    with pytest.raises(CannotCloseObjection, match="已办结"):
        close_objection(objection_id=objection.pk, outcome="withdrawn", because="再撤。", officer=other, on=NEXT)
    with pytest.raises(IntegrityError, match="check_objection_closed_whole"), transaction.atomic():
        CheckObjection.objects.create(
            report=report, channel="window", sealed=b"x", contact_sealed=b"", filed_on=DAY, due_on=DAY, recorded_by=other, region=report.region,
            outcome="upheld", because="无新报告", closed_on=DAY, closed_by=other, rechecked_on=DAY,
        )  # fmt: skip
