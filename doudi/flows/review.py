"""复核: what a family receives is looked at again; departments are asked anew, the change waits for the hearing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from doudi.base.models import Officer
from doudi.casework import actions as casework
from doudi.registry import actions as registry
from doudi.verification import actions as verification

if TYPE_CHECKING:
    from doudi.casework.models import Change


@transaction.atomic
def review_household(*, household_id: int, kind: str, cause: str, reason: str, officer: Officer, on: date) -> Change:
    """Propose a change to what a family receives and ask the departments about it; nothing changes before the family is heard (法 46, 48)."""
    registry.watch_household(household_id=household_id, on=on)
    change = casework.open_change(household_id=household_id, kind=kind, cause=cause, reason=reason, officer=officer, on=on)
    verification.request_vehicles(household_ids=[household_id], reason="复核（社会救助法 第四十六条）", officer=officer, on=on)
    return change
