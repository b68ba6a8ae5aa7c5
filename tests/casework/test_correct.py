"""更正: a wrong decision is put right by somebody else, and what was paid wrongly becomes a question for a person."""

from datetime import date

import pytest

from doudi.base.access import CannotAccess
from doudi.benefits import actions as paying
from doudi.benefits import queries as benefits
from doudi.benefits.models import Adjustment
from doudi.casework import actions
from doudi.casework.actions import CannotCorrect, CannotDecideChange
from doudi.casework.models import Correction, Decision
from doudi.flows import review as flow
from doudi.registry.actions import Declared
from tests.casework.story import a_poor_family, fresh, granted, staff
from tests.casework.test_change import NEXT_MONTH, decided, heard, opened

pytestmark = pytest.mark.usefixtures("system")

LATER = date(2026, 10, 27)


def correct(decision, people, kind, since=NEXT_MONTH, on=date(2026, 12, 1), officer=None):
    return actions.correct(decision_id=decision.pk, kind=kind, since_month=since, words="把三人算成了两人。", officer=officer or people.visitor, on=on)


def test_a_wrong_amount_is_put_right_by_somebody_else_and_the_difference_goes_to_payday(officer_of):
    people, family = staff(officer_of), a_poor_family()
    wrong = Decision.objects.get(application=granted(family, people))
    flow.report_change(
        household_id=family.household.pk, cause="report", words="工资多报。", facts=[Declared(family.head.pk, "wage", amount=0)], officer=people.clerk, on=LATER
    )
    correction = correct(wrong, people, "increase")
    with pytest.raises(CannotDecideChange, match="另一人"):
        decided(correction.change, people, "increase", on=date(2026, 12, 2))
    third = officer_of("county", "370702")
    decision = flow.decide_change(change_id=correction.change_id, outcome="increase", reason="更正。", officer=third, on=date(2026, 12, 2))
    assert (decision.amount_fen, decision.effective_month) == (303_000, date(2027, 1, 1))
    assert wrong.number in decision.written_text and "2026年11月起更正" in decision.written_text
    november, december = Adjustment.objects.order_by("month")
    assert (november.direction, november.amount_fen, november.month) == ("under", 303_000, NEXT_MONTH)  # no list was made for that month: all is owed
    assert (december.direction, december.amount_fen) == ("under", 100_000)
    assert november.decided_by == f"decision:{decision.pk}" and november.owner_region == "370702001"
    correction.refresh_from_db()
    assert (correction.counted_on, correction.over_fen, correction.under_fen) == (date(2026, 12, 2), 0, 403_000)
    assert flow.hand_over_differences(officer=third, on=date(2026, 12, 2)) == 0
    paying.settle_adjustment(adjustment_id=november.pk, result="paid", because="已核实。", officer=people.clerk, on=date(2026, 12, 3))


def test_what_was_paid_too_much_is_a_question_for_a_person_never_taken(officer_of):
    people, family = staff(officer_of), a_poor_family()
    wrong = Decision.objects.get(application=granted(family, people))
    home = family.household.pk
    flow.report_change(
        household_id=home, cause="report", words="漏报。", facts=[Declared(family.head.pk, "wage", amount=1_800_000)], officer=people.clerk, on=LATER
    )
    correction = correct(wrong, people, "reduce")
    with pytest.raises(CannotDecideChange, match="待听取"):
        decided(correction.change, people, "reduce", on=date(2026, 12, 2))
    change = heard(correction.change, family, people, on=date(2026, 12, 2))
    flow.decide_change(change_id=change.pk, outcome="reduce", reason="更正。", officer=officer_of("county", "370702"), on=date(2026, 12, 3))
    ways = dict(Adjustment.objects.values_list("month", "direction"))
    assert ways == {NEXT_MONTH: "under", date(2026, 12, 1): "over"}
    assert [one.amount_fen for one in benefits.awards_of(home)] == [153_000, 203_000]


def test_keeping_after_all_moves_no_money(officer_of):
    people, family = staff(officer_of), a_poor_family()
    wrong = Decision.objects.get(application=granted(family, people))
    correction = correct(wrong, people, "end")
    change = heard(correction.change, family, people, on=date(2026, 12, 2))
    flow.decide_change(change_id=change.pk, outcome="keep", reason="原决定没有错。", officer=officer_of("county", "370702"), on=date(2026, 12, 3))
    assert not Adjustment.objects.exists()
    assert Correction.objects.get().counted_on == date(2026, 12, 3)


def test_a_wrong_end_is_resumed_with_what_was_missed(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    wrong = decided(heard(opened(family, people), family, people), people, "end")
    with pytest.raises(CannotCorrect, match="与原决定不符"):
        correct(wrong, people, "reduce")
    correction = correct(wrong, people, "resume", on=date(2026, 12, 1))
    third, fourth = officer_of("county", "370702"), officer_of("county", "370702")
    flow.decide_change(change_id=correction.change_id, outcome="resume", reason="错误终止。", second=fourth, officer=third, on=date(2026, 12, 2))
    assert list(Adjustment.objects.order_by("month").values_list("month", "direction", "amount_fen")) == [
        (NEXT_MONTH, "under", 203_000),
        (date(2026, 12, 1), "under", 203_000),
    ]


@pytest.mark.parametrize("since", [date(2026, 10, 1), date(2026, 11, 2), date(2027, 1, 1)])
def test_the_wrong_months_lie_between_the_decision_and_today(officer_of, since):
    people, family = staff(officer_of), a_poor_family()
    wrong = Decision.objects.get(application=granted(family, people))
    with pytest.raises(CannotCorrect, match="起始月份"):
        correct(wrong, people, "end", since=since)


def test_one_correction_at_a_time_by_the_county_alone(officer_of):
    people, family = staff(officer_of), a_poor_family()
    wrong = Decision.objects.get(application=granted(family, people))
    with pytest.raises(CannotAccess):
        correct(wrong, people, "end", officer=people.clerk)
    correct(wrong, people, "end")
    with pytest.raises(CannotCorrect, match="已在更正中"):
        correct(wrong, people, "end")
    assert fresh(Decision.objects.get(pk=wrong.pk).application).state == "decided"  # what was decided stays written
