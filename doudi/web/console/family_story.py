"""家庭时间线: one family's story from every room, newest first, and the next legal date in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from doudi.base.money import yuan_words
from doudi.casework import queries as casework
from doudi.monitoring import queries as monitoring
from doudi.referral import queries as referral


@dataclass(frozen=True)
class Moment:
    """One thing that happened; `address` is where it is told in full."""

    on: date
    title: str
    words: str = ""
    address: str = ""


@dataclass(frozen=True)
class Due:
    """A legal date that lies ahead, or was missed."""

    on: date
    title: str
    address: str


def of_cases(household_id: int) -> Iterator[Moment]:
    """Applications, changes and decisions."""
    for moment in casework.timeline(household_id):
        kind, number = moment.about
        yield Moment(moment.on, moment.title, moment.words, reverse(kind, args=[number]))


def of_alerts(alerts: list[Any]) -> Iterator[Moment]:
    """Raised, signed for, visited, concluded."""
    for alert in alerts:
        address = reverse("alert", args=[alert.pk])
        signal = monitoring.signal_of(alert)
        yield Moment(alert.raised_on, f"预警：{signal.title if signal else alert.signal}", alert.words, address)
        for visit in alert.visits.all():
            yield Moment(visit.on, "预警入户走访", visit.findings, address)
        if alert.concluded_on:
            yield Moment(alert.concluded_on, f"预警结论：{alert.get_outcome_display()}", alert.conclusion_words, address)


def of_referrals(referrals: list[Any]) -> Iterator[Moment]:
    """Sent, and answered."""
    for one in referrals:
        address = reverse("referral", args=[one.pk])
        yield Moment(one.opened_on, f"转介：{referral.route_of(one).title}", one.need_words, address)
        if one.completed_on:
            amount = f"，{yuan_words(one.outcome_amount_fen)}" if one.outcome_amount_fen else ""
            yield Moment(one.completed_on, f"部门反馈：{referral.outcome_title(one)}{amount}", one.outcome_words, address)


def of_help(standings: list[Any], lines: list[Any], adjustments: list[Any]) -> Iterator[Moment]:
    """Standings confirmed and ended, money that arrived or came back, money found not to have been due."""
    for standing in standings:
        yield Moment(standing.from_on, f"确认身份：{standing.get_kind_display()}")
        if standing.until_on:
            yield Moment(standing.until_on, f"身份终止：{standing.get_kind_display()}")
    for line in lines:
        if line.answered_on:
            title = "到账" if line.state == "paid" else "银行退回"
            yield Moment(line.answered_on, f"{title}：{line.get_kind_display()} {yuan_words(line.amount_fen)}", f"{line.month:%Y年%-m月}，{line.payee.name}")
    for one in adjustments:
        yield Moment(one.opened_on, "登记追补事项", one.reason)


def dates_ahead(application: Any, change: Any, decisions: list[Any], alerts: list[Any], referrals: list[Any]) -> list[Due]:
    """Every open legal date of the family, nearest first."""
    found = [Due(alert.due_on, "预警办理", reverse("alert", args=[alert.pk])) for alert in alerts if alert.state != "concluded"]
    found += [Due(one.due_on, "部门答复", reverse("referral", args=[one.pk])) for one in referrals if one.state != "completed"]
    found += [Due(one.tell_due_on, "书面告知", reverse("decision", args=[one.pk])) for one in decisions]
    for kind, case in (("application", application), ("change", change)):
        if case:
            step = case.procedure.next_step(case.state)
            found.append(Due(case.next_due_on, step.title if step else case.get_state_display(), reverse(kind, args=[case.pk])))
    return sorted(found, key=lambda due: due.on)
