"""告知: the family is told in writing what was decided, and why."""

from datetime import date

from django.db import transaction

from doudi.base import audit
from doudi.base.access import require
from doudi.base.models import Officer
from doudi.casework.actions.step import be_named, say
from doudi.casework.models import Decision, Telling


class CannotTell(Exception):
    """Worded for the officer."""


@transaction.atomic
def tell(*, decision_id: int, how: str, officer: Officer, on: date) -> Telling:
    """Record that the letter has reached the family; owed within three working days (57号 21; 法 45, 48)."""
    be_named(officer, CannotTell)
    decision = Decision.objects.select_for_update(no_key=True).filter(pk=decision_id).first()
    if decision is None:
        raise CannotTell("没有这项决定，或者它不在您负责的区域内。")
    require(officer, "casework.tell", decision.region)
    if on < decision.decided_on:
        raise CannotTell(f"告知日期早于决定日期 {decision.decided_on}。")
    if earlier := Telling.objects.filter(decision=decision).first():
        raise CannotTell(f"已于 {earlier.on} 告知（{earlier.how}）。")
    telling = Telling.objects.create(decision=decision, on=on, how=say(how, "送达方式", CannotTell), told_by=officer, region=decision.region)
    audit.record("decision.told", about=decision, by=officer, because=telling.how)
    return telling
