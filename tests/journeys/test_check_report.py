"""核对报告: declared beside found, one click to what is behind it; an officer freezes it, anybody confirms it, the family objects, the bank is asked again,
a colleague's new report takes its place."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser

from doudi.base import crypto, regions
from doudi.base.access import acting_as_system
from doudi.benefits import queries as benefits
from doudi.casework.models import Application
from doudi.registry import queries as registry
from doudi.sandbox.calibration import COUNTY
from doudi.verification.actions import receive_cross, register_sender
from doudi.verification.models import Report
from doudi.verification.told import told_about
from tests.journeys.county import County
from tests.journeys.seat import Seat
from tests.people import an_id
from tests.uploads import jpeg
from tests.verification import test_cross as elsewhere
from tests.verification.test_envelope import pem


def test_a_family_is_checked_and_says_that_it_is_wrong(county: County, seat: Callable[[str], Seat], chromium: Browser, width: int, tmp_path: Path) -> None:
    case = county.case_left("report", lambda one: has_deposits(county, one))
    town = regions.name_of(case.region[:9])[:2]
    clerk, maker, other = seat(f"示例·{town}经办一"), seat("示例·县级审核一"), seat("示例·县级审核二")

    maker.open(f"/applications/{case.pk}")
    maker.link("对照和报告")
    assert "申报与核对" in maker.text and "银行存款" in maker.text
    maker.look("checks")
    maker.page.locator("a[href^='/check-answers/']", has_text="银行").first.click()
    maker.page.wait_for_url("**/check-answers/*")
    assert "账号末四位" in maker.text
    maker.look("check-answer")
    maker.page.go_back()
    maker.press("出具核对报告")
    assert "已出具核对报告" in maker.text and "有效" in maker.text
    maker.look("check-report")
    address = maker.page.url
    paper = maker.context.request.get(f"{address}/report.pdf")
    assert paper.headers["content-type"] == "application/pdf" and paper.body().startswith(b"%PDF")
    with acting_as_system(COUNTY):
        report = Report.objects.get(household=case.household_id)

    anybody = Seat(chromium, county.address, width)
    confirmed(anybody, report, "编号和指纹相符")
    anybody.look("confirm-report")
    confirmed(anybody, report, "没有编号和指纹都相符", digest="0" * 16)
    anybody.look("confirm-report-refused")

    clerk.open(address)
    clerk.page.locator("#object").evaluate("one => one.open = true")
    clerk.page.locator("#words").fill("这个账户是替村里代管的，钱不是我家的。")
    clerk.page.get_by_label(re.compile("^银行存款")).check()
    photograph = tmp_path / "zm.jpg"
    photograph.write_bytes(jpeg())
    clerk.page.locator("#papers").set_input_files(photograph)
    clerk.look("check-object")
    clerk.press("登记并发起复查")
    assert "复查中" in clerk.text and "第 1 页" in clerk.text
    clerk.look("check-objection")
    other.open("/check-objections")
    other.look("check-objections")

    county.live(county.on + timedelta(days=5))
    other.open(address)
    other.page.locator("#against details", has_text="办结").evaluate("one => one.open = true")
    other.page.locator("input[name=outcome][value=upheld]").check()
    other.page.locator("textarea[name=because]").fill("银行复查后答复一致；代管款项请提供村委会证明，由入户核实。")
    other.press("办结异议")
    assert f"{report.number[:-1]}" in other.text and "取代" in other.text
    other.look("check-report-new")
    confirmed(anybody, report, "已被取代")
    anybody.context.close()


def confirmed(anybody: Seat, report: Report, words: str, *, digest: str = "") -> None:
    """Number and the digest's ends are typed; what the page answers, and that it names nobody."""
    anybody.open("/reports/confirm")
    anybody.page.locator("#number").fill(report.number)
    anybody.page.locator("#digest").fill(digest or f"{report.digest[:8]} {report.digest[-8:]}")
    anybody.press("查验")
    assert words in anybody.text
    with acting_as_system(COUNTY):
        assert not [one.person.name for one in registry.members_of(report.household_id, report.made_on) if one.person.name in anybody.text]


def has_deposits(county: County, case: Application) -> bool:
    """A bank has found something of somebody in this family."""
    told = told_about(registry.case_of(case.household_id, on=county.on))
    return any(one.feed.name == "bank_deposits" and one.state == "命中" and one.value for one in told)


def test_what_other_departments_and_provinces_ask(county: County, seat: Callable[[str], Seat], chromium: Browser, width: int) -> None:
    """A standing is confirmed to a department and nothing more; a province's signed request is answered person by person."""
    with acting_as_system(COUNTY):
        standing = next(one for one in benefits.standings_in_force(county.on) if one.kind == "dibao")
        person = next(one.person for one in registry.members_of(standing.household_id, county.on) if one.person.died_on is None)
        number, household = crypto.open_text(bytes(person.id_sealed), purpose="id_number"), standing.household.number
    medical = seat("示例·医保一")
    medical.open("/recognition")
    for field, words in (("matter", "住院救助 YB2026-0001"), ("name", person.name), ("id_number", number)):
        medical.page.locator(f"#{field}").fill(words)
    medical.press("查询")
    assert "已确认" in medical.text and "最低生活保障家庭" in medical.text and household not in medical.text
    medical.look("recognition")
    medical.page.locator("#name").fill("别的人")
    medical.page.locator("#id_number").fill(number)
    medical.press("查询")
    assert "没有查到别的人" in medical.text and number not in medical.text
    medical.look("recognition-none")

    with acting_as_system(COUNTY):
        key = Ed25519PrivateKey.generate()
        register_sender(name="示例外省核对中心", region=COUNTY, feeds=["cross_province"], public_key=pem(key), officer=None, on=county.on)
        letter = elsewhere.a_request({"name": person.name, "id_number": number}, {"name": "某甲", "id_number": an_id()}, number=f"GD-{width}", key=key)
        asked = receive_cross(content=letter, on=county.on, now=elsewhere.NOW)
    reviewer = seat("示例·县级审核一")
    reviewer.open("/cross")
    reviewer.look("cross")
    reviewer.open(f"/cross/{asked.pk}")
    reviewer.look("cross-request")
    reviewer.page.locator("input[name=state-1][value=命中]").check()
    reviewer.page.locator("#words-1").fill("住房 1 套，车辆 0 辆。")
    reviewer.page.locator("input[name=state-2][value=未反馈]").check()
    reviewer.press("签名答复")
    assert "已答复" in reviewer.text and number not in reviewer.text
    reviewer.look("cross-answered")
    reviewer.open(f"/families/{standing.household_id}/checks")
    reviewer.look("checks-elsewhere")

    anybody = Seat(chromium, county.address, width)
    anybody.open("/reports/object")
    anybody.look("object-report")
    anybody.context.close()
