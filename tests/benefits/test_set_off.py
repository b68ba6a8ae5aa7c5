"""抵扣: what is set off by agreement never outlives what is left to return; each month is paid in full, set off, or owed to the family."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, queries
from doudi.benefits.models import Adjustment, Award, PayLine, Recovery
from doudi.oversight.check import check_books, prove
from doudi.oversight.invariants import all_invariants
from tests.benefits.builders import COUNTY, Desk, Recipient, an_account
from tests.benefits.test_recovery import above, claim, desk, second, set_off, supplements
from tests.benefits.test_transfers import moved

__all__ = ["above", "desk", "second"]
pytestmark = pytest.mark.usefixtures("system")
Above = tuple[Recipient, Recovery]
DECEMBER, JANUARY, FEBRUARY, MARCH = date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)
FULL, LESS = 10_000, 2_000


def listed(month: date) -> None:
    actions.prepare_run(region=COUNTY, month=month, on=month.replace(day=2), officer=None)


def arrived(month: date) -> None:
    """The month's lines come to the accounts; the day's flow counts what was set off."""
    lines = PayLine.objects.filter(month=month, state="due")
    lines.update(state="sent", sent_on=month.replace(day=3))
    PayLine.objects.filter(month=month, state="sent").update(state="paid", answered_on=month.replace(day=4))
    actions.count_set_offs(region=COUNTY, on=month.replace(day=25))


def paid(*months: date) -> list[int]:
    """What the family was given beyond the standard in each of these, after they are paid."""
    for month in months:
        listed(month)
        arrived(month)
    return [PayLine.objects.get(kind="dibao_supplement", month=month).amount_fen for month in months]


def repaid(desk: Desk, recovery: Recovery, fen: int, on: date) -> Recovery:
    actions.record_repayment(recovery_id=recovery.pk, amount_fen=fen, paper=f"收据{on}", officer=desk.finance, on=on)
    recovery.refresh_from_db()
    return recovery


def owed() -> list[tuple[date, int]]:
    return list(Adjustment.objects.filter(direction="under").order_by("pk").values_list("month", "amount_fen"))


def full_after_the_debt() -> bool:
    [sentence] = [one for one in all_invariants() if one.name == "没有未退金额以后，以后的月份都照原额发放"]
    return prove(sentence, on=date(2026, 12, 21)).holds


def test_who_repays_the_rest_is_paid_in_full_from_next_month(desk: Desk, above: Above) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    assert paid(DECEMBER) == [LESS]
    repaid(desk, recovery, 22_000, date(2026, 12, 20))
    assert (recovery.state, recovery.left_fen, recovery.sets_off_fen, claim()) == ("closed", 0, 0, 0)
    assert AuditEntry.objects.filter(verb="recovery.set_off_stopped").exists()
    assert paid(JANUARY, FEBRUARY, MARCH) == [FULL, FULL, FULL] and owed() == [] and full_after_the_debt()
    assert [finding for finding in check_books(on=MARCH) if not finding.holds] == []


def test_who_does_not_repay_goes_on_being_paid_less_and_no_month_more(desk: Desk, above: Above) -> None:
    """The control: the agreement runs its months, and what no whole month takes is left."""
    _, recovery = above
    set_off(desk, recovery, 8_000)
    assert paid(DECEMBER, JANUARY, FEBRUARY, MARCH) == [LESS, LESS, LESS, FULL]
    recovery.refresh_from_db()
    assert (recovery.left_fen, recovery.sets_off_fen, owed()) == (6_000, 0, [])
    set_off_again = actions.set_off(recovery_id=recovery.pk, monthly_fen=6_000, paper="同意书2", officer=desk.townships[0], on=date(2027, 3, 28))
    assert set_off_again.sets_off_fen == 6_000, "an agreement that has run out may be made anew"


def test_what_is_written_off_is_set_off_no_more(desk: Desk, above: Above, second: Officer) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    actions.propose_write_off(recovery_id=recovery.pk, reason="已无财产可供退回。", officer=desk.county, on=date(2026, 11, 20))
    actions.answer_write_off(recovery_id=recovery.pk, is_approved=True, paper="批文", officer=second, on=date(2026, 11, 25))
    assert paid(DECEMBER, JANUARY) == [FULL, FULL] and claim() == 0


def test_part_of_it_repaid_shortens_the_agreement_by_what_it_no_longer_takes(desk: Desk, above: Above) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    assert repaid(desk, recovery, 10_000, date(2026, 11, 20)).sets_off_fen == 8_000
    assert paid(DECEMBER, JANUARY, FEBRUARY) == [LESS, LESS, FULL]
    recovery.refresh_from_db()
    assert (recovery.left_fen, recovery.sets_off_fen) == (4_000, 0) and owed() == []


@pytest.mark.parametrize(("fen", "missing"), [(30_000, 8_000), (25_000, 3_000), (22_000, 0)])
def test_a_month_that_is_listed_already_is_owed_what_it_kept_back_for_nothing(desk: Desk, above: Above, fen: int, missing: int) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    listed(DECEMBER)
    repaid(desk, recovery, fen, date(2026, 12, 3))
    assert owed() == ([(DECEMBER, missing)] if missing else [])
    arrived(DECEMBER)
    arrived(DECEMBER)
    recovery.refresh_from_db()
    assert (recovery.left_fen, owed()) == (0, [(DECEMBER, missing)] if missing else []), "counted once, owed once"
    assert paid(JANUARY) == [FULL]
    assert [finding for finding in check_books(on=JANUARY) if not finding.holds] == []


def test_what_was_owed_is_paid_once_as_arrears(desk: Desk, above: Above) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    listed(DECEMBER)
    repaid(desk, recovery, 25_000, date(2026, 12, 3))
    repaid(desk, recovery, 5_000, date(2026, 12, 4))
    assert owed() == [(DECEMBER, 3_000), (DECEMBER, 5_000)], "each receipt adds what it leaves without a ground"
    for found in Adjustment.objects.filter(direction="under"):
        actions.settle_adjustment(adjustment_id=found.pk, result="paid", because="核实。", officer=desk.townships[0], on=date(2026, 12, 5))
    arrived(DECEMBER)
    given = sum(PayLine.objects.filter(kind="dibao_supplement").values_list("amount_fen", flat=True))
    assert given + sum(Award.objects.filter(kind="arrears").values_list("amount_fen", flat=True)) == FULL
    assert owed() == [(DECEMBER, 3_000), (DECEMBER, 5_000)]


def test_a_month_that_was_listed_after_the_last_receipt_is_owed_too(desk: Desk, above: Above) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    repaid(desk, recovery, 30_000, date(2026, 12, 1))
    assert owed() == [] and paid(DECEMBER, JANUARY) == [LESS, FULL] and owed() == [(DECEMBER, 8_000)]


def test_a_list_that_is_made_ahead_holds_no_line_for_it(desk: Desk, above: Above) -> None:
    """A month listed before it begins stays as it was signed for: nobody's line is left without an award."""
    _, recovery = above
    set_off(desk, recovery, 8_000)
    listed(DECEMBER)
    actions.prepare_run(region=COUNTY, month=JANUARY, on=date(2026, 12, 28), officer=None)
    repaid(desk, recovery, 30_000, date(2026, 12, 29))
    assert owed() == [(DECEMBER, 8_000), (JANUARY, 8_000)] and full_after_the_debt()
    assert not PayLine.objects.filter(award__until_month__lte=JANUARY, month=JANUARY).exists()
    assert paid(FEBRUARY) == [FULL]


def test_the_inspector_sees_an_award_that_outlived_the_debt(desk: Desk, above: Above) -> None:
    """The control of the sentence: as it was before the full award came back."""
    _, recovery = above
    set_off(desk, recovery, 8_000)
    assert full_after_the_debt()
    Recovery.objects.update(left_fen=0)
    assert not full_after_the_debt()


# ── 变更、停发、换户


def changed(award_id: int, fen: int = 20_000, month: date = JANUARY, by: str = "decision:9") -> Award:
    return actions.change_award(award_id=award_id, amount_fen=fen, from_month=month, decided_by=by, officer=None, on=date(2026, 12, 10))


def test_a_changed_amount_ends_what_is_set_off_and_what_was_to_follow(desk: Desk, above: Above) -> None:
    one, recovery = above
    set_off(desk, recovery, 8_000)
    less = queries.find_award(one.family.household.pk, date(2026, 12, 10), kind="dibao_supplement")
    assert less is not None and less.amount_fen == LESS
    listed(DECEMBER)
    changed(less.pk)
    assert supplements() == [(LESS, DECEMBER, JANUARY), (20_000, JANUARY, None)]
    arrived(DECEMBER)
    recovery.refresh_from_db()
    assert (recovery.left_fen, recovery.sets_off_fen) == (22_000, 0), "what December brought counts; then the agreement about the old amount is over"
    assert paid(JANUARY) == [20_000]


def test_a_decision_on_the_award_that_gave_way_to_the_months_set_off_holds(desk: Desk, above: Above) -> None:
    _, recovery = above
    before = Award.objects.get(kind="dibao_supplement")
    set_off(desk, recovery, 8_000)
    changed(before.pk)
    assert supplements()[-1] == (20_000, JANUARY, None) and len(supplements()) == 2
    with pytest.raises(actions.CannotChangeAward, match="已决定从以后月份起调整"):
        changed(before.pk, 30_000, by="decision:10")


def test_what_a_decision_has_ended_is_not_changed(desk: Desk, above: Above) -> None:
    """The control: an award that is truly ended is refused, set off or not."""
    one, recovery = above
    set_off(desk, recovery, 8_000)
    full = Award.objects.get(kind="dibao_supplement", until_month=None)
    actions.end_award(award_id=full.pk, until_month=date(2027, 5, 1), decided_by="decision:8", officer=None, on=date(2026, 12, 1))
    for award in Award.objects.filter(kind="dibao_supplement"):
        with pytest.raises(actions.CannotChangeAward, match="停发"):
            changed(award.pk)
    assert Award.objects.get(pk=one.award.pk).until_month is None


def test_an_end_ends_what_was_to_follow(desk: Desk, above: Above) -> None:
    _, recovery = above
    set_off(desk, recovery, 8_000)
    given = {"until_month": FEBRUARY, "decided_by": "decision:8", "officer": None, "on": date(2026, 12, 10)}
    for award in Award.objects.filter(kind="dibao_supplement", until_month__gt=DECEMBER).order_by("-from_month"):
        actions.end_award(award_id=award.pk, **given)
    assert supplements() == [(LESS, DECEMBER, FEBRUARY)]
    assert paid(DECEMBER, JANUARY) == [LESS, LESS]
    recovery.refresh_from_db()
    assert (recovery.left_fen, recovery.sets_off_fen) == (14_000, 0)
    with pytest.raises(actions.CannotEndAward, match="已经停发"):
        actions.end_award(award_id=Award.objects.get(set_off_fen__gt=0).pk, **given)


def test_a_later_end_finds_the_months_set_off_before_it(desk: Desk, above: Above) -> None:
    """An exit period beyond the last month set off: each of the family's awards is named, and none refuses the decision."""
    _, recovery = above
    set_off(desk, recovery, 8_000)
    for award in Award.objects.filter(kind="dibao_supplement", until_month=None).union(Award.objects.filter(set_off_fen__gt=0)).order_by("-from_month"):
        actions.end_award(award_id=award.pk, until_month=date(2027, 5, 1), decided_by="decision:8", officer=None, on=date(2026, 12, 10))
    assert supplements() == [(LESS, DECEMBER, MARCH), (FULL, MARCH, date(2027, 5, 1))]


def test_another_account_is_for_the_months_after_too(desk: Desk, above: Above) -> None:
    one, recovery = above
    set_off(desk, recovery, 8_000)
    fresh = an_account(one.family)
    less = Award.objects.get(set_off_fen__gt=0)
    actions.redirect_award(award_id=less.pk, account_id=fresh.pk, because="换户", officer=desk.townships[0], on=date(2026, 12, 1))
    accounts = Award.objects.filter(decided_by__startswith="recovery").values_list("account", flat=True)
    assert list(accounts) == [fresh.pk, fresh.pk] and Award.objects.get(pk=one.award.pk).account_id == one.account.pk


def test_into_another_county_nothing_is_set_off(desk: Desk, above: Above, officer_of: Callable[..., Officer]) -> None:
    one, recovery = above
    set_off(desk, recovery, 8_000)
    there = moved(one, from_on=JANUARY, on=date(2026, 12, 10), town="370703001")
    amounts = list(there.awards.filter(kind="dibao_supplement").order_by("from_month").values_list("amount_fen", "set_off_fen"))
    assert amounts == [(FULL, 0), (FULL, 0)] and not there.awards.filter(decided_by__startswith="recovery").exists()
    assert paid(DECEMBER) == [LESS]
    recovery.refresh_from_db()
    assert (recovery.left_fen, recovery.sets_off_fen) == (22_000, 0)


def test_the_database_sets_nothing_off_without_an_agreement(desk: Desk, above: Above) -> None:
    one, recovery = above
    set_off(desk, recovery, 8_000)
    for fen, number in ((1, one.award.pk), (-1, Award.objects.get(set_off_fen__gt=0).pk)):
        with pytest.raises(IntegrityError, match="award_set_off"), transaction.atomic():
            Award.objects.filter(pk=number).update(set_off_fen=fen)
