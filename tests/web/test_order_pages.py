"""责令限期退回的页面: its steps by their forms, its letter, whose turn it is, and what is said once the term is over."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import days_after
from doudi.benefits import actions
from doudi.benefits.models import Award, Recovery, ReturnOrder
from doudi.casework import actions as deciding
from doudi.flows.clock import today
from doudi.oversight.check import prove
from doudi.oversight.invariants import all_invariants
from doudi.web.console.duties import due_class, duties_of
from tests.benefits.builders import ANSWERED, COUNTY, MONTH, TOWN, Recipient, a_desk, a_recipient, an_account, answer, prepare, sign_and_release
from tests.casework.story import Staff, a_poor_family, granted, staff
from tests.casework.test_change import decided, dies, heard, opened

Officers, SignedIn = Callable[..., Officer], Callable[[Officer], Client]
pytestmark = pytest.mark.usefixtures("system")


def a_told_recovery(officer_of: Officers, one: Recipient | None = None, *, is_fraud: bool = False, decided_by: str = "decision:1") -> Recovery:
    """A family that was paid too much in November and told that it is asked back."""
    one = one or a_recipient()
    desk, on = a_desk(officer_of), today()
    actions.read_return(path=answer(sign_and_release(prepare(), desk)), officer=None, on=ANSWERED)
    given = {"household_id": one.family.household.pk, "kind": "dibao_monthly", "from_month": MONTH, "until_month": date(2026, 12, 1), "reason": "更正"}
    (found,) = actions.open_differences(due_fen=one.award.amount_fen - 30_000, decided_by=decided_by, officer=None, on=on, **given)
    recovery = actions.open_recovery(adjustment_ids=[found.pk], words="漏报工资。", is_fraud=is_fraud, officer=desk.townships[0], on=on)
    actions.hear_about_recovery(recovery_id=recovery.pk, person_id=one.family.head.pk, words="承认。", officer=desk.townships[0], on=on)
    actions.decide_recovery(recovery_id=recovery.pk, outcome="repay", amount_fen=30_000, reason="属实。", officer=desk.county, on=on)
    return actions.tell_recovery(recovery_id=recovery.pk, how="当面送达。", officer=desk.townships[0], on=on)


def step(who: Client, recovery: Recovery, name: str, **typed: object) -> str:
    """What the page says of a refusal; nothing where it was taken."""
    answer = who.post(reverse(f"recovery_{name}", args=[recovery.pk]), typed)
    return "" if answer.status_code == 302 else answer.content.decode()


def steps_of(officer: Officer, on: date) -> set[str]:
    return {duty.step for duty in duties_of(officer, on)}


def test_an_order_by_its_forms_to_the_end_of_its_term(signed_in: SignedIn, officer_of: Officers) -> None:
    recovery, on = a_told_recovery(officer_of), today()
    head = recovery.person_id
    town, first, other = officer_of("township", TOWN), officer_of("county", COUNTY), officer_of("county", COUNTY)
    clerk, county, another = (signed_in(one) for one in (town, first, other))
    page, letter = reverse("recovery", args=[recovery.pk]), reverse("recovery_letter", args=[recovery.pk]) + "?of=order"
    assert "拟责令限期退回" in county.get(page).content.decode() and "拟责令限期退回" not in clerk.get(page).content.decode()
    typed = {"outcome": "end", "number": "示例决〔2026〕3号", "reached_on": "昨天", "ground": "拒不退回。"}
    refused = step(county, recovery, "propose_order", **typed)
    assert "2026-11-05 这样的日期" in refused and "示例决〔2026〕3号" in refused
    assert step(county, recovery, "propose_order", **(typed | {"reached_on": on.isoformat()})) == ""
    assert "听取对责令的意见" in steps_of(town, on) and county.get(letter).status_code == 404
    assert "请选择听取了哪位" in step(clerk, recovery, "hear_order", person="nobody", words="无人。")
    assert step(clerk, recovery, "hear_order", person=head, words="请求宽限。") == "" and "决定是否责令限期退回" in steps_of(other, on)
    shown = another.get(page).content.decode()
    assert "不少于 15 日（示例标准）" in shown and "不予责令" in shown
    assert "退回期限" in step(another, recovery, "decide_order", days="半月", reason="拒不退回。")
    assert "不少于 15 日" in step(another, recovery, "decide_order", days="14", reason="拒不退回。")
    assert "另一人" in step(county, recovery, "decide_order", days="15", reason="拒不退回。")
    assert step(another, recovery, "decide_order", days="15", reason="无正当理由拒不退回。") == "" and "告知责令限期退回决定" in steps_of(town, on)
    assert step(clerk, recovery, "tell_order", how="当面送达本人。") == ""
    order, until = ReturnOrder.objects.get(), days_after(on, 15)
    assert order.until_on == until
    paper = county.get(letter)
    words = "".join(part.extract_text() for part in PdfReader(io.BytesIO(paper.content)).pages)
    assert paper.content[:5] == b"%PDF-" and str(order) in words and "第七十四条" in words
    assert AuditEntry.objects.filter(verb="paper.printed", about_kind="benefits.returnorder").count() == 1
    shown = clerk.get(page).content.decode()
    assert "已告知，期限内" in shown and "示例决〔2026〕3号" in shown and "请求宽限。" in shown and "无正当理由拒不退回。" in shown
    assert "责令限期退回" in county.get(reverse("recoveries")).content.decode()
    for day, whose, said in ((until, town, "催办退回"), (until + timedelta(days=1), first, "责令的期限已过，核实未退原因")):
        (duty,) = (each for each in duties_of(whose, day) if each.what == "清退")
        assert (duty.step, due_class(duty, day, day) == "overdue") == (said, day > until)
    assert not any(each.what == "清退" for each in duties_of(town, until + timedelta(days=1)))
    neighbour = signed_in(officer_of("township", "370702002"))
    assert neighbour.get(letter).status_code == 404 and "不在您负责" not in neighbour.get(reverse("recoveries")).content.decode()


def test_a_missed_term_is_said_and_takes_nothing(signed_in: SignedIn, officer_of: Officers, monkeypatch: pytest.MonkeyPatch) -> None:
    recovery, on = a_told_recovery(officer_of), today()
    county, other, town = officer_of("county", COUNTY), officer_of("county", COUNTY), officer_of("township", TOWN)
    given = {"outcome": "end", "number": "示例决1号", "reached_on": on, "ground": "拒不退回。"}
    order = actions.propose_return_order(recovery_id=recovery.pk, officer=county, on=on, **given)  # type: ignore[arg-type]
    actions.hear_about_return_order(order_id=order.pk, person_id=recovery.person_id, words="没有钱。", officer=town, on=on)
    actions.order_return(order_id=order.pk, days=15, reason="拒不退回。", officer=other, on=on)
    actions.tell_return_order(order_id=order.pk, how="送达。", officer=town, on=on)
    client, page = signed_in(county), reverse("recovery", args=[recovery.pk])
    assert "期限已过" not in client.get(page).content.decode(), "the control: within its term"
    later = days_after(on, 15) + timedelta(days=1)
    for name in ("doudi.web.console.recoveries.today", "doudi.flows.clock.today"):
        monkeypatch.setattr(name, lambda: later)
    shown = client.get(page).content.decode()
    assert "期限已过，未退清" in shown and "不会自动扣款" in shown and "超期" in shown
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=30_000, paper="收据1", officer=officer_of("finance", COUNTY), on=later)
    shown = client.get(page).content.decode()
    assert "款项已退清" in shown and "不会自动扣款" not in shown


def test_it_is_neither_offered_of_deceit_nor_asked_of_who_repays_by_agreement(signed_in: SignedIn, officer_of: Officers) -> None:
    recovery, county = a_told_recovery(officer_of, is_fraud=True), officer_of("county", COUNTY)
    assert "拟责令限期退回" not in signed_in(county).get(reverse("recovery", args=[recovery.pk])).content.decode()
    Recovery.objects.update(is_fraud=False)
    late = recovery.due_on + timedelta(days=1)
    asked = "核实未退原因，需要时拟责令限期退回"
    assert asked not in steps_of(county, recovery.due_on) and asked in steps_of(county, late)
    actions.agree_on_repayment(recovery_id=recovery.pk, words="每月 100 元。", officer=officer_of("township", TOWN), on=today())
    assert asked not in steps_of(county, late)


def test_what_is_dropped_stands_with_its_reason_and_another_may_come(signed_in: SignedIn, officer_of: Officers) -> None:
    recovery = a_told_recovery(officer_of)
    county, another = (signed_in(officer_of("county", COUNTY)) for _ in range(2))
    typed = {"outcome": "reduce", "number": "示例决1号", "reached_on": today().isoformat(), "ground": "拒不退回。"}
    assert step(county, recovery, "propose_order", **typed) == ""
    assert "另一人" in step(county, recovery, "drop_order", reason="已开始退回。") and "不予责令的理由" in step(another, recovery, "drop_order", reason="")
    assert step(another, recovery, "drop_order", reason="家庭已开始退回。") == ""
    shown = county.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert "家庭已开始退回。" in shown and "拟责令限期退回" in shown and step(county, recovery, "propose_order", **typed) == ""


def reduced(officer_of: Officers) -> tuple[Recipient, Staff, int]:
    """A family of three, decided by this house, of whom one died: the decision to reduce was told before November's list was made."""
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    dies(family.people[2], date(2026, 10, 20))
    decision = decided(heard(opened(family, people, kind="reduce"), family, people), people, "reduce", reason="成员去世，按两人重新核算。")
    deciding.tell(decision_id=decision.pk, how="当面送达。", officer=people.clerk, on=date(2026, 10, 30))
    Award.objects.update(account=(account := an_account(family)))
    award = Award.objects.select_related("standing").get(household=family.household, until_month=None)
    return Recipient(family, award.standing, account, award), people, decision.pk


def test_our_own_decision_is_chosen_and_its_number_and_day_are_what_was_told(signed_in: SignedIn, officer_of: Officers) -> None:
    one, people, decision = reduced(officer_of)
    recovery = a_told_recovery(officer_of, one, decided_by=f"decision:{decision}")
    county = signed_in(people.reviewer)
    shown = county.get(reverse("recovery", args=[recovery.pk])).content.decode()
    assert "2026年10月30日送达" in shown and "另外的决定" in shown
    assert "请选择没有履行的" in step(county, recovery, "propose_order", decision="999999", ground="拒不退回。")
    assert "文号和送达日" in step(county, recovery, "propose_order", decision="elsewhere", ground="拒不退回。")
    assert step(county, recovery, "propose_order", decision=decision, ground="拒不退回。") == ""
    order = ReturnOrder.objects.get()
    assert (order.decision, order.outcome, order.reached_on) == (f"decision:{decision}", "reduce", date(2026, 10, 30)) and order.number.startswith("JD-")
    [sentence] = [each for each in all_invariants() if each.name.startswith("每次责令限期退回")]
    assert prove(sentence, on=today()).holds
