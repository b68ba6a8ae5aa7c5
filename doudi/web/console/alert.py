"""预警: what happened to one family, what is known of it and from where, and the steps an officer takes: sign, visit, refer, conclude."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from doudi.base import audit, officers
from doudi.benefits import queries as benefits
from doudi.casework import actions as casework
from doudi.casework import queries as cases
from doudi.flows.clock import today
from doudi.flows.conclude import conclude_alert, origin_of, refer_alert
from doudi.monitoring import actions as monitoring
from doudi.monitoring import queries as monitored
from doudi.referral import actions as referral
from doudi.referral import queries as referrals
from doudi.registry import queries as registry
from doudi.verification import actions as verification
from doudi.web.access import may
from doudi.web.acting import act

OUTCOMES = {
    "no_hardship": "经入户核实，家庭没有需要救助的困难，预警到此结束。",
    "already_helped": "情况属实，应有的救助已经落实，不需要另行办理。",
    "include": "家庭符合或可能符合救助条件，先登记其申请，是否给予由申请程序决定。",
    "refer": "困难由其他部门解决，须先推送，收到部门反馈后以此结束。",
    "conference": "现有政策难以覆盖，提交县级困难群众基本生活保障工作协调机制研究。",
    "exit": "待遇可能需要调整或终止，由此提出变更；先听取家庭意见，再由县级决定。",
    "false_alarm": "数据有误或不是这户家庭，撤销预警，并据此改进监测。",
}
CHANGES = {"end": "终止待遇", "reduce": "调减待遇", "increase": "增发待遇"}
LINKS = {"application": "查看申请", "referral": "查看转介", "change": "查看变更"}
REFUSALS = (
    monitoring.CannotSign,
    monitoring.CannotRecordVisit,
    monitoring.CannotHandOver,
    monitoring.CannotConclude,
    referral.CannotOpenReferral,
    casework.CannotOpenChange,
    verification.CannotRequest,
)


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    on: date
    title: str
    words: str = ""


@may("monitoring.view")
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Reading it is written down: it speaks of a family."""
    return _page(request, alert_id)


@may("monitoring.sign")
@require_POST
def alert_sign(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Take it in hand."""
    return _step(request, alert_id, "sign", monitoring.sign, "已签收，请在期限内两人入户走访。")


@may("monitoring.visit")
@require_POST
def alert_visit(request: HttpRequest, alert_id: int) -> HttpResponse:
    """What two saw at the door; who writes it down is the first of them, the others come from the same office."""

    def visit(*, officer: Any, on: date, **given: Any) -> None:
        monitoring.record_visit(officers=[officer, *others], on=on, **given)

    office = officers.colleagues("monitoring.visit", monitored.get_alert(alert_id).owner_region)
    others = list(office.filter(pk__in=[number for number in request.POST.getlist("officers") if number.isdecimal() and len(number) < 19]))
    return _step(request, alert_id, "visit", visit, "走访已记录，请作出结论。", findings=request.POST.get("findings", ""))


@may("referral.send")
@require_POST
def alert_refer(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Before the department that can help; the alert waits for its answer."""
    person = request.POST.get("person", "")
    given = {"person_id": int(person) if person.isdecimal() and len(person) < 19 else 0, "need_words": request.POST.get("need_words", "")}
    return _step(request, alert_id, "refer", refer_alert, "已推送医疗保障局，收到反馈后再作结论。", **given)


@may("monitoring.conclude")
@require_POST
def alert_conclude(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One of the seven; 纳入 without an application leads to its page first."""
    outcome, origin = request.POST.get("outcome", ""), origin_of(alert_id)
    about = monitored.get_alert(alert_id)
    has_case = cases.application_from(origin) or cases.find_open_application(about.household_id)
    if outcome == "include" and about.state == "visited" and not has_case:
        return redirect(f"{reverse('apply', args=[about.household_id])}?alert={alert_id}")
    kind = request.POST.get("kind", "end")
    given = {"outcome": outcome, "words": request.POST.get("words", ""), "kind": kind if kind in CHANGES else "end"}
    return _step(request, alert_id, "conclude", conclude_alert, "结论已作出。", **given)


def _step(request: HttpRequest, alert_id: int, form: str, verb: Any, said: str, **given: Any) -> HttpResponse:
    monitored.get_alert(alert_id)
    return act(
        request,
        verb,
        refusals=REFUSALS,
        said=said,
        then=reverse("alert", args=[alert_id]),
        again=lambda words: _page(request, alert_id, trouble={form: words}),
        alert_id=alert_id,
        **given,
    )


def _page(request: HttpRequest, alert_id: int, trouble: dict[str, str] | None = None) -> HttpResponse:
    on, about = today(), monitored.get_alert(alert_id)
    audit.record("monitoring.alert_read", about=about, by=request.user)
    home, signal, origin = about.household_id, monitored.signal_of(about), origin_of(alert_id)
    sent = list(referrals.from_origin(origin))
    context = {
        "alert": about,
        "signal": signal,
        "offers": monitored.offers_of(about),
        "members": sorted(registry.members_of(home, on), key=lambda member: member.relation != "head"),
        "standings": benefits.standings_of(home, on),
        "awards": [award for award in benefits.awards_of(home) if award.until_month is None or award.until_month > on],
        "referrals": [(one, referrals.route_of(one), referrals.outcome_title(one)) for one in sent],
        "waits": any(one.state != "completed" for one in sent),
        "application": cases.application_from(origin) or cases.find_open_application(home),
        "is_mine": request.user.region == about.owner_region and about.state != "concluded",
        "colleagues": officers.colleagues("monitoring.visit", about.owner_region).exclude(pk=request.user.pk),
        "outcomes": [(code, title, OUTCOMES[code]) for code, title in monitored.OUTCOMES.items()],
        "changes": CHANGES,
        "steps": _steps(about.state),
        "moments": sorted(_moments(about, sent), key=lambda moment: moment.on)[::-1],
        "follow_up": _follow_up(about.follow_up),
        "typed": request.POST,
        "chosen": request.POST.getlist("officers"),
        "trouble": trouble or {},
    }
    return render(request, "console/alert.html", context, status=422 if trouble else 200)


def _steps(state: str) -> list[tuple[str, str]]:
    """Raised, signed, visited, concluded: each done, now or to come."""
    order = ["raised", "signed", "visited", "concluded"]
    now = order.index(state)
    titles = ("签收", "两人入户走访", "作出结论")
    return [(title, "done" if place < now else "now" if place == now else "next") for place, title in enumerate(titles)]


def _moments(about: Any, sent: list[Any]) -> list[Moment]:
    found = [Moment(about.raised_on, "系统预警", about.words)]
    if about.signed_on:
        found.append(Moment(about.signed_on, "签收", about.signed_by.name))
    for visit in about.visits.all():
        names = "、".join(one.officer.name for one in visit.visitors.all())
        found.append(Moment(visit.on, "入户走访", f"{names}：{visit.findings}"))
    for one in sent:
        found.append(Moment(one.opened_on, f"推送{referrals.route_of(one).title}", one.need_words))
        if one.completed_on:
            found.append(Moment(one.completed_on, f"部门反馈：{referrals.outcome_title(one)}", one.outcome_words))
    if about.concluded_on:
        found.append(Moment(about.concluded_on, f"结论：{about.get_outcome_display()}", f"{about.concluded_by.name}：{about.conclusion_words}"))
    return found


def _follow_up(written: str) -> tuple[str, str] | None:
    """Where the alert led: the words and the address of a link."""
    kind, _, number = written.partition(":")
    return (LINKS[kind], reverse(kind, args=[int(number)])) if kind in LINKS else None
