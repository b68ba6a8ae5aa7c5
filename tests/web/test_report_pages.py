"""核对报告的页面: what the officer sees side by side, what is written down, what everybody may confirm, and what nobody learns there."""

import re
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doudi.base.models import AuditEntry, Officer
from doudi.oversight.models import DayRecord
from doudi.verification.actions import make_report
from doudi.verification.models import Answer
from doudi.verification.report_models import CheckObjection, Report
from tests.people import Family, a_family
from tests.uploads import jpeg
from tests.verification.files import DAY
from tests.verification.reports import a_checked_family, number_of

pytestmark = pytest.mark.usefixtures("system")
SignedIn = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def the_day(system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    DayRecord.objects.create(region="370702", on=DAY)


@pytest.fixture
def family(tmp_path: Path) -> Family:
    return a_checked_family(tmp_path)


@pytest.fixture
def county(officer_of: Callable[..., Officer], signed_in: SignedIn) -> Client:
    return signed_in(officer_of("county"))


def read(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


def test_the_officer_sees_both_sides_the_difference_the_source_and_what_would_follow(family: Family, county: Client) -> None:
    page = county.get(f"/families/{family.household.pk}/checks").content.decode()
    assert "财产超出低保规定" in page and "测算，不是决定" in page and "比申报多 296,200.50 元" in page
    answer = Answer.objects.get(requested__person=family.head, requested__request__feed="bank_deposits")
    assert f"/check-answers/{answer.pk}" in page and "示例农商银行" not in page
    behind = county.get(f"/check-answers/{answer.pk}").content.decode()
    assert "示例农商银行" in behind and "0002" in behind and "300,000.00 元" in behind and number_of(family.head) not in behind
    assert (read("verification.checks_read"), read("verification.answer_read")) == (1, 1)


def test_a_report_is_made_once_however_often_the_form_is_sent(family: Family, county: Client) -> None:
    once = {"once": str(uuid.uuid4())}
    first, again = (county.post(f"/families/{family.household.pk}/checks/report", once) for _ in range(2))
    report = Report.objects.get()
    assert first.url == again.url == f"/check-reports/{report.pk}"
    page = county.get(first.url).content.decode()
    assert report.number in page and report.digest in page and "示例农商银行" in page and number_of(family.head) not in page
    pdf = county.get(f"/check-reports/{report.pk}/report.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert (read("verification.report_read"), read("verification.report_printed")) == (1, 1)


def test_a_case_of_another_family_is_not_the_reason_of_a_report(family: Family, county: Client) -> None:
    for typed in ("999999999", "x", "1" * 30):
        assert county.get(f"/families/{family.household.pk}/checks?application={typed}").status_code == 404
    assert county.post(f"/families/{family.household.pk}/checks/report", {"application": "999999999"}).status_code == 404
    unasked = a_family(1)
    refused = county.post(f"/families/{unasked.household.pk}/checks/report", {})
    assert refused.status_code == 422 and "还没有就这个家庭" in refused.content.decode() and not Report.objects.exists()


def test_everybody_confirms_a_report_and_learns_nothing_else(family: Family, officer_of: Callable[..., Officer]) -> None:
    report, anybody = make_report(household_id=family.household.pk, officer=officer_of("county"), on=DAY), Client()
    good = anybody.post("/reports/confirm", {"number": report.number, "digest": f"{report.digest[:8]} {report.digest[-8:]}"})
    said = good.content.decode()
    assert good.status_code == 200 and "编号和指纹相符" in said and "2026年10月12日" in said and good.headers["Cache-Control"] == "no-store"
    secret = [family.head.name, family.household.number, "经办", "银行", "300,000", "城关"]
    assert not [word for word in secret if word in re.sub(r"<footer.*", "", said, flags=re.S)]
    wrong = [{"number": report.number, "digest": "0" * 64}, {"number": "HD370702-2026-000777", "digest": report.digest}, {"number": "", "digest": ""}]
    answers = [anybody.post("/reports/confirm", typed) for typed in wrong]
    assert {answer.status_code for answer in answers} == {422}
    told = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(told) == 1 and "没有编号和指纹都相符" in told.pop()


def test_who_holds_it_objects_online_and_an_officer_takes_it_up_with_papers(family: Family, officer_of: Callable[..., Officer], county: Client) -> None:
    report, anybody = make_report(household_id=family.household.pk, officer=officer_of("county"), on=DAY), Client()
    typed = {"number": report.number, "digest": report.digest, "words": "第二个账户不是我的。", "contact": ""}
    assert anybody.post("/reports/object", typed | {"digest": "0" * 16}).status_code == 422
    receipt = anybody.post("/reports/object", typed).content.decode()
    objection = CheckObjection.objects.get()
    assert objection.number in receipt and family.head.name not in receipt
    page = county.get(f"/check-reports/{report.pk}").content.decode()
    assert "第二个账户不是我的。" in page and "待发起复查" in page and read("verification.objection_read") == 1
    assert objection.number in county.get("/check-objections").content.decode()
    assert county.post(f"/check-objections/{objection.pk}/recheck", {}).status_code == 422
    assert county.post(f"/check-objections/{objection.pk}/recheck", {"feeds": ["bank_deposits"]}).status_code == 302
    sent = SimpleUploadedFile("x.jpg", jpeg(), content_type="image/jpeg")
    assert county.post(f"/check-objections/{objection.pk}/papers", {"file": sent}).status_code == 302
    picture = county.get(f"/check-objections/{objection.pk}/picture?page=1")
    assert picture.headers["Content-Type"] == "image/jpeg" and "no-store" in picture.headers["Cache-Control"]
    assert county.get(f"/check-objections/{objection.pk}/picture?page=2").status_code == 404
    assert county.post(f"/check-objections/{objection.pk}/papers", {}).status_code == 422
    early = county.post(f"/check-objections/{objection.pk}/close", {"outcome": "upheld", "because": "属实。"})
    assert early.status_code == 422 and "还没有答复完毕" in early.content.decode()


def test_at_the_window_with_a_file_too_large_nothing_is_done(family: Family, officer_of: Callable[..., Officer], county: Client) -> None:
    report = make_report(household_id=family.household.pk, officer=officer_of("county"), on=DAY)
    typed = {"words": "房子已经卖了。", "feeds": ["real_estate"], "contact": ""}
    huge = SimpleUploadedFile("x.jpg", b"\xff\xd8\xff" + b"\0" * 20_000_001, content_type="image/jpeg")
    refused = county.post(f"/check-reports/{report.pk}/object", typed | {"file": huge})
    assert refused.status_code == 422 and "一次最多 20 MB" in refused.content.decode() and not CheckObjection.objects.exists()
    assert "房子已经卖了。" in refused.content.decode()
    assert county.post(f"/check-reports/{report.pk}/object", typed | {"file": SimpleUploadedFile("x.jpg", jpeg())}).status_code == 302
    assert CheckObjection.objects.get().papers.count() == 1


def test_a_report_that_has_run_out_says_so(family: Family, officer_of: Callable[..., Officer], county: Client) -> None:
    report = make_report(household_id=family.household.pk, officer=officer_of("county"), on=DAY)
    DayRecord.objects.create(region="370702", on=date(2027, 3, 1))
    assert "已过有效期" in county.get(f"/check-reports/{report.pk}").content.decode()
    assert "已过有效期" in Client().post("/reports/confirm", {"number": report.number, "digest": report.digest}).content.decode()
