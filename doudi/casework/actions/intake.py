"""受理: an application comes in, once; what it needs besides the survey."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.benefits import queries as benefits
from doudi.casework import queries
from doudi.casework.actions.filing import write_filing
from doudi.casework.actions.form import keep_form
from doudi.casework.actions.materials import Arrived, keep_arrival
from doudi.casework.actions.step import be_named, living_members, say, take_application, write_down
from doudi.casework.kinds import ONCE
from doudi.casework.models import Application, Complaint, Party
from doudi.casework.procedures import TABLES
from doudi.casework.rules import decider_of, total_of
from doudi.registry import actions as registry
from doudi.registry import queries as known

BEGIN_AS = {"dibao": "一般救助（低保、特困等，由规则提出）", "temporary_relief": "临时救助", "urgent_relief": "先行救助（情况紧急、金额较小）"}
"""The schemes by whose table a case may begin; any other is turned to where the rules propose it."""


class CannotAccept(Exception):
    """Worded for the officer at the window."""


class CannotNameAccount(Exception):
    """Worded for the officer."""


class CannotRecordComplaint(Exception):
    """Worded for the officer."""


class CannotExtend(Exception):
    """Worded for the officer."""


@transaction.atomic
def accept(
    *,
    household_id: int,
    applicant_id: int,
    declared: Sequence[registry.Declared],
    origin: str,
    officer: Officer,
    on: date,
    relatives: str = "",
    account_id: int | None = None,
    scheme: str = "dibao",
    arrived: Arrived | None = None,
) -> Application:
    """Accept a family's application for help with what it declares; its clocks start today (57号 10, 15, 22).

    A family applies for help, not for a scheme (法 64: 一门受理、协同办理): the case begins by the table of dibao, which can also end in single-person
    dibao and in marginal, and is turned to another where the rules propose it. Whom something has just struck begins as `urgent_relief` or
    `temporary_relief` (法 29, 37, 50), whatever the family receives already.

    `relatives` is what the family says of near relatives among the staff; the staff register is asked as well, and either files the case apart (57号 11).
    """
    be_named(officer, CannotAccept)
    household = known.get_household(household_id)
    require(officer, "casework.accept", household.region)
    if household.closed_on is not None and household.closed_on <= on:
        raise CannotAccept(f"户号 {household.number} 已于 {household.closed_on} 销户，不能受理。")
    _refuse_second(household_id)
    living = living_members(household_id, on)
    _refuse_elsewhere(household_id, living, on)
    if applicant_id not in living:
        raise CannotAccept("申请人须是在世的共同生活家庭成员（57号 第四条）；委托他人代办的，申请人仍是家庭成员。")
    if scheme not in BEGIN_AS:
        raise CannotAccept("申请从一般救助、临时救助或者先行救助开始办理。")
    if household.is_stranger and scheme not in ONCE:
        raise CannotAccept("没有登记的人员在急难发生地只受理临时救助；其他救助向户籍所在地或者经常居住地提出（社会救助法 第三十七条）。")
    if scheme == "dibao" and any(standing.kind == "dibao" for standing in benefits.standings_of(household_id, on)):
        raise CannotAccept("该户已是低保家庭；家庭状况有变化的，请提出待遇变更；遭遇急难或者支出骤增的，请按临时救助受理。")
    found = [f"{match.name}（{match.unit}{match.post}）" for match in known.staff_match(living, on=on)]
    filed = {source: words for source, words in (("declared", relatives.strip()), ("register", "、".join(found))) if words}
    decider = decider_of(scheme, household.region, on)
    procedure = TABLES[decider, scheme]
    due_on = total_of(procedure, household.region, on).ends(on)
    survey_due_on = procedure.next_due("accepted", entered_on=on, total_due_on=due_on)
    application = _create(
        living,
        on,
        household_id=household_id,
        applicant_id=applicant_id,
        region=household.region,
        origin=say(origin, "申请来源", CannotAccept),
        accepted_by=officer,
        accepted_on=on,
        scheme=scheme,
        decider=decider,
        began_on=on,
        clock_on=on,
        due_on=due_on,
        survey_due_on=survey_due_on,
        next_due_on=survey_due_on,
    )
    for source, words in filed.items():
        write_filing(application, source, words, officer, on)
    if account_id is not None:
        _name(application, payee_id=benefits.get_account(account_id).person_id, account_id=account_id)
    registry.watch_household(household_id=household_id, on=on)
    registry.declare(household_id=household_id, facts=declared, source="application", ref=str(application.pk), on=on, officer=officer)
    keep_form(application, declared)
    keep_arrival(application, arrived or Arrived("alert" if origin.startswith("alert:") else "in_person"), on)
    write_down(application, "accept", officer=officer, on=on)
    registry.record_fact(household_id=household_id, name="applied_on", amount=1, source="casework", ref=f"application:{application.pk}", on=on)
    audit.record("application.accepted", about=application, by=officer, because=application.origin)
    return application


def _refuse_second(household_id: int) -> None:
    if first := queries.find_open_application(household_id):
        raise CannotAccept(f"该户已有在办申请 {first.number}（{first.accepted_on} 受理），不重复受理。")


def _refuse_elsewhere(household_id: int, living: Sequence[int], on: date) -> None:
    """Nobody is in two open cases, as far as this officer may see: whoever is also entered in another household finds its case there."""
    homes = {lives.household_id for person in living for lives in known.households_of(person, on)} - {household_id}
    if first := queries.open_applications().filter(household__in=homes).first():
        raise CannotAccept(f"该户成员同时登记在户号 {first.household.number}，那里已有在办申请 {first.number}，请在该案中办理，或者先更正登记。")


def _create(living: Sequence[int], on: date, **fields: object) -> Application:
    """Two windows may accept at once: the database lets one through, the other is told the number of the first, or only that there is one elsewhere."""
    try:
        with transaction.atomic():
            application = Application.objects.create(**fields)
            Party.objects.bulk_create(Party(application=application, person_id=person, region=application.region) for person in sorted(living))
            return application
    except IntegrityError as refusal:
        household_id = int(str(fields["household_id"]))
        _refuse_second(household_id)
        _refuse_elsewhere(household_id, living, on)
        if "one_open_application_of_a_person" not in str(refusal):
            raise
        raise CannotAccept("该户有成员在其他镇街已有在办申请，不重复受理。请联系县级民政部门查明在何处办理，或者先更正户籍登记。") from None


@transaction.atomic
def name_account(*, application_id: int, payee_id: int, account_id: int, officer: Officer, on: date) -> Application:
    """Write down who is to be paid, and where (57号 25)."""
    application = take_application(application_id, "name_account", officer=officer, on=on, cannot=CannotNameAccount)
    _name(application, payee_id=payee_id, account_id=account_id)
    audit.record("application.account_named", about=application, by=officer)
    return application


def _name(application: Application, *, payee_id: int, account_id: int) -> None:
    account = benefits.get_account(account_id)
    if account.person_id != payee_id:
        raise CannotNameAccount("收款账户不是领款人本人的。")
    if account.is_institution and application.scheme != "tekun":
        raise CannotNameAccount("供养服务机构的账户只收特困人员的救助供养金。")
    application.payee_id, application.account_id = payee_id, account_id
    application.save()


@transaction.atomic
def record_complaint(*, application_id: int, words: str, officer: Officer, on: date) -> Complaint:
    """A complaint or report about the application: the county must now visit before it decides (57号 20)."""
    application = take_application(application_id, "record_complaint", officer=officer, on=on, cannot=CannotRecordComplaint)
    complaint = Complaint.objects.create(
        application=application, words=say(words, "投诉举报的内容", CannotRecordComplaint), on=on, recorded_by=officer, region=application.region
    )
    audit.record("application.complaint_recorded", about=application, by=officer)
    return complaint


@transaction.atomic
def extend(*, application_id: int, reason: str, officer: Officer, on: date) -> Application:
    """Give the case 45 working days, for a special reason and while its term still runs (57号 22; 刚性办法 8)."""
    application = take_application(application_id, "extend", officer=officer, on=on, cannot=CannotExtend)
    if application.extended_reason:
        raise CannotExtend("已经延长过一次，不能再延长。")
    if on > application.due_on:
        raise CannotExtend(f"办结期限 {application.due_on} 已过，不能再延长；请尽快办结。")
    longer = application.procedure.extended
    if longer is None:
        raise CannotExtend(f"{application.procedure.title}的期限没有延长的规定。")
    application.extended_reason = say(reason, "延长的理由", CannotExtend)
    before, application.due_on = application.due_on, longer.ends(application.began_on)
    if application.next_due_on == before:
        application.next_due_on = application.due_on
    application.save()
    write_down(application, "extend", officer=officer, on=on, words=application.extended_reason)
    audit.record("application.extended", about=application, by=officer, because=application.extended_reason)
    return application
