"""清退的环节: which steps a recovery takes, who may take each, what its form asks; the page draws them, the verbs hold them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from doudi.base import money
from doudi.benefits import actions, queries
from doudi.flows.clock import today
from doudi.web.console.intake import Mistake
from doudi.web.console.step_forms import Field

NOBODY = "nobody"
REFUSALS = (actions.CannotRecover, actions.CannotPenalise, Mistake)
Taken = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """One step: its title and article, the permission, its fields, and how its form becomes a verb's arguments; `is_main` leads the page."""

    title: str
    article: str
    permission: str
    said: str
    fields: Callable[[Any, Sequence[tuple[str, str]]], Sequence[Field]]
    take: Callable[[HttpRequest, Any], tuple[Taken, Mapping[str, Any]]]
    is_now: Callable[[Any], bool]
    is_main: bool = True
    leads_to_made: bool = False
    """Whether the officer is led to the recovery that the verb has made."""


def fen(request: HttpRequest, name: str = "amount") -> int:
    """Yuan as typed; raises Mistake in words."""
    try:
        return money.to_fen(request.POST.get(name, "").strip().replace(",", ""))
    except money.NotMoney:
        raise Mistake("请把金额写成元数，如 300 或 300.50。") from None


def words_in(request: HttpRequest, name: str) -> str:
    """As typed, or nothing."""
    return request.POST.get(name, "")


def _penalty(one: Any) -> Any:
    return getattr(one, "penalty", None)


def fixed(*fields: Field) -> Callable[[Any, Sequence[tuple[str, str]]], Sequence[Field]]:
    """The same fields whatever the recovery."""
    return lambda one, living: fields


AMOUNT = Field("amount", "金额（元）", "line", "当年支出的退回原资金来源，以前年度支出的上缴国库，由系统分列。")
PAPER = Field("paper", "凭证号", "line", hint="收据或者缴款书的编号；同一张凭证只登记一次。")
REASON = Field("reason", "理由", hint="会写入决定书，家庭会读到。")


def hear_fields(one: Any, living: Sequence[tuple[str, str]]) -> Sequence[Field]:
    """Who of the living, or that nobody is left, and what was said."""
    options = list(living) or [(NOBODY, "无人可听取：没有在世成员")]
    return Field("person", "听取了谁的意见", "radio", options=options), Field("words", "意见", hint="没有在世成员的，写明怎样核实。")


def heard(request: HttpRequest) -> Mapping[str, Any]:
    """Whose words were heard, and what they were; nobody's where nobody is left."""
    person = words_in(request, "person")
    chosen = int(person) if person.isdecimal() and len(person) < 19 else None if person == NOBODY else 0
    return {"person_id": chosen, "words": words_in(request, "words")}


def _hear(request: HttpRequest, one: Any) -> tuple[Taken, Mapping[str, Any]]:
    return actions.hear_about_recovery, {"recovery_id": one.pk, **heard(request)}


def _decide(request: HttpRequest, one: Any) -> tuple[Taken, Mapping[str, Any]]:
    outcome = words_in(request, "outcome")
    amounts = {found.pk: fen(request, f"amount-{found.pk}") for found in one.adjustments.all()} if outcome == "repay" else {}
    words = {name: words_in(request, name) for name in ("reason", "remitted_because")}
    return actions.decide_recovery, {"recovery_id": one.pk, "outcome": outcome, "amounts": amounts, **words}


def _decide_fields(one: Any, living: Sequence[tuple[str, str]]) -> Sequence[Field]:
    outcome = Field("outcome", "决定", "radio", options=[("repay", "要求退回"), ("nothing", "不予追回")])
    hint = f"共发现多发 {money.yuan_words(one.found_fen)}。少于发现金额的，其余是减免，由县级另一人审批以后决定才成立。"
    months = [(found.pk, f"{found.month.year}年{found.month.month}月应退（元）", money.yuan(found.amount_fen or 0)) for found in one.adjustments.all()]
    fields = [Field(f"amount-{number}", title, "line", "" if at else hint, is_required=False, value=yuan) for at, (number, title, yuan) in enumerate(months)]
    remitted = Field("remitted_because", "减免理由", hint="应退少于发现金额，或者不予追回的，必须写明；审批人会读到。", is_required=False)
    return outcome, *fields, REASON, remitted


def _answer_remission(request: HttpRequest, one: Any) -> tuple[Taken, Mapping[str, Any]]:
    answer = words_in(request, "answer")
    if answer not in ("yes", "no"):
        raise Mistake("请选择批准或者不批准。")
    return actions.answer_remission, {"recovery_id": one.pk, "is_approved": answer == "yes", "words": words_in(request, "words")}


def _of(verb: Taken, **names: str) -> Callable[[HttpRequest, Any], tuple[Taken, Mapping[str, Any]]]:
    return lambda request, one: (verb, {"recovery_id": one.pk, **{name: words_in(request, field) for name, field in names.items()}})


def _of_penalty(verb: Taken, **names: str) -> Callable[[HttpRequest, Any], tuple[Taken, Mapping[str, Any]]]:
    return lambda request, one: (verb, {"penalty_id": _penalty_id(one), **{name: words_in(request, field) for name, field in names.items()}})


def _penalty_id(one: Any) -> int:
    return _penalty(one).pk if _penalty(one) else 0


def _is(state: str) -> Callable[[Any], bool]:
    return lambda one: one.state == state


def is_repaying(one: Any) -> bool:
    """Told and not all returned."""
    return one.state == "decided" and one.told_on is not None and one.left_fen > 0


def _may_be_withdrawn(one: Any) -> bool:
    return one.approved_on is not None and not hasattr(one, "withdrawn_by")


def _penalty_is(state: str) -> Callable[[Any], bool]:
    return lambda one: _penalty(one) is not None and _penalty(one).state == state


RECOVERY_STEPS: dict[str, Step] = {
    "hear": Step("记录听取意见", "社会救助法 第四十八条", "benefits.recover", "已记录听取的意见。", hear_fields, _hear, _is("found")),
    "decide": Step("作出清退决定", "社会救助法 第四十七条、第七十三条", "benefits.decide_recovery", "已办理。", _decide_fields, _decide, _is("heard")),
    "answer_remission": Step(
        "审批减免",
        "社会救助法 第四十七条、第六十六条",
        "benefits.decide_recovery",
        "已审批。",
        fixed(
            Field("answer", "审批", "radio", options=[("yes", "批准减免"), ("no", "不批准，退回重新决定")]),
            Field("words", "审批意见", hint="为什么同意或者不同意。"),
        ),
        _answer_remission,
        _is("remitting"),
    ),
    "tell": Step(
        "记录告知",
        "社会救助法 第四十八条",
        "benefits.recover",
        "已记录告知。",
        fixed(Field("how", "告知方式", "line", hint="例如：当面送达本人签收。")),
        _of(actions.tell_recovery, how="how"),
        lambda one: one.state == "decided" and one.told_on is None,
    ),
    "repay": Step(
        "登记退回",
        "社会救助法 第四十七条、第七十三条",
        "benefits.record_repayment",
        "已登记退回。",
        fixed(AMOUNT, PAPER),
        lambda request, one: (actions.record_repayment, {"recovery_id": one.pk, "amount_fen": fen(request), "paper": words_in(request, "paper")}),
        is_repaying,
    ),
    "agree": Step(
        "约定退回方式",
        "",
        "benefits.recover",
        "已记录约定。",
        fixed(Field("words", "怎样退回", hint="例如：自十二月起每月退回 150 元，当面交乡镇财政所。")),
        _of(actions.agree_on_repayment, words="words"),
        is_repaying,
        is_main=False,
    ),
    "set_off": Step(
        "经同意抵扣",
        "",
        "benefits.recover",
        "已约定抵扣，从下月起。",
        fixed(Field("amount", "每月抵扣（元）", "line", "只能从高于保障标准的增发部分抵扣。"), Field("paper", "家庭书面同意的文件号", "line")),
        lambda request, one: (actions.set_off, {"recovery_id": one.pk, "monthly_fen": fen(request), "paper": words_in(request, "paper")}),
        lambda one: is_repaying(one) and not one.sets_off_fen and queries.may_set_off(one.region[:6], today()),
        is_main=False,
    ),
    "stop_set_off": Step(
        "停止抵扣",
        "",
        "benefits.recover",
        "下月起照原额发放。",
        fixed(Field("words", "家庭怎样提出")),
        _of(actions.stop_set_off, words="words"),
        lambda one: is_repaying(one) and bool(one.sets_off_fen),
        is_main=False,
    ),
    "propose_write_off": Step(
        "提出核销",
        "社会救助法 第六十六条",
        "benefits.decide_recovery",
        "已提出，等待另一人审批。",
        fixed(Field("reason", "核销理由", hint="为什么无法退回，怎样核实。")),
        _of(actions.propose_write_off, reason="reason"),
        lambda one: is_repaying(one) and one.waive_by_id is None,
        is_main=False,
    ),
    "answer_write_off": Step(
        "审批核销",
        "社会救助法 第六十六条",
        "benefits.decide_recovery",
        "已审批。",
        fixed(Field("answer", "审批", "radio", options=[("yes", "批准核销"), ("no", "不批准")]), Field("paper", "批准文号或者不批准的理由", "line")),
        lambda request, one: (
            actions.answer_write_off,
            {"recovery_id": one.pk, "is_approved": words_in(request, "answer") == "yes", "paper": words_in(request, "paper")},
        ),
        lambda one: is_repaying(one) and one.waive_by_id is not None,
    ),
    "propose_withdrawal": Step(
        "提请撤销减免",
        "社会救助法 第七十三条",
        "benefits.recover",
        "已提请，请听取家庭意见。",
        fixed(Field("words", "查明了什么", hint="减免以后查明的虚报、隐瞒、伪造，和怎样查明的。听取家庭意见以后，由县级另一人决定；决定以前不记账。")),
        _of(actions.propose_withdrawal, words="words"),
        _may_be_withdrawn,
        is_main=False,
        leads_to_made=True,
    ),
    "propose_penalty": Step(
        "告知拟处罚款",
        "社会救助法 第七十三条",
        "benefits.penalise",
        "已告知，等待陈述申辩。",
        fixed(Field("amount", "拟罚金额（元）", "line", "不超过非法所得的二倍。"), Field("ground", "事实、理由和依据")),
        lambda request, one: (actions.propose_penalty, {"recovery_id": one.pk, "amount_fen": fen(request), "ground": words_in(request, "ground")}),
        lambda one: one.is_fraud and one.outcome == "repay" and _penalty(one) is None,
        is_main=False,
    ),
    "hear_defence": Step(
        "记录陈述申辩",
        "社会救助法 第七十三条",
        "benefits.penalise",
        "已记录。",
        fixed(Field("words", "陈述申辩", hint="期满没有陈述的，期满后不填直接记录。", is_required=False)),
        _of_penalty(actions.hear_defence, words="words"),
        _penalty_is("told"),
        is_main=False,
    ),
    "decide_penalty": Step(
        "作出罚款决定",
        "社会救助法 第七十三条",
        "benefits.penalise",
        "已作出决定。",
        fixed(Field("amount", "罚款（元）", "line", "不高于告知的金额；不罚的写 0。"), REASON),
        lambda request, one: (
            actions.decide_penalty,
            {"penalty_id": _penalty_id(one), "fine_fen": fen(request), "reason": words_in(request, "reason")},
        ),
        _penalty_is("heard"),
        is_main=False,
    ),
    "record_fine": Step(
        "登记缴款",
        "社会救助法 第七十三条",
        "benefits.penalise",
        "已登记缴款。",
        fixed(PAPER),
        _of_penalty(actions.record_fine, paper="paper"),
        lambda one: _penalty_is("decided")(one) and bool(_penalty(one).fine_fen) and not _penalty(one).paid_paper,
        is_main=False,
    ),
}
