"""现金还是银行: a clerk pays in cash while the bank's list is made; one of the two has it, and without the lock both do."""

from collections.abc import Callable
from threading import Event

import pytest

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.benefits import actions
from doudi.benefits.actions import imprest, prepare
from doudi.benefits.models import Award, PayLine
from tests.benefits.builders import COUNTY, PREPARED, a_desk
from tests.benefits.test_in_kind import cash, filled, relief
from tests.races import at_once


def race(officer_of: Callable[..., Officer], *, both_read: Event | None = None) -> tuple[list[str], int]:
    """What each hears, and how many times the relief is on its way; with `both_read` nothing holds the second up, and the first waits for it to have read."""
    with acting_as_system():
        desk = a_desk(officer_of)
        filled(desk)
        _, award = relief()
    by_cash = desk.townships[0], lambda: cash(award, desk.townships[0])

    def by_bank() -> None:
        actions.prepare_once(region=COUNTY, on=PREPARED, officer=desk.county)
        if both_read:
            both_read.set()

    heard = at_once(by_cash, (desk.county, by_bank), both_read=both_read)
    with acting_as_system():
        return heard, PayLine.objects.filter(award=award).count() + Award.objects.filter(pk=award.pk, imprest_move__isnull=False).count()


def test_bank_and_cash_at_once_pay_one(fresh_database: object, officer_of: Callable[..., Officer]) -> None:
    assert race(officer_of) == (["done", "done"], 1)


def test_without_the_lock_both_pay(fresh_database: object, officer_of: Callable[..., Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (imprest, prepare):
        monkeypatch.setattr(room, "hold_once", lambda region: None)
    assert race(officer_of, both_read=Event()) == (["done", "done"], 2)
