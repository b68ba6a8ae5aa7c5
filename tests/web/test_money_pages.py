"""资金的页面: the subsidy's form and its list; a recovery step by step; a family's statement."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from doudi.base import crypto
from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import workdays_after
from doudi.benefits import actions
from doudi.benefits.models import Adjustment, Award, PayLine, PayRun, Recovery, Voucher
from doudi.flows.clock import today
from doudi.web.console.duties import due_class, duties_of
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, TOWN, Recipient, a_desk, a_recipient, answer, prepare, sign_and_release
from tests.saying import the_place_says

PAPER = "示例发改价格〔2026〕7号"


def test_a_subsidy_is_declared_by_its_form_which_says_what_it_could_not_read(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    a_recipient()
    desk = a_desk(officer_of)
    county, month = signed_in(desk.county), f"{today():%Y-%m}"
    refused = county.post(reverse("subsidies_declare"), {"month": month, "amount": "五十", "paper": PAPER})
    assert refused.status_code == 422 and "元数" in refused.content.decode() and PAPER in refused.content.decode()
    assert county.post(reverse("subsidies_declare"), {"month": month, "amount": "50", "paper": PAPER}).status_code == 302
    assert Award.objects.get(kind="price_subsidy").amount_fen == 10_000
    page = signed_in(desk.finance).get(reverse("subsidies")).content.decode()
    assert PAPER in page and "100.00" in page and "登记补贴" not in page


def test_a_subsidy_is_put_right_by_two_on_its_page(system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]) -> None:
    a_recipient(), a_recipient()
    desk = a_desk(officer_of)
    subsidy = actions.declare_subsidy(region=COUNTY, month=MONTH, amount_fen=5_000, paper=PAPER, officer=desk.county, on=ANSWERED)
    (run,) = actions.prepare_once(region=COUNTY, on=ANSWERED, officer=None)
    county, second, town = signed_in(desk.county), signed_in(desk.second), signed_in(desk.townships[0])
    page, correct, given = (reverse(name, args=[subsidy.pk]) for name in ("subsidy", "subsidy_correct", "subsidy_answer"))
    assert "照登记发放" in town.get(page).content.decode() and "提出更正" not in town.get(page).content.decode()
    typed = {"amount": "三十", "paper": "更正文号", "reason": "登记时看错一行。"}
    refused = county.post(correct, typed)
    assert refused.status_code == 422 and "元数" in refused.content.decode() and "登记时看错一行" in refused.content.decode()
    assert county.post(correct, typed | {"amount": "30"}).status_code == 302
    mine = county.get(page).content.decode()
    assert "等待县级另一人审批" in mine and "审批更正" not in mine
    duties = {officer.pk: {duty.step for duty in duties_of(officer, today())} for officer in (desk.county, desk.second)}
    assert "审批更正" in duties[desk.second.pk] - duties[desk.county.pk]
    assert "不能自己审批" in county.post(given, {"answer": "yes", "words": "属实。"}).content.decode()
    assert "请选择" in second.post(given, {"words": "属实。"}).content.decode()
    assert "还没有放款或者银行退回的 2 户" in second.get(page).content.decode()
    assert second.post(given, {"answer": "yes", "words": "核对文件，属实。"}).status_code == 302
    done = second.get(page).content.decode()
    assert "已更正" in done and "改发 2 户" in done and "撤回 2 笔" in done and set(PayLine.objects.values_list("state", flat=True)) == {"cancelled"}
    assert "原 50.00" in second.get(reverse("subsidies")).content.decode()
    assert town.post(correct, typed).status_code == 403 and signed_in(officer_of("county", "370703")).get(page).status_code == 404
    assert "没有等待审批" in second.post(given, {"answer": "yes", "words": "再批一次。"}).content.decode() and run.pk


@pytest.mark.parametrize("set_to", [3, 1, None, "none"])
def test_by_when_the_second_answers_is_the_places_to_say(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch, set_to: int | str | None
) -> None:
    """As its file says; another term where it says another; where it has set none it waits all the same and is never late."""
    a_recipient()
    desk, later = a_desk(officer_of), workdays_after(ANSWERED, 60)
    if set_to != 3:
        the_place_says(monkeypatch, "benefits.subsidy_answer_workdays", set_to)
    subsidy = actions.declare_subsidy(region=COUNTY, month=MONTH, amount_fen=5_000, paper=PAPER, officer=desk.county, on=ANSWERED)
    given = {"amount_fen": 3_000, "paper": "更正文号", "reason": "看错。"}
    made = actions.propose_subsidy_correction(subsidy_id=subsidy.pk, officer=desk.county, on=ANSWERED, **given)
    has_term = isinstance(set_to, int)
    assert made.due_on == (workdays_after(ANSWERED, set_to) if isinstance(set_to, int) else None)
    (duty,) = (each for each in duties_of(desk.second, later) if each.step == "审批更正")
    assert (due_class(duty, later, later) == "overdue") is has_term and ("本地没有规定审批期限" in duty.why) is not has_term
    assert ("本地没有规定审批期限" in signed_in(desk.second).get(reverse("subsidy", args=[subsidy.pk])).content.decode()) is not has_term


def test_an_answer_that_was_not_taken_in_stands_on_the_page_of_the_county(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    a_recipient(), a_recipient()
    desk = a_desk(officer_of)
    sent = sign_and_release(prepare(), desk)
    here, there = PayLine.objects.order_by("pk").values_list("pk", flat=True)
    actions.read_return(path=answer(sent, only={here}), officer=None, on=ANSWERED)
    finance = signed_in(desk.finance)
    assert "没有读入的银行回盘" not in finance.get(reverse("payday")).content.decode(), "the control: what was taken in is no alarm"
    name = answer(sent, only={there}).name
    page = finance.get(reverse("payday")).content.decode()
    assert "没有读入的银行回盘" in page and name in page and "同名不同内容" in page
    assert name not in signed_in(desk.townships[0]).get(reverse("payday")).content.decode()
    assert name not in signed_in(officer_of("finance", "370703")).get(reverse("payday")).content.decode()


def test_a_run_of_which_nothing_may_be_paid_is_ended_on_its_page(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    one, desk = a_recipient(), a_desk(officer_of)
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=MONTH)
    actions.close_account(account_id=one.account.pk, closed_on=MONTH, officer=None, on=MONTH)
    held = actions.prepare_run(region=COUNTY, month=date(2026, 12, 1), on=date(2026, 12, 1), officer=None)
    county = signed_in(desk.county)
    page = county.post(reverse("sign_county", args=[run.pk]), follow=True).content.decode()
    assert "本批次办结" in page and "没有可发的明细" in page and "财务放款" not in page and "没有可发的账户" in page
    assert "没有可发的账户" in county.get(reverse("payday")).content.decode(), "the held line waits for a person"
    assert "没有可发的明细，签字办结" in county.get(reverse("pay_run", args=[held.pk])).content.decode()
    assert "签字办结" not in signed_in(desk.finance).get(reverse("pay_run", args=[held.pk])).content.decode()
    county.post(reverse("sign_county", args=[held.pk]))
    assert set(PayRun.objects.values_list("state", flat=True)) == {"settled"}


def a_recovery(officer_of: Callable[..., Officer], on: date) -> tuple[Recipient, Adjustment]:
    """A family that was paid 600 and should have had 300 in November."""
    one, desk = a_recipient(), a_desk(officer_of)
    actions.read_return(path=answer(sign_and_release(prepare(), desk)), officer=None, on=ANSWERED)
    given = {"household_id": one.family.household.pk, "kind": "dibao_monthly", "from_month": MONTH, "until_month": date(2026, 12, 1)}
    (found,) = actions.open_differences(due_fen=30_000, reason="更正", decided_by="decision:1", officer=None, on=on, **given)
    return one, found


def test_a_recovery_by_its_forms(system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]) -> None:
    one, found = a_recovery(officer_of, today())
    clerk, county, another = signed_in(officer_of("township", TOWN)), signed_in(officer_of("county", COUNTY)), signed_in(officer_of("county", COUNTY))
    home = one.family.household.pk
    assert "转入清退" in clerk.get(reverse("payday")).content.decode()
    page = clerk.get(reverse("recovery_open", args=[home])).content.decode()
    assert "300.00" in page
    refused = clerk.post(reverse("recovery_make", args=[home]), {"adjustments": [found.pk], "words": ""})
    assert refused.status_code == 422 and "写明情况" in refused.content.decode()
    clerk.post(reverse("recovery_make", args=[home]), {"adjustments": [found.pk], "words": "漏报工资。", "is_fraud": "yes"})
    recovery = Recovery.objects.get()

    def step(who: Client, name: str, **typed: object) -> str:
        answer = who.post(reverse(f"recovery_{name}", args=[recovery.pk]), typed)
        return "" if answer.status_code == 302 else answer.content.decode()

    assert "记录听取意见" in clerk.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert step(clerk, "hear", person=one.family.head.pk, words="承认。") == ""
    assert "元数" in step(county, "decide", outcome="repay", reason="属实。", **{f"amount-{found.pk}": "三百"})
    assert "减免的理由" in step(county, "decide", outcome="repay", reason="属实。", **{f"amount-{found.pk}": "200"})
    assert step(county, "decide", outcome="repay", reason="属实。", remitted_because="家有病人。", **{f"amount-{found.pk}": "200"}) == ""
    assert "不能审批减免" in step(county, "answer_remission", answer="yes", words="同意。") and "审批意见" in step(another, "answer_remission", answer="yes")
    assert "请选择" in step(another, "answer_remission", words="同意。")
    waiting = another.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert "家有病人" in waiting and "批准以前决定不成立" in waiting and "决定书 PDF" not in waiting
    assert "审批减免" in {duty.step for duty in duties_of(Officer.objects.filter(role="county").latest("pk"), today())}
    assert step(another, "answer_remission", answer="no", words="病情已好转。") == ""
    assert "上次提出的减免没有批准：病情已好转。" in county.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert step(county, "decide", outcome="repay", reason="属实。", **{f"amount-{found.pk}": "300"}) == ""
    assert step(clerk, "tell", how="当面送达。") == ""
    assert step(clerk, "agree", words="每月 150 元。") == ""
    assert step(county, "repay", amount="150", paper="收据1") == "" and "已经登记过" in step(county, "repay", amount="150", paper="收据1")
    assert step(county, "propose_write_off", reason="无财产。") == "" and "不能自己审批" in step(county, "answer_write_off", answer="yes", paper="批文")
    assert step(another, "answer_write_off", answer="no", paper="再催一次") == ""
    assert step(county, "propose_penalty", amount="600", ground="隐瞒工资。") == "" and step(county, "hear_defence", words="请求从轻。") == ""
    assert step(another, "decide_penalty", amount="100", reason="从轻。") == "" and step(another, "record_fine", paper="缴款1") == ""
    assert step(county, "repay", amount="150", paper="收据2") == ""
    shown = county.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert "退回当年资金" in shown or "上缴国库" in shown
    assert "已办结" in shown and "收据2" in shown and "责令退回决定书" in shown and "缴款1" in shown
    assert county.get(reverse("recovery_letter", args=[recovery.pk])).content[:5] == b"%PDF-"
    assert county.get(reverse("recovery_letter", args=[recovery.pk]) + "?of=penalty").content[:5] == b"%PDF-"
    assert recovery.number in county.get(reverse("recoveries") + "?tab=closed").content.decode()
    neighbour = signed_in(officer_of("township", "370702002"))
    assert neighbour.get(reverse("recovery", args=[recovery.pk])).status_code == 404
    assert recovery.number not in neighbour.get(reverse("recoveries") + "?tab=closed").content.decode()


def test_a_statement_says_what_arrived_and_what_is_open_and_bears_who_printed_it(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    one, _ = a_recovery(officer_of, today())
    officer = officer_of("township", TOWN)
    clerk, home = signed_in(officer), one.family.household.pk
    page = clerk.get(reverse("statement", args=[home]) + "?year=2026").content.decode()
    assert "2026年到账 1 笔，合计 600.00 元" in page and f"尾号 {one.account.number_tail}" in page and "正在核实" in page
    assert crypto.open_text(bytes(one.account.number_sealed), purpose="account") not in page
    paper = clerk.get(reverse("statement_paper", args=[home]) + "?year=2026")
    assert paper.content[:5] == b"%PDF-" and AuditEntry.objects.filter(verb="statement.printed").count() == 1
    words = "".join(part.extract_text() for part in PdfReader(io.BytesIO(paper.content)).pages)
    assert officer.name in words and "600.00" in words
    assert clerk.get(reverse("statement", args=[home]) + "?year=2020").status_code == 200


def test_the_approval_sheet_has_the_sums_and_no_family_and_is_written_down(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    one, _ = a_recovery(officer_of, today())
    officer = officer_of("county", COUNTY)
    run = PayRun.objects.get()
    paper = signed_in(officer).get(reverse("pay_run_paper", args=[run.pk])).content
    words = "".join(part.extract_text() for part in PdfReader(io.BytesIO(paper)).pages)
    assert run.batch in words and "600.00" in words and officer.name in words and "财务放款" in words
    assert one.family.head.name not in words and one.family.household.number not in words
    assert AuditEntry.objects.filter(verb="run.printed").count() == 1


def test_a_voucher_from_its_issue_to_its_fetching(system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]) -> None:
    one = a_recipient()
    clerk, colleague = signed_in(officer_of("township", TOWN)), signed_in(officer_of("township", TOWN))
    home, until = one.family.household.pk, today() + timedelta(days=30)
    typed = {"person": one.family.head.pk, "good": "", "what": "大米", "quantity": "2", "unit": "袋", "value": "120", "place": "示例商店", "because": "急难。"}
    refused = clerk.post(reverse("voucher_issue", args=[home]), {**typed, "valid_until": "明天"})
    assert refused.status_code == 422 and "2026-11-05 这样的日期" in refused.content.decode()
    assert clerk.post(reverse("voucher_issue", args=[home]), {**typed, "valid_until": until.isoformat()}).status_code == 302
    voucher = Voucher.objects.get()
    assert voucher.value_fen == 12_000 and voucher.number in clerk.get(reverse("in_kind", args=[home])).content.decode()
    assert clerk.get(reverse("voucher_paper", args=[voucher.pk])).content[:5] == b"%PDF-"
    fetched = {"number": voucher.number, "redeemed_on": today().isoformat(), "place": "示例商店", "receipt": "小票1", "received_by": "本人"}
    assert "另一人" in clerk.post(reverse("voucher_redeem"), fetched).content.decode()
    assert colleague.post(reverse("voucher_redeem"), fetched).status_code == 302
    assert "已兑领" in colleague.post(reverse("voucher_redeem"), {**fetched, "receipt": "小票2"}).content.decode()
    page = colleague.get(reverse("vouchers") + "?tab=redeemed").content.decode()
    assert "小票1" in page and "按兑领点结算" in page and "120.00" in page
    neighbour = signed_in(officer_of("township", "370702002"))
    assert voucher.number not in neighbour.get(reverse("vouchers") + "?tab=redeemed").content.decode()
    assert neighbour.get(reverse("voucher_paper", args=[voucher.pk])).status_code == 404


def test_what_a_store_keeps_is_shown_and_free_again_when_the_voucher_is_cancelled(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    one, town = a_recipient(), officer_of("township", TOWN)
    clerk, home = signed_in(town), one.family.household.pk
    good = actions.open_good(name="棉被", unit="床", price_fen=12_000, officer=town, on=today())
    actions.move_stock(good_id=good.pk, kind="received", quantity=3, paper="入库1", officer=town, on=today())
    typed = {"person": one.family.head.pk, "good": good.pk, "quantity": "3", "place": "本仓库", "because": "急难。", "valid_until": today().isoformat()}
    assert clerk.post(reverse("voucher_issue", args=[home]), typed).status_code == 302
    voucher, page = Voucher.objects.get(), clerk.get(reverse("goods")).content.decode()
    assert "凭证预留" in page and "0 床" in page and "棉被（可用" not in clerk.get(reverse("in_kind", args=[home])).content.decode()
    assert "可用 0 床" in clerk.post(reverse("voucher_issue", args=[home]), typed).content.decode()
    cancel = reverse("voucher_cancel", args=[voucher.pk])
    assert "作废的理由" in clerk.post(cancel, {"because": " "}).content.decode()
    assert clerk.post(cancel, {"because": "家庭已自行购置。"}).status_code == 302
    shown = clerk.get(reverse("in_kind", args=[home])).content.decode()
    assert "已作废" in shown and "家庭已自行购置。" in shown and "棉被（可用 3 床）" in shown
    assert voucher.number not in clerk.get(reverse("vouchers")).content.decode()
    assert signed_in(officer_of("township", "370702002")).post(cancel, {"because": "x"}).status_code == 404


def test_an_expired_voucher_waits_in_the_duties_until_told_and_is_renewed(
    system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]
) -> None:
    one, town = a_recipient(), officer_of("township", TOWN)
    clerk, yesterday = signed_in(town), today() - timedelta(days=1)
    given = {"household_id": one.family.household.pk, "person_id": one.family.head.pk, "what": "大米", "quantity": 1, "unit": "袋", "place": "示例商店"}
    old = actions.issue_voucher(because="急难。", valid_until=yesterday, officer=town, on=today() - timedelta(days=9), **given)
    told = {"outcome": "tell", "how": "电话告知本人。", "back": "expired"}
    assert [duty.what for duty in duties_of(town, today())] == ["凭证过期"]
    assert "还没有告知家庭" in clerk.get(reverse("vouchers") + "?tab=expired").content.decode()
    assert clerk.post(reverse("voucher_expired", args=[old.pk]), {**told, "how": ""}).status_code == 422
    assert clerk.post(reverse("voucher_expired", args=[old.pk]), told).status_code == 302
    assert duties_of(town, today()) == [] and "电话告知本人" in clerk.get(reverse("vouchers") + "?tab=expired").content.decode()
    renewed = {"outcome": "renew", "how": "仍需要。", "valid_until": (today() + timedelta(days=9)).isoformat(), "back": "expired"}
    assert clerk.post(reverse("voucher_expired", args=[old.pk]), renewed).status_code == 302
    assert Voucher.objects.get(replaces=old).state == "issued" and "没有过期的凭证" in clerk.get(reverse("vouchers") + "?tab=expired").content.decode()


def test_what_is_repaid_shows_where_it_went(system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]) -> None:
    """On the page of the year's money, and on the list of recoveries."""
    finance = signed_in(officer_of("finance", COUNTY))
    on = today()
    actions.grant(region=COUNTY, year=on.year, source="central", amount_fen=10_000_000, paper="示例财社1号", officer=officer_of("finance", COUNTY), on=on)
    one, found = a_recovery(officer_of, on)
    county, clerk, second = officer_of("county", COUNTY), officer_of("township", TOWN), officer_of("county", COUNTY)
    recovery = actions.open_recovery(adjustment_ids=[found.pk], words="核实。", officer=clerk, on=on)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=clerk, on=on)
    actions.decide_recovery(recovery_id=recovery.pk, outcome="repay", amount_fen=20_000, reason="属实。", remitted_because="家有病人。", officer=second, on=on)
    actions.answer_remission(recovery_id=recovery.pk, is_approved=True, words="情况属实，同意。", officer=officer_of("county", COUNTY), on=on)
    actions.tell_recovery(recovery_id=recovery.pk, how="送达。", officer=clerk, on=on)
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=20_000, paper="收据", officer=county, on=on)
    page = finance.get(reverse("funds") + f"?year={on.year}").content.decode()
    where = "退回原来源" if MONTH.year == on.year else "上缴国库"
    assert "家庭退回的救助金" in page and where in page
    assert "200.00" in finance.get(reverse("recoveries") + "?tab=closed").content.decode()
    shown = finance.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert "家有病人" in shown and "情况属实，同意。" in shown and "以后不再追回" in shown and "100.00" in shown


def test_a_remission_is_withdrawn_by_its_forms(system: None, signed_in: Callable[[Officer], Client], officer_of: Callable[..., Officer]) -> None:
    """The control first: while nothing was given up there is no such form."""
    on, town, county, another = today(), officer_of("township", TOWN), officer_of("county", COUNTY), officer_of("county", COUNTY)
    one, found = a_recovery(officer_of, on)
    clerk, reviewer = signed_in(town), signed_in(county)
    recovery = actions.open_recovery(adjustment_ids=[found.pk], words="核实。", officer=town, on=on)
    assert "提请撤销减免" not in clerk.get(reverse("recovery", args=[recovery.pk])).content.decode()
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=town, on=on)
    actions.decide_recovery(recovery_id=recovery.pk, outcome="nothing", reason="属实。", remitted_because="家有病人。", officer=county, on=on)
    actions.answer_remission(recovery_id=recovery.pk, is_approved=True, words="同意。", officer=another, on=on)
    assert "提请撤销减免" in clerk.get(reverse("recovery", args=[recovery.pk])).content.decode()
    address = reverse("recovery_propose_withdrawal", args=[recovery.pk])
    refused = clerk.post(address, {"words": ""})
    assert refused.status_code == 422 and "怎样查明" in refused.content.decode()
    led = clerk.post(address, {"words": "查明隐瞒工资。"}, follow=True)
    made = Recovery.objects.get(withdraws=recovery)
    page = led.content.decode()
    assert led.redirect_chain[-1][0] == reverse("recovery", args=[made.pk]) and recovery.number in page and "家有病人" in page and "记录听取意见" in page
    former = clerk.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert made.number in former and "待听取意见" in former and "以后不再追回" not in former and "提请撤销减免" not in former
    assert "听取家庭意见" in {duty.step for duty in duties_of(town, today())}
    assert clerk.post(reverse("recovery_hear", args=[made.pk]), {"person": one.family.head.pk, "words": "承认。"}).status_code == 302
    answer = reviewer.post(reverse("recovery_decide", args=[made.pk]), {"outcome": "repay", "reason": "属实。", f"amount-{made.adjustments.get().pk}": "300"})
    assert answer.status_code == 302 and "撤销该号决定中的减免" in reviewer.get(reverse("recovery", args=[made.pk])).content.decode()
    neighbour = signed_in(officer_of("township", "370702002"))
    assert neighbour.post(address, {"words": "查明。"}).status_code == 404 and signed_in(officer_of("finance", COUNTY)).post(address).status_code == 403
