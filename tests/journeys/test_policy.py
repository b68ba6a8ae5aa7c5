"""政策的旅程: an officer looks up a rule and the article beside it; a reviewer moves a slider by keyboard and reads who would enter."""

from collections.abc import Callable

import pytest

from doudi.sandbox import example_people
from tests.journeys.county import County
from tests.journeys.seat import Seat


def test_from_a_rule_to_what_it_rests_on(county: County, seat: Callable[[str], Seat]) -> None:
    at = seat("示例·督查一")
    at.open("/law")
    at.look("law")
    at.link("收入低于低保标准")
    assert "对家庭人均收入低于当地最低生活保障标准" in at.text
    at.look("law-rule")
    at.link("家庭可支配收入（近12个月）")
    assert "57号" in at.text and "案例" in at.text


def test_a_slider_moved_by_keyboard(county: County, seat: Callable[[str], Seat], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_people, "PEOPLE", 20_000)
    example_people.make(on=county.on)
    at = seat("示例·县级审核一")
    at.page.set_default_timeout(60_000)
    at.open("/what-if")
    at.look("what-if-before")
    at.page.get_by_text("最低生活保障标准 +5%").wait_for()
    at.page.get_by_label("低保标准调整（滑块）").focus()
    for _ in range(5):
        at.page.keyboard.press("ArrowRight")
    at.page.get_by_text("最低生活保障标准 +10%").wait_for()
    assert at.page.get_by_label("低保标准调整", exact=False).nth(1).input_value() == "10"
    at.page.locator("#county-map svg").wait_for()
    assert "新进入" in at.text and "潍城区" in at.text and "standard=10" in at.page.url
    at.look("what-if")


def test_without_scripts_the_form_answers(county: County, seat: Callable[[str], Seat], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_people, "PEOPLE", 20_000)
    example_people.make(on=county.on)
    at = seat("示例·县级审核一")
    state = at.context.storage_state()
    plain = at.context.browser.new_context(base_url=county.address, storage_state=state, java_script_enabled=False)
    page = plain.new_page()
    page.set_default_timeout(60_000)
    page.goto("/what-if")
    page.locator("#standard").fill("5")
    page.get_by_role("button", name="推演").click()
    assert "最低生活保障标准 +5%" in page.locator("#outcome").inner_text()
    plain.close()
