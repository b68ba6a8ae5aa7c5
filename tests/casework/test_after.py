"""确认以后: reviews come by the calendar and by report, standings run out announced, help resumes, wrong decisions are put right."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from doudi.base.access import CannotAccess, acting
from doudi.benefits import actions as paying
from doudi.benefits import queries as benefits
from doudi.casework import actions, queries
from doudi.casework.actions import CannotDecideChange, CannotOpenChange, CannotReview, CannotSetPace
from doudi.casework.models import Review, ReviewPace
from doudi.flows import review as flow
from doudi.registry.actions import Declared
from tests.casework.story import DECIDED, a_poor_family, granted, staff
from tests.casework.test_change import NEXT_MONTH, decided, heard, opened
from tests.people import a_family

pytestmark = pytest.mark.usefixtures("system")

LATER = date(2026, 10, 27)


def standing(family, reviewer, kind="dibao", from_on=DECIDED, until_on=None, person=None):
    return paying.confirm_standing(
        household_id=family.household.pk,
        person_id=person and person.pk,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        decided_by="import:1",
        officer=reviewer,
        on=from_on,
    )


def classes(monkeypatch, *rows):
    """As the population's assessment would say."""
    monkeypatch.setattr("doudi.casework.actions.review.review_classes", lambda on: list(rows))


# 定期核查


@pytest.mark.parametrize(
    ("since", "on", "months", "due"),
    [
        (date(2026, 4, 26), date(2026, 9, 26), 6, date(2026, 10, 26)),  # thirty days ahead, to the day
        (date(2026, 4, 26), date(2026, 9, 25), 6, None),  # a day earlier it is not listed
        (date(2025, 11, 1), date(2026, 10, 26), 12, date(2026, 11, 1)),
        (date(2026, 8, 31), date(2027, 2, 10), 6, date(2027, 2, 28)),  # no thirty-first: the month's last day
        (date(2023, 10, 26), date(2026, 10, 26), 6, date(2026, 10, 26)),  # an old list: the next date that has not passed, today included
        (date(2026, 10, 26), date(2026, 10, 26), 6, None),  # confirmed today: not before half a year
    ],
)
def test_a_family_is_listed_thirty_days_before_its_date(officer_of, monkeypatch, since, on, months, due):
    people, family = staff(officer_of), a_poor_family()
    held = standing(family, people.reviewer, from_on=since)
    classes(monkeypatch, (family.household.pk, months, "收入来源不固定"))
    assert actions.open_due_reviews(on=on) == (due is not None)
    assert actions.open_due_reviews(on=on) == 0  # once
    if due:
        review = Review.objects.get()
        assert (review.due_on, review.months, review.why, review.standing_id) == (due, months, "收入来源不固定", held.pk)
        assert review.opened_by_id is None and review.is_open


def test_the_next_review_counts_from_the_last(officer_of, monkeypatch):
    people, family = staff(officer_of), a_poor_family()
    standing(family, people.reviewer, from_on=date(2026, 4, 26))
    classes(monkeypatch, (family.household.pk, 6, "有劳动能力"))
    actions.open_due_reviews(on=date(2026, 10, 1))
    actions.close_review(review_id=Review.objects.get().pk, outcome="unchanged", findings="收入没有明显变化。", officer=people.clerk, on=date(2026, 10, 12))
    assert actions.open_due_reviews(on=date(2027, 3, 12)) == 0
    assert actions.open_due_reviews(on=date(2027, 3, 13)) == 1
    assert queries.open_reviews().get().due_on == date(2027, 4, 12)


def test_tekun_alone_is_yearly_and_whose_class_cannot_be_told_is_looked_at_twice(officer_of, monkeypatch):
    people, old, other = staff(officer_of), a_poor_family(1), a_poor_family()
    standing(old, people.reviewer, "tekun", date(2026, 4, 26), person=old.head)
    standing(other, people.reviewer, "dibao", date(2026, 4, 26))
    classes(monkeypatch)
    assert actions.open_due_reviews(on=date(2026, 10, 20)) == 1
    assert queries.open_reviews().get().household_id == other.household.pk
    assert actions.open_due_reviews(on=date(2027, 4, 20)) == 1
    assert set(queries.open_reviews().values_list("months", "why")) == {(6, "情况尚不清楚，按半年核查"), (12, "特困人员每年核查")}


def test_an_officer_may_set_a_shorter_interval_never_a_longer_one(officer_of, monkeypatch):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    home = family.household.pk
    assert queries.pace_of(home, ["dibao"], DECIDED) == queries.Pace(6, "家庭中有劳动能力的成员")
    for months in (0, 7, 12):
        with pytest.raises(CannotSetPace, match="只能缩短"):
            actions.set_pace(household_id=home, months=months, reason="收入变化快。", officer=people.clerk, on=DECIDED)
    with pytest.raises(CannotSetPace, match="理由"):
        actions.set_pace(household_id=home, months=3, reason=" ", officer=people.clerk, on=DECIDED)
    actions.set_pace(household_id=home, months=3, reason="收入变化快。", officer=people.clerk, on=DECIDED)
    assert queries.pace_of(home, ["dibao"], DECIDED) == queries.Pace(3, "收入变化快。", is_set=True)
    classes(monkeypatch, (home, 6, "有劳动能力"))
    assert actions.open_due_reviews(on=date(2026, 12, 27)) == 1
    assert queries.open_reviews().get().due_on == date(2027, 1, 26)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewPace.objects.update(months=12)
    with pytest.raises(CannotSetPace, match="没有在享"):
        actions.set_pace(household_id=a_family().household.pk, months=3, reason="。", officer=people.clerk, on=DECIDED)


def test_nothing_is_listed_for_who_receives_nothing(officer_of, monkeypatch):
    staff(officer_of)
    family = a_poor_family()
    classes(monkeypatch, (family.household.pk, 6, "x"))
    assert actions.open_due_reviews(on=date(2027, 4, 26)) == 0


# 报告变化


def test_what_a_family_reports_is_known_from_today_and_changes_nothing_by_itself(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    home, head = family.household.pk, family.head.pk
    review = flow.report_change(
        household_id=home, cause="report", words="找到零工。", person_id=head, facts=[Declared(head, "wage", amount=1_800_000)], officer=people.clerk, on=LATER
    )
    assert review.due_on == date(2026, 11, 10)  # ten working days
    assert queries.assess_household(home, on=LATER).amount_fen == 153_000
    assert benefits.awards_of(home).get().until_month is None
    again = flow.report_change(household_id=home, cause="report", words="补充：每月发工资。", officer=people.clerk, on=LATER)
    assert again.pk == review.pk and "补充" in again.words
    closed, change = flow.check_review(review_id=review.pk, outcome="change", kind="reduce", findings="收入属实。", officer=people.clerk, on=LATER)
    assert closed.outcome == "change" and change.cause == f"review:{review.pk}" and change.kind == "reduce"
    with pytest.raises(CannotReview, match="已核查"):
        flow.check_review(review_id=review.pk, outcome="unchanged", findings="再查。", officer=people.clerk, on=LATER)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"cause": "gossip"}, "没有这种事由"),
        ({"words": "  "}, "请写明"),
        ({"cause": "self_care"}, "特困人员"),
        ({"cause": "work", "event_on": date(2026, 10, 28)}, "不能晚于今天"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(officer_of, given, words):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    with pytest.raises(CannotReview, match=words):
        flow.report_change(**{"household_id": family.household.pk, "cause": "report", "words": "有变化。", "officer": people.clerk, "on": LATER, **given})
    assert not Review.objects.exists()


def test_a_reported_death_is_reviewed_within_three_months_of_it(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    child = family.people[2]
    review = flow.report_change(
        household_id=family.household.pk, cause="death", words="村里报告。", person_id=child.pk, event_on=date(2026, 10, 20), officer=people.clerk, on=LATER
    )
    child.refresh_from_db()
    assert (child.died_on, child.death_known_on, review.due_on) == (date(2026, 10, 20), LATER, date(2027, 1, 20))
    _, change = flow.check_review(review_id=review.pk, outcome="change", kind="reduce", findings="已核实。", officer=people.clerk, on=LATER)
    assert (change.due_on, change.proposed_amount_fen) == (date(2027, 1, 20), 102_000)


def test_a_death_learned_of_after_three_months_is_due_at_once(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    given = {"household_id": family.household.pk, "cause": "death", "words": "晚报。", "person_id": family.people[1].pk}
    assert flow.report_change(**given, event_on=date(2026, 7, 1), officer=people.clerk, on=LATER).due_on == LATER


def test_only_the_township_of_the_family_looks(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    review = flow.report_change(household_id=family.household.pk, cause="report", words="有变化。", officer=people.clerk, on=LATER)
    for stranger in (people.reviewer, officer_of("township", "370702002")):
        with pytest.raises(CannotAccess):
            actions.close_review(review_id=review.pk, outcome="unchanged", findings="没有变化。", officer=stranger, on=LATER)
    with acting(officer_of("township", "370702002")):
        assert not queries.open_reviews().exists()
    with pytest.raises(CannotReview, match="只能是"):
        actions.close_review(review_id=review.pk, outcome="told", findings="。", officer=people.clerk, on=LATER)


def test_the_database_closes_no_review_without_somebody(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    review = flow.report_change(household_id=family.household.pk, cause="report", words="有变化。", officer=people.clerk, on=LATER)
    with pytest.raises(IntegrityError, match="review_is_closed_by_somebody"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_review SET state = 'closed', outcome = 'unchanged' WHERE id = %s", [review.pk])


# 到期


@pytest.mark.parametrize(("on", "listed"), [(date(2027, 9, 25), 0), (date(2027, 9, 26), 1), (date(2027, 10, 25), 1), (date(2027, 10, 26), 0)])
def test_a_limited_standing_is_announced_thirty_days_before_it_runs_out(officer_of, on, listed):
    people, family = staff(officer_of), a_poor_family()
    limited = standing(family, people.reviewer, "rigid_expenditure", until_on=date(2027, 10, 26))
    assert actions.open_expiries(on=on) == listed
    assert actions.open_expiries(on=on) == 0
    if listed:
        review = queries.open_reviews().get()
        assert review.cause == "expiry" and review.standing_id == limited.pk and on <= review.due_on < date(2027, 10, 26)
        with pytest.raises(CannotReview, match="已书面告知"):
            actions.close_review(review_id=review.pk, outcome="unchanged", findings="。", officer=people.clerk, on=on)
        actions.close_review(review_id=review.pk, outcome="told", findings="当面送达到期告知书。", officer=people.clerk, on=on)
        assert actions.open_expiries(on=on) == 0  # told once
    assert benefits.get_standing(limited.pk).until_on == date(2027, 10, 26)


def test_it_ends_on_its_day_by_its_own_decision_and_may_be_confirmed_again_before(officer_of):
    people, family = staff(officer_of), a_poor_family()
    first = standing(family, people.reviewer, "rigid_expenditure", until_on=date(2027, 10, 26))
    assert first.ended_by == first.decided_by
    assert benefits.standing_of(family.household.pk, date(2027, 10, 25)) == first
    assert benefits.standing_of(family.household.pk, date(2027, 10, 26)) is None
    again = standing(family, people.reviewer, "rigid_expenditure", from_on=date(2027, 10, 1), until_on=date(2028, 10, 1))
    assert benefits.get_standing(first.pk).until_on == date(2027, 10, 1)
    assert benefits.standings_of(family.household.pk, date(2027, 10, 26)) == [again]
    with pytest.raises(paying.CannotConfirmStanding, match="有效期"):
        standing(a_poor_family(), people.reviewer, "marginal", until_on=DECIDED)


def test_a_standing_ended_by_a_decision_is_not_announced_as_expiring(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    decided(heard(opened(family, people), family, people), people, "end")
    assert actions.open_expiries(on=date(2026, 10, 29)) == 0


# 渐退与恢复


def at_work(family, people, yuan_a_month=5000, started=date(2026, 10, 27)):
    """The head has found work; everything else stays."""
    head = family.head.pk
    facts = [Declared(head, "wage", amount=yuan_a_month * 1200)]
    return flow.report_change(
        household_id=family.household.pk, cause="work", words="户主就业。", person_id=head, event_on=started, facts=facts, officer=people.clerk, on=LATER
    )


def test_who_finds_work_keeps_the_help_for_the_exit_months(officer_of):
    """Six months from the month after the start (83号 一(三)): November to April; the family is heard, and hears before it ends."""
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    review = at_work(family, people)
    _, change = flow.check_review(review_id=review.pk, outcome="change", kind="end", findings="收入超过标准。", officer=people.clerk, on=LATER)
    with pytest.raises(CannotDecideChange, match="待听取"):
        decided(change, people, "exit")
    decision = decided(heard(change, family, people), people, "exit", reason="就业后收入高于标准，给予渐退。")
    assert (decision.outcome, decision.amount_fen, decision.effective_month, decision.against_rules) == ("exit", 203_000, date(2027, 5, 1), False)
    assert "渐退期" in decision.written_text and "2027年5月起终止" in decision.written_text
    home = family.household.pk
    award = benefits.awards_of(home).get()
    assert (award.until_month, award.amount_fen) == (date(2027, 5, 1), 203_000)
    assert benefits.standing_of(home, date(2027, 4, 30)) is not None and benefits.standing_of(home, date(2027, 5, 1)) is None
    assert actions.open_expiries(on=date(2027, 3, 31)) == 0 and actions.open_expiries(on=date(2027, 4, 1)) == 1


@pytest.mark.parametrize(
    ("until", "is_good"), [(NEXT_MONTH, False), (date(2026, 12, 1), True), (date(2027, 5, 1), True), (date(2027, 6, 1), False), (date(2026, 12, 2), False)]
)
def test_the_exit_may_be_shorter_than_the_place_allows_never_longer(officer_of, until, is_good):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    at_work(family, people)
    change = heard(opened(family, people), family, people)
    given = {"change_id": change.pk, "outcome": "exit", "reason": "就业。", "until_month": until, "officer": people.reviewer, "on": date(2026, 10, 29)}
    if is_good:
        assert actions.decide_change(**given).effective_month == until
    else:
        with pytest.raises(CannotDecideChange, match="停发月份"):
            actions.decide_change(**given)


@pytest.mark.parametrize(("yuan", "started"), [(3030, date(2026, 10, 27)), (5000, None)])
def test_no_exit_exactly_at_the_standard_or_without_a_job(officer_of, yuan, started):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    facts = [Declared(family.head.pk, "wage", amount=yuan * 1200)]
    flow.report_change(household_id=family.household.pk, cause="work", words="收入增加。", event_on=started, facts=facts, officer=people.clerk, on=LATER)
    with pytest.raises(CannotDecideChange, match="不在渐退期"):
        decided(heard(opened(family, people), family, people), people, "exit")


def test_in_the_exit_period_help_may_end_sooner_or_come_back(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    at_work(family, people)
    decided(heard(opened(family, people), family, people), people, "exit")
    home = family.household.pk
    with pytest.raises(CannotOpenChange, match="没有在享"):
        opened(family, people, kind="reduce")
    flow.report_change(
        household_id=home, cause="report", words="又失业了。", facts=[Declared(family.head.pk, "wage", amount=0)], officer=people.clerk, on=date(2026, 12, 1)
    )
    change = opened(family, people, kind="resume", cause="family", on=date(2026, 12, 2))
    assert change.state == "ready"  # nothing is taken: nobody need be heard
    decision = decided(change, people, "resume", on=date(2026, 12, 3), reason="收入又低于标准。")
    assert (decision.amount_fen, decision.effective_month) == (303_000, date(2027, 1, 1))
    exiting, resumed = benefits.awards_of(home).order_by("pk")
    assert (exiting.until_month, resumed.from_month, resumed.amount_fen, resumed.until_month) == (date(2027, 1, 1), date(2027, 1, 1), 303_000, None)
    assert [one.until_on for one in benefits.standings_of(home, date(2027, 6, 1))] == [None]


def test_help_comes_back_only_where_it_ended_and_the_rules_give_some(officer_of):
    people, family = staff(officer_of), a_poor_family()
    with pytest.raises(CannotOpenChange, match="不能提出恢复"):
        opened(family, people, kind="resume")
    granted(family, people)
    with pytest.raises(CannotOpenChange, match="不能提出恢复"):
        opened(family, people, kind="resume")
    at_work(family, people)
    decided(heard(opened(family, people), family, people), people, "end")
    change = opened(family, people, kind="resume", on=date(2026, 11, 2))
    with pytest.raises(CannotDecideChange, match="不能恢复|不发低保金"):
        decided(change, people, "resume", on=date(2026, 11, 3))
