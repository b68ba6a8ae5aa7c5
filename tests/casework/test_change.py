"""一项变更: what shrinks or ends is heard first, recomputed by the rules, decided by somebody else, and explained."""

from datetime import date, timedelta

import pytest

from doudi.base.access import CannotAccess
from doudi.benefits import actions as paying
from doudi.benefits import queries as benefits
from doudi.casework import actions, queries
from doudi.casework.actions import CannotDecideChange, CannotHear, CannotOpenChange
from doudi.casework.models import Change
from doudi.registry import actions as registry
from tests.casework.story import DECIDED, a_poor_family, granted, staff, vehicles_answered
from tests.casework.test_hands import answered, referred

pytestmark = pytest.mark.usefixtures("system")

OPENED, HEARD, ENDED = date(2026, 10, 27), date(2026, 10, 28), date(2026, 10, 29)
NEXT_MONTH = date(2026, 11, 1)


def opened(family, people, kind="end", cause="alert:3", on=OPENED):
    return actions.open_change(household_id=family.household.pk, kind=kind, cause=cause, reason="核对发现家庭状况变化。", officer=people.clerk, on=on)


def heard(change, family, people, on=HEARD):
    return actions.hear(change_id=change.pk, person_id=family.head.pk, words="车是借名登记，已卖。", officer=people.second, on=on)


def decided(change, people, outcome, on=ENDED, reason="核对结果属实，家庭财产超过规定。"):
    """A second person of the county is there, for where it goes against the rules."""
    return actions.decide_change(change_id=change.pk, outcome=outcome, reason=reason, second=people.visitor, officer=people.reviewer, on=on)


def dies(person, on):
    person.died_on = person.death_known_on = on
    person.save()


def test_a_vehicle_ends_the_help_after_the_hearing(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    vehicles_answered(family, on=OPENED, seen=1)
    decision = decided(heard(opened(family, people), family, people), people, "end")
    assert (decision.outcome, decision.amount_fen, decision.effective_month, decision.heard_on) == ("end", 0, NEXT_MONTH, HEARD)
    assert not decision.against_rules
    award = benefits.awards_of(family.household.pk).get()
    assert award.until_month == NEXT_MONTH and award.ended_by == f"decision:{decision.pk}"
    assert benefits.standing_of(family.household.pk, ENDED) is not None
    assert benefits.standing_of(family.household.pk, NEXT_MONTH) is None


def test_nothing_ends_before_the_hearing(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = opened(family, people)
    with pytest.raises(CannotDecideChange, match="待听取意见"):
        decided(change, people, "end")


def test_after_a_death_the_rest_is_recomputed_by_the_rules(officer_of):
    """Three people with 1,000 a month receive 2,030; two receive 1,020."""
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    dies(family.people[2], date(2026, 10, 20))
    change = opened(family, people, kind="reduce")
    assert change.due_on == date(2027, 1, 20)  # three months from the death: 83号 一(三)
    assert change.proposed_amount_fen == 102_000
    decision = decided(heard(change, family, people), people, "reduce", reason="成员去世，按两人重新核算。")
    assert decision.amount_fen == 102_000
    old, new = benefits.awards_of(family.household.pk).order_by("from_month", "pk")
    assert (old.until_month, new.from_month, new.amount_fen) == (NEXT_MONTH, NEXT_MONTH, 102_000)


def test_when_nobody_is_left_that_is_written_down(officer_of):
    people, family = staff(officer_of), a_poor_family(1)
    granted(family, people, wage=0)
    dies(family.head, date(2026, 10, 26))
    change = opened(family, people)
    with pytest.raises(CannotHear, match="在世"):
        actions.hear(change_id=change.pk, person_id=family.head.pk, words="无。", officer=people.second, on=HEARD)
    alone = actions.hear(change_id=change.pk, person_id=None, words="户主去世，户内再无他人。", officer=people.second, on=HEARD)
    assert alone.nobody_left and alone.heard_person_id is None
    decision = decided(alone, people, "end", reason="户内已无在世成员。")
    assert not decision.against_rules and "无人可听取意见" in decision.written_text


def test_while_somebody_lives_they_are_heard(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = opened(family, people)
    with pytest.raises(CannotHear, match="还有在世成员"):
        actions.hear(change_id=change.pk, person_id=None, words="无人。", officer=people.second, on=HEARD)
    stranger = a_poor_family(1)
    with pytest.raises(CannotHear, match="该户在世"):
        actions.hear(change_id=change.pk, person_id=stranger.head.pk, words="同意。", officer=people.second, on=HEARD)


def test_keeping_is_a_decision_too_and_is_marked_when_the_rules_say_otherwise(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    decision = decided(heard(opened(family, people), family, people), people, "keep", reason="车辆不属于该户。")
    assert (decision.outcome, decision.amount_fen, decision.effective_month, decision.against_rules) == ("keep", 203_000, None, False)
    assert benefits.awards_of(family.household.pk).get().until_month is None
    vehicles_answered(family, on=date(2026, 11, 2), seen=1)
    again = opened(family, people, cause="alert:9", on=date(2026, 11, 2))
    kept = decided(heard(again, family, people, on=date(2026, 11, 3)), people, "keep", on=date(2026, 11, 4), reason="车辆为残疾人代步车，豁免。")
    assert kept.against_rules


def test_ending_against_the_rules_is_marked(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    decision = decided(heard(opened(family, people), family, people), people, "end", reason="家庭书面放弃。")
    assert decision.against_rules and "与按规则核算的结果不同" in decision.written_text


def test_an_increase_needs_no_hearing(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    registry.record_fact(person_id=family.head.pk, name="wage", amount=0, source="visit", ref="7", on=OPENED)
    change = opened(family, people, kind="increase")
    assert change.state == "ready"
    decision = decided(change, people, "increase", reason="户主失业。")
    assert (decision.amount_fen, decision.heard_on) == (303_000, None)


@pytest.mark.parametrize(("kind", "outcome", "words"), [("reduce", "reduce", "不低于"), ("increase", "increase", "不高于")])
def test_the_amount_is_always_the_rules_own(officer_of, kind, outcome, words):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = opened(family, people, kind=kind)
    if kind == "reduce":
        heard(change, family, people)
    with pytest.raises(CannotDecideChange, match=words):
        decided(change, people, outcome)


def test_an_amount_that_cannot_be_told_is_not_changed(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    registry.record_fact(person_id=family.head.pk, name="wage", source="visit", ref="7", on=OPENED)
    change = heard(opened(family, people, kind="reduce"), family, people)
    assert change.proposed_amount_fen is None
    with pytest.raises(CannotDecideChange, match="工资性收入"):
        decided(change, people, "reduce")


def test_more_than_the_family_was_heard_about_is_not_decided(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = heard(opened(family, people, kind="reduce"), family, people)
    with pytest.raises(CannotDecideChange, match="范围"):
        decided(change, people, "end")


def test_who_proposed_or_heard_does_not_decide(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = heard(opened(family, people), family, people)
    with pytest.raises(CannotAccess):
        actions.decide_change(change_id=change.pk, outcome="end", reason="属实。", officer=people.clerk, on=ENDED)
    for maker in (people.clerk, people.second):
        maker.role_id, maker.region = "county", "370702"
        maker.save()
        del maker.permissions
        with pytest.raises(CannotDecideChange, match="提出变更或听取意见"):
            actions.decide_change(change_id=change.pk, outcome="end", reason="属实。", officer=maker, on=ENDED)


def test_a_change_waits_for_the_referral_of_its_cause(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    sent = referred(people, family, "alert:3", on=OPENED)
    change = heard(opened(family, people, cause="alert:3"), family, people)
    with pytest.raises(CannotDecideChange, match="没有得到答复"):
        decided(change, people, "end")
    decided(change, people, "keep", on=change.due_on)
    assert Change.objects.get(pk=change.pk).closed_on is None
    answered(sent, officer_of, change.due_on)
    assert actions.close_answered(on=change.due_on) == 1


def test_one_change_at_a_time_and_only_of_what_there_is(officer_of):
    people, family = staff(officer_of), a_poor_family()
    with pytest.raises(CannotOpenChange, match="没有在享"):
        opened(family, people)
    granted(family, people)
    first = opened(family, people)
    with pytest.raises(CannotOpenChange, match=first.number):
        opened(family, people, kind="reduce", cause="alert:4")
    assert queries.change_from("alert:3") == first and queries.find_open_change(family.household.pk) == first


def test_marginal_is_only_ended(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people, wage=4000, kind="marginal")
    with pytest.raises(CannotOpenChange, match="只能提出终止"):
        opened(family, people, kind="reduce")
    decided(heard(opened(family, people), family, people), people, "end", reason="收入超过标准。")
    assert benefits.standing_of(family.household.pk, NEXT_MONTH) is None


def test_ending_tekun_support_hangs_out_for_seven_days(officer_of):
    """43号 26: posted for seven days, decided after them, ended from the next month."""
    people, family = staff(officer_of), a_poor_family(1)
    on, home = DECIDED, family.household.pk
    standing = paying.confirm_standing(
        household_id=home, person_id=family.head.pk, kind="tekun", from_on=on, decided_by="import:1", officer=people.reviewer, on=on
    )
    paying.open_award(
        standing_id=standing.pk,
        kind="tekun_basic",
        amount_fen=120_000,
        from_month=NEXT_MONTH,
        payee_id=family.head.pk,
        account_id=None,
        decided_by="import:1",
        officer=people.reviewer,
        on=on,
    )
    dies(family.head, date(2026, 10, 26))
    change = opened(family, people)
    actions.hear(change_id=change.pk, person_id=None, words="本人去世，户内再无他人。", officer=people.second, on=HEARD)
    with pytest.raises(CannotDecideChange, match="待公示"):
        decided(change, people, "end")
    posted = actions.post_ending(change_id=change.pk, officer=people.clerk, on=HEARD)
    assert posted.notice_last_on == date(2026, 11, 4)
    with pytest.raises(CannotDecideChange, match="才满"):
        decided(change, people, "end", on=posted.notice_last_on)
    decision = decided(change, people, "end", on=posted.notice_last_on + timedelta(days=1), reason="特困人员死亡。")
    assert decision.effective_month == date(2026, 12, 1)
    assert benefits.awards_of(home).get().until_month == date(2026, 12, 1)
    assert benefits.standing_of(home, date(2026, 12, 1)) is None


def test_a_second_change_in_the_same_month_works_on_what_goes_on(officer_of):
    """The award that the first decision ended is not touched again; the new one is."""
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    registry.record_fact(person_id=family.head.pk, name="wage", amount=12 * 1_500 * 100, source="visit", ref="7", on=OPENED)
    decided(heard(opened(family, people, kind="reduce"), family, people), people, "reduce")
    registry.record_fact(person_id=family.head.pk, name="wage", amount=12 * 1_200 * 100, source="visit", ref="8", on=ENDED)
    decided(opened(family, people, kind="increase", cause="window", on=ENDED), people, "increase", on=ENDED + timedelta(days=1))
    running = [award for award in benefits.awards_of(family.household.pk) if award.until_month is None]
    assert [award.amount_fen for award in running] == [183_000]
