"""一案办理: dibao is refused and the family goes on, in the same case and on the same papers, as marginal; by the pages alone."""

from collections.abc import Callable

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.casework.models import Application
from doudi.sandbox.calibration import COUNTY
from tests.journeys.county import County, marginal_can_be_told
from tests.journeys.seat import Seat
from tests.journeys.window import decide, investigate, opine, send_up

REASON = "核查后，家庭人均收入高于低保标准，低于低保边缘标准。"


def test_refused_dibao_and_confirmed_marginal_in_one_case(county: County, seat: Callable[[str], Seat]) -> None:
    case = county.case_left("one_case", lambda one: marginal_can_be_told(one, county.on))
    town = regions.name_of(case.region[:9])[:2]
    page = f"/applications/{case.pk}"
    clerk, second, reviewer = seat(f"示例·{town}经办一"), seat(f"示例·{town}经办三"), seat("示例·县级审核三")
    clerk.open(page)
    assert "按规则可以得到的救助" in clerk.text and "最低生活保障审核确认" in clerk.text
    if case.state == "accepted":
        investigate(clerk, f"示例·{town}经办二", "入户查看居住、收入和支出，与申报一致。")
    opine(second, page, "不同意", REASON, second=f"示例·{town}经办二")
    second.press("报送县级")
    decide(reviewer, page, "不同意", REASON, second="示例·县级审核二")

    clerk.open(page)
    form = clerk.page.locator("form[action$=go_on]")
    form.locator("xpath=ancestor::details").evaluate_all("every => every.forEach(one => one.open = true)")
    form.locator("[name=scheme]").select_option("marginal")
    form.locator("[name=words]").fill("申请人当面同意按低保边缘家庭继续办理。")
    clerk.press(form.get_by_role("button").inner_text())
    assert "最低生活保障边缘家庭认定" in clerk.text and "此前的决定" in clerk.text and "待书面告知" in clerk.text
    clerk.look("gone-on")

    opine(second, page, "同意：最低生活保障边缘家庭", REASON, second=f"示例·{town}经办二")
    second.press("张贴公示")
    send_up(county, second, page)
    decide(reviewer, page, "同意：最低生活保障边缘家庭", REASON, second="示例·县级审核二")
    assert "同意：最低生活保障边缘家庭" in reviewer.text and "不予同意" in reviewer.text
    reviewer.look("decided-in-one-case")
    with acting_as_system(COUNTY):
        found = Application.objects.get(pk=case.pk).decisions.order_by("seq")
        assert [(one.scheme, one.outcome, one.kind) for one in found] == [("dibao", "refuse", ""), ("marginal", "grant", "marginal")]
