"""清退、责令限期退回和罚款的文书: what the person reads: the facts, what is decided, the ground, and what may be done against it."""

from collections.abc import Mapping
from datetime import date

from doudi.base import regions
from doudi.base.money import yuan_words
from doudi.benefits.models import Penalty, Recovery, ReturnOrder
from doudi.law.remedies import LAW, remedies


def of_recovery(one: Recovery, amounts: Mapping[date, int]) -> str:
    """责令退回决定书 (deceit, 法 73), 退回多发款项决定书 (without it: the Law gives no term) or 不予追回告知书; paragraphs, the first its title, the last its
    signature. `amounts` is what is to come back of each month, fen."""
    repays = one.outcome == Recovery.Outcome.REPAY
    money = f"{yuan_words(one.decided_fen)}{_months(one, amounts)}"
    decided = (
        f"依照{LAW}第七十三条，责令退回{money}。退回的期限和方式可以与我们约定。"
        if one.is_fraud
        else f"这笔款项不是因骗取而多发的。依照{LAW}第四十七条调整待遇以后，请退回{money}。{LAW}没有规定这种情形的退回期限，退回的期限和方式由双方约定。"
    )
    if repays and one.decided_fen < one.found_fen:
        decided += f"其余{yuan_words(one.found_fen - one.decided_fen)}本决定不要求退回。"
    decided = decided if repays else "决定不予追回，这笔款项不需要退回。"
    found = f"经核实，你户领取的{one.get_kind_display()}中，有{yuan_words(one.found_fen)}不应发放。情况：{one.words}"
    if former := one.withdraws:
        found = (
            f"{day(former.approved_on)}，{former.number}号决定没有要求你户退回多领的{one.get_kind_display()}{yuan_words(one.found_fen)}。"
            f"现查明这笔款项是以虚报、隐瞒或者伪造取得的：{one.words}"
        )
        decided = f"{'撤销该号决定中的减免。' if repays else '该号决定中的减免不变。'}{decided}"
    return _letter(
        ("责令退回决定书" if one.is_fraud else "退回多发款项决定书") if repays else "不予追回告知书",
        one.number,
        one.person.name,
        found,
        _heard(one),
        f"{decided}理由：{one.reason}",
        f"不服本决定的，{remedies(one.region, _day(one.decided_on), is_dibao=one.kind.startswith('dibao'))}",
        signature=(one.region, one.decided_on),
    )


def of_order(one: ReturnOrder) -> str:
    """责令限期退回决定书 (法 74): which decision was not followed, how much is left, and within how many days of being told it is to be returned."""
    recovery, left = one.recovery, yuan_words(one.amount_fen or 0)
    return _letter(
        "责令限期退回决定书",
        str(one),
        recovery.person.name,
        f"{day(one.reached_on)}，{one.get_outcome_display()}社会救助的决定（{one.number}）送达你户。{day(recovery.told_on)}，{recovery.number}号决定告知你户，"
        f"要求退回多发的{recovery.get_kind_display()}{yuan_words(recovery.decided_fen)}。到本决定作出之日，还有{left}没有退回。事实和依据：{one.ground}",
        _heard(one),
        f"依照{LAW}第七十四条，责令你户自本决定告知你户的次日起{one.days}日内退回{left}；最后一日是法定休假日的，以休假日结束的次日为最后一日。理由：{one.reason}",
        f"不服本决定的，{remedies(one.region, _day(one.decided_on), is_dibao=recovery.kind.startswith('dibao'))}",
        signature=(one.region, one.decided_on),
    )


def _heard(one: Recovery | ReturnOrder) -> str:
    person = one.heard_person
    return f"{day(one.heard_on)}听取了{person.name}的意见：{one.heard_words}" if person else f"听取意见的情况：{one.heard_words}"


def _months(one: Recovery, amounts: Mapping[date, int]) -> str:
    """Month by month, where it is less than was found."""
    said = "，".join(f"{month.year}年{month.month}月{yuan_words(fen)}" for month, fen in sorted(amounts.items()) if fen)
    return f"（{said}）" if one.decided_fen < one.found_fen else ""


def of_penalty(one: Penalty) -> str:
    """罚款决定书, or that no fine is imposed."""
    fined = bool(one.fine_fen)
    decided = f"依照{LAW}第七十三条，处罚款{yuan_words(one.fine_fen or 0)}。" if fined else "决定不予罚款。"
    return _letter(
        "罚款决定书" if fined else "不予罚款决定书",
        str(one),
        one.recovery.person.name,
        f"事实、理由和依据：{one.ground}",
        f"非法所得{yuan_words(one.gain_fen)}；{day(one.told_on)}告知拟处罚款{yuan_words(one.proposed_fen)}和陈述、申辩的权利。陈述申辩：{one.statement}",
        f"{decided}理由：{one.reason}",
        f"不服本决定的，{remedies(one.region, _day(one.decided_on), is_dibao=False)}",
        signature=(one.region, one.decided_on),
    )


def _letter(title: str, number: str, to: str, *paragraphs: str, signature: tuple[str, date | None]) -> str:
    region, on = signature
    return "\n\n".join([title, f"编号：{number}", f"{to}：", *paragraphs, f"{regions.name_of(region[:6])}民政局\n{day(on)}"])


def day(on: date | None) -> str:
    """2026年10月12日."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def _day(on: date | None) -> date:
    assert on is not None
    return on
