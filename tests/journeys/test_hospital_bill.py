"""一张住院账单: the alert of a morning is visited, helped at once, and let go to the bank within two days; what it rests on is written down afterwards."""

from collections.abc import Callable
from datetime import timedelta

from doudi.base.access import acting_as_system
from doudi.base.workdays import workdays_after
from doudi.registry import queries as registered
from doudi.registry.actions import Declared
from doudi.sandbox.calibration import COUNTY
from tests.journeys.county import County
from tests.journeys.paying import pay_once
from tests.journeys.seat import Seat
from tests.journeys.window import apply_by_form, decide, opine, tell, the_application


def test_a_hospital_bill_becomes_temporary_relief_in_two_days(county: County, seat: Callable[[str], Seat]) -> None:
    while county.on.weekday() > 2:  # a working day with another after it
        county.live(county.on + timedelta(days=1))
    alert, _, town = county.alert_left("relief")
    began = county.on
    clerk, second = seat(f"示例·{town}经办一"), seat(f"示例·{town}经办二")
    clerk.open(f"/alerts/{alert.pk}")
    clerk.press("签收")
    clerk.page.get_by_label(f"示例·{town}经办二").check()
    clerk.page.get_by_label("走访情况").fill("家中有人住院，押金还差五百元，眼下没有钱。")
    clerk.press("记录走访")
    clerk.link("登记救助申请")
    with acting_as_system(COUNTY):
        living = [member.person for member in registered.members_of(alert.household_id, county.on) if member.person.died_on is None]
    struck = [Declared(None, "emergency", word="sudden_illness"), Declared(None, "emergency_need", amount=50_000)]
    apply_by_form(clerk, min(living, key=lambda person: person.born_on), struck, scheme="urgent_relief")
    page = f"/applications/{the_application(alert.household_id)}"
    assert "先行救助" in clerk.text
    clerk.look("urgent-relief")
    opine(clerk, page, "同意：先行救助（小额临时救助）", title="提出先行救助意见")
    third = seat(f"示例·{town}经办三")
    decide(third, page, "同意：先行救助（小额临时救助）", title="作出先行救助决定")
    assert "一次性 500.00 元" in third.text
    third.look("urgent-relief-decided")
    tell(clerk, page)

    pay_once(county, seat, alert.household_id)
    assert county.on <= workdays_after(began, 2)
    second.open(f"/families/{alert.household_id}/after")
    second.link("先行救助后补充说明")
    second.look("relief-explained")
    second.page.locator("input[name=outcome][value=explained]").check()
    second.page.get_by_label("说明的情况").fill("已补交住院票据和押金单，与登记一致。")
    second.press("补充说明情况")
    assert "已补充说明" in second.text
