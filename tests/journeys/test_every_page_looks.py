"""页面的样子: what each office opens first, held to what pages owe and kept as pictures."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.journeys.county import County
from tests.journeys.seat import Seat

PAGES = {
    "示例·县级审核一": {"today-early": "/today", "queue-county": "/queue", "alerts": "/alerts", "applications": "/applications", "feeds": "/feeds"},
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
