"""推送与反馈: sent once, answered with an outcome that means something, corrected and sent again; refused in words otherwise."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.referral import actions, queries
from doudi.referral.models import Referral
from doudi.registry import queries as registry
from doudi.registry.models import Fact, Person
from tests.people import a_family
from tests.referral.builders import BUREAU, MONDAY, a_referral

pytestmark = pytest.mark.usefixtures("system")
TUESDAY = MONDAY + timedelta(days=1)


def test_the_whole_way(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    assert (sent.state, sent.department, sent.due_on) == ("sent", BUREAU, workdays_after(MONDAY, 10))
    assert actions.accept(referral_id=sent.pk, officer=bureau, on=TUESDAY).state == "accepted"
    done = actions.complete(referral_id=sent.pk, outcome="aided", amount_fen=820_000, words="住院救助。", officer=bureau, on=TUESDAY)
    assert (done.state, done.outcome, done.outcome_amount_fen, done.outcome_from_on, done.completed_by) == ("completed", "aided", 820_000, TUESDAY, bureau)
    assert queries.outcome_title(done) == "已给予救助"
    assert not queries.unanswered_for(sent.origin).exists() and not queries.open_of(sent.household_id).exists()


def test_every_step_is_in_the_audit(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    actions.return_(referral_id=sent.pk, reason="缺少住院清单。", officer=bureau, on=TUESDAY)
    actions.send_again(referral_id=sent.pk, need_words="已补充住院清单。", officer=sender, on=TUESDAY)
    actions.accept(referral_id=sent.pk, officer=bureau, on=TUESDAY)
    actions.complete(referral_id=sent.pk, outcome="enrolled", officer=bureau, on=TUESDAY)
    entries = audit.entries_about("referral.referral", sent.pk)
    assert [entry.verb.partition(".")[2] for entry in entries] == ["completed", "accepted", "sent_again", "returned", "opened"]
    assert next(entry for entry in entries if entry.verb == "referral.returned").because == "缺少住院清单。"
    assert [entry.officer_id for entry in entries] == [bureau.pk, bureau.pk, sender.pk, bureau.pk, sender.pk]


def test_sent_twice_for_the_same_reason_it_is_the_same(sender: Officer) -> None:
    family = a_family(2)
    first, second = (a_referral(sender, family, origin="alert:1") for _ in range(2))
    assert first.pk == second.pk
    assert a_referral(sender, family, origin="application:1").pk != first.pk


def test_the_database_holds_one_open_referral_for_a_need(sender: Officer) -> None:
    sent = a_referral(sender)
    sent.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        sent.save(force_insert=True)


def test_after_its_answer_the_same_need_may_be_sent_anew(sender: Officer, bureau: Officer) -> None:
    family = a_family(2)
    first = a_referral(sender, family, origin="alert:1")
    actions.accept(referral_id=first.pk, officer=bureau, on=MONDAY)
    actions.complete(referral_id=first.pk, outcome="enrolled", officer=bureau, on=MONDAY)
    assert a_referral(sender, family, origin="alert:1").pk != first.pk


def test_only_what_the_department_must_know_goes_with_it(sender: Officer) -> None:
    sent = a_referral(sender)
    person = Person.objects.get(pk=sent.person_id)
    number = registry.open_id_number(person, officer=sender, because="核对")
    kept = [str(getattr(sent, field.name)) for field in Referral._meta.concrete_fields if field.name not in ("id_sealed", "person", "household")]
    assert sent.name == person.name and sent.id_masked.startswith("3707") and "*" in sent.id_masked
    assert not any(number in text or number[6:14] in text for text in kept), "neither the number nor the day of birth"
    assert bytes(sent.id_sealed) != number.encode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"route": "housing"}, "没有这一救助事项"),
        ({"need_words": "  "}, "请写明"),
        ({"person_id": 0}, "不是这户家庭的成员"),
    ],
)
def test_what_cannot_be_sent_is_refused(change: dict[str, object], words: str, sender: Officer) -> None:
    family = a_family(2)
    right = {"route": "medical_aid", "household_id": family.household.pk, "person_id": family.head.pk, "origin": "alert:1", "need_words": "药费高。"}
    with pytest.raises(actions.CannotOpenReferral, match=words):
        actions.open_referral(**{**right, **change}, officer=sender, on=MONDAY)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("who", [("township", "370702002", ""), ("inspector", "370702", ""), ("finance", "370702", ""), ("department", "370702", BUREAU)])
def test_who_may_not_send_does_not(who: tuple[str, str, str], officer_of: Callable[..., Officer]) -> None:
    with pytest.raises(actions.CannotOpenReferral):
        a_referral(officer_of(*who))


@pytest.mark.parametrize(
    "who", [("township", "370702001", ""), ("county", "370702", ""), ("department", "370702", "education"), ("department", "370703", BUREAU)]
)
def test_only_the_department_asked_answers(who: tuple[str, str, str], sender: Officer, bureau: Officer, officer_of: Callable[..., Officer]) -> None:
    stranger, sent, taken = officer_of(*who), a_referral(sender), a_referral(sender)
    actions.accept(referral_id=taken.pk, officer=bureau, on=MONDAY)
    with pytest.raises(actions.CannotAccept):
        actions.accept(referral_id=sent.pk, officer=stranger, on=MONDAY)
    with pytest.raises(actions.CannotReturn):
        actions.return_(referral_id=sent.pk, reason="不受理。", officer=stranger, on=MONDAY)
    with pytest.raises(actions.CannotComplete):
        actions.complete(referral_id=taken.pk, outcome="enrolled", officer=stranger, on=MONDAY)
    with pytest.raises(actions.CannotReveal):
        actions.reveal(referral_id=sent.pk, reason="核对身份", officer=stranger, on=MONDAY)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"outcome": ""}, "请选择一种办理结果"),
        ({"outcome": "withdrawn"}, "请选择一种办理结果"),
        ({"outcome": "aided"}, "请填写救助金额"),
        ({"outcome": "aided", "amount_fen": 0}, "请填写救助金额"),
        ({"outcome": "aided", "amount_fen": -1}, "请填写救助金额"),
        ({"outcome": "enrolled", "amount_fen": 100}, "不填写金额"),
        ({"outcome": "not_eligible"}, "请从列表中选择"),
        ({"outcome": "not_eligible", "reason": "no_mood"}, "请从列表中选择"),
    ],
)
def test_an_answer_must_mean_something(answer: dict[str, object], words: str, sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    actions.accept(referral_id=sent.pk, officer=bureau, on=MONDAY)
    with pytest.raises(actions.CannotComplete, match=words):
        actions.complete(referral_id=sent.pk, **answer, officer=bureau, on=MONDAY)
    assert queries.unanswered_for(sent.origin).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "completed"},
        {"outcome": "aided"},
        {"state": "completed", "outcome": "aided", "completed_on": MONDAY},
        {"state": "returned"},
        {"state": "accepted"},
        {"state": "lost"},
        {"need_words": ""},
        {"origin": ""},
        {"escalated_on": MONDAY},
    ],
)
def test_the_database_holds_what_the_verbs_promise(change: dict[str, object], sender: Officer) -> None:
    sent = a_referral(sender)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=sent.pk).update(**change)


def test_aid_without_an_amount_and_a_refusal_without_a_reason_do_not_enter(sender: Officer, bureau: Officer) -> None:
    closed = {"state": "completed", "completed_on": MONDAY, "completed_by": bureau}
    for answer in ({"outcome": "aided"}, {"outcome": "aided", "outcome_amount_fen": 0, "outcome_from_on": MONDAY}, {"outcome": "not_eligible"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.filter(pk=a_referral(sender).pk).update(**closed, **answer)


def test_returned_it_is_the_senders_who_corrects_or_withdraws(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    with pytest.raises(actions.CannotReturn, match="请写明退回"):
        actions.return_(referral_id=sent.pk, reason=" ", officer=bureau, on=TUESDAY)
    back = actions.return_(referral_id=sent.pk, reason="缺少住院清单。", officer=bureau, on=TUESDAY)
    assert (back.state, back.due_on) == ("returned", workdays_after(TUESDAY, 5))
    assert list(queries.returned()) == [back] and not queries.inbox().exists()
    assert queries.unanswered_for(sent.origin).exists(), "a return is not an answer"
    later = date(2026, 10, 15)
    again = actions.send_again(referral_id=sent.pk, need_words="已补充。", officer=sender, on=later)
    assert (again.state, again.sent_on, again.opened_on, again.due_on) == ("sent", later, MONDAY, workdays_after(later, 10))
    actions.return_(referral_id=sent.pk, reason="仍不属于本部门。", officer=bureau, on=later)
    closed = actions.withdraw(referral_id=sent.pk, reason="家庭已由商业保险理赔。", officer=sender, on=later)
    assert (closed.state, closed.outcome, queries.outcome_title(closed)) == ("completed", "withdrawn", "推送单位撤回")
    assert not queries.unanswered_for(sent.origin).exists()


def test_a_returned_referral_is_not_for_another_town_to_correct(sender: Officer, bureau: Officer, officer_of: Callable[..., Officer]) -> None:
    sent, stranger = a_referral(sender), officer_of("township", "370702002")
    actions.return_(referral_id=sent.pk, reason="缺少住院清单。", officer=bureau, on=TUESDAY)
    with pytest.raises(actions.CannotSendAgain):
        actions.send_again(referral_id=sent.pk, need_words="已补充。", officer=stranger, on=TUESDAY)
    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw(referral_id=sent.pk, reason="不需要了。", officer=stranger, on=TUESDAY)
    with pytest.raises(actions.CannotWithdraw, match="理由"):
        actions.withdraw(referral_id=sent.pk, reason=" ", officer=sender, on=TUESDAY)


def test_the_id_number_is_shown_for_a_reason_while_it_is_open_and_that_is_written_down(sender: Officer, bureau: Officer) -> None:
    sent = a_referral(sender)
    with pytest.raises(actions.CannotReveal, match="理由"):
        actions.reveal(referral_id=sent.pk, reason=" ", officer=bureau, on=MONDAY)
    number = actions.reveal(referral_id=sent.pk, reason="核对参保信息", officer=bureau, on=MONDAY)
    assert number == registry.open_id_number(Person.objects.get(pk=sent.person_id), officer=sender, because="核对")
    entry = audit.entries_about("referral.referral", sent.pk)[0]
    assert (entry.verb, entry.because, entry.officer_id) == ("referral.id_number_revealed", "核对参保信息", bureau.pk)
    assert number not in str(entry.detail) + entry.because
    actions.accept(referral_id=sent.pk, officer=bureau, on=MONDAY)
    actions.complete(referral_id=sent.pk, outcome="enrolled", officer=bureau, on=MONDAY)
    with pytest.raises(actions.CannotReveal, match="不再显示"):
        actions.reveal(referral_id=sent.pk, reason="再看一次", officer=bureau, on=MONDAY)


def test_a_department_works_under_its_own_scope(sender: Officer, bureau: Officer) -> None:
    """The verbs run with what the database lets a department see: its referrals, and nothing of the register."""
    sent = a_referral(sender)
    with access.acting(bureau):
        assert queries.inbox().get() == sent
        assert not Person.objects.exists() and not Fact.objects.exists()
        actions.accept(referral_id=sent.pk, officer=bureau, on=TUESDAY)
        actions.reveal(referral_id=sent.pk, reason="核对参保信息", officer=bureau, on=TUESDAY)
        actions.complete(referral_id=sent.pk, outcome="aided", amount_fen=100, officer=bureau, on=TUESDAY)
    assert Referral.objects.get().state == "completed"


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (("department", "370702", BUREAU), 1),
        (("department", "370703", BUREAU), 0),
        (("department", "370702", "education"), 0),
        (("township", "370702001", ""), 1),
        (("township", "370702002", ""), 0),
        (("county", "370702", ""), 1),
        (("county", "370703", ""), 0),
        (("administrator", "", ""), 0),
    ],
)
def test_lists_and_counts_stay_in_scope(who: tuple[str, str, str], seen: int, sender: Officer, officer_of: Callable[..., Officer]) -> None:
    sent, officer = a_referral(sender), officer_of(*who)
    with access.acting(officer):
        counts = queries.counts_by_deadline(MONDAY)
        assert counts.overdue + counts.today + counts.three_days + counts.later == seen
        assert [queries.inbox().count(), queries.open_of(sent.household_id).count(), queries.unanswered_for(sent.origin).count()] == [seen] * 3
        if not seen:
            with pytest.raises(actions.CannotAccept, match="没有这条转介"):
                actions.accept(referral_id=sent.pk, officer=officer, on=MONDAY)
