"""变更决定: what becomes of the help, after the hearing, in writing, by somebody who neither proposed nor heard."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.benefits import actions as benefits
from doudi.casework import letters
from doudi.casework.actions.change import running_awards
from doudi.casework.actions.step import await_answers, enter, month_after, refuse_unheard, say, take_change
from doudi.casework.assessment import Assessment, assess
from doudi.casework.models import Change, Decision
from doudi.casework.procedures import dibao

# What may come out of what was proposed: never more than the family was heard about.
OUTCOMES = {"end": ("end", "reduce", "keep"), "reduce": ("reduce", "keep"), "increase": ("increase", "keep")}


class CannotDecideChange(Exception):
    """Worded for the reviewer; shown on the page as it stands."""


@transaction.atomic
def decide_change(*, change_id: int, outcome: str, reason: str, officer: Officer, on: date) -> Decision:
    """Decide to reduce, end, increase or keep, with the rules' amount of that day; it takes effect next month."""
    change = take_change(change_id, "decide_change", officer=officer, on=on, cannot=CannotDecideChange)
    allowed = OUTCOMES[change.kind] if change.scheme == "dibao" else ("end", "keep")
    if outcome not in allowed:
        raise CannotDecideChange("决定不能超出听取意见时所提议的范围；确需如此的，请另行提出变更。")
    if officer.pk in (change.opened_by_id, change.heard_by_id):
        raise CannotDecideChange("提出变更或听取意见的人不能作出决定。")
    if change.notice_last_on is not None and on <= change.notice_last_on:
        raise CannotDecideChange(f"公示到 {change.notice_last_on} 才满，次日起方可决定（43号 第二十六条）。")
    refuse_unheard(change, CannotDecideChange)
    await_answers(change, on, CannotDecideChange)
    awards = running_awards(change.household_id, change.standing_id)
    present_fen = sum(award.amount_fen for award in awards)
    assessment = assess(change.household_id, on=on)
    decision = Decision(
        change=change,
        household_id=change.household_id,
        region=change.region,
        outcome=outcome,
        kind="" if outcome == "end" else change.scheme,
        amount_fen=_amount(assessment, outcome, present_fen),
        effective_month=None if outcome == "keep" else month_after(on),
        reason=say(reason, "决定的理由（社会救助法 第四十八条）", CannotDecideChange),
        against_rules=_differs(assessment, outcome, change.scheme, present_fen),
        proposed_by=change.opened_by,
        decided_by=officer,
        decided_on=on,
        heard_on=change.heard_on,
        tell_due_on=dibao.TELLING.ends(on),
        explanation=assessment.explanation,
        inputs=assessment.inputs,
        rule_version=assessment.rule_version,
    )
    decision.written_text = letters.of_change(change, decision, assessment)
    decision.save()
    _carry_out(change, decision, [award.pk for award in awards], officer)
    enter(change, "decide_change", "decided", on=on)
    audit.record("change.decided", about=change, by=officer, because=decision.reason, detail={"decision": decision.pk, "outcome": outcome})
    return decision


def _amount(assessment: Assessment, outcome: str, present_fen: int) -> int:
    """The month's money from now on: the rules' own where it changes; a change that the rules do not bear out is refused."""
    if outcome == "keep":
        return present_fen
    if outcome == "end":
        return 0
    if assessment.amount_fen is None:
        raise CannotDecideChange(f"规则还不能核算金额，缺少：{assessment.missing_words}。请先查明。")
    if outcome == "reduce" and not 0 < assessment.amount_fen < present_fen:
        raise CannotDecideChange(f"按规则核算每月 {assessment.amount_words}，不低于现金额或者为零，不能作调减决定。")
    if outcome == "increase" and assessment.amount_fen <= present_fen:
        raise CannotDecideChange(f"按规则核算每月 {assessment.amount_words}，不高于现金额，不能作增发决定。")
    return assessment.amount_fen


def _differs(assessment: Assessment, outcome: str, scheme: str, present_fen: int) -> bool:
    """Whether the rules, asked about this scheme, say otherwise or cannot tell; of tekun support they are not asked."""
    if scheme == "tekun":
        return False
    if outcome == "end":
        return bool(assessment.missing) or assessment.tier == scheme
    return bool(assessment.missing) or assessment.tier != scheme or (outcome == "keep" and scheme == "dibao" and assessment.amount_fen != present_fen)


def _carry_out(change: Change, decision: Decision, award_ids: list[int], officer: Officer) -> None:
    """The present help is paid to the end of this month in any case."""
    decided_by, on = f"decision:{decision.pk}", decision.decided_on
    month = month_after(on)
    if decision.outcome == "end":
        for award_id in award_ids:
            benefits.end_award(award_id=award_id, until_month=month, decided_by=decided_by, officer=officer, on=on)
        benefits.end_standing(standing_id=change.standing_id, until_on=month, decided_by=decided_by, officer=officer, on=on)
    elif decision.outcome in ("reduce", "increase"):
        (award_id,) = award_ids
        benefits.change_award(award_id=award_id, amount_fen=decision.amount_fen, from_month=month, decided_by=decided_by, officer=officer, on=on)
