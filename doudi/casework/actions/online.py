"""网上异议: somebody who has not signed in objects to a notice by its number; an officer takes it up, by name, and the notice comes down (57号 19; 43号 26)."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit, crypto
from doudi.base.models import Officer
from doudi.casework.actions.opinion import object_to
from doudi.casework.actions.step import be_named, enter, say, take_change
from doudi.casework.models import Application, Objection, OnlineObjection
from doudi.casework.queries.notices import case_behind
from doudi.casework.queries.online import said_online

LONGEST, LONGEST_NAME = 1000, 60
OF_A_SENDER, OF_A_CASE = 5, 20
"""How many a day from one address, and while one notice hangs: enough for a village, too few to bury a township."""

NOT_HANGING = "没有正在公示的这个编号。请核对公示上的编号；公示期满的，请向乡镇（街道）提出。"
TOO_MANY = "今天从您这里提交的异议已经较多，请到乡镇（街道）当面提出，或者明天再提交。"
NOBODY = "未具名居民"


class CannotReceiveObjection(Exception):
    """Worded for the resident."""


class CannotTakeUpObjection(Exception):
    """Worded for the officer."""


class CannotSetAsideObjection(Exception):
    """Worded for the officer."""


def receive_objection(*, number: str, words: str, objector: str, contact: str, address: str, on: date) -> OnlineObjection:
    """Keep, sealed, what a resident says against a notice that hangs today; the case stands where it is until an officer takes it up.

    57号 19 lets an objection set the whole township to work again: it is a person there who hears it, not a form that anybody can send.
    A number that does not hang is answered alike, whether or not there is such a case.
    """
    number, words = number.strip().upper(), words.strip()
    if not 5 <= len(words) <= LONGEST or max(len(objector), len(contact)) > LONGEST_NAME:
        raise CannotReceiveObjection(f"请用 5 到 {LONGEST} 个字写明异议内容；称呼和联系方式不超过 {LONGEST_NAME} 个字。")
    with access.acting_as_public(number[2:8]):
        case = case_behind(number, on)
    if case is None:
        raise CannotReceiveObjection(NOT_HANGING)
    sender = crypto.index(address, purpose="address")
    with access.acting_as_system(case.region[:4]), transaction.atomic():
        about = {"application": case} if isinstance(case, Application) else {"change": case}
        type(case).objects.select_for_update().only("pk").get(pk=case.pk)  # two at once are counted one after the other
        if OnlineObjection.objects.filter(sender=sender, received_on=on).count() >= OF_A_SENDER:
            raise CannotReceiveObjection(TOO_MANY)
        if OnlineObjection.objects.filter(**about).count() >= OF_A_CASE:
            raise CannotReceiveObjection("对这一公示的网上异议已经较多，乡镇（街道）正在核查；还有新情况的，请当面提出。")
        said = crypto.seal_many([objector.strip() or NOBODY, contact.strip(), words], purpose="objection")
        row = OnlineObjection.objects.create(
            **about, objector_sealed=said[0], contact_sealed=said[1], words_sealed=said[2], received_on=on, sender=sender, region=case.region
        )
        audit.record("objection.received", about=row, by=access.SYSTEM)
        return row


@transaction.atomic
def record_online(*, online_id: int, officer: Officer, on: date) -> OnlineObjection:
    """Write an online objection into its application as made on the day it came; the first takes the notice down, later ones stand beside it."""
    row = _take(online_id, "casework.object_to", officer, CannotTakeUpObjection)
    application = row.application
    if application is None:
        raise CannotTakeUpObjection("对拟终止供养的异议由县级调查核实后办理（43号 第二十六条）。")
    said = said_online(row)
    if application.state == "noticed":
        row.objection = object_to(application_id=application.pk, objector=said.objector, words=said.words, officer=officer, on=row.received_on)
    else:
        row.objection = Objection.objects.create(
            application=application, objector=said.objector, words=said.words, on=row.received_on, recorded_by=officer, region=application.region
        )
    return _answered(row, "recorded", "", officer, on)


@transaction.atomic
def look_into_online(*, online_id: int, findings: str, officer: Officer, on: date) -> OnlineObjection:
    """What the county found about an objection to the ending of tekun support; the notice comes down and, if it is still to end, is posted anew (43号 26)."""
    row = _take(online_id, "casework.look_into_objection", officer, CannotTakeUpObjection)
    if row.change is None:
        raise CannotTakeUpObjection("对申请公示的异议由乡镇（街道）登记后复查（57号 第十九条第二款）。")
    answer = say(findings, "调查核实的情况", CannotTakeUpObjection)
    if row.change.state == "noticed":
        change = take_change(row.change.pk, "look_into_objection", officer=officer, on=on, cannot=CannotTakeUpObjection)
        change.notice_posted_on = change.notice_last_on = None
        enter(change, "look_into_objection", "heard", officer=officer, on=on)
        audit.record("change.objected", about=change, by=officer)
    return _answered(row, "recorded", answer, officer, on)


@transaction.atomic
def set_aside_online(*, online_id: int, reason: str, officer: Officer, on: date) -> OnlineObjection:
    """What is no objection at all (abuse, the same once more), by the county and never by the township whose notice it is about; with a reason."""
    row = _take(online_id, "casework.set_aside_objection", officer, CannotSetAsideObjection)
    return _answered(row, "set_aside", say(reason, "不作为异议登记的理由", CannotSetAsideObjection), officer, on)


def _take(online_id: int, permission: str, officer: Officer, cannot: type[Exception]) -> OnlineObjection:
    be_named(officer, cannot)
    row = OnlineObjection.objects.select_for_update().filter(pk=online_id).first()
    if row is None:
        raise cannot("没有这条网上异议，或者它不在您负责的区域内。")
    access.require(officer, permission, row.region)
    if row.state != "waiting":
        raise cannot(f"{row.number} {row.get_state_display()}，不能重复办理。")
    return row


def _answered(row: OnlineObjection, state: str, answer: str, officer: Officer, on: date) -> OnlineObjection:
    row.state, row.answer, row.answered_by, row.answered_on = state, answer, officer, on
    row.save()
    audit.record(f"objection.{state}", about=row, by=officer, because=answer)
    return row
