"""督办: silence past a deadline is escalated once, before both sides; money given becomes a fact, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.referral import actions, queries
from doudi.referral.models import Referral
from doudi.registry.models import Fact
from tests.referral.builders import MONDAY, a_referral

pytestmark = pytest.mark.usefixtures("system")
DUE = workdays_after(MONDAY, 10)
LATE = DUE + timedelta(days=1)


def test_on_its_last_day_it_is_not_late(sender: Officer) -> None:
    a_referral(sender)
    assert actions.escalate_unanswered(on=DUE) == []


def test_silence_is_escalated_once_and_both_sides_see_it(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    assert [one.pk for one in actions.escalate_unanswered(on=LATE)] == [sent.pk]
    again = Referral.objects.get()
    assert (again.escalated_on, again.escalation_due_on, again.state) == (LATE, workdays_after(LATE, 5), "sent")
    for day in (LATE, LATE + timedelta(days=30)):
        assert actions.escalate_unanswered(on=day) == []
    assert audit.entries_about("referral.referral", sent.pk).filter(verb="referral.escalated").count() == 1
    for officer in (sender, bureau):
        with access.acting(officer):
            assert queries.escalated().get() == sent


def test_accepted_but_not_answered_is_silence_too(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    actions.accept(referral_id=sent.pk, officer=bureau, on=MONDAY)
    assert len(actions.escalate_unanswered(on=LATE)) == 1
    actions.complete(referral_id=sent.pk, outcome="enrolled", officer=bureau, on=LATE)
    assert not queries.escalated().exists()


def test_a_sender_who_does_not_correct_is_chased_as_well(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    actions.return_(referral_id=sent.pk, reason="缺少住院清单。", officer=bureau, on=MONDAY)
    assert actions.escalate_unanswered(on=workdays_after(MONDAY, 5)) == []
    assert len(actions.escalate_unanswered(on=workdays_after(MONDAY, 6))) == 1


def test_sent_again_it_may_be_escalated_again(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    actions.escalate_unanswered(on=LATE)
    actions.return_(referral_id=sent.pk, reason="缺少住院清单。", officer=bureau, on=LATE)
    assert not queries.escalated().exists()
    actions.send_again(referral_id=sent.pk, need_words="已补充。", officer=sender, on=LATE)
    assert len(actions.escalate_unanswered(on=workdays_after(LATE, 11))) == 1


def test_what_is_answered_is_never_escalated(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    actions.accept(referral_id=sent.pk, officer=bureau, on=MONDAY)
    actions.complete(referral_id=sent.pk, outcome="not_eligible", reason="not_covered", officer=bureau, on=MONDAY)
    assert actions.escalate_unanswered(on=LATE) == []


def test_counts_follow_the_last_deadline_of_what_is_escalated(sender: Officer) -> None:
    a_referral(sender)
    assert queries.counts_by_deadline(LATE).overdue == 1
    actions.escalate_unanswered(on=LATE)
    assert (queries.counts_by_deadline(LATE).overdue, queries.counts_by_deadline(workdays_after(LATE, 5)).today) == (0, 1)


def test_money_given_becomes_a_fact_of_the_person_once(sender: Officer, bureau: Officer, officer_of: Callable[..., Officer]) -> None:
    sent, refused = a_referral(sender), a_referral(sender)
    for one in (sent, refused):
        actions.accept(referral_id=one.pk, officer=bureau, on=MONDAY)
    actions.complete(referral_id=sent.pk, outcome="aided", amount_fen=820_000, officer=bureau, on=MONDAY)
    actions.complete(referral_id=refused.pk, outcome="not_eligible", reason="below_deductible", officer=bureau, on=MONDAY)
    assert [actions.record_answers(on=MONDAY + timedelta(days=days)) for days in (0, 0, 1)] == [1, 0, 0]
    fact = Fact.objects.get(name="aid_received")
    assert (fact.person_id, fact.amount, fact.from_on, fact.source) == (sent.person_id, 820_000, MONDAY, "转介：医疗救助")
