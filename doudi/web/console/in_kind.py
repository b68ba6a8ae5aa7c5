"""实物和服务: what one family is given that is no money: goods with their receipts, services visit by visit."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit
from doudi.benefits import actions, queries
from doudi.flows.clock import today
from doudi.registry import queries as registry
from doudi.web.access import may
from doudi.web.acting import act
from doudi.web.console.intake import Mistake
from doudi.web.console.recovery_steps import fen
from doudi.web.console.step_forms import Field, StepForm, day_of, filled, number_of

REFUSALS = (actions.CannotStock, actions.CannotServe, actions.CannotVouch, Mistake)


@may("benefits.see_in_kind")
def in_kind(request: HttpRequest, household_id: int) -> HttpResponse:
    """Reading it is written down."""
    return _page(request, household_id, {})


@may("benefits.issue_goods")
@require_POST
def goods_issue(request: HttpRequest, household_id: int) -> HttpResponse:
    """So much of a good for this family."""

    def take(**named: Any) -> Any:
        typed = request.POST
        given = {"good_id": number_of(typed.get("good", ""), "物资"), "quantity": number_of(typed.get("quantity", ""), "数量")}
        if not queries.goods().filter(pk=given["good_id"]).exists():
            raise Mistake("请选择本仓库的物资。")
        return actions.issue_goods(household_id=household_id, because=typed.get("because", ""), **given, **named)

    return _step(request, household_id, "issue", take, "已发出，请送达并登记签收。")


@may("benefits.issue_voucher")
@require_POST
def voucher_issue(request: HttpRequest, household_id: int) -> HttpResponse:
    """A paper by which somebody of this family fetches something at a place."""

    def take(**named: Any) -> Any:
        typed = request.POST
        good = typed.get("good", "")
        given: dict[str, Any] = {name: typed.get(name, "") for name in ("what", "unit", "place", "because")}
        given |= {"person_id": number_of(typed.get("person", ""), "成员"), "quantity": number_of(typed.get("quantity", ""), "数量")}
        given |= {"value_fen": fen(request, "value") if typed.get("value", "").strip() else 0, "valid_until": day_of(typed.get("valid_until", ""), "有效期")}
        return actions.issue_voucher(household_id=household_id, good_id=number_of(good, "物资") if good else None, **given, **named)

    return _step(request, household_id, "voucher", take, "已签发，请打印凭证交给家庭。")


@may("benefits.plan_service")
@require_POST
def service_plan(request: HttpRequest, household_id: int) -> HttpResponse:
    """Visits for somebody of this family."""

    def take(**named: Any) -> Any:
        typed = request.POST
        numbers = {"contract_id": number_of(typed.get("contract", ""), "合同"), "person_id": number_of(typed.get("person", ""), "成员")}
        if not queries.contracts_on(today()).filter(pk=numbers["contract_id"]).exists():
            raise Mistake("请选择在服务期内的合同。")
        visits = number_of(typed.get("visits", ""), "每月次数")
        return actions.plan_service(household_id=household_id, visits_a_month=visits, because=typed.get("because", ""), **numbers, **named)

    return _step(request, household_id, "plan", take, "已派单。")


@may("benefits.issue_goods")
@require_POST
def issue_close(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Signed for, or back in the store."""
    issue, typed = queries.get_issue(issue_id), request.POST

    def take(**named: Any) -> Any:
        if typed.get("outcome") == "returned":
            return actions.return_goods(issue_id=issue_id, how=typed.get("how", ""), **named)
        return actions.receive_goods(issue_id=issue_id, received_by=typed.get("received_by", ""), how=typed.get("how", ""), **named)

    return _step(request, issue.household_id, f"issue-{issue_id}", take, "已登记。")


@may("benefits.plan_service")
@require_POST
def service_visit(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One visit, or the end of the service."""
    plan, typed = queries.get_plan(plan_id), request.POST

    def take(**named: Any) -> Any:
        if typed.get("ends"):
            return actions.end_service(plan_id=plan_id, words=typed.get("what", ""), **named)
        given = {"visited_on": day_of(typed.get("visited_on", ""), "服务日"), "what": typed.get("what", ""), "signed_by": typed.get("signed_by", "")}
        return actions.record_service(plan_id=plan_id, **given, **named)

    return _step(request, plan.household_id, f"plan-{plan_id}", take, "已登记。")


def _step(request: HttpRequest, household_id: int, name: str, take: Callable[..., Any], said: str) -> HttpResponse:
    registry.get_household(household_id)
    then = reverse("in_kind", args=[household_id])
    return act(request, take, refusals=REFUSALS, said=said, then=then, again=lambda words: _page(request, household_id, {name: words}))


def _page(request: HttpRequest, household_id: int, refused: dict[str, str]) -> HttpResponse:
    household = registry.get_household(household_id)
    audit.record("registry.family_read", about=household, by=request.user)
    context = {
        "household": household,
        "issues": queries.issues(household_id=household_id),
        "plans": queries.plans_of(household_id),
        "vouchers": [(one, one.has_expired(today())) for one in queries.vouchers(household_id=household_id)],
        "forms": _forms(request, household, refused),
        "may_issue": access.may(request.user, "benefits.issue_goods"),
        "may_plan": access.may(request.user, "benefits.plan_service"),
        "trouble": next((words for name, words in refused.items() if "-" in name), ""),
    }
    return render(request, "console/in_kind.html", context, status=422 if any(refused.values()) else 200)


def _forms(request: HttpRequest, household: Any, refused: dict[str, str]) -> list[StepForm]:
    living = [(str(one.person_id), one.person.name) for one in registry.members_of(household.pk, today()) if one.person.died_on is None]
    goods = [(str(one.pk), f"{one.name}（可用 {one.free} {one.unit}）") for one in queries.goods() if one.free]
    contracts = [(str(one.pk), str(one)) for one in queries.contracts_on(today())]
    issue = (Field("good", "物资", "select", options=goods), Field("quantity", "数量", "line"), Field("because", "事由", hint="例如：房屋受灾，临时安置。"))
    plan = (
        Field("contract", "服务", "select", options=contracts),
        Field("person", "服务对象", "select", options=living),
        Field("visits", "每月次数", "line"),
        Field("because", "服务需求", hint="例如：独居，行动不便，需要助洁、助餐。"),
    )
    voucher = (
        Field("person", "领取的人", "select", options=living),
        Field("good", "仓库的物资", "select", "从仓库领的，物品、单位和价值按库存登记，不用填；签发时预留。", False, options=[("", "不是仓库的物资"), *goods]),
        Field("what", "物品", "line", "例如：大米。", False),
        Field("quantity", "数量", "line"),
        Field("unit", "单位", "line", "例如：袋。", False),
        Field("value", "价值合计（元）", "line", is_required=False),
        Field("place", "兑领点", "line", "在哪里领：商店、仓库或者村（社区）。"),
        Field("valid_until", "有效期至", "day"),
        Field("because", "事由"),
    )
    offered = (
        ("issue", "发放物资", "社会救助法 第二十八条、第二十九条", "benefits.issue_goods", "goods_issue", issue, bool(goods)),
        ("voucher", "签发凭证", "社会救助法 第二十八条、第二十九条", "benefits.issue_voucher", "voucher_issue", voucher, bool(living)),
        ("plan", "派单服务", "社会救助法 第三十四条", "benefits.plan_service", "service_plan", plan, bool(contracts and living)),
    )
    return [
        StepForm(
            name,
            title,
            article,
            reverse(address, args=[household.pk]),
            "",
            filled(fields, request.POST.dict() if name in refused else None, request),
            refused.get(name, ""),
        )
        for name, title, article, permission, address, fields, has in offered
        if has and access.may(request.user, permission, household.region)
    ]
