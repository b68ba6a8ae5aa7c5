"""曾用名: a clerk reads it in the household register, enters it, and finds the same person by it; a mistake is told, and taken out."""

from collections.abc import Callable

from doudi.base.access import acting_as_system
from doudi.registry import queries as registered
from doudi.sandbox.calibration import COUNTY
from tests.journeys.county import County
from tests.journeys.seat import Seat


def test_somebody_is_found_by_the_name_they_bore(county: County, seat: Callable[[str], Seat]) -> None:
    alert, _, town = county.alert_left("award")
    with acting_as_system(COUNTY):
        home = alert.household
        head = next(one.person for one in registered.members_of(home.pk, county.on) if one.relation == "head")
    clerk = seat(f"示例·{town}经办一")
    clerk.open(f"/families/{home.pk}")
    clerk.page.locator("summary", has_text="曾用名").first.click()
    form = clerk.page.locator(f"form[action='/families/{home.pk}/people/{head.pk}/former-names']")
    form.locator("[name=name]").fill("拓跋大妮1")
    form.locator("[name=because]").fill("户口簿“曾用名”栏")
    clerk.look("family-former-name")
    press(clerk, form)
    assert "不含数字和符号" in clerk.text
    form = clerk.page.locator(f"form[action='/families/{home.pk}/people/{head.pk}/former-names']")
    assert form.locator("[name=because]").input_value() == "户口簿“曾用名”栏" and form.is_visible()
    clerk.look("family-former-name-refused")
    form.locator("[name=name]").fill("拓跋大妮")
    form.locator("[name=until_on]").fill("2009-03-01")
    press(clerk, form)
    assert "曾用名 拓跋大妮（2009年3月更名）" in clerk.text
    clerk.look("family-former-name-entered")
    clerk.search("tuobadani")
    assert head.name in clerk.text and "曾用名 拓＊＊＊" in clerk.text and "拓跋大妮" not in clerk.text
    clerk.look("search-former-name")
    clerk.open(f"/families/{home.pk}")
    clerk.page.locator("summary", has_text="曾用名").first.click()
    gone = clerk.page.locator(f"form[action^='/families/{home.pk}/former-names/']")
    gone.locator("[name=because]").fill("看错了行，是同户另一人的。")
    press(clerk, gone)
    assert "已撤销" in clerk.text and "曾用名 拓跋大妮" not in clerk.text
    clerk.search("拓跋大妮")
    assert "没有找到" in clerk.text


def press(clerk: Seat, form: object) -> None:
    """The form's own button."""
    with clerk.page.expect_navigation():
        form.locator("button").click()
