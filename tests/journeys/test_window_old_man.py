"""一位老人: alone, without income and without anybody who owes him support; the case turns to tekun, is posted, confirmed, told."""

from collections.abc import Callable
from datetime import timedelta

from doudi.base.access import acting_as_system
from doudi.benefits import queries as benefits
from doudi.casework.models import Application
from doudi.registry.actions import Declared
from tests.journeys.county import County
from tests.journeys.seat import Seat
from tests.journeys.window import apply_by_form, decide, family_without_help, investigate, opine, send_up, tell, the_application


def test_an_old_man_becomes_tekun(county: County, seat: Callable[[str], Seat]) -> None:
    family = family_without_help(county, "old_man", lambda living: [one.person.sex for one in living] == ["male"] and living[0].person.born_on.year < 1955)
    man = family.members[0].person
    clerk = seat(f"示例·{family.town}经办一")
    clerk.open(f"/apply/{family.household_id}")
    declared = [
        Declared(man.pk, "base_pension", amount=240_000),
        Declared(man.pk, "bathes_unaided", amount=0),
        Declared(man.pk, "walks_unaided", amount=0),
        Declared(None, "financial_assets", amount=200_000),
        Declared(None, "homes", amount=1),
    ]
    apply_by_form(clerk, man, declared)
    number = the_application(family.household_id)
    page = f"/applications/{number}"
    county.live(county.on + timedelta(days=4))  # the vehicle office answers
    clerk.open(page)
    assert "特困人员" in clerk.text
    form = clerk.page.locator("form[action$=turn_to]")
    form.locator("xpath=ancestor::details").evaluate_all("every => every.forEach(one => one.open = true)")
    form.locator("[name=scheme]").select_option("tekun")
    form.locator("[name=words]").fill("入户时本人同意按特困人员办理。")
    clerk.press(form.get_by_role("button").inner_text())
    assert "特困人员认定" in clerk.text
    clerk.page.locator("[name='answer.carer']").select_option("没有人")
    for unable in ("walks_unaided", "bathes_unaided"):
        clerk.page.locator(f"input[name='able.{man.pk}'][value={unable}]").uncheck()
    clerk.page.locator("summary", has_text="签字").click()
    clerk.page.locator("#family_name").fill(man.name)
    for pad in clerk.page.locator(".sign-pad").all():
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box
        clerk.page.mouse.move(box["x"] + 20, box["y"] + 20)
        clerk.page.mouse.down()
        clerk.page.mouse.move(box["x"] + 90, box["y"] + 40, steps=5)
        clerk.page.mouse.up()
    clerk.look("visit-form")
    investigate(clerk, f"示例·{family.town}经办二", "独居，无子女，行动不便，洗澡需要人帮助，与申报一致。", title="调查核实")
    assert "已电子签名" in clerk.text and "平时由谁照料：没有人" in clerk.text
    second, reviewer = seat(f"示例·{family.town}经办三"), seat("示例·县级审核一")
    opine(second, page, "同意：特困人员")
    second.look("tekun-opinion")
    second.press("张贴公示")
    send_up(county, second, page)
    reviewer.open(page)
    if "本案被抽中" in reviewer.text:
        form = reviewer.page.locator("form[action$=visit_by_county]")
        form.locator("xpath=ancestor::details").evaluate_all("every => every.forEach(one => one.open = true)")
        form.get_by_label("示例·县级审核二").check()
        reviewer.page.locator("#visit_by_county-findings").fill("县级抽查，独居、无子女，属实。")
        reviewer.press("县级抽查核实")
    decide(reviewer, page, "同意：特困人员")
    reviewer.look("tekun-decided")
    tell(clerk, page)
    with acting_as_system():
        month = Application.objects.get(pk=number).decision.effective_month
        kinds = sorted(one.kind for one in benefits.awards_of(family.household_id))
        assert [one.kind for one in benefits.standings_in_force(month) if one.household_id == family.household_id] == ["tekun"]
    assert kinds == ["tekun_basic", "tekun_care"], kinds
    clerk.open(f"/families/{family.household_id}")
    assert "特困" in clerk.text
    clerk.look("family-tekun")
