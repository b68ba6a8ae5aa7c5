"""补贴更正的核验: what the last correction did not find is named, whatever else was found of the same money; what it need not find is not."""

import pytest

from doudi.benefits import actions
from doudi.benefits.models import Adjustment
from tests.benefits.builders import Desk, a_recipient
from tests.benefits.test_subsidy import declared
from tests.benefits.test_subsidy_bereaved import bereaved
from tests.benefits.test_subsidy_correction import DAY, SENTENCES, corrected, desk, paid, wrong

__all__ = ["desk"]
held = pytest.mark.usefixtures("system")
SENTENCE = SENTENCES[1]


@held
@pytest.mark.parametrize(("fens", "gone"), [((3_000,), 0), ((3_000, 4_000), 1), ((3_000, 5_000), 1), ((8_000, 5_000, 6_000), 2)])
def test_what_the_last_correction_did_not_find_is_seen_whatever_else_was_found(desk: Desk, fens: tuple[int, ...], gone: int) -> None:
    """A finding of another correction, of something else or of a death that was dismissed, stands for nothing; the control: with it all is well."""
    one = a_recipient()
    subsidy = declared(desk)
    paid(desk)
    for fen in fens:
        corrected(desk, subsidy, fen)
    assert wrong() == []
    last = Adjustment.objects.order_by("pk")[gone]
    last.delete()
    assert wrong() == [SENTENCE]
    given = {"award_id": last.award_id, "household_id": one.family.household.pk, "person_id": last.person_id, "month": last.month, "due_on": DAY}
    given |= {"opened_on": DAY, "owner_region": last.owner_region, "region": last.region}
    dismissed = {"state": "settled", "result": "not_due", "outcome": "人在世。", "settled_on": DAY}
    for other in ({"decided_by": "", "reason": "去世", **dismissed}, {"decided_by": "decision:9", "amount_fen": 1, "reason": "更正"}):
        Adjustment.objects.create(**given, **other)
        assert wrong() == [SENTENCE], other
    Adjustment.objects.create(**given, decided_by=last.decided_by, amount_fen=last.amount_fen, direction=last.direction, reason=last.reason)
    assert wrong() == []


@held
@pytest.mark.parametrize("worked_out", [None, 5_000, 7_000])
def test_of_a_bereaved_family_the_share_of_the_living_is_looked_for_too(desk: Desk, worked_out: int | None) -> None:
    """The finding of the death stands for the share of the dead alone."""
    _, subsidy = bereaved(desk)
    if worked_out:
        death = Adjustment.objects.get()
        actions.open_recovery(adjustment_ids=[death.pk], words="去世后仍发放一份。", amounts={death.pk: worked_out}, officer=desk.townships[0], on=DAY)
    made = corrected(desk, subsidy, 3_000)
    assert wrong() == []
    Adjustment.objects.filter(decided_by=made.mark).delete()
    assert wrong() == [SENTENCE]


@held
def test_what_nothing_is_left_to_be_found_of_is_no_breach(desk: Desk) -> None:
    """The review of the death has asked back just what the correction would have: the living were given what they are due."""
    _, subsidy = bereaved(desk)
    death = Adjustment.objects.get()
    actions.open_recovery(adjustment_ids=[death.pk], words="去世后仍发放一份。", amounts={death.pk: 9_000}, officer=desk.townships[0], on=DAY)
    made = corrected(desk, subsidy, 3_000)
    assert (made.over, made.under) == (0, 0) and wrong() == []
