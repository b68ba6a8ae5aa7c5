"""从预警到到账: an alert is signed, visited, becomes an application, is posted, decided, told, and paid; every step on a page."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits.models import PayLine
from doudi.casework.models import Application
from doudi.policy.rule import MONEY, YESNO
from doudi.registry import queries as registered
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.officers.family import Seen
from doudi.web.console.intake import BY_ROW, HOUSEHOLD_SECTIONS, PERSON_SECTIONS, field_of
from tests.journeys.county import County
from tests.journeys.seat import Seat

ASKED = {row for _, rows in (*PERSON_SECTIONS, *HOUSEHOLD_SECTIONS) for row in rows.split()}


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
    apply_by_form(clerk, county, alert.household_id, seen)
    clerk.open(f"/alerts/{alert.pk}")
    clerk.page.locator("input[value=include]").check()
    clerk.page.get_by_label("理由").fill("因病致困，收入低于低保标准，已登记其申请。")
    clerk.press("作出结论")
    assert "纳入" in clerk.text

    application = the_application(alert.household_id)
    county.live(county.on.replace(day=20))  # the vehicle office answers
    clerk.open(f"/applications/{application}")
    clerk.page.get_by_label(f"示例·{town}经办二").check()
    clerk.page.locator("#investigate-findings").fill("入户查看居住、收入和支出，走访邻里，与申报一致。")
    clerk.press("入户调查")
    clerk.look("application")

    second = seat(f"示例·{town}经办三")
    second.open(f"/applications/{application}")
    second.page.get_by_label("同意：最低生活保障家庭", exact=True).check()
    second.press("提出初审意见")
    second.press("张贴公示")
    county.live(date(2026, 10, 29))  # seven full days
    second.open(f"/applications/{application}")
    second.press("公示期满报送县级")
    reviewer = seat("示例·县级审核三")
    reviewer.open(f"/applications/{application}")
    reviewer.page.get_by_label("同意：最低生活保障家庭", exact=True).check()
    reviewer.press("作出决定")
    reviewer.look("decided")
    clerk.open(f"/applications/{application}")
    clerk.link("决定书", exact=True)
    clerk.look("decision")
    clerk.page.get_by_label("送达方式").fill("当面送达，家庭成员签收")
    clerk.press("记录告知")

    month = pay_the_month(county, seat, alert.household_id)
    clerk.open(f"/families/{alert.household_id}")
    assert "低保" in clerk.text and "已到账" in clerk.text
    clerk.look("family")
    with acting_as_system(COUNTY):
        assert [line.state for line in PayLine.objects.filter(household_id=alert.household_id, month=month)] == ["paid"]


def apply_by_form(clerk: Seat, county: County, household_id: int, seen: Seen) -> None:
    """The family says what its door showed: typed into the form, read back, confirmed; then the account it wants to be paid to."""
    clerk.link("登记救助申请")
    clerk.look("apply")
    clerk.press("核对申报内容")
    assert "请选择由哪位家庭成员提出申请" in clerk.text and "申请人须确认承诺和授权" in clerk.text
    with acting_as_system(COUNTY):
        declared = seen.declared(household_id, on=county.on)
        adults = [member for member in registered.members_of(household_id, county.on) if member.person.died_on is None]
        applicant = min(adults, key=lambda member: member.person.born_on).person
    clerk.page.locator("details.asked").evaluate_all("every => every.forEach(one => one.open = true)")
    clerk.page.locator(f"input[name=applicant][value='{applicant.pk}']").check()
    for one in declared:
        if one.name in ASKED:
            field = clerk.page.locator(f"[id='{field_of(one.person_id, one.name)}']")
            if one.word is not None or BY_ROW[one.name].kind == YESNO:
                field.select_option(one.word or str(one.amount))
            else:
                field.fill(str(Decimal(one.amount or 0) / 100 if BY_ROW[one.name].kind == MONEY else one.amount))
    clerk.page.locator("input[name=promise]").check()
    clerk.press("核对申报内容")
    clerk.look("apply-review")
    clerk.press("确认受理")
    assert "已受理，申请编号" in clerk.text
    form = clerk.page.locator("form[action$=name_account]")
    form.locator("xpath=ancestor::details").evaluate_all("every => every.forEach(one => one.open = true)")
    form.locator("[name=holder]").select_option(str(applicant.pk))
    form.locator("[name=bank]").fill("示例农商银行")
    form.locator("[name=number]").fill("9900112233445566778")
    clerk.press(form.get_by_role("button").inner_text())
    assert "尾号 6778" in clerk.text


def the_application(household_id: int) -> int:
    with acting_as_system(COUNTY):
        return int(Application.objects.get(household_id=household_id).pk)


def pay_the_month(county: County, seat: Callable[[str], Seat], household_id: int) -> date:
    """November: the list is made by the clock; every township, the county and finance sign on their pages; the bank answers."""
    county.live(date(2026, 10, 31))
    county.pays = False
    county.live(date(2026, 11, 2))
    with acting_as_system(COUNTY):
        line = PayLine.objects.get(household_id=household_id, month=date(2026, 11, 1))
        towns = sorted({region[:9] for region in PayLine.objects.filter(run=line.run).values_list("region", flat=True)})
        signers = [signer(town) for town in towns]
    page = f"/payday/runs/{line.run_id}"
    for name in signers:
        signing = seat(name)
        signing.open(page)
        signing.press("核对本乡镇名册并签字")
    county.live(date(2026, 11, 3))
    reviewer = seat("示例·县级审核二")
    reviewer.open("/payday")
    reviewer.look("payday")
    reviewer.open(page)
    reviewer.press("审核签字并定稿")
    finance = seat("示例·财务一")
    finance.open(page)
    finance.look("pay-run")
    finance.press("放款")
    county.live(date(2026, 11, 5))  # the bank's answer comes on the next working day
    finance.open(page)
    assert "已到账" in finance.text
    reviewer.open("/today")
    reviewer.look("today")
    return date(2026, 11, 1)


def signer(town: str) -> str:
    """A township officer's name, to sit down as."""
    return str(Officer.objects.filter(region=town, role_id="township").order_by("id").first().name)
