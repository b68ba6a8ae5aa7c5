"""预警办结: where an alert leads: to a department, to an application, to a change, or to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from doudi.base.models import Officer
from doudi.casework import queries as casework
from doudi.flows.application import apply_for_help
from doudi.flows.review import review_household
from doudi.monitoring import actions as monitoring
from doudi.referral import actions as referral
from doudi.referral import queries as referrals
from doudi.registry.actions import Declared

if TYPE_CHECKING:
    from doudi.monitoring.models import Alert
    from doudi.referral.models import Referral


@transaction.atomic
def refer_alert(*, alert_id: int, route: str = "medical_aid", person_id: int, need_words: str, officer: Officer, on: date) -> Referral:
    """Put what a visit has found before the department that can help; the alert waits for its answer."""
    alert = monitoring.hold(alert_id=alert_id)
    sent = referral.open_referral(
        route=route, household_id=alert.household_id, person_id=person_id, origin=origin_of(alert_id), need_words=need_words, officer=officer, on=on
    )
    monitoring.hand_over(alert_id=alert_id, follow_up=f"referral:{sent.pk}", due_on=sent.due_on, officer=officer, on=on)
    return sent


@transaction.atomic
def conclude_alert(
    *,
    alert_id: int,
    outcome: str,
    words: str,
    officer: Officer,
    on: date,
    applicant_id: int | None = None,
    declared: Sequence[Declared] = (),
    relatives: str = "",
    account_id: int | None = None,
    kind: str = "end",
) -> Alert:
    """Conclude a visited alert once no department owes it an answer; 纳入 opens an application (or takes the one already open), 退出 a change.

    `applicant_id`, `declared`, `relatives` and `account_id` are the application's; `kind` is the change's: reduce, end or increase.
    """
    alert, origin, follow_up = monitoring.hold(alert_id=alert_id), origin_of(alert_id), ""
    if referrals.unanswered_for(origin).exists():
        raise monitoring.CannotConclude("转介部门尚未反馈，待收到办理结果后再作结论；需要申请救助的，可先受理申请。")
    if outcome == "include":
        application = casework.application_from(origin) or casework.find_open_application(alert.household_id)
        if application is None and applicant_id is None:
            raise monitoring.CannotConclude("结论为“纳入”时，请指明由哪位家庭成员提出申请。")
        if application is None:
            application = apply_for_help(
                household_id=alert.household_id,
                applicant_id=applicant_id,
                declared=declared,
                origin=origin,
                officer=officer,
                on=on,
                relatives=relatives,
                account_id=account_id,
            )
        follow_up = f"application:{application.pk}"
    if outcome == "exit":
        change = casework.change_from(origin) or casework.find_open_change(alert.household_id)
        if change is None:
            change = review_household(household_id=alert.household_id, kind=kind, cause=origin, reason=words, officer=officer, on=on)
        follow_up = f"change:{change.pk}"
    return monitoring.conclude(alert_id=alert_id, outcome=outcome, words=words, follow_up=follow_up, officer=officer, on=on)


def origin_of(alert_id: int) -> str:
    """How other rooms name an alert as the reason of what they open."""
    return f"alert:{alert_id}"
