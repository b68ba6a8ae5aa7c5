"""页面的样子: what each office opens first, held to what pages owe and kept as pictures."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.sandbox.calibration import COUNTY
from doudi.verification.models import Consent
from tests.journeys.county import County
from tests.journeys.seat import Seat

PAGES = {
    "示例·县级审核一": {
        "today-early": "/today",
        "queue-county": "/queue",
        "alerts": "/alerts",
        "applications": "/applications",
        "feeds": "/feeds",
        "exchanges": "/feeds/exchanges",
    },
    "示例·县级审核二": {
        "waiting": "/waiting",
        "referrals": "/referrals",
        "families": "/families?q=wang",
        "search": "/search?q=wang",
        "search-empty": "/search",
        "payday-county": "/payday",
    },
    "示例·督查一": {"proof": "/check", "audit": "/audit"},
    "示例·管理员": {"officers": "/officers", "account": "/account"},
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_look_as_they_should(county: County, seat: Callable[[str], Seat], name: str) -> None:
    at = seat(name)
    for picture, path in PAGES[name].items():
        assert at.open(path).status == 200
        at.look(picture)


def test_a_township_s_own_pages(county: County, seat: Callable[[str], Seat]) -> None:
    """Work given to a colleague, looked after by a deputy; somebody who is registered nowhere; the keys, told by one of them."""
    town = regions.name_of(regions.children_of(COUNTY)[0])[:2]
    at = seat(f"示例·{town}经办一")
    at.open("/queue?whose=nobody")
    picks = at.page.locator("input[name=items]")
    if picks.count():
        picks.first.check()
        at.press("分派")
        at.look("queue-preview")
        at.press("确认分派")
        assert "已分派 1 件" in at.text
    at.look("queue-assigned")
    at.page.locator("h1").click()
    at.page.keyboard.press("?")
    assert at.page.locator("#keys").is_visible()
    at.look("keys")
    at.page.keyboard.press("Escape")
    at.page.keyboard.press("g")
    with at.page.expect_navigation():
        at.page.keyboard.press("s")
    assert at.page.url.endswith("/applications")
    at.open("/desk")
    at.look("desk")
    at.open("/queue?kind=application")
    at.page.locator("details.keep-filter").evaluate("one => one.open = true")
    at.page.locator("#filter-name").fill("我的申请")
    at.press("保存")
    assert "已保存为常用筛选" in at.text and "我的申请" in at.text
    at.look("queue-filter")
    at.open("/relatives")
    at.look("relatives")
    at.open("/strangers")
    at.look("stranger")
    at.press("登记并受理")
    assert "请" in at.text
    at.look("stranger-refused")
    at.page.locator("[id='p0.name']").fill("过路人甲")
    at.page.locator("[name='p0.sex'][value=male]").check()
    at.page.locator("[id='p0.age']").fill("45")
    at.page.locator("#village").select_option(index=1)
    at.page.locator("[name=area][value=urban]").check()
    at.page.locator("#because").fill("车站附近车祸，随身物品遗失。")
    at.press("登记并受理")
    assert "先行救助" in at.text and "过路人甲" in at.text
    at.look("stranger-apply")


def test_a_consent_is_taken_back_on_its_page(county: County, seat: Callable[[str], Seat]) -> None:
    place = regions.children_of(COUNTY)[0]
    with acting_as_system(COUNTY):
        holds = Consent.objects.filter(region__startswith=place, manner="batch", withdrawn_on=None, until_on=None, household__closed_on=None)
        signed = holds.exclude(household_id__in=county.left.values()).order_by("-id").first()
    assert signed
    at = seat(f"示例·{regions.name_of(place)[:2]}经办一")
    at.open(f"/families/{signed.household_id}/consents")
    at.look("consents")
    at.page.locator("details.asked > summary").first.click()
    at.page.locator("input[name=because]").first.fill("本人今天来窗口提出。")
    at.press("登记撤回")
    assert "不再向部门查询此人" in at.text and "本人今天来窗口提出。" in at.text
    at.page.locator("details.card-fold > summary").last.click()
    at.look("consents-withdrawn")


def test_what_everybody_may_draw_again(county: County, chromium: Browser, width: int) -> None:
    at = Seat(chromium, county.address, width)
    at.open(f"/notices/{COUNTY}/spot-checks")
    at.look("spot-checks")
    at.context.close()


def test_signing_in(county: County, chromium: Browser, width: int) -> None:
    """By keyboard alone: the name, the password, Enter; a wrong word is answered beside the form."""
    at = Seat(chromium, county.address, width)
    at.open("/sign-in")
    at.look("sign-in")
    keys = at.page.keyboard
    keys.type("inspector-1")
    keys.press("Tab")
    keys.type("not the password")
    with at.page.expect_navigation():
        keys.press("Enter")
    assert at.page.get_by_role("alert").is_visible()
    at.page.get_by_label("密码").focus()
    keys.type("doudi-demo")
    with at.page.expect_navigation():
        keys.press("Enter")
    at.page.get_by_text("示例·督查一").first.wait_for()
    keys.press("Tab")
    assert at.page.evaluate("document.activeElement.textContent") == "跳到正文"
    at.context.close()


def test_the_proof_holds_for_an_inspector(county: County, seat: Callable[[str], Seat]) -> None:
    at = seat("示例·督查一")
    at.open("/check")
    assert "不成立" not in at.text
