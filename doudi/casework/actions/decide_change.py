"""变更决定: what becomes of the help, after the hearing, in writing, by somebody who neither proposed nor heard."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.base.money import yuan_words
from doudi.casework import letters
from doudi.casework.actions.carry_out import carry_out
from doudi.casework.actions.step import await_answers, enter, month_after, refuse_unheard, say, take_change
from doudi.casework.actions.weigh import refuse_alone
from doudi.casework.assessment import Assessment, assess
from doudi.casework.models import Change, Correction, Decision
from doudi.casework.procedures import dibao
from doudi.casework.queries.changing import Present, exit_limit, outcomes_of, present_of
from doudi.casework.queries.desk import partners_of


class CannotDecideChange(Exception):
    """Worded for the reviewer; shown on the page as it stands."""


@transaction.atomic
def decide_change(
    *, change_id: int, outcome: str, reason: str, until_month: date | None = None, second: Officer | None = None, officer: Officer, on: date
) -> Decision:
    """Decide to reduce, end, increase, resume, move or keep, with the rules' amount of that day; it takes effect next month.

    Against the rules a second person of the office stands for it as well.
    `exit` ends the help after an exit period: at `until_month`, left out the last month the place allows (57号 33; 83号 一(三)).
    """
    change = take_change(change_id, "decide_change", officer=officer, on=on, cannot=CannotDecideChange)
    if outcome not in outcomes_of(change):
        raise CannotDecideChange("决定不能超出听取意见时所提议的范围；确需如此的，请另行提出变更。")
    if officer.pk in (change.opened_by_id, change.heard_by_id):
        raise CannotDecideChange("提出变更或听取意见的人不能作出决定。")
    if change.notice_last_on is not None and on <= change.notice_last_on:
        raise CannotDecideChange(f"公示到 {change.notice_last_on} 才满，次日起方可决定（43号 第二十六条）。")
    refuse_unheard(change, CannotDecideChange)
    await_answers(change, on, CannotDecideChange)
    _refuse_who_erred(change, officer)
    present = present_of(change.household_id, change.standing_id, on, kinds=("tekun_care",) if change.scheme == "tekun_care" else ())
    assessment = assess(change.household_id, on=on, beside=("self_care",) if change.scheme == "tekun_care" else ())
    against = _differs(assessment, outcome, change.scheme, present)
    if against:
        makers = {one for one in (change.opened_by_id, change.heard_by_id) if one}
        refuse_alone(change.region, "decide_change", officer, second, makers | partners_of(makers, on), CannotDecideChange)
    amount_fen, supplement_fen = _amounts(assessment, change, outcome, present)
    decision = Decision(
        change=change,
        household_id=change.household_id,
        region=change.region,
        outcome=outcome,
        kind="" if outcome == "end" else change.standing.kind,
        amount_fen=amount_fen,
        supplement_fen=supplement_fen,
        effective_month=_effective_month(assessment, outcome, until_month, on),
        reason=say(reason, "决定的理由（社会救助法 第四十八条）", CannotDecideChange),
        against_rules=against,
        second=second if against else None,
        proposed_by=change.opened_by,
        decided_by=officer,
        decided_on=on,
        heard_on=change.heard_on,
        tell_due_on=dibao.TELLING.ends(on),
        explanation=assessment.explanation,
        inputs=assessment.inputs,
        rule_version=assessment.rule_version,
    )
    decision.written_text = letters.of_change(change, decision, assessment, supplement_before_fen=present.supplement_fen)
    decision.save()
    carry_out(change, decision, [award.pk for award in present.awards], officer)
    enter(change, "decide_change", "decided", officer=officer, on=on)
    audit.record("change.decided", about=change, by=officer, because=decision.reason, detail={"decision": decision.pk, "outcome": outcome})
    return decision


def _effective_month(assessment: Assessment, outcome: str, until_month: date | None, on: date) -> date | None:
    if outcome != "exit":
        return None if outcome == "keep" else month_after(on)
    limit = exit_limit(assessment, on)
    if limit is None:
        raise CannotDecideChange("按规则不在渐退期内，不能渐退：须登记就业日期，且家庭人均收入高于低保标准（57号 第三十三条）。")
    if until_month is not None and not (until_month.day == 1 and month_after(on) < until_month <= limit):
        raise CannotDecideChange(f"渐退的停发月份应在 {month_after(on):%Y年%m月} 之后、不晚于 {limit:%Y年%m月}。")
    return until_month or limit


def _refuse_who_erred(change: Change, officer: Officer) -> None:
    """A wrong decision is put right by somebody else."""
    correction = Correction.objects.filter(change=change).select_related("decision").first()
    if correction and correction.decision.decided_by_id == officer.pk:
        raise CannotDecideChange("原决定由您作出，更正须由另一人决定。")


def _amounts(assessment: Assessment, change: Change, outcome: str, present: Present) -> tuple[int, int]:
    """The month's money from now on and 分类施保 beside it: the rules' own where it changes; a change that the rules do not bear out is refused.

    More or less is told by both together; a supplement that the rules cannot tell yet, or that the place no longer sets, stays as it is.
    """
    if outcome in ("keep", "exit", "move"):
        return present.main_fen, present.supplement_fen
    if outcome == "end":
        return 0, 0
    is_care = change.scheme == "tekun_care"
    amount_fen = change.proposed_amount_fen if is_care else assessment.amount_fen
    if amount_fen is None:
        raise CannotDecideChange(f"规则还不能核算金额，缺少：{assessment.missing_words}。请先查明。")
    if outcome == "resume" and not amount_fen:
        raise CannotDecideChange(f"按规则核算不发低保金（{assessment.tier_words}），不能恢复；事实有误的，请先更正事实。")
    by_rules = None if is_care else assessment.supplement_fen
    supplement_fen = present.supplement_fen if by_rules is None else by_rules
    month_fen = amount_fen + supplement_fen
    if outcome == "reduce" and not (month_fen < present.month_fen and (amount_fen or is_care)):
        raise CannotDecideChange(f"按规则核算每月 {yuan_words(month_fen)}，不低于现金额或者为零，不能作调减决定。")
    if outcome == "increase" and not (month_fen > present.month_fen and amount_fen):
        raise CannotDecideChange(f"按规则核算每月 {yuan_words(month_fen)}，不高于现金额，不能作增发决定。")
    return amount_fen, supplement_fen


def _differs(assessment: Assessment, outcome: str, scheme: str, present: Present) -> bool:
    """Whether the rules, asked about this scheme, say otherwise or cannot tell; of tekun support they are not asked."""
    if scheme in ("tekun", "tekun_care") or outcome in ("exit", "move"):
        return False
    if outcome == "end":
        return bool(assessment.missing) or assessment.tier == scheme
    if assessment.missing or assessment.tier != scheme:
        return True
    return outcome == "keep" and scheme == "dibao" and assessment.month_fen(present.supplement_fen) != present.month_fen
