"""发放: townships sign on one day, the county on the next, finance lets the money go; what stands still or came back is put right."""

from datetime import date
from typing import Any

from doudi.benefits import actions as benefits
from doudi.benefits import queries as paid
from doudi.registry import queries as known
from doudi.sandbox.calibration import COUNTY
from doudi.sandbox.chance import luck
from doudi.sandbox.officers.accounts import open_account_for
from doudi.sandbox.officers.desk import Desk

GRANTS = {"central": 1_200_000, "province": 300_000, "county": 200_000}
"""Yuan of a year, made up."""


def work_on_payday(desk: Desk) -> None:
    """Sign what is ready, then put right what the bank refused or the house held."""
    county, (finance,) = desk.cast.at(COUNTY), desk.cast.of_role("finance")
    if not desk.ask(finance, paid.funds_of, desk.on.year):
        for source, yuan in GRANTS.items():
            given = {"region": COUNTY, "year": desk.on.year, "source": source, "amount_fen": yuan * 100, "paper": f"示例财社〔{desk.on.year}〕{len(source)}号"}
            desk.do(finance, "登记资金下达", benefits.grant, **given)
    for run in desk.ask(county[0], paid.runs):
        _sign(desk, run, county[1], finance)
    for line in desk.ask(county[0], paid.held_lines):
        _put_right(desk, line)
    for line in desk.ask(county[0], lambda: list(paid.untold_holds())):
        desk.do(desk.cast.at(line.region[:9])[0], "告知暂缓", benefits.tell_hold, line_id=line.pk, how="上门告知家庭成员，说明原因和办法。")
    for adjustment in desk.ask(county[0], paid.open_adjustments_on, desk.on):
        about = ("adjust", adjustment.household_id, adjustment.month)
        if luck(*about) % 3 == 0 and desk.waited(adjustment.opened_on, *about, most=4):
            _settle(desk, adjustment)
    for recovery in desk.ask(county[0], lambda: list(paid.waiting_recoveries(desk.on))):
        _recover(desk, recovery, county[2 % len(county)], finance)


def _settle(desk: Desk, adjustment: Any) -> None:
    """What was too little is paid; what was too much goes the way of a recovery."""
    town, given = desk.cast.at(adjustment.owner_region)[0], {"because": "已核实。"}
    if adjustment.direction == "under":
        desk.do(town, "补发", benefits.settle_adjustment, adjustment_id=adjustment.pk, result="paid", **given)
        return
    amounts = {} if adjustment.amount_fen else {adjustment.pk: adjustment.award.amount_fen // 2}
    said = {"adjustment_ids": [adjustment.pk], "amounts": amounts, "words": f"{adjustment.month:%Y年%m月}：{adjustment.reason}。"}
    desk.do(town, "转入清退", benefits.open_recovery, **said)


def _recover(desk: Desk, recovery: Any, reviewer: Any, finance: Any) -> None:
    """Heard, decided, told, repaid: a step a day."""
    clerk, colleague = desk.cast.at(recovery.region[:9])[0], desk.cast.at(recovery.region[:9])[1]
    if recovery.state == "found" and desk.on > recovery.opened_on:
        living = [one.pk for one in desk.ask(colleague, paid.people_to_hear, recovery.household_id, desk.on)]
        words = "家属承认多领，愿意退回。" if living else "到村核实，家中没有在世成员，款项由经办银行冻结，可以划回。"
        desk.do(colleague, "听取清退意见", benefits.hear_about_recovery, recovery_id=recovery.pk, person_id=next(iter(living), None), words=words)
    elif recovery.state == "heard" and desk.on > recovery.heard_on:
        reason = "去世之后不再享受，属于多发。"
        given = {"outcome": "repay", "amount_fen": recovery.found_fen, "reason": reason}
        desk.do(reviewer, "决定清退", benefits.decide_recovery, recovery_id=recovery.pk, **given)
    elif recovery.state == "decided" and recovery.told_on is None:
        desk.do(clerk, "告知清退决定", benefits.tell_recovery, recovery_id=recovery.pk, how="当面送达，讲明救济途径。")
    elif recovery.state == "decided" and desk.on > recovery.told_on:
        paper = f"示例收据{recovery.pk:06d}"
        desk.do(finance, "登记退回", benefits.record_repayment, recovery_id=recovery.pk, amount_fen=recovery.left_fen, paper=paper)


def _sign(desk: Desk, run: Any, reviewer: Any, finance: Any) -> None:
    """A month's regular run takes a day for each office; a reissue all on one."""
    regular = run.kind == "regular"
    if run.state == "prepared" and (not regular or desk.on > run.prepared_on):
        for office in sorted(set(desk.ask(reviewer, lambda: [line.region[:9] for line in paid.lines_of(run.pk, state="due")]))):
            desk.do(desk.cast.at(office)[0], "乡镇核对名册", benefits.sign_run, run_id=run.pk, step="township")
        run = _unless_regular(desk, run, reviewer)
    if run.state == "township_signed" and (not regular or desk.on > _last_signed(desk, run, reviewer)):
        desk.do(reviewer, "县级审核名册", benefits.sign_run, run_id=run.pk, step="county")
        run = _unless_regular(desk, run, reviewer)
    if run.state == "county_signed" and (not regular or desk.on > run.frozen_on):
        desk.do(finance, "财务放款", benefits.release_run, run_id=run.pk)


def _unless_regular(desk: Desk, run: Any, officer: Any) -> Any:
    """A reissue goes on to the next office the same day."""
    return run if run.kind == "regular" else desk.ask(officer, paid.get_run, run.pk)


def _last_signed(desk: Desk, run: Any, officer: Any) -> date:
    return max(desk.ask(officer, lambda: [signature.on for signature in run.signatures.all()]))


def _put_right(desk: Desk, line: Any) -> None:
    """A closed or refused account is replaced; money whose only payee died is cancelled once the award has ended."""
    town, county = desk.cast.at(line.region[:9])[0], desk.cast.at(COUNTY)[0]
    payee = desk.ask(town, known.get_person, line.payee_id)
    if payee.died_on is not None:
        if desk.ask(town, lambda: paid.get_award(line.award_id).until_month):
            desk.do(county, "取消暂缓", benefits.settle_line, line_id=line.pk, outcome="cancel", because="领取人已去世，待遇已终止。")
        return
    if line.bank_reason == "bank_error":
        return
    account = open_account_for(desk, town, payee, again=line.attempt)
    if account is None:
        return
    desk.do(town, "更正账户", benefits.redirect_award, award_id=line.award_id, account_id=account.pk, because="原账户不能入账，本人另行提供账户。")
    if line.state == "held":
        desk.do(county, "恢复发放", benefits.settle_line, line_id=line.pk, outcome="pay", because="账户已更正，照发。")
