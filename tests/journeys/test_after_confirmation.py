"""确认以后: somebody finds work and the help ends gently; somebody dies and the rest is reckoned anew; both by the pages alone."""

from collections.abc import Callable
from urllib.parse import urlparse

from doudi.base.access import acting_as_system
from doudi.casework import queries as cases
from tests.journeys.county import County
from tests.journeys.receiving import decide, hear, receiving
from tests.journeys.seat import Seat


def test_an_exit_after_finding_work(county: County, seat: Callable[[str], Seat]) -> None:
    family = receiving(county, least=2)
    head = family.members[0].person
    clerk = seat(f"示例·{family.town}经办一")
    clerk.open(f"/families/{family.household_id}")
    clerk.link("复核与更正")
    clerk.look("family-after")
    form = clerk.page.locator("form[action$=report]")
    form.locator("input[name=cause][value=work]").check()
    form.locator("[name=person]").select_option(str(head.pk))
    form.locator("[name=event_on]").fill(county.on.isoformat())
    form.locator("[name=words]").fill("本人报告：在服装厂上班，按月发工资，有劳动合同。")
    for field, value in (("whose", str(head.pk)), ("name", "wage")):
        form.locator(f"[name='fact0.{field}']").select_option(value)
    form.locator("[name='fact0.value']").fill("96000")
    with clerk.page.expect_navigation():
        form.get_by_role("button").click()
    clerk.open("/queue?kind=review")
    clerk.look("queue-reviews")
    clerk.open(f"/families/{family.household_id}/after")
    clerk.link("成员就业")
    clerk.look("review")
    clerk.page.locator("input[name=outcome][value=end]").check()
    clerk.page.get_by_label("核查情况").fill("工资属实，家庭人均收入高于低保标准。")
    clerk.press("核实就业和收入")
    clerk.link("终止 BG")
    change = urlparse(clerk.page.url).path

    hear(seat(f"示例·{family.town}经办二"), change, head.name, "愿意自食其力，希望有几个月过渡。")
    reviewer = seat("示例·县级审核一")
    reviewer.open(change)
    reviewer.look("change-exit")
    decide(reviewer, change, "exit", "就业后收入高于标准，给予渐退期。")
    assert "渐退后终止" in reviewer.text
    reviewer.link("决定书", exact=True)
    assert "渐退期" in reviewer.text
    reviewer.look("decision-exit")


def test_a_death(county: County, seat: Callable[[str], Seat]) -> None:
    family = receiving(county, least=3, skip=1)
    gone, speaker = family.members[-1].person, family.members[0].person
    clerk = seat(f"示例·{family.town}经办一")
    clerk.open(f"/families/{family.household_id}/after")
    form = clerk.page.locator("form[action$=report]")
    form.locator("input[name=cause][value=death]").check()
    form.locator("[name=person]").select_option(str(gone.pk))
    form.locator("[name=words]").fill("村（居）委会报告，附死亡证明。")
    with clerk.page.expect_navigation():
        form.get_by_role("button").click()
    assert "须写明发生日期" in clerk.text
    form.locator("[name=event_on]").fill(county.on.replace(day=2).isoformat())
    with clerk.page.expect_navigation():
        form.get_by_role("button").click()
    clerk.link("成员去世")
    assert "已死亡" in clerk.text
    clerk.page.locator("input[name=outcome][value=reduce]").check()
    clerk.page.get_by_label("核查情况").fill("核实去世，家中尚有其他成员，按现有人口核算。")
    clerk.press("核查去世后的家庭状况")
    clerk.link("调减 BG")
    change = urlparse(clerk.page.url).path
    hear(seat(f"示例·{family.town}经办二"), change, speaker.name, "没有意见。")
    reviewer = seat("示例·县级审核二")
    with acting_as_system():
        now_fen = cases.assess_household(family.household_id, on=county.on).amount_fen  # who died may have earned more than their share
    outcome = "reduce" if now_fen is not None and 0 < now_fen < family.amount_fen else "keep"
    is_against = outcome == "keep" and now_fen != family.amount_fen  # to leave it as it is takes a second person
    decide(reviewer, change, outcome, "成员去世，按现有人口重新核算。", second="示例·县级审核三" if is_against else "")
    assert "查看决定书" in reviewer.text, reviewer.page.locator(".alert, .trouble, [role=alert]").all_inner_texts()
    reviewer.look("change-death")
