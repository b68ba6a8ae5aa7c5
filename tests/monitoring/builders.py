"""造出来的预警: alerts in any state for the tests of rooms that handle them."""

from datetime import date
from itertools import count

from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.monitoring import actions
from doudi.monitoring.models import Alert
from tests.people import Family, a_family

MONDAY = date(2026, 10, 12)
TOWN = "370702001"
_turn = count(1)


def an_alert(family: Family | None = None, *, signal: str = "heavy_medical_spending", on: date = MONDAY, region: str = "", **more: object) -> Alert:
    """An alert just raised about a family (a new one unless given)."""
    family = family or a_family()
    cause = str(more.pop("cause", f"test:{next(_turn)}"))
    return Alert.objects.create(
        signal=signal,
        household_id=family.household.pk,
        cause=cause,
        cause_key=cause,
        level="red",
        region=region or family.household.region,
        raised_on=on,
        due_on=workdays_after(on, 5),
        words="近12个月医疗自付 38,420.50 元。",
        **more,
    )


def a_visited_alert(one: Officer, two: Officer, family: Family | None = None, *, on: date = MONDAY) -> Alert:
    """An alert signed by the first officer and visited by both on the day it was raised."""
    alert = an_alert(family, on=on)
    actions.sign(alert_id=alert.pk, officer=one, on=on)
    actions.record_visit(alert_id=alert.pk, officers=[one, two], findings="家中两人，确有困难。", on=on)
    return Alert.objects.get(pk=alert.pk)
