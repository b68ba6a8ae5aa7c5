"""决定书: what the family reads and an inspector quotes: what was decided, why, the arithmetic, and what to do against it."""

from collections.abc import Iterator
from datetime import date

from doudi.base import regions
from doudi.base.money import yuan_words
from doudi.casework.assessment import Assessment, Share
from doudi.casework.kinds import KINDS, ONCE
from doudi.casework.models import Application, Change, Correction, Decision
from doudi.casework.models.change import FAVOURS
from doudi.law.remedies import LAW, MEASURES, remedies
from doudi.law.sources import sources
from doudi.policy.counter import Taken
from doudi.policy.explain import said
from doudi.registry import queries as known

TEXTS = sources()
TITLES = {
    ("grant", "dibao"): "最低生活保障确认通知书",
    ("grant", "marginal"): "最低生活保障边缘家庭确认通知书",
    ("grant", "tekun"): "特困人员认定通知书",
    ("grant", "single_person_dibao"): "最低生活保障（单人户）确认通知书",
    ("grant", "rigid_expenditure"): "刚性支出困难家庭确认通知书",
    ("grant", "temporary_relief"): "临时救助通知书",
    ("grant", "urgent_relief"): "先行救助通知书",
    ("reduce", "dibao"): "调减最低生活保障金告知书",
    ("increase", "dibao"): "增发最低生活保障金通知书",
    ("exit", "dibao"): "最低生活保障渐退告知书",
    ("resume", "dibao"): "恢复最低生活保障通知书",
    ("reduce", "tekun"): "调整特困人员照料护理档次告知书",
    ("increase", "tekun"): "调整特困人员照料护理档次通知书",
}
APPLIED_FOR = {
    "dibao": "最低生活保障",
    "tekun": "特困人员认定",
    "marginal": "最低生活保障边缘家庭认定",
    "rigid_expenditure": "刚性支出困难家庭认定",
    "temporary_relief": "临时救助",
    "urgent_relief": "临时救助（先行救助）",
}
REFUSALS = {
    "dibao": "不予确认最低生活保障告知书",
    "tekun": "不予认定特困人员告知书",
    "marginal": "不予确认最低生活保障边缘家庭告知书",
    "rigid_expenditure": "不予确认刚性支出困难家庭告知书",
    "temporary_relief": "不予临时救助告知书",
    "urgent_relief": "不予先行救助告知书",
}
BASIS = {
    "dibao": f"{MEASURES}第二十一条",
    "tekun": "《特困人员认定办法》第十八条",
    "marginal": f"{LAW}第二十一条",
    "rigid_expenditure": "《刚性支出困难家庭认定办法》第七条",
    "temporary_relief": f"{LAW}第二十九条",
    "urgent_relief": f"{LAW}第五十条",
}
# The steps a letter shows, in the law's order; the page shows them all. What each read stands beside it, except each member's own lines.
ARITHMETIC = {
    "dibao": (
        "member_count",
        "countable_income_12m",
        "below_dibao_standard",
        "property_within_limits",
        "dibao_top_up",
        "dibao_monthly_amount",
        "category_supplement",
    ),
    "marginal": ("below_marginal_standard", "property_within_limits_for_marginal", "marginal_eligible"),
    "temporary_relief": (
        "emergency_relief_eligible",
        "relief_costs_over_line_12m",
        "temporary_relief_eligible",
        "temporary_relief_most",
        "temporary_relief_amount",
    ),
    "urgent_relief": ("emergency_relief_eligible", "urgent_relief_most", "urgent_relief_amount"),
}


def of_application(application: Application, decision: Decision, assessment: Assessment) -> str:
    """The letter on an application: granted, or refused with reasons and remedies (法 45; 57号 21)."""
    paragraphs = [
        _title(decision),
        f"编号：{decision.number}",
        f"{application.applicant.name}：",
        f"你户于{_day(application.accepted_on)}提出的{_applied_for(application)}申请（{application.number}），经{_surveyed(application)}，现决定如下。",
        _granted_to_people(decision, assessment) or _outcome(decision),
        *_reasons(decision),
        *_arithmetic(assessment, application.scheme),
        _remedies(decision),
        _signature(decision),
    ]
    return "\n\n".join(part for part in paragraphs if part)


def of_change(change: Change, decision: Decision, assessment: Assessment, *, supplement_before_fen: int = 0) -> str:
    """The letter on a change, with who was heard and what they said (法 48; 57号 32); `supplement_before_fen` is 分类施保 as it was."""
    paragraphs = [
        _title(decision),
        f"编号：{decision.number}",
        f"户号 {change.household.number} 家庭：",
        f"关于你户待遇{change.get_kind_display()}的提议（{change.number}，{_day(change.opened_on)}提出），理由为：{change.reason.rstrip('。')}。",
        _corrected(change),
        _hearing(change),
        _outcome(decision, supplement_before_fen),
        *_reasons(decision),
        *(_arithmetic(assessment) if not change.scheme.startswith("tekun") and change.kind != "move" else ()),
        _remedies(decision),
        _signature(decision),
    ]
    return "\n\n".join(part for part in paragraphs if part)


def _title(decision: Decision) -> str:
    if decision.outcome == "end":
        return "终止社会救助待遇告知书"
    if decision.outcome in ("keep", "move"):
        return "维持社会救助待遇通知书" if decision.outcome == "keep" else "社会救助待遇转移通知书"
    return REFUSALS[decision.scheme] if decision.outcome == "refuse" else TITLES[decision.outcome, decision.kind]


def _applied_for(application: Application) -> str:
    """What the case is about now; one that went on says from when."""
    went_on = f"（{_day(application.began_on)}起在同一案中继续办理）" if application.began_on != application.accepted_on else ""
    return f"{APPLIED_FOR[application.scheme]}{went_on}"


def _granted_to_people(decision: Decision, assessment: Assessment) -> str:
    """A standing of single persons: who they are, and what each receives from which month."""
    month = decision.effective_month
    if not decision.people or month is None:
        return ""
    names = known.names_of(decision.people)
    shares = {share.person_id: share for share in assessment.proposal(decision.kind).shares}
    words = {"tekun_basic": "基本生活费", "tekun_care": "照料护理费", "dibao_monthly": "最低生活保障金", "dibao_supplement": "分类施保"}
    told = {person: "、".join(f"{words[award]} {yuan_words(fen)}" for award, fen in _sums(shares[person])) for person in decision.people}
    sums = [f"{names[person]}：{said_of}" for person, said_of in told.items()]
    of_dibao = f"{MEASURES}第八条、第二十一条" + (f"；{LAW}第二十条" if decision.supplement_fen else "")
    basis = f"{LAW}第十六条、第十七条；《特困人员认定办法》第十七条" if decision.kind == "tekun" else of_dibao
    return (
        f"一、同意{'、'.join(names[person] for person in decision.people)}的申请，确认为{KINDS[decision.kind]}，"
        f"自{month.year}年{month.month}月起每月发放：{'；'.join(sums)}（{basis}）。"
    )


def _sums(share: Share) -> list[tuple[str, int]]:
    return [*share.sums.items(), *([("dibao_supplement", share.supplement_fen)] if share.supplement_fen else [])]


def _surveyed(application: Application) -> str:
    surveys = [f"{_day(row.on)}{row.get_manner_display()}" for row in application.investigations.order_by("on", "id")]
    posted = [f"{_day(application.notice_posted_on)}起公示"] if application.notice_posted_on else []
    return "、".join([*surveys, *posted]) or "审核"


def _outcome(decision: Decision, supplement_before_fen: int = 0) -> str:
    month = decision.effective_month
    since = f"自{month.year}年{month.month}月起" if month else ""
    plus = decision.supplement_fen
    also = f"，另每月发放分类施保 {yuan_words(plus)}（{LAW}第二十条）" if plus else ""
    match decision.outcome:
        case "grant" if decision.kind in ONCE:
            after = "紧急情况解除后，请按告知的期限补充说明情况。" if decision.kind == "urgent_relief" else ""
            return f"一、同意你户的申请，一次性发放临时救助金 {yuan_words(decision.amount_fen)}（{BASIS[decision.kind]}）。{after}"
        case "grant" if decision.amount_fen:
            money = f"{since}每月发放最低生活保障金 {yuan_words(decision.amount_fen)}"
            return f"一、同意你户的申请，确认为{KINDS[decision.kind]}，{money}（{MEASURES}第二十一条、第二十三条）{also}。"
        case "grant" if decision.kind == "rigid_expenditure":
            return (
                f"一、确认你户为{KINDS[decision.kind]}。该身份自{_day(decision.decided_on)}起有效，一般不超过十二个月，到期仍有困难的可以重新申请；"
                f"本身不按月发放救助金，可按规定申请医疗、教育、住房等救助（{LAW}第二十二条；《刚性支出困难家庭认定办法》第十条）。"
            )
        case "grant":
            return f"一、确认你户为{KINDS[decision.kind]}。该身份本身不按月发放救助金，可按规定申请医疗、教育、住房等救助（{LAW}第二十一条）。"
        case "refuse":
            return f"一、对你户的{APPLIED_FOR[decision.scheme]}申请不予确认同意（{LAW}第四十五条；{BASIS[decision.scheme]}）。"
        case "end":
            return f"一、{since}终止你户的社会救助待遇（{LAW}第四十七条、第四十八条）。"
        case "keep":
            money = f"，仍为每月 {yuan_words(decision.amount_fen)}{also}" if decision.amount_fen else ""
            return f"一、你户的待遇维持不变{money}。"
        case "exit" if month:
            return (
                f"一、因家庭成员就业、家庭人均收入高于低保标准，给予你户渐退期：低保金仍按每月 {yuan_words(decision.amount_fen)} 发放{also}，"
                f"自{month.year}年{month.month}月起终止（{LAW}第四十七条；{MEASURES}第三十三条）。渐退期内收入又降低的，可以随时提出恢复。"
            )
        case "resume":
            return f"一、{since}恢复你户的最低生活保障，每月发放 {yuan_words(decision.amount_fen)}（{LAW}第四十七条）{also}。"
        case "move":
            return f"一、你户迁移后，{since}待遇随户转移，金额不变，由迁入地乡镇（街道）办理，发放不中断（{LAW}第四十七条）。"
    word = "调减" if decision.outcome == "reduce" else "增发"
    if decision.kind == "tekun":
        return f"一、{since}将照料护理费{word}为每月 {yuan_words(decision.amount_fen)}（《特困人员认定办法》第二十条、第二十三条）。"
    if plus or supplement_before_fen:
        beside = f"分类施保 {yuan_words(plus)}" if plus else "分类施保不再发放"
        return (
            f"一、{since}将你户的救助金{word}为每月 {yuan_words(decision.amount_fen + plus)}：最低生活保障金 {yuan_words(decision.amount_fen)}，{beside}"
            f"（{LAW}第二十条、第四十七条；{MEASURES}第三十一条、第三十二条）。"
        )
    return f"一、{since}将你户的最低生活保障金{word}为每月 {yuan_words(decision.amount_fen)}（{LAW}第四十七条；{MEASURES}第三十一条、第三十二条）。"


def _corrected(change: Change) -> str:
    """Which decision this one takes the place of, and since when the right amount should have held."""
    one = Correction.objects.filter(change=change).select_related("decision").first()
    if one is None:
        return ""
    since = f"{one.since_month.year}年{one.since_month.month}月"
    return f"本决定更正{one.decision.number}号决定：{one.words.rstrip('。')}。应自{since}起更正，其间多发或者少发的金额另行核实办理，不自动扣回。"


def _hearing(change: Change) -> str:
    if change.heard_on is None:
        return ""
    if change.nobody_left or change.heard_person is None:
        return f"作出决定前，因你户已无在世成员，无人可听取意见（{_day(change.heard_on)}记录）：{change.hearing_words.rstrip('。')}。"
    return f"作出决定前，已于{_day(change.heard_on)}听取{change.heard_person.name}的意见：{change.hearing_words.rstrip('。')}。"


def _reasons(decision: Decision) -> Iterator[str]:
    if decision.reason:
        yield f"二、理由：{decision.reason.rstrip('。')}。"
    if decision.against_rules:
        yield "本决定与按规则核算的结果不同，以上为作出不同决定的理由。"


def _arithmetic(assessment: Assessment, scheme: str = "") -> Iterator[str]:
    """The rules' steps as they were taken; a dibao family need not read why it would also not be marginal, one in an emergency not what it earns."""
    taken = {step.rule: step for step in assessment.finding.steps}
    if scheme in ONCE:
        yield "\n".join(["核算过程：", *(_line(taken[rule], assessment) for rule in ARITHMETIC[scheme] if rule in taken)])
    else:
        yield _in_short(assessment)
        shown = ARITHMETIC["dibao"] + (() if assessment.tier == "dibao" else ARITHMETIC["marginal"])
        yield "\n".join(["核算过程：", *(_line(taken[rule], assessment) for rule in shown if rule in taken), f"　　规则结果：{assessment.tier_words}。"])
    if assessment.supplement_missing and scheme not in ONCE:
        yield f"分类施保还不能核算，尚不清楚的事项：{assessment.supplement_missing}；查明以后另行办理。"
    if assessment.missing:
        yield f"核算时尚不清楚的事项：{assessment.missing_words}。"
    if assessment.illustrative:
        yield "本次核算使用的当地标准和参数中有示例标准，不是当地正式公布的数字。"


def _in_short(assessment: Assessment) -> str:
    """The comparison in one sentence, as a family would make it; said only where everything in it is known."""
    read = {one.name: one.value for step in assessment.finding.steps if step.rule == "below_dibao_standard" for one in step.inputs}
    income_fen, members, standard_fen = (read.get(name) for name in ("countable_income_12m", "member_count", "dibao.standard"))
    if income_fen is None or members is None or standard_fen is None:
        return ""
    about = "" if income_fen % 12 == 0 else "约"
    return (
        f"按近12个月收入计算，你户每月收入{about} {yuan_words(income_fen // 12)}；低保标准为每人每月 {yuan_words(standard_fen)}"
        f"{_mark('dibao.standard', assessment)}，{members} 人合计每月 {yuan_words(standard_fen * members)}。"
    )


def _line(step: Taken, assessment: Assessment) -> str:
    read = [f"{one.title} {said(one.value, one.kind)}{_mark(one.name, assessment)}" for one in step.inputs if not isinstance(one.value, list | tuple)]
    basis = "；".join([*read, cited(step.source)])
    return f"　　{step.title}：{said(step.value, step.kind)}（{basis}）"


def _mark(name: str, assessment: Assessment) -> str:
    return "（示例标准）" if name in assessment.finding.illustrative else ""


def cited(source: str) -> str:
    """A citation with the full title of each text: 57号 第七条 becomes 《最低生活保障审核确认办法》第七条."""
    parts = [part.strip().partition(" ") for part in source.split("；")]
    return "；".join(f"《{TEXTS[short].title}》{place}" if short in TEXTS else f"{short}{place}" for short, _, place in parts)


def _remedies(decision: Decision) -> str:
    if decision.outcome in ("grant", "keep", *FAVOURS):
        start = "对本决定有异议的"
    else:
        start = "如不服本决定"
    asked = decision.application or decision.change
    remedy = remedies(decision.region, decision.decided_on, is_dibao=asked is not None and asked.scheme == "dibao")
    return f"{start}，{remedy}家庭情况有变化的，可以随时重新申请。"


def _signature(decision: Decision) -> str:
    return f"{regions.name_of(decision.region[:6])}民政局\n审核人：{decision.decided_by.name}\n{_day(decision.decided_on)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
