"""待办事项: what waits for one officer, gathered from every room, in the order the law sets by its dates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from doudi.base.models import Officer
from doudi.benefits import queries as benefits
from doudi.casework import queries as casework
from doudi.monitoring import queries as monitoring
from doudi.referral import queries as referral
from doudi.registry import queries as registry
from doudi.verification import consent_slips
from doudi.web.components.tags import yuan
from doudi.web.console.order_steps import turn_of

KINDS = {
    "alert": "预警",
    "application": "申请",
    "change": "变更",
    "decision": "告知",
    "review": "核查",
    "challenge": "异议复议",
    "referral": "转介",
    "payment": "发放",
    "consent": "授权",
}
DUE = {"overdue": "已超期", "today": "今日到期", "three_days": "三个工作日内", "later": "三个工作日后"}
MOST = 2000
"""Of each room; an office that has more waiting than this has another problem than its list."""


@dataclass(frozen=True)
class Duty:
    """One thing to do: of which kind, what, for whom, where, why, the next step, by when, and the page where it is done.

    `item` is the number of what it is about; 0 of what is nobody's in particular (a run). `home` is the family whose name is still to be put in
    `whom`; of an alert all words are (`worded`): a list counts thousands and shows thirty.
    """

    kind: str
    what: str
    whom: str
    region: str
    why: str
    step: str
    due_on: date
    address: str
    level: str = ""
    item: int = 0
    home: int = 0

    @property
    def kind_title(self) -> str:
        """The kind in the officer's word."""
        return KINDS[self.kind]


def duties_of(officer: Officer, on: date) -> list[Duty]:
    """Everything that waits for this officer's own office, nearest legal date first; `worded` puts in what is read of each."""
    gather = {"township": _of_township, "county": _of_county, "finance": _of_finance}.get(officer.role_id)
    return sorted(gather(officer, on), key=lambda duty: duty.due_on) if gather else []


def due_class(duty: Duty, on: date, soon: date) -> str:
    """Which of the four classes of `DUE` it falls into; `soon` is the third working day after `on`."""
    if duty.due_on <= on:
        return "overdue" if duty.due_on < on else "today"
    return "three_days" if duty.due_on <= soon else "later"


def _of_township(officer: Officer, on: date) -> Iterator[Duty]:
    yield from _alerts(officer, on)
    yield from _cases(officer, on)
    yield from _online_objections("application", "登记异议")
    yield from _withdrawals(on)
    yield from _referrals(returned=True)
    for run in benefits.runs():
        signed = run.signatures.filter(step="township", region=officer.region).exists()
        lines = benefits.lines_of(run.pk, state="due", township=officer.region).count() if run.state == "prepared" and not signed else 0
        if lines:
            yield _run(run, officer.region, f"本乡镇（街道）{lines} 笔待发，等待核对签字", "核对并签字")
    for line in benefits.untold_holds():
        what, why = f"{line.month:%Y年%m月}暂缓", f"{line.get_hold_reason_display()}，还没有告知家庭"
        yield Duty("payment", what, line.payee.name, line.region, why, "核实并告知家庭", line.hold.county_on, reverse("pay_line", args=[line.pk]))
    yield from _adjustments(officer, on)
    yield from _expired_vouchers(on)
    yield from _recoveries("township", on)


def _of_county(officer: Officer, on: date) -> Iterator[Duty]:
    yield from _alerts(officer, on)
    yield from _cases(officer, on)
    yield from _online_objections("change", "调查核实异议")
    yield from _referrals(returned=False)
    for run in benefits.runs():
        if run.state == "township_signed":
            yield _run(run, run.region, "各乡镇（街道）已核对，等待县级审核", "审核并签字")
        elif run.state == "county_signed" and run.approvals > 1 and not run.signatures.filter(step="approval").exists():
            yield _run(run, run.region, "金额较大，等待县级另一人复核", "复核并签字")
    for line in benefits.held_lines():
        if line.state == "held" and line.hold.county_on > on:
            continue  # the township's until then
        what, due_on = f"{line.month:%Y年%m月}{line.get_state_display()}", benefits.payday(line.region[:6], line.month)
        why = line.get_hold_reason_display() if line.state == "held" else "银行退回，等待核实账户"
        yield Duty("payment", what, line.payee.name, line.region, why, "核实后处理这一笔", due_on, reverse("pay_line", args=[line.pk]))
    yield from _adjustments(officer, on)
    yield from _recoveries("county", on)
    for card in benefits.kept_cards(is_filed=False):
        if card.recorded_by_id != officer.pk:
            due_on = benefits.custody_due_on(card.region, card.recorded_on)
            why = f"{card.custodian}代管，协议 {card.paper}，还没有备案{'' if due_on else '，本地没有规定备案期限'}"
            yield Duty("payment", "代管备案", card.account.person.name, card.region, why, "核对协议并备案", due_on or on, reverse("payday_accounts"))
    for one in benefits.waiting_corrections():
        if one.proposed_by_id != officer.pk:
            why = f"{one.proposed_by.name}提出：每人更正为 {yuan(one.amount_fen)}{'' if one.due_on else '，本地没有规定审批期限'}"
            what, address = f"{one.subsidy.month:%Y年%m月}价格临时补贴", reverse("subsidy", args=[one.subsidy_id])
            yield Duty("payment", what, "补贴更正", one.region, why, "审批更正", one.due_on or on, address)


def _of_finance(officer: Officer, on: date) -> Iterator[Duty]:
    for run in benefits.runs():
        if run.state == "county_signed":
            yield _run(run, run.region, "县级已审核，等待财务放款", "放款")
        elif run.state == "released":
            yield _run(run, run.region, "已送银行，等待回盘", "读取银行回盘")


def worded(duties: Iterable[Duty], on: date) -> list[Duty]:
    """The same, in order, with what an officer reads of each."""
    told = list(duties)
    alerts = monitoring.alerts_by_id([duty.item for duty in told if duty.kind == "alert"])
    told = [_of_alert(duty, alerts[duty.item]) if duty.kind == "alert" and duty.item in alerts else duty for duty in told]
    names = _names({duty.home for duty in told if duty.home}, on)
    return [replace(duty, whom=names.get(duty.home, duty.whom)) if duty.home else duty for duty in told]


def _alerts(officer: Officer, on: date) -> Iterator[Duty]:
    asked = dict(referral.open_referrals().values_list("origin", "state"))
    steps = {"raised": "签收", "signed": "两人入户走访", "visited": "作出结论"}
    for alert, region, due_on, level, stage in monitoring.queue(owner_region=officer.region).values_list("pk", "region", "due_on", "level", "state")[:MOST]:
        state = asked.get(f"alert:{alert}")
        step = steps[stage] if state is None else "处理退回的转介" if state == "returned" else "等待部门反馈"
        yield Duty("alert", "", "", region, "", step, due_on, "", level, alert)


def _of_alert(duty: Duty, alert: Any) -> Duty:
    signal = monitoring.signal_of(alert)
    whom, home = (alert.person.name, 0) if alert.person else (alert.household.number, alert.household_id)
    title = signal.title if signal else alert.signal
    return replace(duty, what=title, whom=whom, home=home, why=alert.words, address=reverse("alert", args=[alert.pk]))


def _cases(officer: Officer, on: date) -> Iterator[Duty]:
    found = casework.work_queue(officer.role_id, on, limit=MOST)
    for work in found:
        waits = f"，{work.from_on.month}月{work.from_on.day}日起可以办理下一步" if work.from_on and work.from_on > on else ""
        home = 0 if work.kind == "application" else work.household_id
        what = {"application": "救助申请", "change": "待遇调整或终止", "decision": "决定告知", "review": "核查", "challenge": "异议与复议"}[work.kind]
        address = reverse(work.kind, args=[work.id])
        why = f"{work.state}{waits}（{work.number}）"
        yield Duty(work.kind, what, work.name, work.region, why, work.title, work.due_on, address, item=work.id, home=home)


def _online_objections(about: str, step: str) -> Iterator[Duty]:
    """Of an application the township's, of an ending the county's; the case goes no further before each is taken up."""
    for row in casework.online_waiting():
        if row.about == about:
            whom = row.application.applicant.name if row.application else row.change.household.number
            why = f"{row.received_on.month}月{row.received_on.day}日收到对 {row.case.number} 公示的异议"
            yield Duty(about, "网上异议", whom, row.region, why, step, row.due_on, reverse("objection", args=[row.pk]))


def _withdrawals(on: date) -> Iterator[Duty]:
    """Somebody has taken back online what they agreed to: the township hears them before anything else is done (法 48); where no term is set, today."""
    for one in consent_slips.to_hear():
        why = f"{one.withdrawn_on.month}月{one.withdrawn_on.day}日在网上撤回核对授权（{one.number}）{'' if one.due_on else '，本地没有规定听取期限'}"
        address = reverse("family_consents", args=[one.household_id])
        yield Duty("consent", "撤回核对授权", one.person.name, one.region, why, "听取意见", one.due_on or on, address)


def _referrals(*, returned: bool) -> Iterator[Duty]:
    """What came back to the sender; what a department has left unanswered, before both township and county."""
    if returned:
        for one in referral.returned():
            yield _referral(one, f"部门退回：{one.returned_reason}", "补正后再推送，或撤回", one.due_on)
    for one in referral.escalated():
        yield _referral(one, f"{referral.route_of(one).department_title}逾期未反馈，已督办", "联系承办部门", one.escalation_due_on)


def _adjustments(officer: Officer, on: date) -> Iterator[Duty]:
    mine = [one for one in benefits.open_adjustments_on(on) if one.owner_region == officer.region]
    names = _names({one.household_id for one in mine}, on)
    for one in mine:
        whom = names.get(one.household_id, "—")
        yield Duty(
            "payment", f"{one.month:%Y年%m月}{one.get_direction_display()}清理", whom, one.region, one.reason, "核实并处理", one.due_on, reverse("payday")
        )


def _expired_vouchers(on: date) -> Iterator[Duty]:
    """Nobody fetched it and the family does not know that its day has passed."""
    for one in benefits.untold_expiries(on):
        why = f"{one.what} {one.quantity} {one.unit} 没有兑领（{one.number}）"
        yield Duty("payment", "凭证过期", one.person.name, one.region, why, "告知家庭，需要的换发", one.valid_until, reverse("vouchers") + "?tab=expired")


def _recoveries(office: str, on: date) -> Iterator[Duty]:
    """The township hears, tells and sees to the repayment; the county decides, answers what is to be written off, and looks into a missed term."""
    for one in benefits.waiting_recoveries(on):
        whose, step = turn_of(one, on)
        if whose == office:
            why = f"{one.get_kind_display()}多发 {yuan(one.found_fen)}（{one.number}）{'' if one.due_on else '，本地没有规定办理期限'}"
            yield Duty("payment", "清退", one.person.name, one.region, why, step, one.due_on or on, reverse("recovery", args=[one.pk]))


def _referral(one: object, why: str, step: str, due_on: date) -> Duty:
    return Duty("referral", referral.route_of(one).title, one.name, one.region, why, step, due_on, reverse("referral", args=[one.pk]), item=one.pk)


def _run(run: object, region: str, why: str, step: str) -> Duty:
    due_on = benefits.payday(run.region, run.month)
    return Duty("payment", f"{run.month:%Y年%m月}{run.get_kind_display()}", "发放批次", region, why, step, due_on, reverse("pay_run", args=[run.pk]))


def _names(household_ids: Iterable[int], on: date) -> dict[int, str]:
    """Families as officers call them: the head, and how many live there."""
    families: dict[int, list[str]] = {}
    for member in registry.members_of_households(household_ids, on):
        names = families.setdefault(member.household_id, [])
        names.insert(0 if member.relation == "head" else len(names), member.person.name)
    return {home: names[0] if len(names) == 1 else f"{names[0]}等 {len(names)} 人" for home, names in families.items()}
