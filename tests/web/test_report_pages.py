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
from doudi.benefits.models import Standing
from doudi.oversight.models import DayRecord
from doudi.verification.actions import make_report, register_sender
from doudi.verification.models import Answer, CheckObjection, Consent, Report
from tests.people import Family, a_family
from tests.uploads import jpeg
from tests.verification import test_cross as elsewhere
from tests.verification.files import DAY
from tests.verification.reports import a_checked_family, number_of
from tests.verification.test_envelope import pem

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


def test_what_was_answered_on_a_consent_taken_back_is_opened_no_more(family: Family, county: Client) -> None:
    answer = Answer.objects.get(requested__person=family.head, requested__request__feed="bank_deposits")
    behind = f"/check-answers/{answer.pk}"
    assert "示例农商银行" in county.get(behind).content.decode()
    mine = Consent.objects.get(person=family.head)
    assert county.post(f"/consents/{mine.pk}/withdraw", {"because": "本人当面提出。"}).status_code == 302
    page = county.get(behind).content.decode()
    assert "授权已撤回" in page and "不再使用" in page and "示例农商银行" not in page and "300,000.00" not in page
    checks = county.get(f"/families/{family.household.pk}/checks").content.decode()
    assert "授权已撤回" in checks and behind not in checks and "296,200.50" not in checks


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


def test_a_department_asks_for_a_standing_and_reads_nothing_more(family: Family, officer_of: Callable[..., Officer], signed_in: SignedIn) -> None:
    Standing.objects.create(household=family.household, kind="dibao", from_on=date(2026, 3, 1), decided_by="import:1", region=family.household.region)
    medical = signed_in(officer_of("department", "370702", "medical_insurance"))
    assert "医疗救助" in medical.get("/recognition").content.decode()
    typed = {"id_number": number_of(family.head), "name": family.head.name, "matter": "YB2026-0001", "day": f"{DAY}"}
    said = medical.post("/recognition", typed).content.decode()
    assert "已确认" in said and "最低生活保障家庭" in said and "2026年3月1日" in said
    assert not [word for word in (family.household.number, family.people[1].name, "300,000") if word in said]
    assert number_of(family.head) not in said
    assert "没有查到别的人" in medical.post("/recognition", typed | {"name": "别的人"}).content.decode()
    for wrong in ({"matter": ""}, {"day": "昨天"}):
        assert medical.post("/recognition", typed | wrong).status_code == 422
    assert "没有可以互认的救助事项" in signed_in(officer_of("department", "370702", "police")).get("/recognition").content.decode()


def test_a_request_from_another_province_is_answered_on_its_page(county: Client, family: Family) -> None:
    peer = register_sender(name="示例外省核对中心", region="370702", feeds=["cross_province"], public_key=pem(elsewhere.KEY), officer=None, on=DAY)
    number = number_of(family.head)
    asked = elsewhere.received(elsewhere.a_request({"name": family.head.name, "id_number": number}))
    assert "GD-2026-7" in county.get("/cross").content.decode()
    page = county.get(f"/cross/{asked.pk}").content.decode()
    assert "本地登记中有此人" in page and number not in page and read("verification.cross_read") == 1
    refused = county.post(f"/cross/{asked.pk}/answer", {"state-1": "命中", "words-1": ""})
    assert refused.status_code == 422 and "命中的写明查到什么" in refused.content.decode()
    assert county.post(f"/cross/{asked.pk}/answer", {"state-1": "未命中", "words-1": ""}).status_code == 302
    assert "未命中" in county.get(f"/cross/{asked.pk}").content.decode()
    checks = f"/families/{family.household.pk}/checks"
    assert county.post(f"{checks}/elsewhere", {"peer": "x", "reason": "申请核对"}).status_code == 422
    assert county.post(f"{checks}/elsewhere", {"peer": str(peer.pk), "reason": "申请核对"}).status_code == 302
    assert "XC370702-2026-000001" in county.get(checks).content.decode()
