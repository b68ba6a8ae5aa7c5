"""错误决定的更正: help ended on a wrong figure; the family objects, somebody else answers, the help comes back, the missed months go to payday."""

from collections.abc import Callable
from urllib.parse import urlparse

from tests.journeys.county import County
from tests.journeys.receiving import decide, hear, receiving
from tests.journeys.seat import Seat


def test_a_wrong_decision_is_corrected(county: County, seat: Callable[[str], Seat]) -> None:
    family = receiving(county, least=2, skip=2)
    county.left["wrong"] = family.household_id
    head = family.members[0].person
    clerk, second = seat(f"示例·{family.town}经办一"), seat(f"示例·{family.town}经办二")
    first, other = seat("示例·县级审核一"), seat("示例·县级审核二")
    report(clerk, family.household_id, head.pk, "300000", "报告：收入有变化（金额多写了一个零）。")
    change = check(clerk, family.household_id, "end", "按报告的金额，不再符合条件。")
    hear(second, change, head.name, "金额写错了。")
    decide(first, change, "end", "收入超过标准。")
    first.link("决定书", exact=True)
    wrong = urlparse(first.page.url).path
    clerk.open(wrong)
    clerk.page.get_by_label("送达方式").fill("当面送达本人。")
    clerk.press("记录告知")

    month = county.on.month % 12 + 1
    county.live(county.on.replace(year=county.on.year + county.on.month // 12, month=month, day=3))
    clerk.open(wrong)
    clerk.link("登记异议、复议")
    clerk.page.locator("input[value=reconsideration]").check()
    clerk.page.get_by_label("要求我们答复的日期").fill(county.on.replace(day=13).isoformat())
    clerk.page.get_by_label("请求和理由").fill("工资多写了一个零，请求撤销终止决定。")
    clerk.look("challenge-register")
    clerk.press("登记")
    challenge = urlparse(clerk.page.url).path
    other.open(challenge)
    other.page.locator("[name=answer]").fill("经复查，金额登记有误。")
    other.look("challenge")
    other.press("答复并提交案卷")
    other.page.locator("input[value=redo]").check()
    other.page.get_by_label("结果的理由").fill("主要事实不清，责令重新作出决定。")
    other.press("登记结果")

    report(clerk, family.household_id, head.pk, "0", "更正：本人没有工资收入，前次金额登记错误。")
    first.open(challenge)
    first.link("更正决定", exact=True)
    first.page.locator("input[value=resume]").check()
    first.page.locator("[name=words]").fill("工资多写一个零，按错误金额作出终止。")
    first.look("correct")
    first.press("提出更正")
    change = urlparse(first.page.url).path
    decide(other, change, "resume", "原决定事实错误，恢复待遇。")
    assert "更正原决定" in other.text and "少发" in other.text
    other.look("change-corrected")
    other.open(f"/families/{family.household_id}/after")
    assert "交发放核实" in other.text
    other.look("family-corrected")
    other.open("/payday")
    assert "少发" in other.text
    clerk.open("/payday")
    open_ones = clerk.page.locator("form[action*='/adjustments/']")
    before = open_ones.count()
    open_ones.first.evaluate("one => one.closest('details').open = true")
    open_ones.first.locator("[name=because]").fill("更正决定查出少发，予以补发。")
    with clerk.page.expect_navigation():
        open_ones.first.get_by_role("button").click()
    assert clerk.page.locator("form[action*='/adjustments/']").count() == before - 1


def report(clerk: Seat, household_id: int, person_id: int, wage: str, words: str) -> None:
    clerk.open(f"/families/{household_id}/after")
    form = clerk.page.locator("form[action$=report]")
    form.locator("input[name=cause][value=report]").check()
    form.locator("[name=words]").fill(words)
    for field, value in (("whose", str(person_id)), ("name", "wage")):
        form.locator(f"[name='fact0.{field}']").select_option(value)
    form.locator("[name='fact0.value']").fill(wage)
    with clerk.page.expect_navigation():
        form.get_by_role("button").click()


def check(clerk: Seat, household_id: int, outcome: str, findings: str) -> str:
    clerk.open(f"/families/{household_id}/after")
    clerk.link("家庭报告变化")
    clerk.page.locator(f"input[name=outcome][value={outcome}]").check()
    clerk.page.get_by_label("核查情况").fill(findings)
    clerk.press("核实报告的变化")
    clerk.link("终止 BG")
    return urlparse(clerk.page.url).path
