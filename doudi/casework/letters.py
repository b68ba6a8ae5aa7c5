"""决定书: what the family reads and an inspector quotes: what was decided, why, the arithmetic, and what to do against it."""

from collections.abc import Iterator
from datetime import date

from doudi.base import regions
from doudi.base.money import yuan_words
from doudi.casework.assessment import Assessment
from doudi.casework.models import Application, Change, Decision
from doudi.casework.models.application import KINDS
from doudi.casework.procedures import dibao
from doudi.policy.counter import Taken
from doudi.policy.rule import MONEY

LAW, MEASURES, RECONSIDERATION = "《中华人民共和国社会救助法》", "《最低生活保障审核确认办法》", "《中华人民共和国行政复议法》"
TITLES = {
    ("grant", "dibao"): "最低生活保障确认通知书",
    ("grant", "marginal"): "最低生活保障边缘家庭确认通知书",
    ("refuse", ""): "不予确认最低生活保障告知书",
    ("reduce", "dibao"): "调减最低生活保障金告知书",
    ("increase", "dibao"): "增发最低生活保障金通知书",
}
# The steps of the explanation that a letter shows, in the law's order; the page shows them all.
ARITHMETIC = (
    "member_count",
    "countable_income_12m",
    "income_per_member",
    "below_dibao_standard",
    "property_within_limits",
    "property_within_limits_for_marginal",
    "dibao_top_up",
    "dibao_monthly_amount",
    "marginal_eligible",
)


def of_application(application: Application, decision: Decision, assessment: Assessment) -> str:
    """The letter on an application: granted, or refused with reasons and remedies (法 45; 57号 21)."""
    paragraphs = [
        _title(decision),
        f"编号：{decision.number}",
        f"{application.applicant.name}：",
        f"你户于{_day(application.accepted_on)}提出的最低生活保障申请（{application.number}），经{_surveyed(application)}，现决定如下。",
        _outcome(decision),
        *_reasons(decision),
        *_arithmetic(assessment),
        _remedies(decision),
        _signature(decision),
    ]
    return "\n\n".join(part for part in paragraphs if part)


def of_change(change: Change, decision: Decision, assessment: Assessment) -> str:
    """The letter on a change, with who was heard and what they said (法 48; 57号 32)."""
    paragraphs = [
        _title(decision),
        f"编号：{decision.number}",
        f"户号 {change.household.number} 家庭：",
        f"关于你户待遇{change.get_kind_display()}的提议（{change.number}，{_day(change.opened_on)}提出），理由为：{change.reason.rstrip('。')}。",
        _hearing(change),
        _outcome(decision),
        *_reasons(decision),
        *(_arithmetic(assessment) if change.scheme != "tekun" else ()),
        _remedies(decision),
        _signature(decision),
    ]
    return "\n\n".join(part for part in paragraphs if part)


def _title(decision: Decision) -> str:
    if decision.outcome == "end":
        return "终止社会救助待遇告知书"
    if decision.outcome == "keep":
        return "维持社会救助待遇通知书"
    return TITLES[decision.outcome, decision.kind]


def _surveyed(application: Application) -> str:
    surveys = [f"{_day(row.on)}{row.get_manner_display()}" for row in application.investigations.order_by("on", "id")]
    posted = [f"{_day(application.notice_posted_on)}起公示"] if application.notice_posted_on else []
    return "、".join([*surveys, *posted]) or "审核"


def _outcome(decision: Decision) -> str:
    month = decision.effective_month
    since = f"自 {month.year} 年 {month.month} 月起" if month else ""
    match decision.outcome:
        case "grant" if decision.amount_fen:
            money = f"{since}每月发放最低生活保障金 {yuan_words(decision.amount_fen)}"
            return f"一、同意你户的申请，确认为{KINDS[decision.kind]}，{money}（{MEASURES}第二十一条、第二十三条）。"
        case "grant":
            return f"一、确认你户为{KINDS[decision.kind]}。该身份本身不按月发放救助金，可按规定申请医疗、教育、住房等救助（{LAW}第二十一条）。"
        case "refuse":
            return f"一、对你户的最低生活保障申请不予确认同意（{LAW}第四十五条；{MEASURES}第二十一条）。"
        case "end":
            return f"一、{since}终止你户的社会救助待遇（{LAW}第四十七条、第四十八条）。"
        case "keep":
            money = f"，仍为每月 {yuan_words(decision.amount_fen)}" if decision.amount_fen else ""
            return f"一、你户的待遇维持不变{money}。"
    word = "调减" if decision.outcome == "reduce" else "增发"
    return f"一、{since}将你户的最低生活保障金{word}为每月 {yuan_words(decision.amount_fen)}（{LAW}第四十七条；{MEASURES}第三十一条、第三十二条）。"


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


def _arithmetic(assessment: Assessment) -> Iterator[str]:
    taken = {step.rule: step for step in assessment.finding.steps}
    lines = [f"　　{step.title}：{_words(step)}（{step.source}）" for rule in ARITHMETIC if (step := taken.get(rule))]
    if lines:
        yield "\n".join(["核算过程：", *lines, f"　　规则结果：{assessment.tier_words}。"])
    if assessment.missing:
        yield f"核算时尚不清楚的事项：{assessment.missing_words}。"
    if assessment.illustrative:
        yield f"以上核算使用的{'、'.join(assessment.illustrative)}为示例标准，不是当地公布的标准。"


def _words(step: Taken) -> str:
    if step.value is None:
        return "不能判断"
    if isinstance(step.value, bool):
        return "是" if step.value else "否"
    return yuan_words(step.value) if step.kind == MONEY else str(step.value)


def _remedies(decision: Decision) -> str:
    if decision.outcome in ("grant", "increase", "keep"):
        start = "对本决定有异议的"
    else:
        start = "如不服本决定"
    county = regions.name_of(decision.region[:6])
    return (
        f"{start}，可以自知道本决定之日起{dibao.RECONSIDERATION_DAYS}日内向{county}人民政府申请行政复议，也可以依法向人民法院提起行政诉讼"
        f"（{LAW}第七十六条；{MEASURES}第三十八条；{RECONSIDERATION}第二十条）。家庭情况有变化的，可以随时重新申请。"
    )


def _signature(decision: Decision) -> str:
    return f"{regions.name_of(decision.region[:6])}民政局\n经办人：{decision.decided_by.name}\n{_day(decision.decided_on)}"


def _day(day: date) -> str:
    return f" {day.year} 年 {day.month} 月 {day.day} 日"
