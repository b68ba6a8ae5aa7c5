"""预警队列: counts and lists agree, and a deadline falls into one class."""

from datetime import date

import pytest

from doudi.monitoring import queries
from doudi.monitoring.models import Alert
from tests.monitoring.builders import an_alert

pytestmark = pytest.mark.usefixtures("system")
THURSDAY = date(2026, 10, 15)


@pytest.mark.parametrize(
    ("due_on", "when"),
    [
        (date(2026, 10, 14), "overdue"),
        (date(2026, 10, 15), "today"),
        (date(2026, 10, 16), "three_days"),
        (date(2026, 10, 20), "three_days"),
        (date(2026, 10, 21), "later"),
    ],
)
def test_a_deadline_falls_into_one_class(due_on: date, when: str) -> None:
    alert = an_alert()
    Alert.objects.filter(pk=alert.pk).update(due_on=due_on)
    counts = queries.counts_by_deadline(THURSDAY)
    assert {name: getattr(counts, name) for name in ("overdue", "today", "three_days", "later")} == {
        name: int(name == when) for name in ("overdue", "today", "three_days", "later")
    }
    assert [queries.due(queries.queue(), name, on=THURSDAY).count() for name in ("overdue", "today", "three_days", "later")].count(1) == 1
    assert queries.due(queries.queue(), when, on=THURSDAY).get() == alert


def test_the_owners_queue_leaves_what_is_the_countys() -> None:
    of_town, of_county = an_alert(), an_alert(region="370702")
    assert list(queries.queue(owner_region="370702001")) == [of_town]
    assert list(queries.queue(owner_region="370702")) == [of_county]
    assert queries.counts_by_deadline(THURSDAY, owner_region="370702").three_days == 1


def test_the_queue_is_by_deadline_and_can_be_narrowed() -> None:
    later, sooner = an_alert(on=date(2026, 10, 14)), an_alert(on=date(2026, 10, 12), signal="in_two_households")
    assert list(queries.queue()) == [sooner, later]
    assert list(queries.queue(signal="in_two_households")) == [sooner]
    assert not queries.queue(state="visited").exists()
