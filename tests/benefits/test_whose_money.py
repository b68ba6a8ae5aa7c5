"""升级: what was decided and paid before lines had parts is laid upon its lines as it would be now, and lists of the system before ours come into the books."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from django.db import connection

from doudi.base.models import Officer
from doudi.benefits import actions
from doudi.benefits.models import Entry, RecoveryPart, Standing
from tests.benefits.builders import BEFORE, MONTH, Desk, a_desk, a_recipient
from tests.benefits.test_returned_money import TOLD, balances, found, paid_month, repaid, taken_over, to_repay, wrong
from tests.people import a_household

pytestmark = pytest.mark.usefixtures("system")
UPGRADE = import_module("doudi.benefits.migrations.0011_whose_money")


@pytest.fixture
def desk(officer_of: Callable[..., Officer]) -> Desk:
    return a_desk(officer_of)


def upgraded(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def parts() -> list[tuple[int, int, int, int]]:
    return sorted(RecoveryPart.objects.values_list("recovery", "line", "amount_fen", "cleared_fen"))


def test_what_was_decided_before_is_laid_upon_its_lines(desk: Desk) -> None:
    """Two months decided whole and half repaid, and one decided for less than was found."""
    one, other = a_recipient(), a_recipient()
    taken_over(one)
    upgraded(UPGRADE.TAKEN_OVER)
    paid_month(desk)
    whole = to_repay(desk, one, found(one, 20_000, since=BEFORE))
    repaid(desk, whole, 55_000, TOLD)
    (half,) = found(other, 20_000)
    to_repay(desk, other, [half], {half.pk: 10_000})
    now = parts()
    assert [(amount, cleared) for _, _, amount, cleared in now] == [(40_000, 40_000), (40_000, 15_000), (10_000, 0)]
    RecoveryPart.objects.all().delete()
    upgraded(UPGRADE.DECIDED_BEFORE)
    assert parts() == now and wrong() == []


def test_a_list_of_the_system_before_comes_into_the_books_once_whatever_is_in_it(desk: Desk) -> None:
    for fen in (60_000, 137):
        taken_over(a_recipient(), fen)
    upgraded(UPGRADE.TAKEN_OVER)
    entry = Entry.objects.get()
    assert (entry.key.split(":", 2)[2], entry.on, balances()) == ("taken_over", BEFORE, {"expense": 60_137, "fund": -60_137})
    assert "原系统已支付" in entry.memo and entry.on < MONTH


def test_who_carries_on_whom_is_known_of_what_moved_before(desk: Desk) -> None:
    one, stayed = a_recipient(), a_recipient()
    given = {"from_on": date(2026, 12, 1), "decided_by": "decision:7", "officer": None, "on": TOLD}
    fresh = actions.transfer_standing(standing_id=one.standing.pk, to_household_id=a_household().pk, **given)
    Standing.objects.update(follows=None, is_carried_on=False)
    upgraded(UPGRADE.CARRIED_ON)
    assert set(Standing.objects.values_list("pk", "follows", "is_carried_on")) == {
        (one.standing.pk, None, True), (fresh.pk, one.standing.pk, False), (stayed.standing.pk, None, False),
    }  # fmt: skip
