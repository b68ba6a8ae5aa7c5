"""更正时有成员去世: what the living of a bereaved family were given too much or too little is found; the share of the dead is worked out by itself."""

from datetime import date

import pytest

from doudi.benefits import actions
from doudi.benefits.models import Adjustment, PriceSubsidy
from doudi.registry.models import Membership
from tests.benefits.builders import Desk, Recipient, a_recipient
from tests.benefits.test_subsidy import declared
from tests.benefits.test_subsidy_correction import DAY, corrected, desk, kept, paid, wrong

__all__ = ["desk"]
held = pytest.mark.usefixtures("system")


def bereaved(desk: Desk) -> tuple[Recipient, PriceSubsidy]:
    """A family of three, paid, of whom one had died before the month; found since, the amount is for the family's review to say."""
    one = a_recipient(members=3)
    subsidy = declared(desk)
    paid(desk)
    dead = one.family.people[2]
    dead.died_on, dead.death_known_on = date(2026, 9, 2), DAY
    dead.save()
    assert [each.amount_fen for each in actions.open_adjustments(on=DAY)] == [None]
    return one, subsidy


@held
@pytest.mark.parametrize("fen", [3_000, 8_000, 0], ids=["less", "more", "nothing"])
@pytest.mark.parametrize("is_worked_out", [False, True], ids=["before the review", "after the review"])
def test_who_lives_on_is_found_their_difference(desk: Desk, fen: int, is_worked_out: bool) -> None:
    """Metamorphic: the share of the dead may be worked out before the correction or after it; what the living keep is the same."""
    one, subsidy = bereaved(desk)
    death = Adjustment.objects.get()
    if is_worked_out:
        actions.open_recovery(adjustment_ids=[death.pk], words="去世后仍发放一份。", amounts={death.pk: 5_000}, officer=desk.townships[0], on=DAY)
    made = corrected(desk, subsidy, fen)
    differs = abs(5_000 - fen) * 2
    assert (made.over_fen, made.under_fen) == ((differs, 0) if fen < 5_000 else (0, differs))
    assert "去世成员的一份另行核定" in Adjustment.objects.get(decided_by=made.mark).reason
    if not is_worked_out:
        actions.open_recovery(adjustment_ids=[death.pk], words="去世后仍发放一份。", amounts={death.pk: 5_000}, officer=desk.townships[0], on=DAY)
    assert kept() == ({one.family.household.pk: 2 * fen} if fen else {}) and wrong() == []
    corrected(desk, subsidy, 4_000)
    assert kept() == {one.family.household.pk: 8_000}


@held
def test_a_finding_that_was_dismissed_takes_nobody_s_share(desk: Desk) -> None:
    one, subsidy = bereaved(desk)
    actions.settle_adjustment(adjustment_id=Adjustment.objects.get().pk, result="not_due", because="登记有误，人在世。", officer=desk.county, on=DAY)
    corrected(desk, subsidy, 8_000)
    assert kept() == {one.family.household.pk: 24_000}


@held
def test_who_was_not_counted_when_it_was_declared_takes_no_share_with_them(desk: Desk) -> None:
    """Gone from the family before the day, so nothing was given for them; what is found of their death says no amount."""
    one = a_recipient(members=3)
    dead = one.family.people[2]
    Membership.objects.filter(person=dead).update(until_on=date(2026, 10, 1))
    subsidy = declared(desk)
    paid(desk)
    dead.died_on, dead.death_known_on = date(2026, 9, 2), DAY
    dead.save()
    assert [each.amount_fen for each in actions.open_adjustments(on=DAY)] == [None]
    assert corrected(desk, subsidy, 8_000).under_fen == 6_000, one
