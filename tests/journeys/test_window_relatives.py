"""近亲属备案: an officer's brother applies; it is filed apart, the county goes to the house itself before it decides, the inspector sees the filing."""

from collections.abc import Callable
from datetime import timedelta

from doudi.registry.actions import Declared
from tests.journeys.county import County
from tests.journeys.seat import Seat
from tests.journeys.window import apply_by_form, decide, family_without_help, investigate, opine, send_up, tell, the_application

REASON = "收入、财产符合低保条件，近亲属关系已备案。"


def test_relatives_of_an_official(county: County, seat: Callable[[str], Seat]) -> None:
    family = family_without_help(county, "relatives", lambda living: len(living) == 1 and 1966 < living[0].person.born_on.year < 1985)
    person = family.members[0].person
    clerk = seat(f"示例·{family.town}经办一")
    clerk.open(f"/apply/{family.household_id}")
    declared = [Declared(person.pk, "wage", amount=480_000), Declared(None, "financial_assets", amount=100_000), Declared(None, "homes", amount=1)]
    apply_by_form(clerk, person, declared, relatives="申请人是本镇经办人员的近亲属。")
    page = f"/applications/{the_application(family.household_id)}"
    county.live(county.on + timedelta(days=4))  # the vehicle office answers
    clerk.open(page)
    assert "近亲属备案" in clerk.text
    investigate(clerk, f"示例·{family.town}经办二", "入户查看，独自租住，打零工。")
    second = seat(f"示例·{family.town}经办三")
    opine(second, page, "同意：最低生活保障家庭")
    second.press("张贴公示")
    send_up(county, second, page)

    reviewer, companion = seat("示例·县级审核一"), "示例·县级审核二"
    decide(reviewer, page, "同意：最低生活保障家庭", REASON, is_refused=True)
    assert "县级" in reviewer.text and "入户" in reviewer.text and "不予同意" not in reviewer.text  # refused: nobody of the county has been there
    reviewer.look("relative-not-yet")
    reviewer.open(page)
    form = reviewer.page.locator("form[action$=visit_by_county]")
    form.locator("xpath=ancestor::details").evaluate_all("every => every.forEach(one => one.open = true)")
    form.get_by_label(companion).check()
    reviewer.page.locator("#visit_by_county-findings").fill("县级入户核查，居住、收入与镇里调查一致。")
    reviewer.press("县级入户调查")
    decide(seat("示例·县级审核三"), page, "同意：最低生活保障家庭", REASON)
    reviewer.open(page)
    assert "决定" in reviewer.text
    reviewer.look("relative-decided")
    tell(clerk, page)
