"""权衡: a person's outcome beside the rules' result."""

from doudi.casework.assessment import Assessment
from doudi.casework.models.application import KINDS, OUTCOMES


def weigh(assessment: Assessment, *, outcome: str, kind: str, reason: str, cannot: type[Exception]) -> bool:
    """Whether the outcome differs from the rules' result; refuses what no reason can carry.

    "Cannot tell" never grants and never refuses by itself: help waits for the missing facts, a refusal then stands on the officer's reason alone.
    Money is never more than the rules give: who thinks otherwise corrects the facts first.
    """
    if outcome not in OUTCOMES or (outcome == "grant" and kind not in KINDS):
        raise cannot("意见只能是同意（低保或低保边缘）或不同意。")
    if outcome == "grant":
        if assessment.missing:
            raise cannot(f"规则还不能判断，缺少：{assessment.missing_words}。请先查明，再提出同意。")
        if kind == "dibao" and not assessment.amount_fen:
            raise cannot(f"按规则核算不发低保金（{assessment.tier_words}），不能确认为低保家庭；事实有误的，请先更正事实。")
        differs = kind != assessment.tier
    else:
        if not reason.strip():
            raise cannot("不同意必须写明理由（社会救助法 第四十五条）。")
        differs = assessment.tier_here != "none"
    if differs and not reason.strip():
        raise cannot(f"与规则结果（{assessment.tier_words}）不同，必须写明理由。")
    return differs
