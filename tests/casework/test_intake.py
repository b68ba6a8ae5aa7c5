"""受理: how an application came is kept, what is missing is told once, and two people stand for what goes against the rules."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from doudi.casework import actions
from doudi.casework.actions import Arrived
from doudi.casework.models import Application, Arrival, Asked
from doudi.registry.models import Membership
from tests.casework.story import ON, OPINED, SURVEYED, a_poor_family, applied, fresh, opined, staff, submitted, surveyed, yearly_wages

pytestmark = pytest.mark.usefixtures("system")


def accepted(family, people, arrived: Arrived | None, **given) -> Application:
    return actions.accept(
        household_id=family.household.pk,
        applicant_id=family.head.pk,
        declared=yearly_wages(family, 1000),
        origin="window",
        officer=people.clerk,
        on=ON,
        arrived=arrived,
        **given,
    )


def test_how_it_came_is_kept(officer_of):
    people = staff(officer_of)
    case = accepted(a_poor_family(), people, Arrived("on_behalf", "某村委会", "村委会", "申请人卧床，已签委托书。"))
    assert (case.arrival.manner, case.arrival.mandate) == ("on_behalf", "申请人卧床，已签委托书。")
    moved = accepted(a_poor_family(), people, Arrived("transferred", "外县街道办事处", reference="转〔2026〕3号", first_on=ON - timedelta(days=6)))
    assert moved.arrival.first_on < moved.accepted_on and moved.due_on == case.due_on, "the term runs from here, the first day is kept"
    assert accepted(a_poor_family(), people, None).arrival.manner == "in_person"


@pytest.mark.parametrize(
    ("arrived", "words"),
    [
        (Arrived("on_behalf", "某人"), "委托"),
        (Arrived("on_behalf", mandate="委托书"), "代办人"),
        (Arrived("transferred", "外县"), "最初提出"),
        (Arrived("transferred", "外县", first_on=date(2030, 1, 1)), "不能晚于今天"),
        (Arrived("report"), "报告人"),
        (Arrived("by_dream"), "受理方式"),
    ],
)
def test_half_a_story_is_refused_and_nothing_is_kept(officer_of, arrived, words):
    people, family = staff(officer_of), a_poor_family()
    with pytest.raises(actions.CannotArrive, match=words):
        accepted(family, people, arrived)
    assert not Application.objects.exists() and not Arrival.objects.exists()


def test_who_is_entered_in_two_households_has_one_case(officer_of):
    people, family, other = staff(officer_of), a_poor_family(), a_poor_family()
    first = applied(family, people)
    Membership.objects.create(
        household=other.household,
        person=family.people[-1],
        relation="other",
        from_on=ON - timedelta(days=9),
        source="test",
        ref="twice",
        region=other.head.region,
    )
    with pytest.raises(actions.CannotAccept, match=first.number):
        applied(other, people)


def test_what_is_missing_is_told_once(officer_of):
    people = staff(officer_of)
    case = applied(a_poor_family(), people)
    ask = {"application_id": case.pk, "officer": people.clerk, "on": ON}
    with pytest.raises(actions.CannotAskFor, match="第六十二条"):
        actions.ask_for(codes=["earnings", "vehicles"], **ask)
    told = actions.ask_for(codes=["earnings", "school"], **ask)
    assert [one.title for one in told] == ["劳动合同或者用人单位的工资证明", "学校出具的在校、缴费证明"]
    with pytest.raises(actions.CannotAskFor, match="已经告知过"):
        actions.ask_for(codes=["school"], **ask)
    with pytest.raises(actions.CannotAskFor, match="一次性告知"):
        actions.ask_for(codes=["house"], **ask)
    (again,) = actions.ask_for(codes=["house", "school"], because="入户时才知道租房。", **ask)
    assert (again.list_no, again.because) == (2, "入户时才知道租房。")


def test_help_waits_for_what_was_asked_and_a_promise_stands_in_its_place(officer_of):
    people = staff(officer_of)
    case = surveyed(applied(a_poor_family(), people), people)
    earnings, statement = actions.ask_for(application_id=case.pk, codes=["earnings", "statement"], officer=people.clerk, on=SURVEYED)
    with pytest.raises(actions.CannotGiveOpinion, match="工资证明"):
        opined(case, people)
    with pytest.raises(actions.CannotAskFor, match="不能以承诺代替"):
        actions.settle_material(asked_id=statement.pk, how="promised", officer=people.clerk, on=SURVEYED)
    actions.settle_material(asked_id=earnings.pk, how="promised", officer=people.clerk, on=SURVEYED)
    actions.settle_material(asked_id=statement.pk, how="brought", officer=people.clerk, on=SURVEYED)
    with pytest.raises(actions.CannotAskFor, match="已登记为"):
        actions.settle_material(asked_id=earnings.pk, how="brought", officer=people.clerk, on=SURVEYED)
    assert "承诺" in Asked.objects.get(pk=earnings.pk).settled_words
    assert opined(fresh(case), people).state == "proposed"


def test_at_once_nothing_is_asked(officer_of):
    people = staff(officer_of)
    case = accepted(a_poor_family(), people, None, scheme="urgent_relief")
    with pytest.raises(actions.CannotAskFor, match="第五十条"):
        actions.ask_for(application_id=case.pk, codes=["earnings"], officer=people.clerk, on=ON)


def refuse(case, people, second):
    """Against the rules, which find it poor."""
    given = {"application_id": case.pk, "outcome": "refuse", "reason": "另有收入没有申报。", "on": OPINED}
    return actions.give_opinion(**given, second=second, officer=people.surveyor)


def test_against_the_rules_two_people_of_the_office_stand_for_it(officer_of):
    people = staff(officer_of)
    case = surveyed(applied(a_poor_family(), people), people)
    for second in (None, people.surveyor, people.reviewer, officer_of("township", "370702002"), officer_of("finance")):
        with pytest.raises(actions.CannotGiveOpinion, match="第二人"):
            refuse(case, people, second)
    case = refuse(case, people, people.clerk)
    assert (case.opinion_against_rules, case.opinion_second) == (True, people.clerk)


def test_a_second_person_is_not_needed_beside_the_rules(officer_of):
    people = staff(officer_of)
    case = opined(surveyed(applied(a_poor_family(), people), people), people)
    assert (case.opinion_against_rules, case.opinion_second) == (False, None)


def test_of_a_decision_no_maker_is_the_second(officer_of):
    people = staff(officer_of)
    case = submitted(a_poor_family(), people)
    given = {"application_id": case.pk, "outcome": "refuse", "reason": "另有收入。", "officer": people.reviewer, "on": case.submitted_on}
    with pytest.raises(actions.CannotDecide, match="第二人"):
        actions.decide(**given, second=people.clerk)
    decision = actions.decide(**given, second=people.visitor)
    assert decision.against_rules and decision.second == people.visitor


def test_the_database_asks_for_two_as_well(officer_of):
    """Negative control: the constraint is what refuses; taken away, one person alone would pass."""
    people = staff(officer_of)
    case = refuse(surveyed(applied(a_poor_family(), people), people), people, people.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(opinion_second=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(opinion_second=case.opinion_by)
