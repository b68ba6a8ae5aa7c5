"""从预警到到账: an alert is signed, visited, becomes an application, is posted, decided, told, and paid; every step on a page."""

from collections.abc import Callable
from datetime import timedelta

from doudi.base.access import acting_as_system
from doudi.registry import queries as registered
from doudi.sandbox.calibration import COUNTY
from tests.journeys.county import County
from tests.journeys.paying import pay_next_month
from tests.journeys.seat import Seat
from tests.journeys.window import apply_by_form, decide, investigate, opine, send_up, tell, the_application


def test_an_alert_becomes_an_award_and_is_paid(county: County, seat: Callable[[str], Seat]) -> None:
    alert, seen, town = county.alert_left("award")
    clerk = seat(f"示例·{town}经办一")
    clerk.look("queue")
    clerk.open(f"/alerts/{alert.pk}")
    assert "示例标准" in clerk.text
    clerk.press("签收")
    clerk.page.get_by_label(f"示例·{town}经办二").check()
    clerk.page.get_by_label("走访情况").fill("查看住院票据和住房，了解收入来源；家庭主要劳动力患病。")
    clerk.press("记录走访")
    clerk.look("alert")
    clerk.link("登记救助申请")
    clerk.look("apply")
    clerk.press("核对申报内容")
    assert "请选择由哪位家庭成员提出申请" in clerk.text and "申请人须确认承诺和授权" in clerk.text
    with acting_as_system(COUNTY):
        declared = seen.declared(alert.household_id, on=county.on)
        living = [member.person for member in registered.members_of(alert.household_id, county.on) if member.person.died_on is None]
    apply_by_form(clerk, min(living, key=lambda person: person.born_on), declared)
    clerk.open(f"/alerts/{alert.pk}")
    clerk.page.locator("input[value=include]").check()
    clerk.page.get_by_label("理由").fill("因病致困，收入低于低保标准，已登记其申请。")
    clerk.press("作出结论")
    assert "纳入" in clerk.text

    application = the_application(alert.household_id)
    page = f"/applications/{application}"
    county.live(county.on + timedelta(days=4))  # the vehicle office answers
    clerk.open(page)
    investigate(clerk, f"示例·{town}经办二", "入户查看居住、收入和支出，走访邻里，与申报一致。")
    clerk.look("application")
    second, reviewer = seat(f"示例·{town}经办三"), seat("示例·县级审核三")
    opine(second, page, "同意：最低生活保障家庭")
    second.press("张贴公示")
    send_up(county, second, page)
    decide(reviewer, page, "同意：最低生活保障家庭")
    reviewer.look("decided")
    tell(clerk, page)

    pay_next_month(county, seat, alert.household_id)
    clerk.open(f"/families/{alert.household_id}")
    assert "低保" in clerk.text and "已到账" in clerk.text
    clerk.look("family")
    reviewer.open("/today")
    reviewer.look("today")
