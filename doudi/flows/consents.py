"""授权: a consent is written down for a family that has something in hand, and the departments it covers are asked at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from doudi.base.models import Officer
from doudi.benefits import queries as paid
from doudi.casework import queries as cases
from doudi.flows.clock import now_on
from doudi.verification import actions as verification

if TYPE_CHECKING:
    from doudi.verification.models import Consent

REASON = "补签授权（社会救助法 第四十条、第四十一条）"


@transaction.atomic
def sign(write: Callable[..., Consent], *, household_id: int, officer: Officer, on: date, **signed: Any) -> Consent:
    """A member (`consent_at_window`) or somebody bound to support the family (`consent_of_supporter`) has signed; refused where nothing is in hand for
    which anybody might be asked about them."""
    if not is_in_hand(household_id, on):
        raise verification.CannotConsent("该户没有在办的事项，也没有已确认的身份，不需要授权核对。请先受理申请。")
    consent = write(household_id=household_id, officer=officer, on=on, **signed)
    verification.request_checks(household_ids=[household_id], reason=REASON, officer=officer, on=on, now=now_on(on))
    return consent


def is_in_hand(household_id: int, on: date) -> bool:
    """Whether the family receives, or something of it is on its way."""
    return bool(paid.standings_of(household_id, on)) or household_id in cases.households_under_way()
