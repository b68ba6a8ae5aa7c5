"""转介与反馈: a family's need goes to the medical insurance bureau, which answers; nothing closes before it has."""

from collections.abc import Callable

from tests.journeys.county import County
from tests.journeys.seat import Seat


def test_a_referral_is_answered(county: County, seat: Callable[[str], Seat]) -> None:
    alert, _, town = county.alert_left("referral")
    clerk = seat(f"示例·{town}经办一")
    clerk.open(f"/alerts/{alert.pk}")
    clerk.press("签收")
    clerk.page.get_by_label(f"示例·{town}经办三").check()
    clerk.page.get_by_label("走访情况").fill("家庭有固定收入，住院自付费用较高。")
    clerk.press("记录走访")
    clerk.page.locator("summary", has_text="推送医疗保障局").click()
    form = clerk.page.locator("form[action$=refer]")
    name = form.locator("select[name=person] option:checked").inner_text().split("（")[0]
    form.locator("[name=need_words]").fill("住院自付费用较高，家庭难以负担，请核实是否符合医疗救助条件。")
    clerk.press(form.get_by_role("button").inner_text())
    assert "正在等待反馈" in clerk.text
    conclude(clerk, "医疗费用负担重，已由医疗保障部门办理。")
    assert clerk.page.get_by_role("alert").is_visible()  # not before the answer
    clerk.look("alert-waits")

    bureau = seat("示例·医保一")
    bureau.open("/inbox")
    bureau.look("inbox")
    bureau.link(name, exact=True)
    assert "****" in bureau.text
    bureau.page.locator("summary", has_text="查看完整身份证号").click()
    bureau.page.get_by_label("查看理由").fill("核对参保信息")
    bureau.press("查看")
    assert "****" not in bureau.page.locator(".id-number").inner_text()
    bureau.press("接收")
    bureau.page.locator("input[value=aided]").check()
    bureau.press("反馈结果")
    assert bureau.page.get_by_role("alert").is_visible()  # aid without a sum says nothing
    bureau.page.locator("input[value=aided]").check()
    bureau.page.get_by_label("救助金额（元）").fill("8200.00")
    bureau.press("反馈结果")
    assert "8,200.00" in bureau.text
    bureau.look("referral")
    assert bureau.open(f"/families/{alert.household_id}").status == 403  # the need was sent, not the family

    clerk.open(f"/alerts/{alert.pk}")
    conclude(clerk, "医疗费用负担重，已由医疗保障部门办理。")
    assert "转介部门" in clerk.text
    clerk.open(f"/families/{alert.household_id}")
    assert "已给予救助" in clerk.text
    clerk.look("family-referred")


def conclude(clerk: Seat, words: str) -> None:
    clerk.page.locator("input[value=refer]").check()
    clerk.page.locator("#words").fill(words)
    clerk.press("作出结论")
