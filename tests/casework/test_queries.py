"""待办与时间线: what waits for whom, and a family's story."""

from datetime import date

import pytest

from doudi.casework import actions, queries
from doudi.casework.procedures import APPLICATIONS, CHANGES
from doudi.law.sources import passages
from tests.casework.story import DECIDED, ON, POSTED, SURVEYED, a_poor_family, applied, fresh, granted, opined, staff, submitted, surveyed
from tests.casework.test_change import HEARD, OPENED, decided, heard, opened

pytestmark = pytest.mark.usefixtures("system")


@pytest.mark.parametrize("procedure", [*APPLICATIONS.values(), *CHANGES.values()])
def test_every_article_of_a_table_is_in_the_official_text(procedure):
    for step in procedure.steps:
        assert passages(step.article), step.article


def test_work_waits_for_the_role_whose_step_is_next(officer_of):
    people = staff(officer_of)
    first, second = a_poor_family(), a_poor_family()
    waiting = applied(first, people)
    sent = submitted(second, people)
    (township,) = queries.work_queue("township", ON)
    assert (township.number, township.title, township.due_on, township.name) == (waiting.number, "入户调查", date(2026, 10, 15), first.head.name)
    (county,) = queries.work_queue("county", ON)
    assert (county.id, county.title, county.due_on) == (sent.pk, "作出决定", sent.decision_due_on)
    assert [work.id for work in queries.work_queue("", ON)] == [waiting.pk, sent.pk]
    assert queries.work_queue("finance", ON) == []


def test_a_notice_that_hangs_is_work_from_the_day_after_it(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = opined(surveyed(applied(family, people), people), people)
    actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)
    (work,) = queries.work_queue("township", POSTED)
    assert (work.from_on, work.title, work.due_on) == (date(2026, 10, 23), "公示期满报送县级", application.due_on)


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        (date(2026, 10, 12), queries.Counts(0, 0, 1, 0)),
        (date(2026, 10, 15), queries.Counts(0, 1, 0, 0)),
        (date(2026, 10, 16), queries.Counts(1, 0, 0, 0)),
        (date(2026, 10, 9), queries.Counts(0, 0, 0, 1)),
    ],
)
def test_counts_go_by_the_legal_date(officer_of, on, counted):
    """Due on Thursday 15 October; three working days before it is Monday the 12th, and Saturday the 10th is a swapped working day."""
    applied(a_poor_family(), staff(officer_of))
    assert queries.counts_by_deadline(on) == counted
    assert queries.counts_by_deadline(on, "county") == queries.Counts(0, 0, 0, 0)


def test_the_queue_asks_a_fixed_number_of_questions(officer_of, django_assert_num_queries):
    people = staff(officer_of)
    for _ in range(4):
        applied(a_poor_family(1), people)
    granted(a_poor_family(1), people)
    with django_assert_num_queries(5):
        assert len(queries.work_queue("", ON)) == 5


def test_a_familys_story_is_told_latest_first(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = granted(family, people)
    actions.tell(decision_id=application.decision.pk, how="本人签收", officer=people.clerk, on=DECIDED)
    decided(heard(opened(family, people), family, people), people, "keep", reason="车辆不属于该户。")
    moments = queries.timeline(family.household.pk)
    assert [moment.kind for moment in moments] == [
        "decision",
        "hearing",
        "change",
        "telling",
        "decision",
        "submission",
        "notice",
        "opinion",
        "investigation",
        "application",
    ]
    assert [moment.on for moment in moments] == sorted((moment.on for moment in moments), reverse=True)
    assert moments[2].on == OPENED and moments[1].on == HEARD and "每月 2,030.00 元" in moments[4].words


def test_the_page_has_everything_of_one_application(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = surveyed(applied(family, people, origin="alert:3"), people)
    page = queries.page_of(application.pk, SURVEYED)
    assert [member.person.name for member in page.members] == [person.name for person in family.people]
    assert page.assessment.tier == "dibao" and page.assessment.amount_fen == 203_000 and page.assessment.illustrative
    assert [row.officer.pk for row in page.investigations[0].investigators.all()] == [people.surveyor.pk, people.second.pk]
    assert page.decision is None and page.unanswered == [] and page.next_step.verb == "give_opinion"
    assert [step.verb for step in queries.steps_now(fresh(application), "county")] == ["record_complaint", "end"]
    assert queries.application_from("alert:3") == application and queries.application_from("alert:4") is None
    assert list(queries.open_applications()) == [application] and list(queries.applications_of(family.household.pk)) == [application]


def test_what_is_closed_waits_for_nobody(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)
    actions.end(application_id=application.pk, reason="家庭无正当理由拒不配合调查。", officer=people.clerk, on=SURVEYED)
    assert queries.work_queue("", SURVEYED) == [] and not queries.open_applications()
    assert queries.timeline(family.household.pk)[0].title == "已终止"
    for error, call in (
        (actions.CannotEnd, lambda: actions.end(application_id=application.pk, reason="再终止。", officer=people.clerk, on=SURVEYED)),
        (actions.CannotExtend, lambda: actions.extend(application_id=application.pk, reason="延长。", officer=people.clerk, on=SURVEYED)),
        (actions.CannotRecordComplaint, lambda: actions.record_complaint(application_id=application.pk, words="举报", officer=people.clerk, on=SURVEYED)),
        (actions.CannotNameAccount, lambda: actions.name_account(application_id=application.pk, payee_id=1, account_id=1, officer=people.clerk, on=SURVEYED)),
        (actions.CannotReviewCommunity, lambda: review(application, people)),
        (actions.CannotVisitByCounty, lambda: visit(application, people)),
    ):
        with pytest.raises(error, match="已终止"):
            call()


def review(application, people):
    return actions.review_community(application_id=application.pk, officers=[people.surveyor, people.second], findings="属实。", on=SURVEYED)


def visit(application, people):
    return actions.visit_by_county(application_id=application.pk, officers=[people.reviewer, people.visitor], findings="属实。", on=SURVEYED)


def test_a_closed_change_is_closed(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = heard(opened(family, people), family, people)
    decided(change, people, "keep", reason="车辆不属于该户。")
    with pytest.raises(actions.CannotPostEnding, match="已决定"):
        actions.post_ending(change_id=change.pk, officer=people.clerk, on=HEARD)
    with pytest.raises(actions.CannotDecideChange, match="已决定"):
        decided(change, people, "end")
