"""案头: assigned is not permitted; loads are even; a deputy's time ends by itself and makes no maker a checker; words stay."""

from datetime import timedelta

import pytest

from doudi.base import access
from doudi.base.access import CannotAccess
from doudi.casework import actions
from doudi.casework import queries as cases
from doudi.casework.models import Assignment, Comment
from tests.casework.story import DECIDED, ON, a_poor_family, applied, staff, submitted

pytestmark = pytest.mark.usefixtures("system")


def of(case) -> tuple[str, int, str]:
    return ("application", case.pk, case.region)


def test_who_has_least_is_given_next_and_who_is_away_nothing(officer_of):
    people = staff(officer_of)
    found = [applied(a_poor_family(), people) for _ in range(5)]
    given = actions.plan(items=[of(case) for case in found], to_id=None, officer=people.clerk, on=ON)
    assert cases.assigned() == {}, "planned is not done"
    actions.assign(items=[of(case) for case in found], to_id=None, officer=people.clerk, on=ON)
    assert [given[of(case)].pk for case in found] == [people.clerk.pk, people.surveyor.pk, people.second.pk, people.clerk.pk, people.surveyor.pk]
    actions.delegate(deputy_id=people.clerk.pk, from_on=ON, until_on=ON, because="请假", officer=people.second, on=ON)
    again = actions.plan(items=[of(applied(a_poor_family(), people))], to_id=None, officer=people.clerk, on=ON)
    assert set(again.values()) == {people.clerk}, "the second has least and is away"


def test_assigned_again_it_is_the_other_s(officer_of):
    people = staff(officer_of)
    case = applied(a_poor_family(), people)
    for taker in (people.second, people.surveyor):
        actions.assign(items=[of(case)], to_id=taker.pk, officer=people.clerk, on=ON)
    assert cases.assigned()["application", case.pk] == [(people.surveyor.pk, people.surveyor.name)]
    actions.assign(items=[of(case)], to_id=people.reviewer.pk, officer=people.reviewer, on=ON)
    assert len(cases.assigned()["application", case.pk]) == 2, "the county has its own"


def test_what_was_assigned_is_undone_but_for_what_a_third_has_since(officer_of):
    people = staff(officer_of)
    found = [applied(a_poor_family(), people) for _ in range(3)]
    actions.assign(items=[of(found[0])], to_id=people.second.pk, officer=people.second, on=ON)
    before = actions.assign(items=[of(case) for case in found], to_id=people.surveyor.pk, officer=people.clerk, on=ON)
    assert list(before.values()) == [people.second.pk, None, None]
    actions.assign(items=[of(found[2])], to_id=people.second.pk, officer=people.second, on=ON)
    assert actions.undo_assign(before=before, officer=people.clerk, on=ON) == 2
    now = {item: [taker for taker, _ in takers] for (_, item), takers in cases.assigned().items()}
    assert now == {found[0].pk: [people.second.pk], found[2].pk: [people.second.pk]}


def test_only_within_the_office_and_its_place(officer_of):
    people, elsewhere = staff(officer_of), officer_of("township", "370702002")
    case = applied(a_poor_family(), people)
    with pytest.raises(actions.CannotAssign, match="本单位"):
        actions.assign(items=[of(case)], to_id=elsewhere.pk, officer=people.clerk, on=ON)
    with pytest.raises(CannotAccess):
        actions.assign(items=[of(case)], to_id=None, officer=elsewhere, on=ON)
    with pytest.raises(actions.CannotAssign, match="先选择"):
        actions.assign(items=[], to_id=None, officer=people.clerk, on=ON)
    with pytest.raises(actions.CannotAssign, match="不分派"):
        actions.assign(items=[("payment", 1, people.clerk.region)], to_id=None, officer=people.clerk, on=ON)


def test_everything_of_one_is_handed_over(officer_of):
    people = staff(officer_of)
    found = [applied(a_poor_family(), people) for _ in range(3)]
    actions.assign(items=[of(case) for case in found], to_id=people.clerk.pk, officer=people.clerk, on=ON)
    with pytest.raises(actions.CannotAssign, match="原因"):
        actions.hand_over(to_id=people.second.pk, because=" ", officer=people.clerk, on=ON)
    with pytest.raises(actions.CannotAssign, match="其他工作人员"):
        actions.hand_over(to_id=people.clerk.pk, because="调离", officer=people.clerk, on=ON)
    offered = actions.hand_over(to_id=people.second.pk, because="调离", officer=people.clerk, on=ON)
    assert len(offered.items) == 3 and set(Assignment.objects.values_list("officer_id", flat=True)) == {people.clerk.pk}, "not before it is taken"
    with pytest.raises(actions.CannotAssign, match="还没有被接收"):
        actions.hand_over(to_id=people.surveyor.pk, because="调离", officer=people.clerk, on=ON)
    for wrong in (people.surveyor, people.clerk):
        with pytest.raises(actions.CannotAssign, match="没有等您答复"):
            actions.answer_hand_over(hand_over_id=offered.pk, is_taken=True, officer=wrong, on=ON)
    actions.assign(items=[of(found[0])], to_id=people.surveyor.pk, officer=people.surveyor, on=ON)
    actions.answer_hand_over(hand_over_id=offered.pk, is_taken=True, officer=people.second, on=ON)
    assert sorted(Assignment.objects.values_list("officer_id", flat=True)) == sorted([people.surveyor.pk, people.second.pk, people.second.pk])
    with pytest.raises(actions.CannotAssign, match="已经答复"):
        actions.answer_hand_over(hand_over_id=offered.pk, is_taken=False, words="。", officer=people.second, on=ON)
    with pytest.raises(actions.CannotAssign, match="没有分派给您"):
        actions.hand_over(to_id=people.second.pk, because="调离", officer=people.clerk, on=ON)


def test_a_hand_over_may_be_declined_for_a_reason_or_called_back(officer_of):
    people = staff(officer_of)
    actions.assign(items=[of(applied(a_poor_family(), people))], to_id=people.clerk.pk, officer=people.clerk, on=ON)
    offer = {"to_id": people.second.pk, "because": "调离", "officer": people.clerk, "on": ON}
    first = actions.hand_over(**offer)
    with pytest.raises(actions.CannotAssign, match="不接收的原因"):
        actions.answer_hand_over(hand_over_id=first.pk, is_taken=False, words=" ", officer=people.second, on=ON)
    actions.answer_hand_over(hand_over_id=first.pk, is_taken=False, words="我也要调走。", officer=people.second, on=ON)
    second = actions.hand_over(**offer)
    assert actions.answer_hand_over(hand_over_id=second.pk, is_taken=False, officer=people.clerk, on=ON).answer_words == "移交人撤回"
    assert set(Assignment.objects.values_list("officer_id", flat=True)) == {people.clerk.pk}


def test_what_was_put_back_to_nobody_comes_back_unless_taken_since(officer_of):
    people = staff(officer_of)
    one, two, never = (applied(a_poor_family(), people) for _ in range(3))
    actions.assign(items=[of(one), of(two)], to_id=people.second.pk, officer=people.clerk, on=ON)
    before = actions.put_back(items=[of(one), of(two), of(never)], officer=people.clerk, on=ON)
    assert before == {of(one): people.second.pk, of(two): people.second.pk} and not Assignment.objects.exists()
    with pytest.raises(actions.CannotAssign, match="还没有分派"):
        actions.put_back(items=[of(never)], officer=people.clerk, on=ON)
    actions.assign(items=[of(one)], to_id=people.surveyor.pk, officer=people.surveyor, on=ON)
    assert actions.undo_assign(before=before, officer=people.clerk, on=ON, put_back=True) == 1
    assert dict(Assignment.objects.values_list("item", "officer_id")) == {one.pk: people.surveyor.pk, two.pk: people.second.pk}


def test_filters_are_an_officer_s_own_few_and_named(officer_of):
    people = staff(officer_of)
    keep = {"query": "kind=application", "officer": people.clerk, "on": ON}
    for name in (" ", "名" * 21):
        with pytest.raises(actions.CannotKeepFilter):
            actions.keep_filter(name=name, **keep)
    for number in range(12):
        actions.keep_filter(name=f"筛选{number}", **keep)
    with pytest.raises(actions.CannotKeepFilter, match="最多 12"):
        actions.keep_filter(name="多一个", **keep)
    actions.keep_filter(name="筛选3", **{**keep, "query": "due=today"})
    assert cases.filters_of(people.clerk.pk).get(name="筛选3").query == "due=today" and not cases.filters_of(people.second.pk)
    actions.drop_filter(name="筛选3", officer=people.clerk, on=ON)
    assert cases.filters_of(people.clerk.pk).count() == 11


def test_a_deputy_s_time_ends_by_itself_or_sooner(officer_of):
    people = staff(officer_of)
    made = actions.delegate(deputy_id=people.second.pk, from_on=ON, until_on=ON + timedelta(3), because="培训", officer=people.clerk, on=ON)
    assert cases.looked_after_by(people.second.pk, ON + timedelta(3)) == {people.second.pk, people.clerk.pk}
    assert cases.looked_after_by(people.second.pk, ON + timedelta(4)) == {people.second.pk}
    with pytest.raises(actions.CannotDelegate):
        actions.end_delegation(delegation_id=made.pk, officer=people.second, on=ON)
    actions.end_delegation(delegation_id=made.pk, officer=people.clerk, on=ON + timedelta(1))
    assert cases.looked_after_by(people.second.pk, ON + timedelta(1)) == {people.second.pk}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"until_on": ON + timedelta(61)}, "60 天"),
        ({"until_on": ON - timedelta(1)}, "截止日期"),
        ({"from_on": ON - timedelta(1)}, "从今天"),
        ({"because": ""}, "原因"),
    ],
)
def test_a_delegation_without_an_end_is_refused(officer_of, given, words):
    people = staff(officer_of)
    with pytest.raises(actions.CannotDelegate, match=words):
        actions.delegate(**{"deputy_id": people.second.pk, "from_on": ON, "until_on": ON, "because": "请假", "officer": people.clerk, "on": ON} | given)
    with pytest.raises(actions.CannotDelegate, match="本单位"):
        actions.delegate(deputy_id=people.clerk.pk, from_on=ON, until_on=ON, because="请假", officer=people.clerk, on=ON)


def test_whoever_acts_for_the_maker_does_not_check(officer_of, monkeypatch):
    """And the control: the day after, the same person may."""
    monkeypatch.setattr("doudi.casework.rules.decided_by", lambda region, on: "township")
    people = staff(officer_of)
    fourth = officer_of("township", people.clerk.region)
    case = submitted(a_poor_family(), people)
    actions.delegate(deputy_id=fourth.pk, from_on=ON, until_on=DECIDED, because="请假", officer=people.surveyor, on=ON)
    decide = {"application_id": case.pk, "outcome": "grant", "officer": fourth}
    with pytest.raises(actions.CannotDecide, match="不能审核同一申请"):
        actions.decide(**decide, on=DECIDED)
    assert actions.decide(**decide, on=DECIDED + timedelta(1)).outcome == "grant"


def test_words_stay_and_are_struck_by_who_wrote_them(officer_of):
    people = staff(officer_of)
    case = applied(a_poor_family(), people)
    made = actions.comment(kind="application", item=case.pk, words="电话约了周三入户。", officer=people.clerk, on=ON)
    with pytest.raises(actions.CannotComment):
        actions.strike(comment_id=made.pk, because="写错", officer=people.second, on=ON)
    actions.strike(comment_id=made.pk, because="改到周四", officer=people.clerk, on=ON)
    assert [(one.words, one.struck_because) for one in cases.comments_of("application", case.pk)] == [("电话约了周三入户。", "改到周四")]
    with pytest.raises(actions.CannotComment, match="请写明|备注内容"):
        actions.comment(kind="application", item=case.pk, words=" ", officer=people.clerk, on=ON)
    with pytest.raises(actions.CannotComment, match="没有这个案件"):
        actions.comment(kind="alert", item=case.pk, words="不是案件。", officer=people.clerk, on=ON)


def test_another_town_sees_neither(officer_of, db):
    people, elsewhere = staff(officer_of), officer_of("township", "370702002")
    case = applied(a_poor_family(), people)
    actions.assign(items=[of(case)], to_id=people.clerk.pk, officer=people.clerk, on=ON)
    actions.comment(kind="application", item=case.pk, words="内部。", officer=people.clerk, on=ON)
    with access.acting(elsewhere):
        assert cases.assigned() == {} and not Comment.objects.exists()
