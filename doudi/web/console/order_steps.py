"""责令限期退回的环节: its steps on the page of a recovery, and whose turn a recovery is in the queue."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest

from doudi.benefits import actions, queries
from doudi.casework import queries as casework
from doudi.flows.clock import today
from doudi.web.console.intake import Mistake
from doudi.web.console.recovery_steps import Step, Taken, fixed, hear_fields, heard, is_repaying, words_in
from doudi.web.console.step_forms import Field, day_of, number_of

ELSEWHERE = "elsewhere"
LAW = "社会救助法 第七十四条"


def _not_followed(one: Any) -> Sequence[Any]:
    """Our decisions that this family could be said not to follow; those from before this system are typed."""
    return list(casework.told_lessenings({one.household_id, queries.household_now(one.household_id)}))


def _propose_fields(one: Any, living: Sequence[tuple[str, str]]) -> Sequence[Field]:
    ours = _not_followed(one)
    options = [(str(each.pk), f"{each.number} {each.get_outcome_display()}（{each.telling.on:%Y年%m月%d日}送达）") for each in ours]
    choice = [Field("decision", "没有履行的调减、终止决定", "radio", options=[*options, (ELSEWHERE, "另外的决定（在下面写明）")])] if ours else []
    hint = "另外的决定才填写。" if ours else "没有履行的调减、终止社会救助决定的文号。"
    return (
        *choice,
        Field("outcome", "是哪一种决定", "select", options=[("reduce", "调减"), ("end", "终止")], is_required=not ours),
        Field("number", "决定文号", "line", hint, is_required=not ours),
        Field("reached_on", "决定送达日", "day", is_required=not ours),
        Field("ground", "事实和依据", hint="家庭怎样没有履行决定、占有了哪些款项、怎样查明的。会写入决定书，家庭会读到。"),
    )


def _propose(request: HttpRequest, one: Any) -> tuple[Taken, Mapping[str, Any]]:
    chosen = words_in(request, "decision")
    given = {"recovery_id": one.pk, "ground": words_in(request, "ground")}
    if chosen in ("", ELSEWHERE):
        typed = {name: words_in(request, name) for name in ("outcome", "number")} | {"reached_on": day_of(words_in(request, "reached_on"), "决定送达日")}
        return actions.propose_return_order, given | typed
    decision = next((each for each in _not_followed(one) if str(each.pk) == chosen), None)
    if decision is None:
        raise Mistake("请选择没有履行的调减、终止决定。")
    outcome = "reduce" if decision.outcome == "reduce" else "end"
    ours = {"outcome": outcome, "decision": f"decision:{decision.pk}", "number": decision.number, "reached_on": decision.telling.on}
    return actions.propose_return_order, given | ours


def _decide_fields(one: Any, living: Sequence[tuple[str, str]]) -> Sequence[Field]:
    county, on = one.region[:6], today()
    mark = "（示例标准）" if queries.is_least_return_illustrative(county, on) else ""
    hint = f"从告知的次日起算；法律没有规定长短，由决定人确定，不少于 {queries.least_return_days(county, on)} 日{mark}。"
    return Field("days", "退回期限（日）", "line", hint), Field("reason", "理由", hint="会写入决定书，家庭会读到。")


def _of(verb: Taken, *names: str) -> Any:
    return lambda request, one: (verb, {"order_id": _id(one), **{name: words_in(request, name) for name in names}})


def _id(one: Any) -> int:
    return one.order.pk if one.order else 0


def _is(*states: str) -> Any:
    return lambda one: is_repaying(one) and one.order is not None and one.order.state in states


ORDER_STEPS: dict[str, Step] = {
    "hear_order": Step(
        "听取对责令的意见",
        "社会救助法 第四十八条、第七十四条",
        "benefits.recover",
        "已记录听取的意见。",
        hear_fields,
        lambda request, one: (actions.hear_about_return_order, {"order_id": _id(one), **heard(request)}),
        _is("proposed"),
    ),
    "decide_order": Step(
        "责令限期退回",
        LAW,
        "benefits.decide_recovery",
        "已责令限期退回，请告知家庭。",
        _decide_fields,
        lambda request, one: (
            actions.order_return,
            {"order_id": _id(one), "days": number_of(words_in(request, "days"), "退回期限（日）"), "reason": words_in(request, "reason")},
        ),
        _is("heard"),
    ),
    "tell_order": Step(
        "记录告知责令",
        LAW,
        "benefits.recover",
        "已记录告知，期限从次日起算。",
        fixed(Field("how", "告知方式", "line", hint="例如：当面送达本人签收。")),
        _of(actions.tell_return_order, "how"),
        _is("ordered"),
    ),
    "drop_order": Step(
        "不予责令",
        LAW,
        "benefits.decide_recovery",
        "已记录不予责令。",
        fixed(Field("reason", "理由", hint="以后有新的事实，可以再提出。")),
        _of(actions.drop_return_order, "reason"),
        _is("proposed", "heard"),
        is_main=False,
    ),
    "propose_order": Step(
        "拟责令限期退回",
        LAW,
        "benefits.decide_recovery",
        "已提出，请再次听取家庭意见。",
        _propose_fields,
        _propose,
        lambda one: is_repaying(one) and not one.is_fraud and one.order is None and one.waive_by_id is None,
        is_main=False,
    ),
}


def turn_of(one: Any, on: date) -> tuple[str, str]:
    """Whose turn it is, the township's or the county's, and what is to be done, for the queue; where a term was missed somebody looks into it."""
    is_late = one.due_on is not None and one.due_on < on
    if one.state == "found":
        return "township", "听取家庭意见"
    if one.state == "heard":
        return "county", "作出清退决定"
    if one.state == "remitting":
        return "county", "审批减免"
    if one.told_on is None:
        return "township", "书面告知"
    if one.waive_by_id:
        return "county", "审批核销"
    if one.order:
        return _turn_of_order(one.order, is_late)
    has_agreed = one.repays_by or one.sets_off_fen
    return ("county", "核实未退原因，需要时拟责令限期退回") if is_late and not one.is_fraud and not has_agreed else ("township", "催办退回")


def _turn_of_order(order: Any, is_late: bool) -> tuple[str, str]:
    turns = {"proposed": ("township", "听取对责令的意见"), "heard": ("county", "决定是否责令限期退回"), "ordered": ("township", "告知责令限期退回决定")}
    return turns.get(order.state) or (("county", "责令的期限已过，核实未退原因") if is_late else ("township", "催办退回"))
