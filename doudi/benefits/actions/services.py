"""服务的动作: a contract, a plan for a person in help, visits recorded and accepted by two; nothing is spent beyond the contract (法 34, 56)."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.benefits.models import Contract, ServicePlan, ServiceVisit
from doudi.benefits.queries.entitlements import standings_in_force
from doudi.registry import queries as registry

State = ServiceVisit.State


class CannotServe(Exception):
    """Worded for the officer."""


@transaction.atomic
def open_contract(
    *, provider: str, title: str, price_fen: int, ceiling_fen: int, from_on: date | None, until_on: date | None, paper: str, officer: Officer, on: date
) -> Contract:
    """Write down a contract that was concluded: who serves, what, at which price a visit, up to which sum, for which days."""
    access.require(officer, "benefits.contract", officer.region[:6])
    if not provider.strip() or not title.strip() or not paper.strip():
        raise CannotServe("请写明承接主体、服务项目和合同编号。")
    if not 0 < price_fen <= ceiling_fen or ceiling_fen > 10_000_000_000:
        raise CannotServe("每次单价应大于零，且不超过合同金额。")
    if from_on is None or until_on is None or until_on < from_on:
        raise CannotServe("请写明合同的开始日和截止日，截止日不早于开始日。")
    if Contract.objects.filter(region=officer.region[:6], paper=paper.strip()).exists():
        raise CannotServe("这份合同已经登记过。")
    made = Contract.objects.create(
        region=officer.region[:6], provider=provider.strip()[:60], title=title.strip()[:60], price_fen=price_fen, ceiling_fen=ceiling_fen,
        from_on=from_on, until_on=until_on, paper=paper.strip()[:60], by=officer, on=on,
    )  # fmt: skip
    audit.record("service.contracted", about=made, by=officer, because=made.paper, region=made.region, detail={"ceiling_fen": ceiling_fen})
    return made


@transaction.atomic
def plan_service(*, contract_id: int, household_id: int, person_id: int, visits_a_month: int, because: str, officer: Officer, on: date) -> ServicePlan:
    """So many visits a month for somebody who lives in a family in help."""
    household, contract = registry.get_household(household_id), Contract.objects.get(pk=contract_id)
    access.require(officer, "benefits.plan_service", household.region)
    if not contract.from_on <= on <= contract.until_on:
        raise CannotServe("合同不在服务期内。")
    living = {one.person_id for one in registry.members_of(household_id, on) if one.person.died_on is None}
    if person_id not in living:
        raise CannotServe("请选择这户在世的成员。")
    if not standings_in_force(on).filter(household_id=household_id).exists():
        raise CannotServe("这户现在没有救助身份，不能派单。")
    if not 1 <= visits_a_month <= 31 or not because.strip():
        raise CannotServe("请写明每月次数（1 至 31）和服务需求。")
    if ServicePlan.objects.filter(contract=contract, person_id=person_id, until_on=None).exists():
        raise CannotServe("这位成员已有同一项服务。")
    made = ServicePlan.objects.create(
        contract=contract, household=household, person_id=person_id, visits_a_month=visits_a_month, because=because.strip()[:200], by=officer,
        from_on=on, region=household.region,
    )  # fmt: skip
    audit.record("service.planned", about=made, by=officer, because=made.because)
    return made


@transaction.atomic
def end_service(*, plan_id: int, words: str, officer: Officer, on: date) -> ServicePlan:
    """No further visits, for a reason; what was recorded stays to be accepted."""
    plan = _plan(plan_id, officer)
    if plan.until_on or not words.strip():
        raise CannotServe("这项服务已经结束。" if plan.until_on else "请写明结束的理由。")
    plan.until_on, plan.ended_words = on, words.strip()[:200]
    plan.save(update_fields=["until_on", "ended_words"])
    audit.record("service.ended", about=plan, by=officer, because=plan.ended_words)
    return plan


@transaction.atomic
def record_service(*, plan_id: int, visited_on: date | None, what: str, signed_by: str, officer: Officer, on: date) -> ServiceVisit:
    """One visit, with who signed for it; one a day, no more a month than were planned."""
    plan = _plan(plan_id, officer)
    if visited_on is None or visited_on > on or visited_on < plan.from_on or visited_on > (plan.until_on or on):
        raise CannotServe("服务日应在服务期内，不晚于今天。")
    if not what.strip() or not signed_by.strip():
        raise CannotServe("请写明服务内容和签字的人；没有签字的不登记。")
    kept = plan.visits.exclude(state=State.REFUSED)
    if kept.filter(on=visited_on).exists():
        raise CannotServe("这一天已经登记过。")
    if kept.filter(on__year=visited_on.year, on__month=visited_on.month).count() >= plan.visits_a_month:
        raise CannotServe(f"本月已登记 {plan.visits_a_month} 次，达到派单次数。")
    made = ServiceVisit.objects.create(
        plan=plan, on=visited_on, what=what.strip()[:200], signed_by=signed_by.strip()[:40], recorded_by=officer, recorded_on=on, region=plan.region
    )
    audit.record("service.recorded", about=made, by=officer, because=made.what)
    return made


@transaction.atomic
def accept_service(*, visit_id: int, is_good: bool, score: int, words: str, officer: Officer, on: date) -> ServiceVisit:
    """Another officer asks the person who was served and accepts it, with the score they gave; or sends it back: nothing is paid for it."""
    visit = ServiceVisit.objects.select_for_update(of=("self",)).select_related("plan").get(pk=visit_id)
    access.require(officer, "benefits.accept_service", visit.region)
    if visit.state != State.RECORDED:
        raise CannotServe("这次服务已经验收过。")
    if visit.recorded_by_id == officer.pk:
        raise CannotServe("登记的人不能自己验收。")
    if not words.strip() or (is_good and not 1 <= score <= 5):
        raise CannotServe("请写明服务对象的意见；合格的请选一至五分。")
    visit.accepted_by, visit.accepted_on, visit.words = officer, on, words.strip()[:200]
    visit.state, visit.score = (State.ACCEPTED, score) if is_good else (State.REFUSED, None)
    if is_good:
        contract = Contract.objects.select_for_update().get(pk=visit.plan.contract_id)
        if contract.spent_fen + contract.price_fen > contract.ceiling_fen:
            raise CannotServe(f"合同金额已用完，还剩 {contract.left_fen / 100:,.2f} 元。")
        contract.spent_fen += contract.price_fen
        contract.save(update_fields=["spent_fen"])
        visit.cost_fen = contract.price_fen
    visit.save()
    audit.record("service.accepted" if is_good else "service.refused", about=visit, by=officer, because=visit.words, detail={"score": visit.score})
    return visit


def _plan(plan_id: int, officer: Officer) -> ServicePlan:
    plan = ServicePlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    access.require(officer, "benefits.plan_service", plan.region)
    return plan
