"""库里的规矩: what the database refuses when a verb forgets, and proof that it is the database that refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from doudi.base.access import acting
from doudi.casework.models import Application, Change, Decision, Investigation, Investigator, Telling
from tests.casework.story import DECIDED, ON, SURVEYED, a_poor_family, applied, granted, staff, submitted
from tests.casework.test_change import ENDED, heard, opened

pytestmark = pytest.mark.usefixtures("system")


def refused(write, word: str) -> None:
    """The write is refused by the named rule, and the transaction goes on."""
    with pytest.raises((IntegrityError, DatabaseError), match=word), transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def a_decision(case, officer, **more) -> Decision:
    fields = {
        "household_id": case.household_id,
        "region": case.region,
        "reason": "测试。",
        "scheme": "dibao",
        "proposed_by": officer,
        "decided_on": ENDED,
        "tell_due_on": ENDED,
        "explanation": {},
        "rule_version": "x",
        "written_text": "x",
    }
    return Decision(**{**fields, **more})


def test_a_change_is_not_decided_unheard(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = opened(family, people)
    refused(lambda: Change.objects.filter(pk=change.pk).update(state="decided", closed_on=ENDED), "hear_before_reducing_or_ending")
    refused(lambda: Change.objects.filter(pk=change.pk).update(state="heard"), "hear_before_reducing_or_ending")
    refused(lambda: Change.objects.filter(pk=change.pk).update(heard_on=ENDED), "hearing_is_whole")
    end = a_decision(change, people.clerk, change=change, outcome="end", decided_by=people.reviewer, effective_month=ENDED.replace(month=11, day=1))
    refused(end.save, "decided_after_hearing")


def test_who_proposed_never_decides(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    own = a_decision(application, people.reviewer, application=application, outcome="refuse", decided_by=people.reviewer)
    refused(own.save, "maker_is_not_checker")
    a_decision(application, people.surveyor, application=application, outcome="refuse", decided_by=people.reviewer).save()


def test_who_heard_never_decides(officer_of):
    people, family = staff(officer_of), a_poor_family()
    granted(family, people)
    change = heard(opened(family, people), family, people)
    keep = {"change": change, "outcome": "keep", "heard_on": change.heard_on}
    refused(a_decision(change, people.clerk, decided_by=people.second, **keep).save, "hearer_does_not_decide")
    a_decision(change, people.clerk, decided_by=people.reviewer, **keep).save()


def test_a_decision_is_never_rewritten(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = granted(family, people).decision
    refused(lambda: Decision.objects.filter(pk=decision.pk).update(amount_fen=1), "casework_decision")
    refused(lambda: Decision.objects.filter(pk=decision.pk).delete(), "casework_decision")
    assert Decision.objects.get(pk=decision.pk).amount_fen == 203_000


def test_one_investigator_alone_is_refused_at_the_end_of_the_transaction(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = applied(family, people)

    def alone(*officers):
        row = Investigation.objects.create(application=application, manner="survey", on=SURVEYED, findings="属实。", region=application.region)
        for officer in officers:
            Investigator.objects.create(investigation=row, officer=officer, region=application.region)

    refused(lambda: alone(people.surveyor), "fewer than two")
    refused(lambda: alone(people.surveyor, people.surveyor), "an_investigator_counts_once")
    alone(people.surveyor, people.second)


def test_help_does_not_come_before_the_notice_has_ended(officer_of):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    rows = Application.objects.filter(pk=application.pk)
    refused(lambda: rows.update(submitted_on=application.notice_last_on), "no_help_before_the_notice_has_ended")
    refused(lambda: rows.update(notice_last_on=None), "no_help_before_the_notice_has_ended")
    refused(lambda: rows.update(opinion="", state="submitted"), "no_step_without_opinion")
    refused(lambda: rows.update(state="ended", closed_on=DECIDED), "application_closed_with_a_reason")
    refused(lambda: rows.update(next_due_on=application.due_on.replace(year=2027)), "application_has_deadlines")


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"outcome": "grant", "kind": "dibao", "amount_fen": 0}, "paid_kind_brings_money"),
        ({"outcome": "end", "heard_on": ON}, "decision_fits_its_case"),
        ({"outcome": "refuse", "reason": ""}, "decision_has_a_reason"),
        ({"outcome": "grant", "kind": "dibao", "amount_fen": 1, "effective_month": ENDED.replace(day=1)}, "decision_takes_effect_later"),
        ({"outcome": "refuse", "written_text": ""}, "decision_is_written"),
    ],
)
def test_a_decision_is_whole(officer_of, broken, rule):
    people, family = staff(officer_of), a_poor_family()
    application = submitted(family, people)
    later = {"effective_month": ENDED.replace(month=11, day=1)}
    fields = {"application": application, "decided_by": people.reviewer, **later, **broken}
    refused(a_decision(application, people.surveyor, **fields).save, rule)


def test_another_regions_rows_are_not_written(officer_of):
    people, family = staff(officer_of), a_poor_family()
    decision = granted(family, people).decision
    with acting(officer_of("township", "370702002")):
        refused(lambda: Telling.objects.create(decision=decision, on=ENDED, how="签收", told_by=people.clerk, region=decision.region), "row-level security")
