"""转介详情: one need before one department: the department accepts, returns or answers it; the sender corrects or withdraws."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import access, audit, money
from doudi.flows.clock import today
from doudi.referral import actions
from doudi.referral import queries as referrals
from doudi.web.access import may
from doudi.web.acting import act

REFUSALS = (
    actions.CannotAccept,
    actions.CannotReturn,
    actions.CannotComplete,
    actions.CannotReveal,
    actions.CannotSendAgain,
    actions.CannotWithdraw,
    money.NotMoney,
)
TONES = {"sent": "wait", "accepted": "plain", "returned": "late", "completed": "good"}


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    on: date
    title: str
    words: str = ""


@may("referral.view")
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The same page for both sides; each sees the steps that are its own."""
    return _page(request, referral_id)


@may("referral.answer")
@require_POST
def referral_accept(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The department takes it in hand."""
    return _step(request, referral_id, "accept", actions.accept, "已接收，请在期限内办理并反馈结果。")


@may("referral.answer")
@require_POST
def referral_return(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The department sends it back."""
    return _step(request, referral_id, "return", actions.return_, "已退回推送单位。", reason=request.POST.get("reason", ""))


@may("referral.answer")
@require_POST
def referral_complete(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The department's answer; the amount is written in yuan."""

    def complete(*, outcome: str, yuan: str, **given: Any) -> None:
        actions.complete(outcome=outcome, amount_fen=money.to_fen(yuan) if yuan else None, **given)

    outcome, posted = request.POST.get("outcome", ""), request.POST
    answer = referrals.route_of(referrals.get_referral(referral_id)).outcomes.get(outcome)
    given = {
        "outcome": outcome,
        "yuan": posted.get("yuan", "").replace(",", "").strip() if answer and answer.has_amount else "",
        "reason": posted.get("reason", "") if answer and answer.reasons else "",
        "words": posted.get("words", ""),
    }
    return _step(request, referral_id, "complete", complete, "结果已反馈推送单位。", **given)


@may("referral.reveal")
@require_POST
def referral_number(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The ID number, once, for a reason that is kept; the page that shows it is kept by nobody."""
    referrals.get_referral(referral_id)
    try:
        number = actions.reveal(referral_id=referral_id, reason=request.POST.get("reason", ""), officer=request.user, on=today())
    except actions.CannotReveal as refusal:
        return _page(request, referral_id, trouble={"number": str(refusal)})
    return _page(request, referral_id, number=number)


@may("referral.send")
@require_POST
def referral_send_again(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The sender has corrected it."""
    return _step(request, referral_id, "send_again", actions.send_again, "已再次推送，期限重新计算。", need_words=request.POST.get("need_words", ""))


@may("referral.send")
@require_POST
def referral_withdraw(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The sender takes it back."""
    return _step(request, referral_id, "withdraw", actions.withdraw, "已撤回。", reason=request.POST.get("reason", ""))


def _step(request: HttpRequest, referral_id: int, form: str, verb: Any, said: str, **given: Any) -> HttpResponse:
    referrals.get_referral(referral_id)
    return act(
        request,
        verb,
        refusals=REFUSALS,
        said=said,
        then=reverse("referral", args=[referral_id]),
        again=lambda words: _page(request, referral_id, trouble={form: words}),
        referral_id=referral_id,
        **given,
    )


def _page(request: HttpRequest, referral_id: int, trouble: dict[str, str] | None = None, number: str = "") -> HttpResponse:
    one, officer = referrals.get_referral(referral_id), request.user
    audit.record("referral.read", about=one, by=officer)
    kind, _, origin = one.origin.partition(":")
    context = {
        "referral": one,
        "route": referrals.route_of(one),
        "tone": TONES[one.state],
        "outcome": referrals.outcome_title(one),
        "reason": _reason(one),
        "due_on": one.escalation_due_on or one.due_on,
        "answers": officer.department == one.department and one.state in ("sent", "accepted"),
        "sends": one.state == "returned" and access.may(officer, "referral.send", one.region),
        "family": reverse("family", args=[one.household_id]) if access.may(officer, "registry.view_family", one.region) else "",
        "origin": reverse(kind, args=[int(origin)]) if kind in ("alert", "application") and access.may(officer, "monitoring.view", one.region) else "",
        "moments": sorted(_moments(one), key=lambda moment: moment.on)[::-1],
        "list": reverse("inbox" if officer.department else "referrals"),
        "number": number,
        "typed": request.POST,
        "trouble": trouble or {},
    }
    return render(request, "console/referral.html", context, status=422 if trouble else 200)


def _reason(one: Any) -> str:
    answer = referrals.route_of(one).outcomes.get(one.outcome)
    return answer.reasons.get(one.outcome_reason, "") if answer else ""


def _moments(one: Any) -> list[Moment]:
    """What the referral itself remembers; a second sending stands beside the first."""
    found = [Moment(one.opened_on, "推送", f"{one.opened_by.name if one.opened_by else '系统'}")]
    if one.returned_on:
        found.append(Moment(one.returned_on, "部门退回", one.returned_reason))
    if one.sent_on != one.opened_on:
        found.append(Moment(one.sent_on, "补正后再次推送"))
    if one.accepted_on:
        found.append(Moment(one.accepted_on, "部门接收", one.accepted_by.name))
    if one.escalated_on:
        found.append(Moment(one.escalated_on, "逾期督办", f"督办期限 {one.escalation_due_on}"))
    if one.completed_on:
        found.append(Moment(one.completed_on, f"办结：{referrals.outcome_title(one)}", one.outcome_words))
    return found
