"""审核确认: the county decides an application, and the help begins in the same transaction."""

from datetime import date
from functools import partial

from django.db import transaction

from doudi.base import audit
from doudi.base.models import Officer
from doudi.base.money import yuan_words
from doudi.benefits import actions as benefits
from doudi.casework import letters
from doudi.casework.actions.review import owe_explanation
from doudi.casework.actions.step import await_answers, enter, living_members, month_after, say, take_application
from doudi.casework.actions.weigh import makers_of, weigh
from doudi.casework.assessment import Assessment, Proposal, assess_for
from doudi.casework.kinds import KINDS, ONCE, PERSONAL
from doudi.casework.models import Application, Decision, SpotDraw
from doudi.casework.procedures import dibao
from doudi.casework.rules import explained_by, rigid_until
from doudi.registry import queries as known


class CannotDecide(Exception):
    """Worded for the reviewer; shown on the page as it stands."""


class CannotSendBack(Exception):
    """Worded for the reviewer."""


@transaction.atomic
def decide(*, application_id: int, outcome: str, kind: str = "dibao", reason: str = "", second: Officer | None = None, officer: Officer, on: date) -> Decision:
    """Grant or refuse, in writing, with the rules' explanation of that day; a grant confirms the standing and opens the award.

    Money flows from the month after (57号 21), what is given once at the next payment. Whoever accepted, investigated or gave the opinion does not decide.
    """
    application = take_application(application_id, "decide", officer=officer, on=on, cannot=CannotDecide)
    _refuse_maker(application, officer, on)
    _refuse_without_visit(application)
    await_answers(application, on, CannotDecide)
    assessment = assess_for(application, on=on, kind=kind if outcome == "grant" else "")
    against = weigh(
        application,
        assessment,
        verb="decide",
        outcome=outcome,
        kind=kind,
        reason=reason,
        officer=officer,
        second=second,
        on=on,
        cannot=CannotDecide,
    )
    if outcome == "grant":
        _refuse_unposted(application, kind)
        _refuse_other_people(application, assessment.proposal(kind).people)
        _refuse_unexplained(application, assessment.proposal(kind), reason)
        _refuse_if_nobody_receives(application, on)
    decision = Decision(
        application=application,
        scheme=application.scheme,
        seq=application.decisions.count() + 1,
        people=assessment.proposal(kind).people if outcome == "grant" else [],
        household_id=application.household_id,
        region=application.region,
        outcome=outcome,
        kind=kind if outcome == "grant" else "",
        amount_fen=(assessment.amount_for(kind) or 0) if outcome == "grant" else 0,
        supplement_fen=assessment.proposal(kind).supplement_fen if outcome == "grant" else 0,
        effective_month=(on.replace(day=1) if kind in ONCE else month_after(on)) if outcome == "grant" else None,
        reason=reason.strip(),
        against_rules=against,
        second=second if against else None,
        proposed_by=application.opinion_by,
        decided_by=officer,
        decided_on=on,
        tell_due_on=dibao.TELLING.ends(on),
        explanation=assessment.explanation,
        inputs=assessment.inputs,
        rule_version=assessment.rule_version,
    )
    decision.written_text = letters.of_application(application, decision, assessment)
    decision.save()
    if outcome == "grant":
        _begin_help(application, decision, assessment, officer)
    enter(application, "decide", "decided", officer=officer, on=on, words=decision.reason)
    audit.record("application.decided", about=application, by=officer, because=decision.reason, detail={"decision": decision.pk, "outcome": outcome})
    return decision


@transaction.atomic
def send_back(*, application_id: int, reason: str, officer: Officer, on: date) -> Application:
    """Ask the township for a new opinion, and a new notice where none was objected to; the term runs on (57号 19, 22)."""
    application = take_application(application_id, "send_back", officer=officer, on=on, cannot=CannotSendBack)
    because = say(reason, "退回的理由", CannotSendBack)
    application.submitted_on = application.decision_due_on = None
    if application.objected_on is None:
        application.notice_posted_on = application.notice_last_on = None
    enter(application, "send_back", "investigated", officer=officer, on=on, words=because)
    audit.record("application.sent_back", about=application, by=officer, because=because)
    return application


def _refuse_maker(application: Application, officer: Officer, on: date) -> None:
    if officer.pk in makers_of(application, on):
        raise CannotDecide("受理、调查或提出初审意见的人不能审核同一申请。")


def _refuse_without_visit(application: Application) -> None:
    """A case filed apart is visited once; a complaint asks for a visit after it: who went before did not know what to look for."""
    visits = application.investigations.filter(manner="county")
    complaint = application.complaints.order_by("-on").first()
    drawn = SpotDraw.objects.filter(application=application, is_drawn=True).first()
    if application.scheme == "tekun" and drawn and not visits.filter(on__gte=drawn.on).exists():
        raise CannotDecide(f"本案被抽中（当月第 {drawn.place} 件，签号 {drawn.lot}），县级须先抽查核实，再作决定（43号 第十六条）。")
    if application.staff_relative and not visits.exists():
        raise CannotDecide("本案有近亲属备案，县级须先入户调查，再作决定（57号 第二十条第二款）。")
    if complaint and not visits.filter(on__gte=complaint.on).exists():
        raise CannotDecide(f"本案 {complaint.on} 有投诉举报，此后县级须入户调查，再作决定（57号 第二十条第二款）。")


def _refuse_unposted(application: Application, kind: str) -> None:
    """What is granted is what the township proposed and the village has read (57号 19; 83号 四(二))."""
    if application.procedure.notice is not None and application.notice_posted_on is None:
        raise CannotDecide("初审意见是不同意，没有公示过；未经公示不能同意（57号 第十九条；83号 四(二)）。请退回乡镇重新提出初审意见并公示。")
    if application.opinion != "grant":
        raise CannotDecide("初审意见是不同意，不能直接同意；请退回乡镇重新提出初审意见。")
    if application.opinion_kind != kind:
        proposed = KINDS.get(application.opinion_kind, "不同意")
        raise CannotDecide(f"初审意见是“{proposed}”，不能同意为“{KINDS[kind]}”；须退回乡镇重新提出初审意见并公示（57号 第十九条）。")


def _refuse_other_people(application: Application, people: list[int]) -> None:
    """Those confirmed are those of whom the township and the village have spoken."""
    if sorted(people) != sorted(application.opinion_people):
        raise CannotDecide("现按规则符合条件的人与初审意见中的不同，须退回乡镇重新提出初审意见。")


def _refuse_unexplained(application: Application, found: Proposal, reason: str) -> None:
    """The same standing with another amount is not posted anew, for the amount granted is made public after the decision (57号 24); it is explained."""
    posted_fen, plus_fen = application.opinion_amount_fen or 0, application.opinion_supplement_fen
    if (found.amount_fen, found.supplement_fen) != (posted_fen, plus_fen) and not reason.strip():
        now, then = (_with(found.amount_fen or 0, found.supplement_fen), _with(posted_fen, plus_fen))
        raise CannotDecide(f"现按规则核算 {now}，与初审意见的 {then} 不同，请写明变化的理由。")


def _with(amount_fen: int, supplement_fen: int) -> str:
    return yuan_words(amount_fen) + (f"（另发分类施保 {yuan_words(supplement_fen)}）" if supplement_fen else "")


def _refuse_if_nobody_receives(application: Application, on: date) -> None:
    household = known.get_household(application.household_id)
    if household.closed_on is not None and household.closed_on <= on:
        raise CannotDecide(f"户号 {household.number} 已于 {household.closed_on} 销户，不能同意。")
    if not living_members(household.pk, on):
        raise CannotDecide("该户已无在世的共同生活家庭成员，不能同意。")


def _begin_help(application: Application, decision: Decision, assessment: Assessment, officer: Officer) -> None:
    """The standings from today, the money and what goes beside it from next month, or once; whoever has no account has the money held, not refused."""
    if decision.kind in ONCE:
        _help_once(application, decision, officer)
        return
    on, decided_by, kind = decision.decided_on, f"decision:{decision.pk}", decision.kind
    confirm = partial(benefits.confirm_standing, household_id=application.household_id, kind=kind, from_on=on, decided_by=decided_by, officer=officer, on=on)
    pay = partial(benefits.open_award, from_month=month_after(on), decided_by=decided_by, officer=officer, on=on)
    if kind not in PERSONAL:
        standing = confirm(until_on=rigid_until(application.region, on) if kind == "rigid_expenditure" else None)
        if decision.amount_fen:
            payee = application.payee_id or application.applicant_id
            to_payee = partial(pay, standing_id=standing.pk, payee_id=payee, account_id=application.account_id)
            to_payee(kind="dibao_monthly", amount_fen=decision.amount_fen)
            if decision.supplement_fen:
                to_payee(kind="dibao_supplement", amount_fen=decision.supplement_fen)
    for share in assessment.proposal(kind).shares if kind in PERSONAL else ():
        standing = confirm(person_id=share.person_id)
        account = application.account_id if application.payee_id == share.person_id else None
        for award, fen in (*share.sums.items(), *([("dibao_supplement", share.supplement_fen)] if share.supplement_fen else ())):
            pay(standing_id=standing.pk, kind=award, amount_fen=fen, payee_id=share.person_id, account_id=account)


def _help_once(application: Application, decision: Decision, officer: Officer) -> None:
    """One payment; of help given at once the papers are owed afterwards (法 50)."""
    on = decision.decided_on
    benefits.help_once(
        household_id=application.household_id,
        kind=decision.kind,
        amount_fen=decision.amount_fen,
        payee_id=application.payee_id or application.applicant_id,
        account_id=application.account_id,
        decided_by=f"decision:{decision.pk}",
        officer=officer,
        on=on,
    )
    if decision.kind == "urgent_relief":
        owe_explanation(application, until=explained_by(application.region, on), officer=officer, on=on)
