"""公示与公布: what hangs and until when, whom a published list names, and how little the public reaches in the database."""

import dataclasses
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from doudi.base import access
from doudi.benefits import actions as benefits
from doudi.benefits.models import Standing
from doudi.casework import actions, queries
from doudi.casework.models import Application, Change, Decision
from doudi.registry import queries as registry
from doudi.registry.models import Person
from tests.casework.story import DECIDED, LAST_OF_NOTICE, ON, POSTED, a_poor_family, applied, granted, opined, staff, surveyed
from tests.people import ADULT, CHILD, VILLAGE, a_family, a_household, a_name, a_person, an_id, join

pytestmark = pytest.mark.usefixtures("system")

OTHER = "370702001002"


def posted(officer_of, region: str = VILLAGE) -> Application:
    people = staff(officer_of, region[:9])
    application = opined(surveyed(applied(a_poor_family(region=region), people), people), people)
    return actions.post_notice(application_id=application.pk, officer=people.clerk, on=POSTED)


def tekun_ending(officer_of, person=None) -> Change:
    """Somebody's tekun support is to end, heard and posted."""
    people, family = staff(officer_of), a_family(1)
    person = person or family.head
    standing = benefits.confirm_standing(
        household_id=family.household.pk, person_id=person.pk, kind="tekun", from_on=ON, decided_by="import:1", officer=people.reviewer, on=ON
    )
    benefits.open_award(
        standing_id=standing.pk,
        kind="tekun_basic",
        amount_fen=131_300,
        from_month=date(2026, 11, 1),
        payee_id=person.pk,
        account_id=None,
        decided_by="import:1",
        officer=people.reviewer,
        on=ON,
    )
    change = actions.open_change(household_id=family.household.pk, kind="end", cause="window", reason="已恢复劳动能力。", officer=people.clerk, on=ON)
    actions.hear(change_id=change.pk, person_id=family.head.pk, words="没有意见。", officer=people.clerk, on=ON)
    return actions.post_ending(change_id=change.pk, officer=people.clerk, on=POSTED)


def as_public(region: str, question, *given):
    with access.acting_as_public(region):
        return question(*given)


def test_a_notice_hangs_on_its_days_in_its_place_and_nowhere_else(officer_of):
    application = posted(officer_of)
    for day, hangs in ((POSTED - timedelta(days=1), False), (POSTED, True), (LAST_OF_NOTICE, True), (LAST_OF_NOTICE + timedelta(days=1), False)):
        assert bool(as_public(VILLAGE, queries.notices_in, VILLAGE, day)) is hangs, day
        assert as_public("3707", queries.count_notices, day) == ({VILLAGE: 1} if hangs else {})
    (notice,) = as_public(VILLAGE, queries.notices_in, VILLAGE, POSTED)
    assert (notice.number, notice.members, notice.proposal) == (application.number, 3, "拟确认为最低生活保障家庭")
    assert as_public(OTHER, queries.notices_in, OTHER, POSTED) == []
    assert as_public(VILLAGE[:9], queries.notices_in, VILLAGE[:9], POSTED) == [], "a township names nobody who lives in its villages"
    assert as_public(OTHER, queries.notices_in, VILLAGE, POSTED) == [], "another place's scope shows nothing of this one"


@pytest.mark.parametrize("verb", ["object_to", "withdraw", "end"])
def test_a_notice_comes_down_by_itself_when_the_case_leaves_it(officer_of, verb):
    application, on = posted(officer_of), POSTED + timedelta(days=1)
    words = {"objector": "邻居", "words": "家中有人务工。"} if verb == "object_to" else {"reason": "家庭自己撤回。"}
    getattr(actions, verb)(application_id=application.pk, officer=application.accepted_by, on=on, **words)
    assert as_public(VILLAGE, queries.notices_in, VILLAGE, on) == [] and as_public("3707", queries.count_notices, on) == {}


def test_the_ending_of_tekun_support_hangs_and_no_other_change_does(officer_of):
    change = tekun_ending(officer_of)
    (notice,) = as_public(VILLAGE, queries.notices_in, VILLAGE, POSTED)
    assert (notice.number, notice.members, notice.proposal) == (change.number, 1, "拟终止特困人员救助供养")
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    for kind, reason in (("end", "收入超过标准。"), ("reduce", "收入增加。")):
        other = actions.open_change(household_id=family.household.pk, kind=kind, cause="window", reason=reason, officer=people.clerk, on=DECIDED)
        actions.hear(change_id=other.pk, person_id=family.head.pk, words="没有意见。", officer=people.clerk, on=DECIDED)
        with pytest.raises(actions.CannotPostEnding):
            actions.post_ending(change_id=other.pk, officer=people.clerk, on=DECIDED)
        Change.objects.filter(pk=other.pk).delete()


def test_help_that_is_given_is_published_and_what_is_refused_is_not(officer_of):
    people, family = staff(officer_of), a_poor_family()
    assert as_public(VILLAGE, queries.published_in, VILLAGE, DECIDED) == []
    granted(family, people)
    (line,) = as_public(VILLAGE, queries.published_in, VILLAGE, DECIDED)
    assert line == queries.PublishedContent(family.head.name, 3, "最低生活保障", 203_000)
    assert as_public("3707", queries.count_published, "3707", DECIDED) == {VILLAGE: 1}
    refused = opined(surveyed(applied(a_poor_family(), people, wage=6000), people), people, outcome="refuse", reason="收入超过标准。")
    actions.submit(application_id=refused.pk, officer=people.clerk, on=POSTED)
    actions.decide(application_id=refused.pk, outcome="refuse", reason="收入超过标准。", second=people.visitor, officer=people.reviewer, on=DECIDED)
    assert as_public(VILLAGE, queries.published_in, VILLAGE, DECIDED) == [line]
    Standing.objects.filter(household=family.household).update(until_on=date(2026, 11, 1))
    assert as_public(VILLAGE, queries.published_in, VILLAGE, date(2026, 10, 31)) == [line]
    assert as_public(VILLAGE, queries.published_in, VILLAGE, date(2026, 11, 1)) == [], "what has ended is published no longer"


def test_care_money_is_never_published(officer_of):
    """Its amount would say how far somebody can look after themselves."""
    change = tekun_ending(officer_of)
    benefits.open_award(
        standing_id=change.standing_id,
        kind="tekun_care",
        amount_fen=77_700,
        from_month=date(2026, 11, 1),
        payee_id=change.standing.person_id,
        account_id=None,
        decided_by="import:1",
        officer=staff(officer_of).reviewer,
        on=ON,
    )
    assert [line.amount_fen for line in as_public(VILLAGE, queries.published_in, VILLAGE, DECIDED)] == [131_300]


def test_who_is_taken_in_alone_stands_as_the_family_that_applied(officer_of):
    """Their own name beside 单人保 would say who of the family is ill or disabled; two of one family are one line, and count as one."""
    people, family = staff(officer_of), a_family(3)
    for person, fen in zip(family.people[1:], (50_000, 30_000), strict=True):
        standing = benefits.confirm_standing(
            household_id=family.household.pk, person_id=person.pk, kind="single_person_dibao", from_on=ON, decided_by="import:1", officer=people.reviewer, on=ON
        )
        benefits.open_award(
            standing_id=standing.pk,
            kind="dibao_monthly",
            amount_fen=fen,
            from_month=date(2026, 11, 1),
            payee_id=person.pk,
            account_id=None,
            decided_by="import:1",
            officer=people.reviewer,
            on=ON,
        )
    assert as_public(VILLAGE, queries.published_in, VILLAGE, DECIDED) == [queries.PublishedContent(family.head.name, 3, "最低生活保障", 80_000)]
    assert as_public("3707", queries.count_published, "3707", DECIDED) == {VILLAGE: 1}


def test_a_child_and_a_name_that_is_no_name_stand_as_village_and_number(officer_of):
    people = staff(officer_of)
    for name, born_on in ((a_name(), CHILD), (f"某某{an_id()}", ADULT), ("某某（患尿毒症）", ADULT), ("某某 13800000000", ADULT)):
        family, home = a_family(1), a_household()
        person = a_person(name=name, born_on=born_on)
        join(home, person, "head")
        standing = benefits.confirm_standing(household_id=home.pk, kind="dibao", from_on=ON, decided_by="import:1", officer=people.reviewer, on=ON)
        (line,) = as_public(VILLAGE, queries.published_in, VILLAGE, DECIDED)
        assert name not in line.applicant and line.applicant.endswith(f"370702-{standing.pk:06d}"), line.applicant
        Standing.objects.filter(pk=standing.pk).delete()
        assert family.head.name and line.members == 1


def test_ordinary_names_stand(officer_of):
    people = staff(officer_of)
    for name in ("某甲", "阿依古丽·买买提", "𠮷某", "Maria Li"):
        home = a_household()
        join(home, a_person(name=name), "head")
        benefits.confirm_standing(household_id=home.pk, kind="dibao", from_on=ON, decided_by="import:1", officer=people.reviewer, on=ON)
    names = {line.applicant for line in as_public(VILLAGE, queries.published_in, VILLAGE, DECIDED)}
    assert names == {"某甲", "阿依古丽·买买提", "𠮷某", "Maria Li"}


def test_a_number_that_does_not_hang_is_nobodys(officer_of):
    application = posted(officer_of)
    assert as_public("370702", queries.case_behind, application.number, POSTED) == application
    waiting = applied(a_poor_family(), staff(officer_of))
    wrong_year, too_long = application.number.replace("2026", "2025"), f"{application.number}0"
    for number in (waiting.number, wrong_year, too_long, "", "SQ", application.number.lower(), f"SQ370702-2026-{'9' * 30}", "BG370702-2026-000001"):
        assert as_public("370702", queries.case_behind, number, POSTED) is None, number
    assert as_public("370702", queries.case_behind, application.number, LAST_OF_NOTICE + timedelta(days=1)) is None


HIDDEN = (
    "SELECT id_sealed FROM registry_person",
    "SELECT phone_sealed FROM registry_person",
    "SELECT opinion_reason FROM casework_application",
    "SELECT staff_relative_words FROM casework_application",
    "SELECT hearing_words FROM casework_change",
    "SELECT explanation FROM casework_decision",
    "SELECT payee_id FROM benefits_award",
    "SELECT * FROM casework_application",
    "SELECT * FROM casework_investigation",
    "SELECT * FROM casework_onlineobjection",
    "SELECT * FROM casework_objection",
    "SELECT * FROM registry_fact",
    "SELECT * FROM benefits_account",
    "SELECT * FROM base_auditentry",
    "SELECT * FROM django_session",
    "SELECT * FROM base_officer",
    "UPDATE casework_application SET state = 'decided'",
    "DELETE FROM casework_decision",
    "INSERT INTO registry_person DEFAULT VALUES",
)


@pytest.mark.parametrize("statement", HIDDEN)
def test_the_database_keeps_everything_else_from_the_public(officer_of, statement):
    posted(officer_of)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), access.acting_as_public("3707"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", [one for one in HIDDEN if one.startswith("SELECT")])
def test_the_application_itself_could_read_it(statement):
    """Negative control: it is the public's role that is refused, not the statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_public_sees_no_case_on_its_way_and_no_refusal(officer_of):
    """Rows, too: by the same columns neither an application without a notice nor a refusal is there."""
    people = staff(officer_of)
    applied(a_poor_family(), people)
    refused = opined(surveyed(applied(a_poor_family(), people, wage=6000), people), people, outcome="refuse", reason="收入超过标准。")
    actions.submit(application_id=refused.pk, officer=people.clerk, on=POSTED)
    actions.decide(application_id=refused.pk, outcome="refuse", reason="收入超过标准。", second=people.visitor, officer=people.reviewer, on=DECIDED)
    hanging = posted(officer_of)
    with access.acting_as_public("3707"):
        assert list(Application.objects.order_by().values_list("pk", flat=True)) == [hanging.pk]
        assert list(Decision.objects.order_by().values_list("pk", flat=True)) == []
    assert Application.objects.count() == 3 and Decision.objects.count() == 1


def test_the_public_hand_is_taken_off_again(officer_of):
    posted(officer_of)
    with access.acting_as_public(VILLAGE):
        pass
    assert Person.objects.values_list("id_sealed").exists()
    with pytest.raises(ZeroDivisionError), access.acting_as_public(VILLAGE):
        raise ZeroDivisionError
    assert Person.objects.values_list("id_sealed").exists() and connection.in_atomic_block


def test_what_is_shown_is_a_closed_set():
    """A field added here is a decision about privacy: it belongs into docs/public-notice.md first."""
    assert {one.name for one in dataclasses.fields(queries.NoticeContent)} == {"number", "village", "applicant", "members", "proposal", "posted_on", "last_on"}
    assert {one.name for one in dataclasses.fields(queries.PublishedContent)} == {"applicant", "members", "kind", "amount_fen"}
    assert {one.name for one in dataclasses.fields(registry.Named)} == {"name", "born_on"}
