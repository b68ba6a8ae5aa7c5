"""预警办理: signed, visited by two, concluded; in this order, by the owner alone, and written down."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.monitoring import actions, queries
from doudi.monitoring.models import Alert, Outcome, Visit, VisitOfficer
from doudi.registry.models import Fact
from tests.monitoring.builders import MONDAY, TOWN, a_visited_alert, an_alert
from tests.people import a_family

pytestmark = pytest.mark.usefixtures("system")
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def two(officer_of: Callable[..., Officer]) -> tuple[Officer, Officer]:
    return officer_of("township", TOWN), officer_of("township", TOWN)


def test_the_whole_way(two: tuple[Officer, Officer]) -> None:
    alert = an_alert()
    signed = actions.sign(alert_id=alert.pk, officer=two[0], on=MONDAY)
    assert (signed.state, signed.signed_by, signed.signed_on) == ("signed", two[0], MONDAY)
    visit = actions.record_visit(alert_id=alert.pk, officers=two, findings=" 两位老人，药费高。 ", on=TUESDAY)
    assert visit.findings == "两位老人，药费高。"
    assert visit.due_on == workdays_after(MONDAY, 5), "the visit keeps the deadline it met"
    assert Alert.objects.get().due_on == workdays_after(TUESDAY, 5), "now the conclusion is due"
    done = actions.conclude(alert_id=alert.pk, outcome="no_hardship", words="子女已承担药费。", officer=two[1], on=TUESDAY)
    assert (done.state, done.outcome, done.concluded_by) == ("concluded", "no_hardship", two[1])


def test_every_step_is_in_the_audit_about_the_alert(two: tuple[Officer, Officer]) -> None:
    alert = a_visited_alert(*two)
    actions.conclude(alert_id=alert.pk, outcome="false_alarm", words="同名误报。", officer=two[0], on=TUESDAY)
    entries = list(audit.entries_about("monitoring.alert", alert.pk))
    assert [entry.verb for entry in entries] == ["monitoring.alert_concluded", "monitoring.alert_visited", "monitoring.alert_signed"]
    assert {entry.officer_id for entry in entries} == {two[0].pk}
    assert entries[0].because == "同名误报。"
    assert {entry.region for entry in entries} == {alert.region}


def test_a_refused_step_leaves_nothing_behind(two: tuple[Officer, Officer]) -> None:
    alert = an_alert()
    with pytest.raises(actions.CannotConclude):
        actions.conclude(alert_id=alert.pk, outcome="no_hardship", words="无困难。", officer=two[0], on=MONDAY)
    assert not audit.entries_about("monitoring.alert", alert.pk).exists()
    assert Alert.objects.get().state == "raised"


def test_the_day_of_the_visit_becomes_a_fact_of_the_family(two: tuple[Officer, Officer]) -> None:
    alert = a_visited_alert(*two)
    fact = Fact.objects.get(household_id=alert.household_id, name="visited_on")
    assert fact.from_on == MONDAY


def test_one_person_twice_is_not_two(two: tuple[Officer, Officer]) -> None:
    alert = an_alert()
    actions.sign(alert_id=alert.pk, officer=two[0], on=MONDAY)
    for officers in ([two[0], two[0]], [two[0]], []):
        with pytest.raises(actions.CannotRecordVisit, match="两名"):
            actions.record_visit(alert_id=alert.pk, officers=officers, findings="在家。", on=MONDAY)
    assert not Visit.objects.exists()


def test_the_database_does_not_count_a_visitor_twice(two: tuple[Officer, Officer]) -> None:
    visitor = VisitOfficer.objects.filter(visit__alert=a_visited_alert(*two)).first()
    assert visitor is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitOfficer.objects.create(visit=visitor.visit, officer=visitor.officer, region=visitor.region)


def test_the_same_visit_submitted_twice_is_refused(two: tuple[Officer, Officer]) -> None:
    alert = a_visited_alert(*two)
    with pytest.raises(actions.CannotRecordVisit, match="重复"):
        actions.record_visit(alert_id=alert.pk, officers=two, findings="在家。", on=MONDAY)
    actions.record_visit(alert_id=alert.pk, officers=two, findings="再次核实。", on=TUESDAY)
    assert Visit.objects.count() == 2


@pytest.mark.parametrize("outsider", [("township", "370702002"), ("county", "370702"), ("inspector", "370702"), ("finance", TOWN), ("administrator", "")])
def test_only_the_owner_handles_it(outsider: tuple[str, str], two: tuple[Officer, Officer], officer_of: Callable[..., Officer]) -> None:
    stranger = officer_of(*outsider)
    fresh, visited = an_alert(), a_visited_alert(*two)
    with pytest.raises(actions.CannotSign):
        actions.sign(alert_id=fresh.pk, officer=stranger, on=MONDAY)
    with pytest.raises(actions.CannotRecordVisit):
        actions.record_visit(alert_id=visited.pk, officers=[two[0], stranger], findings="在家。", on=TUESDAY)
    with pytest.raises(actions.CannotConclude):
        actions.conclude(alert_id=visited.pk, outcome="no_hardship", words="无困难。", officer=stranger, on=TUESDAY)
    with pytest.raises(actions.CannotHandOver):
        actions.hand_over(alert_id=visited.pk, follow_up="referral:1", due_on=TUESDAY, officer=stranger, on=TUESDAY)


def test_an_officer_who_has_left_signs_nothing(two: tuple[Officer, Officer]) -> None:
    two[0].is_active = False
    with pytest.raises(actions.CannotSign):
        actions.sign(alert_id=an_alert().pk, officer=two[0], on=MONDAY)


def test_a_finding_across_towns_is_the_countys(two: tuple[Officer, Officer], officer_of: Callable[..., Officer]) -> None:
    alert = an_alert(region="370702")
    with pytest.raises(actions.CannotSign, match="潍城区"):
        actions.sign(alert_id=alert.pk, officer=two[0], on=MONDAY)
    assert actions.sign(alert_id=alert.pk, officer=officer_of("county", "370702"), on=MONDAY).state == "signed"


@pytest.mark.parametrize("outcome", ["include", "refer", "exit"])
def test_an_outcome_that_leads_somewhere_must_say_where(outcome: str, two: tuple[Officer, Officer]) -> None:
    alert = a_visited_alert(*two)
    for follow_up in ("", "somewhere:1"):
        with pytest.raises(actions.CannotConclude, match="须先办理"):
            actions.conclude(alert_id=alert.pk, outcome=outcome, words="需要办理。", follow_up=follow_up, officer=two[0], on=TUESDAY)


@pytest.mark.parametrize("outcome", Outcome.values)
def test_each_of_the_seven_concludes(outcome: str, two: tuple[Officer, Officer]) -> None:
    follow_up = {"include": "application:1", "refer": "referral:1", "exit": "change:1"}.get(outcome, "")
    alert = actions.conclude(alert_id=a_visited_alert(*two).pk, outcome=outcome, words="已核实。", follow_up=follow_up, officer=two[0], on=TUESDAY)
    assert (alert.outcome, alert.follow_up) == (outcome, follow_up)


@pytest.mark.parametrize(("outcome", "words"), [("no_hardship", "  "), ("", "无困难。"), ("stop_payment", "停发。")])
def test_no_conclusion_without_a_known_outcome_in_words(outcome: str, words: str, two: tuple[Officer, Officer]) -> None:
    with pytest.raises(actions.CannotConclude):
        actions.conclude(alert_id=a_visited_alert(*two).pk, outcome=outcome, words=words, officer=two[0], on=TUESDAY)


def test_days_run_forward(two: tuple[Officer, Officer]) -> None:
    alert, day_before = an_alert(), MONDAY - timedelta(days=1)
    with pytest.raises(actions.CannotSign, match="不能早于"):
        actions.sign(alert_id=alert.pk, officer=two[0], on=day_before)
    actions.sign(alert_id=alert.pk, officer=two[0], on=TUESDAY)
    with pytest.raises(actions.CannotRecordVisit, match="不能早于"):
        actions.record_visit(alert_id=alert.pk, officers=two, findings="在家。", on=MONDAY)
    actions.record_visit(alert_id=alert.pk, officers=two, findings="在家。", on=TUESDAY)
    with pytest.raises(actions.CannotConclude, match="不能早于"):
        actions.conclude(alert_id=alert.pk, outcome="no_hardship", words="无困难。", officer=two[0], on=MONDAY)


def test_the_database_holds_what_the_verbs_promise(two: tuple[Officer, Officer]) -> None:
    """Written past the verbs: a conclusion without an outcome, a signature of nobody, the same open cause again."""
    alert = a_visited_alert(*two)
    for change in ({"state": "concluded"}, {"outcome": "exit"}, {"signed_by": None}, {"region": ""}, {"state": "lost"}, {"words": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(**change)
    family = a_family()
    an_alert(family, cause="vehicles")
    with pytest.raises(IntegrityError), transaction.atomic():
        an_alert(family, cause="vehicles")


def test_another_town_sees_no_alert_and_no_count(two: tuple[Officer, Officer], officer_of: Callable[..., Officer]) -> None:
    a_visited_alert(*two)
    elsewhere, county, department = officer_of("township", "370702002"), officer_of("county", "370702"), officer_of("department", "370702", "medical_insurance")
    for officer, seen in ((two[0], 1), (county, 1), (elsewhere, 0), (department, 0)):
        with access.acting(officer):
            deadlines = queries.counts_by_deadline(TUESDAY)
            assert deadlines.overdue + deadlines.today + deadlines.three_days + deadlines.later == seen
            assert (queries.queue().count(), Visit.objects.count(), VisitOfficer.objects.count()) == (seen, seen, 2 * seen)


def test_to_another_town_an_alert_does_not_exist(two: tuple[Officer, Officer], officer_of: Callable[..., Officer]) -> None:
    alert, elsewhere = an_alert(), officer_of("township", "370702002")
    with access.acting(elsewhere):
        with pytest.raises(actions.CannotSign, match="不在您的辖区"):
            actions.sign(alert_id=alert.pk, officer=elsewhere, on=MONDAY)
        with pytest.raises(Alert.DoesNotExist):
            queries.get_alert(alert.pk)
