"""预警的防线: two officers at once, and what each of the database's rules prevents, shown by taking it away."""

from collections.abc import Callable
from threading import Event

import psycopg
import pytest
from django.db import IntegrityError

from doudi.base import access
from doudi.base.models import Officer
from doudi.monitoring import actions
from doudi.monitoring.actions import handling, raising
from doudi.monitoring.models import Alert
from tests.databases import Clone
from tests.monitoring.builders import MONDAY, TOWN, a_visited_alert, an_alert
from tests.monitoring.populations import ON, ill
from tests.people import a_family
from tests.races import at_once

Owner = Callable[[], psycopg.Connection]


@pytest.fixture
def alert(fresh_database: Clone, officer_of: Callable[..., Officer]) -> Alert:
    """An alert that is really in the database, with two officers of its town."""
    with access.acting_as_system():
        return an_alert()


def signing(alert: Alert, officer: Officer) -> tuple[Officer, Callable[[], Alert]]:
    return officer, lambda: actions.sign(alert_id=alert.pk, officer=officer, on=MONDAY)


def test_of_two_who_sign_at_once_one_is_told_who_has_it(alert: Alert, officer_of: Callable[..., Officer]) -> None:
    officers = officer_of("township", TOWN), officer_of("township", TOWN)
    heard = at_once(signing(alert, officers[0]), signing(alert, officers[1]))
    assert heard == ["done", f"这条预警已由{officers[0].name}签收，无需重复签收。"]
    with access.acting_as_system():
        assert Alert.objects.get().signed_by == officers[0]


def test_without_the_lock_both_would_believe_they_have_it(alert: Alert, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    both_read, readers = Event(), []

    def unlocked(alert_id: int, refusal: type[Exception]) -> Alert:
        readers.append(Alert.objects.get(pk=alert_id))
        if len(readers) == 2:
            both_read.set()
        return readers[-1]

    monkeypatch.setattr(handling, "_locked", unlocked)
    officers = officer_of("township", TOWN), officer_of("township", TOWN)
    assert at_once(signing(alert, officers[0]), signing(alert, officers[1]), both_read=both_read) == ["done", "done"]


def test_without_the_checks_holes_would_open(fresh_database: Clone, owner_of: Owner, officer_of: Callable[..., Officer]) -> None:
    one, two = officer_of("township", TOWN), officer_of("township", TOWN)
    holes: dict[str, dict[str, object]] = {
        "alert_concluded_with_an_outcome": {"state": "concluded"},
        "alert_signed_by_someone": {"signed_by": None},
        "alert_has_owner_and_words": {"words": ""},
        "alert_outcome_leads_somewhere": {"outcome": "exit", "conclusion_words": "停发。", "concluded_on": MONDAY, "concluded_by": one, "follow_up": ""},
    }
    with access.acting_as_system():
        alert = a_visited_alert(one, two)
    for rule, change in holes.items():
        with owner_of() as owner:
            owner.execute(f"ALTER TABLE monitoring_alert DROP CONSTRAINT {rule}")
        with access.acting_as_system():
            assert Alert.objects.filter(pk=alert.pk).update(**change) == 1, rule


def test_without_its_unique_keys_one_cause_could_be_raised_twice(fresh_database: Clone, owner_of: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verb looks first; were it to forget, the database refuses, and without the keys there would be two."""
    monkeypatch.setattr(raising, "_unheard", lambda found, on: list(found))
    with access.acting_as_system():
        found = ill(a_family(3), 9_000_000)
        actions.raise_alerts(found, on=ON)
    with pytest.raises(IntegrityError), access.acting_as_system():
        actions.raise_alerts(found, on=ON)
    with owner_of() as owner:
        owner.execute("ALTER TABLE monitoring_alert DROP CONSTRAINT one_alert_per_family_and_cause")
        owner.execute("DROP INDEX one_open_alert_per_cause")
    with access.acting_as_system():
        actions.raise_alerts(found, on=ON)
        assert Alert.objects.count() == 2


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
