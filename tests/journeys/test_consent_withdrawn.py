"""撤回授权: an officer prints the slip, its holder reads what they agreed to and takes it back by themselves, the township hears them; help goes on."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.benefits import queries as benefits
from doudi.sandbox.calibration import COUNTY
from doudi.verification import consent_slips
from doudi.verification.actions import register_sender
from doudi.verification.consenting import in_force
from doudi.verification.models import Consent
from tests.journeys.county import County
from tests.journeys.seat import Seat
from tests.people import an_id
from tests.verification.test_envelope import pem


def test_somebody_takes_back_what_they_agreed_to(county: County, seat: Callable[[str], Seat], chromium: Browser, width: int) -> None:
    with acting_as_system(COUNTY):
        helped = {one.household_id for one in benefits.standings_in_force(county.on)} - set(county.left.values())
        consent = Consent.objects.select_related("person").filter(in_force(county.on), household__in=helped, guardian="").order_by("-id")[0]
        standings = [one.pk for one in benefits.standings_of(consent.household_id, county.on)]
    clerk = seat(f"示例·{regions.name_of(consent.region[:9])[:2]}经办一")
    clerk.open(f"/families/{consent.household_id}/consents")
    address = clerk.page.locator(f"a[href='/consents/{consent.pk}/slip.pdf']")
    assert address.count() == 1
    paper = clerk.context.request.get(f"{county.address}/consents/{consent.pk}/slip.pdf")
    assert paper.headers["content-type"] == "application/pdf" and paper.body().startswith(b"%PDF")

    holder = Seat(chromium, county.address, width)
    holder.open("/notices")
    holder.link("我的核对授权")
    holder.look("my-consent")
    show(holder, consent.number, "2222-2222-2222")
    assert "编号和查验码不相符" in holder.text
    holder.look("my-consent-refused")
    show(holder, consent.number, consent_slips.code_of(consent.number))
    assert "授权有效" in holder.text and consent.person.name not in holder.text
    holder.look("my-consent-shown")
    holder.press("确认撤回")
    assert "回执号" in holder.text and "照常" in holder.text
    holder.look("my-consent-receipt")
    show(holder, consent.number, consent_slips.code_of(consent.number))
    assert "已撤回" in holder.text
    holder.look("my-consent-over")
    assert holder.context.cookies() == []

    clerk.open("/queue?kind=consent")
    assert "撤回核对授权" in clerk.text
    clerk.look("queue-withdrawal")
    clerk.open(f"/families/{consent.household_id}/consents")
    clerk.look("consents-to-hear")
    clerk.page.locator("textarea[name=words]").fill("本人不愿被查询账户，同意入户查看存折；救助照常发放。")
    clerk.press("登记")
    assert "已登记听取的意见" in clerk.text
    clerk.look("consents-heard")
    with acting_as_system(COUNTY):
        assert [one.pk for one in benefits.standings_of(consent.household_id, county.on)] == standings
    holder.context.close()
    a_supporter_elsewhere(county, clerk, seat("示例·县级审核一"), consent.household_id, width)


def a_supporter_elsewhere(county: County, clerk: Seat, reviewer: Seat, household_id: int, width: int) -> None:
    """A son who lives in another county of the city signs, and its departments are asked; one of another province, and the county asks the office there."""
    clerk.page.locator("details.card-fold > summary").last.click()
    form = clerk.page.locator(f"form[action='/families/{household_id}/consents/support']")
    for field, words in (("name", "某外乡"), ("id_number", an_id(address="110105")), ("relation", "申请人的儿子"), ("reference", f"YWR-{width}")):
        form.locator(f"[name={field}]").fill(words)
    form.locator("[name=asked_at][value=city]").check()
    with clerk.page.expect_navigation():
        form.locator("button").last.click()
    assert "请选择是哪个县区" in clerk.text
    clerk.look("consent-which-county")
    form = clerk.page.locator(f"form[action='/families/{household_id}/consents/support']")
    form.locator("[name=id_number]").fill(an_id(address="370783"))
    form.locator("[name=asked_in]").select_option("370783")
    with clerk.page.expect_navigation():
        form.locator("button").last.click()
    assert "由寿光市的部门核对" in clerk.text
    clerk.look("consents-another-county")
    clerk.page.locator("details.card-fold > summary").last.click()
    form = clerk.page.locator(f"form[action='/families/{household_id}/consents/support']")
    for field, words in (("name", "某外省"), ("id_number", an_id(address="110105")), ("relation", "申请人的儿子"), ("reference", f"YWR-{clerk.width}-2")):
        form.locator(f"[name={field}]").fill(words)
    form.locator("[name=asked_at][value=elsewhere]").check()
    clerk.look("consent-supporter")
    with clerk.page.expect_navigation():
        form.locator("button").last.click()
    assert "请求异地协查" in clerk.text and "某外省" in clerk.text
    clerk.look("consents-supporter")
    with acting_as_system(COUNTY):
        key = pem(Ed25519PrivateKey.generate())
        peer = register_sender(name="示例外省民政局", region=COUNTY, feeds=["cross_province"], public_key=key, officer=None, on=county.on)
    reviewer.open(f"/families/{household_id}/checks")
    assert "某外省" in reviewer.text and "寿光市公安局" in reviewer.text and "协查谁" in reviewer.text
    reviewer.page.locator("#peer").select_option(str(peer.pk))
    reviewer.look("checks-whom")
    reviewer.press("发出协查请求")
    assert "已发出异地协查请求" in reviewer.text


def show(holder: Seat, number: str, code: str) -> None:
    """What stands on the slip is typed."""
    holder.open("/consents/mine")
    holder.page.get_by_label("凭条编号").fill(number)
    holder.page.get_by_label("查验码").fill(code)
    holder.press("查看")
