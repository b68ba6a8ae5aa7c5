"""网上异议: received while a notice hangs, sealed, taken up by a named officer, and never passed over."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from doudi.base import access
from doudi.base.models import AuditEntry
from doudi.casework import actions, queries
from doudi.casework.actions import online
from doudi.casework.models import Application, OnlineObjection
from tests.casework.story import LAST_OF_NOTICE, POSTED, SUBMITTED, a_poor_family, applied, fresh, staff
from tests.casework.test_notices import posted, tekun_ending

pytestmark = pytest.mark.usefixtures("system")

NEXT = POSTED + timedelta(days=1)
WORDS = "他家的儿子在外地务工，电话 13800000000。"


def received(number: str, *, on: date = NEXT, address: str = "203.0.113.5", words: str = WORDS) -> OnlineObjection:
    return actions.receive_objection(number=number, words=words, objector="老王", contact="13800000000", address=address, on=on)


def test_an_objection_waits_for_an_officer_and_keeps_its_day(officer_of):
    """Taken up after the notice has ended it still counts as made in time; the case goes round once more (57号 19)."""
    application, clerk = posted(officer_of), staff(officer_of).clerk
    row = received(application.number.lower(), on=LAST_OF_NOTICE)
    assert fresh(application).state == "noticed" and row.state == "waiting" and list(queries.online_waiting()) == [row]
    with pytest.raises(actions.CannotSubmit, match=row.number):
        actions.submit(application_id=application.pk, officer=clerk, on=SUBMITTED)
    actions.record_online(online_id=row.pk, officer=clerk, on=SUBMITTED)
    row.refresh_from_db()
    assert (fresh(application).state, fresh(application).objected_on) == ("objected", LAST_OF_NOTICE)
    assert (row.state, row.answered_by, row.objection.words, row.objection.objector, row.objection.on) == ("recorded", clerk, WORDS, "老王", LAST_OF_NOTICE)
    with pytest.raises(actions.CannotTakeUpObjection, match="不能重复"):
        actions.record_online(online_id=row.pk, officer=clerk, on=SUBMITTED)


def test_without_the_guard_the_case_would_go_past_it(officer_of, monkeypatch):
    """Negative control."""
    application, clerk = posted(officer_of), staff(officer_of).clerk
    received(application.number)
    monkeypatch.setattr("doudi.casework.actions.opinion.refuse_unheard", lambda *_: None)
    assert actions.submit(application_id=application.pk, officer=clerk, on=SUBMITTED).state == "submitted"


def test_a_second_objection_stands_beside_the_first(officer_of):
    application, clerk = posted(officer_of), staff(officer_of).clerk
    first, second = received(application.number), received(application.number, address="203.0.113.6", words="他家有辆车。")
    for row in (first, second):
        actions.record_online(online_id=row.pk, officer=clerk, on=NEXT)
    assert [one.words for one in fresh(application).objections.all()] == [WORDS, "他家有辆车。"] and fresh(application).state == "objected"


def test_who_says_what_is_sealed(officer_of):
    application = posted(officer_of)
    row = received(application.number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(o)::text FROM casework_onlineobjection o")
        kept = cursor.fetchone()[0]
    for piece in (bytes(row.objector_sealed), bytes(row.contact_sealed), bytes(row.words_sealed), bytes(row.sender), kept.encode()):
        assert not any(plain.encode() in piece for plain in ("老王", "13800000000", "务工", "203.0.113.5"))
    assert queries.said_online(row).words == WORDS
    said = AuditEntry.objects.get(verb="objection.received")
    assert said.region == application.region and WORDS not in f"{said.because}{said.detail}"


@pytest.mark.parametrize("number", ["", "SQ370702-2026-999999", "SQ370702-2026-000001; DROP TABLE x", "BG370702-2026-000001", "随便", "SQ" * 500, "\x00"])
def test_a_number_that_does_not_hang_is_answered_alike(officer_of, number):
    """Whether it is nobody's or that of a case on its way: the same words."""
    waiting = applied(a_poor_family(), staff(officer_of))
    answers = set()
    for one in (number, waiting.number):
        with pytest.raises(actions.CannotReceiveObjection) as refusal:
            received(one)
        answers.add(str(refusal.value))
    assert answers == {online.NOT_HANGING}


def test_after_the_last_day_it_is_too_late(officer_of):
    application = posted(officer_of)
    with pytest.raises(actions.CannotReceiveObjection):
        received(application.number, on=LAST_OF_NOTICE + timedelta(days=1))


@pytest.mark.parametrize("words", ["", "    ", "不服", "长" * 1001])
def test_words_have_a_length(officer_of, words):
    application = posted(officer_of)
    with pytest.raises(actions.CannotReceiveObjection, match="5 到 1000"):
        received(application.number, words=words)
    with pytest.raises(actions.CannotReceiveObjection):
        actions.receive_objection(number=application.number, words=WORDS, objector="王" * 61, contact="", address="x", on=NEXT)


def test_one_sender_is_heard_five_times_a_day(officer_of):
    application = posted(officer_of)
    for _ in range(online.OF_A_SENDER):
        received(application.number)
    with pytest.raises(actions.CannotReceiveObjection, match="较多"):
        received(application.number)
    assert received(application.number, address="203.0.113.6") and received(application.number, on=NEXT + timedelta(days=1))


def test_one_notice_takes_no_more_than_a_village_would_say(officer_of):
    application = posted(officer_of)
    for turn in range(online.OF_A_CASE):
        received(application.number, address=f"203.0.113.{turn}")
    with pytest.raises(actions.CannotReceiveObjection, match="正在核查"):
        received(application.number, address="198.51.100.1")


def test_only_the_county_sets_aside_and_says_why(officer_of):
    """Whose notice it is about does not silence an objection to it."""
    application, people = posted(officer_of), staff(officer_of)
    row = received(application.number, words="骂人的话骂人的话")
    with pytest.raises(access.CannotAccess):
        actions.set_aside_online(online_id=row.pk, reason="辱骂。", officer=people.clerk, on=NEXT)
    with pytest.raises(actions.CannotSetAsideObjection, match="理由"):
        actions.set_aside_online(online_id=row.pk, reason=" ", officer=people.reviewer, on=NEXT)
    actions.set_aside_online(online_id=row.pk, reason="辱骂，没有内容。", officer=people.reviewer, on=NEXT)
    assert fresh(application).state == "noticed"
    assert actions.submit(application_id=application.pk, officer=people.clerk, on=SUBMITTED).state == "submitted"


def test_an_officer_of_another_place_finds_nothing(officer_of):
    row, stranger = received(posted(officer_of).number), officer_of("township", "370702002")
    with access.acting(stranger):
        assert not OnlineObjection.objects.exists()
        with pytest.raises(actions.CannotTakeUpObjection, match="不在您负责的区域"):
            actions.record_online(online_id=row.pk, officer=stranger, on=NEXT)


def test_nobody_takes_it_up_unnamed(officer_of):
    row = received(posted(officer_of).number)
    with pytest.raises(actions.CannotTakeUpObjection, match="具体的人"):
        actions.record_online(online_id=row.pk, officer=None, on=NEXT)


def test_an_objection_to_an_ending_is_looked_into_by_the_county_and_posted_anew(officer_of):
    """43号 26."""
    change, people = tekun_ending(officer_of), staff(officer_of)
    row, on = received(change.number), change.notice_last_on + timedelta(days=1)
    assert row.due_on == date(2026, 11, 6), "fifteen working days"
    with pytest.raises(actions.CannotDecideChange, match=row.number):
        actions.decide_change(change_id=change.pk, outcome="end", reason="已恢复劳动能力。", officer=people.visitor, on=on)
    with pytest.raises(actions.CannotTakeUpObjection, match="县级"):
        actions.record_online(online_id=row.pk, officer=people.clerk, on=on)
    actions.look_into_online(online_id=row.pk, findings="再次入户，邻居证实已在务工。", officer=people.reviewer, on=on)
    change.refresh_from_db()
    assert (change.state, change.notice_last_on) == ("heard", None)
    actions.post_ending(change_id=change.pk, officer=people.clerk, on=on)
    change.refresh_from_db()
    assert change.notice_last_on > on
    last = change.notice_last_on + timedelta(days=1)
    assert actions.decide_change(change_id=change.pk, outcome="end", reason="已恢复劳动能力。", officer=people.visitor, on=last).outcome == "end"


def test_the_county_does_not_write_a_townships_objection(officer_of):
    row, people = received(posted(officer_of).number), staff(officer_of)
    with pytest.raises(actions.CannotTakeUpObjection, match="乡镇"):
        actions.look_into_online(online_id=row.pk, findings="没有问题。", officer=people.reviewer, on=NEXT)


@pytest.mark.parametrize(
    "wrong",
    [{"state": "recorded"}, {"state": "set_aside", "answer": "因为"}, {"answer": "没有人办理"}, {"application": None}],
)
def test_the_database_wants_an_answer_whole(officer_of, wrong):
    row = received(posted(officer_of).number)
    with pytest.raises(IntegrityError), transaction.atomic():
        OnlineObjection.objects.filter(pk=row.pk).update(**wrong)
    assert Application.objects.get(pk=row.application_id)
