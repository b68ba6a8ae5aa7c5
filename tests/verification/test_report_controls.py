"""Negative controls: each defence of a report, an item and an objection is taken away by the owner, and what it held back happens."""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import psycopg
import pytest
from django.db import IntegrityError

from doudi.base.access import acting, acting_as_system
from doudi.base.models import Officer
from doudi.verification.actions import make_report, object_to_report
from doudi.verification.models import CheckObjection, Item, Report
from tests.databases import Clone
from tests.races import at_once
from tests.verification.files import DAY
from tests.verification.reports import a_checked_family

report_action = sys.modules["doudi.verification.actions.report"]
Owner = Callable[[], psycopg.Connection]


@pytest.fixture
def report(fresh_database: Clone, tmp_path: Path, officer_of: Callable[..., Officer]) -> Report:
    """Kept for good, with an objection."""
    with acting_as_system():
        family, officer = a_checked_family(tmp_path), officer_of("county")
        made = make_report(household_id=family.household.pk, officer=officer, on=DAY)
        given = {"words": "不是我的账户。", "contact": "", "feeds": ["vehicles"], "papers": []}
        object_to_report(report_id=made.pk, **given, officer=officer, on=DAY)
    return made


def test_it_is_the_database_that_keeps_them(report: Report, owner_of: Owner, officer_of: Callable[..., Officer]) -> None:
    with owner_of() as owner:
        for table in ("report", "item", "checkobjection"):
            owner.execute(f"ALTER TABLE verification_{table} DISABLE TRIGGER USER")
    later = DAY + timedelta(days=900)
    with acting_as_system():
        assert Report.objects.filter(pk=report.pk).update(valid_until=later) == 1
        assert Item.objects.update(counted=0) == 4
        assert CheckObjection.objects.update(due_on=later) == 1
    elsewhere = officer_of("county", "370703")
    with acting(elsewhere):
        assert not Report.objects.exists() and not Item.objects.exists() and not CheckObjection.objects.exists()
    with owner_of() as owner:
        for table in ("report", "item", "checkobjection"):
            owner.execute(f"ALTER TABLE verification_{table} DISABLE ROW LEVEL SECURITY")
    with acting(elsewhere):
        assert Report.objects.exists() and Item.objects.exists() and CheckObjection.objects.exists()


def test_two_who_report_at_once_make_two_one_after_the_other(fresh_database: Clone, tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    with acting_as_system():
        family, one, other = a_checked_family(tmp_path), officer_of("county"), officer_of("county")

    def act(officer: Officer) -> tuple[Officer, Callable[[], Report]]:
        return officer, lambda: make_report(household_id=family.household.pk, officer=officer, on=DAY)

    assert at_once(act(one), act(other)) == ["done", "done"]
    with acting_as_system():
        first, second = Report.objects.order_by("number")
        assert (first.number[-1], second.number[-1], second.supersedes_id) == ("1", "2", first.pk)


def test_without_the_lock_two_at_once_would_meet(
    fresh_database: Clone, tmp_path: Path, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: both take the first number, and the database lets one of them have it."""
    with acting_as_system():
        family, one, other = a_checked_family(tmp_path), officer_of("county"), officer_of("county")
    both_read, seen = Event(), []

    def unlocked(county: str, on: date) -> str:
        seen.append(county)
        if len(seen) == 2:
            both_read.set()
        return f"HD{county}-{on.year}-000001"

    monkeypatch.setattr(report_action, "_next_number", unlocked)

    def act(officer: Officer) -> tuple[Officer, Callable[[], Report]]:
        return officer, lambda: make_report(household_id=family.household.pk, officer=officer, on=DAY)

    with pytest.raises(IntegrityError):
        at_once(act(one), act(other), both_read=both_read)
    with acting_as_system():
        assert Report.objects.count() == 1
