"""权衡: a person's outcome beside the rules' result."""

from datetime import date

from doudi.base.access import CannotAccess, require
from doudi.base.models import Officer
from doudi.casework.assessment import Assessment
from doudi.casework.kinds import KINDS, ONCE
from doudi.casework.models import Application, Decision, Investigator
from doudi.casework.models.application import OUTCOMES
from doudi.casework.models.decision import PAID
from doudi.casework.procedures.table import months_after
from doudi.casework.queries.desk import partners_of
from doudi.casework.rules import times_a_year


def weigh(
    application: Application,
    assessment: Assessment,
    *,
    verb: str,
    outcome: str,
    kind: str,
    reason: str,
    officer: Officer,
    second: Officer | None,
    on: date,
    cannot: type[Exception],
) -> bool:
    """Whether the outcome differs from the rules' result; refuses what no reason can carry.

    "Cannot tell" never grants and never refuses by itself: help waits for the missing facts, a refusal then stands on the officer's reason alone.
    Money is never more than the rules give: who thinks otherwise corrects the facts first.
    """
    kinds = application.procedure.kinds
    if outcome == "grant" and kind in ONCE:
        _refuse_again_without_reason(application, reason, on, cannot)
    if outcome not in OUTCOMES or (outcome == "grant" and kind not in kinds):
        raise cannot(f"意见只能是同意（{'、'.join(KINDS[one] for one in kinds)}）或不同意；其他救助请先改按相应程序办理。")
    if outcome == "grant":
        found = assessment.proposal(kind)
        if missing := assessment.missing_for(kind):
            raise cannot(f"规则还不能判断，缺少：{missing}。请先查明，再提出同意。")
        if kind in PAID and not found.amount_fen:
            raise cannot(f"按规则核算不发救助金（{assessment.tier_words}），不能确认为{KINDS[kind]}；事实有误的，请先更正事实。")
        differs = not found.is_met
    else:
        if not reason.strip():
            raise cannot("不同意必须写明理由（社会救助法 第四十五条）。")
        differs = any(assessment.proposal(one).is_met is not False for one in kinds)
    if differs and not reason.strip():
        raise cannot(f"与规则结果（{assessment.tier_words}）不同，必须写明理由。")
    if differs:
        refuse_alone(application.region, verb, officer, second, makers_of(application, on) if verb == "decide" else set(), cannot)
    return differs


def refuse_alone(region: str, verb: str, officer: Officer, second: Officer | None, makers: set[int], cannot: type[Exception]) -> None:
    """Against the rules two people of the office stand for it: another one than who says it, and of a decision nobody who made the case."""
    if second is None or second.pk == officer.pk:
        raise cannot("与规则结果不同的，须由同一单位的第二人当面核对并同意：请选择第二人，由其本人输入口令。")
    try:
        require(second, f"casework.{verb}", region)
    except CannotAccess:
        raise cannot("第二人须是同一单位、有同样权限的工作人员。") from None
    if second.region != officer.region or second.role_id != officer.role_id:
        raise cannot("第二人须是同一单位、有同样权限的工作人员。")
    if second.pk in makers:
        raise cannot("受理、调查、提出意见或者听取意见的人不能作为审核的第二人。")


def makers_of(application: Application, on: date) -> set[int]:
    """Who accepted it, looked into it for the township or gave the opinion, and who acts for them today: none of them decides."""
    looked = Investigator.objects.filter(investigation__application=application).exclude(investigation__manner="county").values_list("officer", flat=True)
    made = {application.accepted_by_id, *looked} | ({application.opinion_by_id} if application.opinion_by_id else set())
    return made | partners_of(made, on)


def _refuse_again_without_reason(application: Application, reason: str, on: date, cannot: type[Exception]) -> None:
    """As often as the place allows in twelve months, and whenever else help is to be given again, somebody says why (47号, unread: not for the same cause)."""
    before = Decision.objects.filter(household_id=application.household_id, kind__in=ONCE, outcome="grant", decided_on__gt=months_after(on, -12))
    most = times_a_year(application.region, on)
    if (times := before.count()) >= most and not reason.strip():
        raise cannot(f"该户十二个月内已有 {times} 次临时救助，当地一般不超过 {most} 次；仍要救助的，请写明理由。")
