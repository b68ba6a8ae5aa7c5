"""申请: a family asks for help; what it declares is written down, and what departments know is asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from doudi.base.models import Officer
from doudi.casework import actions as casework
from doudi.flows.clock import now_on
from doudi.registry.actions import Declared
from doudi.verification import actions as verification

if TYPE_CHECKING:
    from doudi.casework.models import Application


@transaction.atomic
def apply_for_help(
    *,
    household_id: int,
    applicant_id: int,
    declared: Sequence[Declared],
    origin: str,
    officer: Officer,
    on: date,
    relatives: str = "",
    account_id: int | None = None,
    scheme: str = "dibao",
    arrived: casework.Arrived | None = None,
    unsigned: Collection[int] = (),
) -> Application:
    """Accept an application, keep the consents its members signed with it (all but those `unsigned`), and ask the departments about them
    (法 40, 41; 57号 9, 10, 17); of a family that needs help at once, or is registered nowhere here, nothing is asked (法 37, 50).
    """
    application = casework.accept(
        household_id=household_id,
        applicant_id=applicant_id,
        declared=declared,
        origin=origin,
        officer=officer,
        on=on,
        relatives=relatives,
        account_id=account_id,
        scheme=scheme,
        arrived=arrived,
    )
    signed = {"reference": f"SQS-{application.number}", "unsigned": unsigned}
    verification.consent_with_application(household_id=household_id, applicant_id=applicant_id, officer=officer, on=on, **signed)
    if scheme == "urgent_relief" or application.household.is_stranger:
        return application
    verification.request_checks(household_ids=[household_id], reason="申请（社会救助法 第四十条、第四十一条）", officer=officer, on=on, now=now_on(on))
    return application
