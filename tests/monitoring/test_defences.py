"""预警的防线: two officers at once, and what each of the database's rules prevents, shown by taking it away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from django.db import connection

from doudi.base import access
from doudi.base.models import Officer
from doudi.monitoring import actions
from doudi.monitoring.actions import handling
from doudi.monitoring.models import Alert
from tests.databases import Clone
from tests.monitoring.builders import MONDAY, TOWN, a_visited_alert, an_alert

Owner = Callable[[], psycopg.Connection]


@pytest.fixture
def alert(fresh_database: Clone, officer_of: Callable[..., Officer]) -> Alert:
    """An alert that is really in the database, with two officers of its town."""
    with access.acting_as_system():
        return an_alert()


def signed_at_once(alert: Alert, officers: tuple[Officer, Officer], second_is_trying: Event, *, before_it_reads: bool) -> list[str]:
    """Both sign, the second while the first has not committed yet; what each of them hears."""
    first_has_signed = Event()

    def first() -> str:
        try:
            with access.acting(officers[0]):
                actions.sign(alert_id=alert.pk, officer=officers[0], on=MONDAY)
                first_has_signed.set()
                second_is_trying.wait(10)
            return "signed"
        finally:
            connection.close()

    def second() -> str:
        try:
            first_has_signed.wait(10)
            with access.acting(officers[1]):
                assert Alert.objects.get(pk=alert.pk).state == "raised", "the first has not committed"
                if before_it_reads:
                    second_is_trying.set()
                actions.sign(alert_id=alert.pk, officer=officers[1], on=MONDAY)
            return "signed"
        except actions.CannotSign as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [work.result(30) for work in (pool.submit(first), pool.submit(second))]


def test_of_two_who_sign_at_once_one_is_told_who_has_it(alert: Alert, officer_of: Callable[..., Officer]) -> None:
    officers = officer_of("township", TOWN), officer_of("township", TOWN)
    assert signed_at_once(alert, officers, Event(), before_it_reads=True) == ["signed", f"这条预警已由{officers[0].name}签收，无需重复签收。"]
    with access.acting_as_system():
        assert Alert.objects.get().signed_by == officers[0]


def test_without_the_lock_both_would_believe_they_have_it(alert: Alert, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_read, readers = Event(), []

    def unlocked(alert_id: int, refusal: type[Exception]) -> Alert:
        read = Alert.objects.select_related("signed_by").get(pk=alert_id)
        readers.append(read)
        if len(readers) == 2:
            both_have_read.set()
        return read

    monkeypatch.setattr(handling, "_locked", unlocked)
    officers = officer_of("township", TOWN), officer_of("township", TOWN)
    assert signed_at_once(alert, officers, both_have_read, before_it_reads=False) == ["signed", "signed"]


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("alert_concluded_with_an_outcome", {"state": "concluded"}),
        ("alert_signed_by_someone", {"signed_by": None}),
        ("alert_has_owner_and_words", {"region": "370702", "words": ""}),
        ("alert_outcome_leads_somewhere", {"state": "concluded", "outcome": "exit", "conclusion_words": "停发。", "concluded_on": MONDAY}),
    ],
)
def test_without_the_check_a_hole_would_open(rule: str, change: dict[str, object], fresh_database: Clone, owner_of: Owner, officer_of: Callable[..., Officer]) -> None:
    one, two = officer_of("township", TOWN), officer_of("township", TOWN)
    with access.acting_as_system():
        alert = a_visited_alert(one, two)
    if "outcome" in change:
        change = {**change, "concluded_by": one}
    with owner_of() as owner:
        owner.execute(f"ALTER TABLE monitoring_alert DROP CONSTRAINT {rule}")
    with access.acting_as_system():
        assert Alert.objects.filter(pk=alert.pk).update(**change) == 1


def test_without_row_security_another_town_would_see_it(alert: Alert, owner_of: Owner, officer_of: Callable[..., Officer]) -> None:
    elsewhere = officer_of("township", "370702002")
    with access.acting(elsewhere):
        assert not Alert.objects.exists()
    with owner_of() as owner:
        owner.execute("ALTER TABLE monitoring_alert DISABLE ROW LEVEL SECURITY")
    with access.acting(elsewhere):
        assert Alert.objects.exists()


def test_a_visit_once_written_stays(fresh_database: Clone, owner_of: Owner, officer_of: Callable[..., Officer]) -> None:
    with access.acting_as_system():
        alert = a_visited_alert(officer_of("township", TOWN), officer_of("township", TOWN))
    with pytest.raises(psycopg.errors.RestrictViolation), owner_of() as owner:
        owner.execute("SET doudi.region = '3707'")
        owner.execute("UPDATE monitoring_visit SET findings = '改写'")
    with owner_of() as owner:
        owner.execute("ALTER TABLE monitoring_visit DISABLE TRIGGER USER")
        owner.execute("SET doudi.region = '3707'")
        assert owner.execute("UPDATE monitoring_visit SET findings = '改写' WHERE alert_id = %s", [alert.pk]).rowcount == 1
