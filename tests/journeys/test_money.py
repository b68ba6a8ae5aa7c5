"""不只是钱: goods that are signed for, a service that is accepted by another, a township's cash, a subsidy, and money that comes back."""

from collections.abc import Callable
from datetime import date

from doudi.base import regions
from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits import actions as paying
from doudi.benefits import queries as benefits
from doudi.benefits.models import PayLine
from tests.journeys.county import County
from tests.journeys.receiving import Receiving, receiving
from tests.journeys.seat import Seat


def test_goods_a_service_and_cash(county: County, seat: Callable[[str], Seat]) -> None:
    family = receiving(county, least=1)
    clerk, colleague = seat(f"示例·{family.town}经办一"), seat(f"示例·{family.town}经办二")
    clerk.open("/payday/goods")
    clerk.look("goods-empty")
    for field, value in (("name", "棉被"), ("unit", "床"), ("price", "120")):
        clerk.page.locator(f"#{field}").fill(value)
    clerk.press("登记物资")
    clerk.page.get_by_label("棉被：数量").fill("10")
    clerk.page.get_by_label("棉被：单据号").fill("入库单 1")
    with clerk.page.expect_navigation():
        clerk.page.locator("form[action$=move] button").first.click()
    assert "10 床" in clerk.text

    reviewer = seat("示例·县级审核一")
    reviewer.open("/payday/services")
    form = (("title", "上门照料"), ("provider", "示例养老服务中心"), ("contract-paper", "示例合同 1"), ("price", "80"), ("ceiling", "5000"))
    for field, value in (*form, ("from_on", county.on.isoformat()), ("until_on", date(county.on.year + 1, 12, 31).isoformat())):
        reviewer.page.locator(f"#{field}").fill(value)
    reviewer.press("登记合同")
    assert "示例养老服务中心" in reviewer.text

    clerk.open(f"/families/{family.household_id}/in-kind")
    clerk.look("in-kind-empty")
    clerk.page.locator("#issue-good").select_option(index=0)
    clerk.page.locator("#issue-quantity").fill("11")
    clerk.page.locator("#issue-because").fill("房屋漏雨，被褥受潮。")
    clerk.press("发放物资")
    assert "库存只有 10 床" in clerk.text
    clerk.page.locator("#issue-quantity").fill("2")
    clerk.press("发放物资")
    clerk.page.locator("[name=received_by]").fill("本人")
    clerk.page.locator("[name=how]").fill("送到家，本人签字。")
    with clerk.page.expect_navigation():
        clerk.page.locator("form[action*='/goods/issues/'] button").click()
    assert "本人签收" in clerk.text
    for field, value in (("quantity", "1"), ("place", "示例供销社"), ("valid_until", date(county.on.year + 1, 6, 30).isoformat()), ("because", "急难。")):
        clerk.page.locator(f"#voucher-{field}").fill(value)
    clerk.page.locator("#voucher-good").select_option(index=1)
    clerk.press("签发凭证")
    number = clerk.page.locator("a[href$='.pdf']").first.inner_text()
    assert number.startswith("PZ-") and "待兑领" in clerk.text
    colleague.open("/payday/vouchers")
    colleague.look("vouchers")
    for field, value in (("number", number), ("redeemed_on", county.on.isoformat()), ("place", "示例供销社"), ("receipt", "小票 1"), ("received_by", "本人")):
        colleague.page.locator(f"#{field}").fill(value)
    colleague.press("登记兑领")
    colleague.open("/payday/vouchers?tab=redeemed")
    assert number in colleague.text and "小票 1" in colleague.text
    colleague.look("vouchers-redeemed")
    clerk.open(f"/families/{family.household_id}/in-kind")
    clerk.page.locator("#plan-visits").fill("2")
    clerk.page.locator("#plan-because").fill("行动不便，需要助洁。")
    clerk.press("派单服务")
    clerk.page.locator("[name=visited_on]").fill(county.on.isoformat())
    clerk.page.locator("form[action*='/plans/'] [name=what]").fill("打扫、换洗被褥。")
    clerk.page.locator("[name=signed_by]").fill("本人")
    clerk.press("登记服务")
    clerk.look("in-kind")
    clerk.open("/payday/goods")
    clerk.look("goods")
    colleague.open("/payday/services")
    colleague.page.locator("form[action*='/visits/'] [name=words]").first.fill("很满意。")
    with colleague.page.expect_navigation():
        colleague.page.locator("form[action*='/visits/'] button").first.click()
    reviewer.open("/payday/services")
    assert "80.00" in reviewer.text and "5.0 分（1 次）" in reviewer.text
    reviewer.look("services")

    finance = seat("示例·财务一")
    finance.open("/payday/imprest")
    town = next(code for code in regions.children_of("370702") if regions.name_of(code).startswith(family.town))
    finance.page.locator("#town").select_option(town)
    for field, value in (("amount", "5000"), ("ceiling", "10000"), ("fill-paper", "示例拨付 1")):
        finance.page.locator(f"#{field}").fill(value)
    finance.press("登记拨付")
    assert "5,000.00" in finance.text
    finance.look("imprest")


def test_a_subsidy_a_statement_and_money_that_comes_back(county: County, seat: Callable[[str], Seat]) -> None:
    family = receiving(county, least=2, skip=5)
    month = _found_too_much(county, family)
    reviewer, clerk = seat("示例·县级审核一"), seat(f"示例·{family.town}经办一")
    reviewer.open("/payday/subsidies")
    reviewer.page.locator("#amount").fill("30")
    reviewer.page.locator("#paper").fill("示例发改价格〔2026〕7号")
    reviewer.press("登记补贴")
    assert "户将在下一批一次性发放中领取" in reviewer.text
    reviewer.look("subsidies")
    reviewer.page.locator("table a").first.click()
    reviewer.page.locator("details summary").first.click()
    for field, value in (("amount", "20"), ("paper", "示例发改价格〔2026〕7号原件"), ("reason", "文件写的是每人二十元，登记时看错一行。")):
        reviewer.page.locator(f"#propose-{field}").fill(value)
    reviewer.press("提出更正")
    colleague = seat("示例·县级审核二")
    colleague.page.goto(reviewer.page.url)
    colleague.page.locator("input[value=yes]").check()
    colleague.page.locator("#answer-words").fill("核对文件原件，属实。")
    colleague.look("subsidy-correction")
    colleague.press("审批更正")
    assert "已更正" in colleague.text and "改发" in colleague.text
    colleague.look("subsidy")
    clerk.open(f"/families/{family.household_id}/statement?year={month.year}")
    assert "到账" in clerk.text and "正在核实" in clerk.text
    clerk.look("statement")

    clerk.open("/payday")
    clerk.look("payday-town")
    clerk.open(f"/families/{family.household_id}/recovery")
    clerk.page.locator("#words").fill("收入多月漏报，已与单位核实。")
    clerk.look("recovery-open")
    clerk.press("转入清退")
    clerk.page.locator("input[name=person]").first.check()
    clerk.page.locator("#hear-words").fill("承认漏报，愿意分期退回。")
    clerk.press("记录听取意见")
    page = clerk.page.url
    reviewer.page.goto(page)
    reviewer.page.locator("input[value=repay]").check()
    reviewer.page.locator("[id^=decide-amount]").first.fill("60")
    reviewer.page.locator("#decide-reason").fill("核实属实，应予退回。")
    reviewer.page.locator("#decide-remitted_because").fill("家中有重病人，负担较重，已入户核实。")
    reviewer.look("recovery-decide")
    reviewer.press("作出清退决定")
    assert "批准以前决定不成立" in reviewer.text
    second = seat("示例·县级审核二")
    second.page.goto(page)
    second.page.locator("input[value=yes]").check()
    second.page.locator("#answer_remission-words").fill("情况属实，同意减免四十元。")
    second.look("recovery-remission")
    second.press("审批减免")
    assert "退回多发款项决定书" in second.text and "不再追回" in second.text
    clerk.page.goto(page)
    clerk.page.locator("#tell-how").fill("当面送达，本人签收。")
    clerk.press("记录告知")
    finance = seat("示例·财务一")
    finance.page.goto(page)
    finance.page.locator("#repay-amount").fill("1")
    finance.page.locator("#repay-paper").fill("收据 1")
    finance.press("登记退回")
    assert "收据 1" in finance.text
    reviewer.page.goto(page)
    reviewer.look("recovery")
    clerk.page.goto(page)
    clerk.page.locator("details:has(#propose_withdrawal-words) summary").click()
    clerk.page.locator("#propose_withdrawal-words").fill("减免以后查明：另有一份工资没有申报，有社保记录和用人单位证明。")
    clerk.press("提请撤销减免")
    clerk.page.locator("input[name=person]").first.check()
    clerk.page.locator("#hear-words").fill("承认没有申报，愿意退回。")
    clerk.press("记录听取意见")
    reviewer.page.goto(clerk.page.url)
    reviewer.page.locator("input[value=repay]").check()
    reviewer.page.locator("#decide-reason").fill("社保记录与本人陈述一致，属实。")
    reviewer.press("作出清退决定")
    assert "撤销该号决定中的减免" in reviewer.text and "责令退回决定书" in reviewer.text
    reviewer.look("recovery-withdrawn")
    reviewer.open("/payday/recoveries")
    reviewer.look("recoveries")


def test_money_that_is_kept_is_ordered_back_within_a_term(county: County, seat: Callable[[str], Seat]) -> None:
    family = receiving(county, least=1, skip=7)
    _found_too_much(county, family)
    page = f"/payday/recoveries/{_asked_back(county, family)}"
    reviewer, second, clerk = seat("示例·县级审核一"), seat("示例·县级审核二"), seat(f"示例·{family.town}经办一")
    reviewer.open(page)
    reviewer.page.locator("details:has(#propose_order-ground) summary").click()
    for field, value in (
        ("number", "示例民决〔2026〕15号"),
        ("reached_on", county.on.isoformat()),
        ("ground", "调减决定送达后仍按原额支取，经两次上门催办没有退回。"),
    ):
        reviewer.page.locator(f"#propose_order-{field}").fill(value)
    reviewer.look("order-propose")
    reviewer.press("拟责令限期退回")
    clerk.open(page)
    clerk.page.locator("input[name=person]").first.check()
    clerk.page.locator("#hear_order-words").fill("钱已用于看病，请求宽限到下月。")
    clerk.press("听取对责令的意见")
    second.open(page)
    second.page.locator("#decide_order-days").fill("30")
    second.page.locator("#decide_order-reason").fill("决定已送达，没有正当理由拒不退回；考虑家中有病人，给予三十日。")
    second.look("order-decide")
    second.press("责令限期退回")
    clerk.open(page)
    clerk.page.locator("#tell_order-how").fill("当面送达，本人签收。")
    clerk.press("记录告知责令")
    assert "已告知，期限内" in clerk.text and "示例民决〔2026〕15号" in clerk.text
    second.open(page)
    second.look("order")
    reviewer.open("/payday/recoveries")
    reviewer.look("recoveries-ordered")


def _asked_back(county: County, family: Receiving) -> int:
    """Heard, decided by one of the county, and told: what the stories above do at the desk."""
    with acting_as_system():
        town, decider = Officer.objects.get(name=f"示例·{family.town}经办一"), Officer.objects.get(name="示例·县级审核一")
        found = [one.pk for one in benefits.paid_too_much_of(family.household_id)]
        recovery = paying.open_recovery(adjustment_ids=found, words="收入多月漏报，已与单位核实。", officer=town, on=county.on)
        person = benefits.people_to_hear(family.household_id, county.on)[0].pk
        paying.hear_about_recovery(recovery_id=recovery.pk, person_id=person, words="承认漏报。", officer=town, on=county.on)
        given = {"outcome": "repay", "amount_fen": recovery.found_fen, "reason": "属实。"}
        paying.decide_recovery(recovery_id=recovery.pk, officer=decider, on=county.on, **given)  # type: ignore[arg-type]
        paying.tell_recovery(recovery_id=recovery.pk, how="当面送达。", officer=town, on=county.on)
        return int(recovery.pk)


def _found_too_much(county: County, family: Receiving) -> date:
    """A decision elsewhere has shown that the last month paid a hundred yuan too much."""
    with acting_as_system():
        line = PayLine.objects.filter(household_id=family.household_id, kind="dibao_monthly", state="paid").latest("month")
        officer = Officer.objects.get(name="示例·县级审核二")
        paying.open_differences(
            household_id=family.household_id, kind="dibao_monthly", due_fen=line.amount_fen - 10_000, from_month=line.month,
            until_month=date(line.month.year + line.month.month // 12, line.month.month % 12 + 1, 1), reason="更正：收入漏报",
            decided_by="decision:example", officer=officer, on=county.on,
        )  # fmt: skip
        return line.month
