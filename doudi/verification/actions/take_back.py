"""撤销核对: who a row is about was decided wrongly, by an officer or by likeness: everything it wrote goes, and the row waits again."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.registry import actions as register
from doudi.registry.actions import CannotTakeBack as CannotRestore
from doudi.verification import lakeside
from doudi.verification.actions.settle import source_of
from doudi.verification.actions.taking import hold_feed
from doudi.verification.models import Answer, Delivery, Outcome, Request, RequestedPerson, Settling, WaitingRow

MAY_BE_TAKEN_BACK = frozenset({Outcome.ACCEPTED, Outcome.MATCHED, Outcome.ADMITTED, Outcome.NOBODY})


class CannotTakeBack(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def take_back(*, waiting_id: int, reason: str, officer: Officer, on: date) -> WaitingRow:
    """Undo one decision with all its rows, to the byte: the register, the lake, answers and rows stand as if it had not been made; that it was made, by
    whom, and why it was taken back stays in `Settling` and in the audit; a former name recorded with it is withdrawn (个人信息保护法 第八条、第四十六条:
    what is wrong about somebody is put right).

    Refuses where the source has said something newer since, or the register has changed again since. An alert that the fact has raised meanwhile stays:
    a person looks at it.
    """
    for feed in _feeds(waiting_id):
        hold_feed(feed)  # two who take back rows of one file rewrite the same day: the second must see what the first left
    row = _decided(waiting_id, officer, reason)
    rows, decision = _with_alike(row)
    _refuse_newer(rows)
    _close(rows, decision, row, reason.strip(), officer, on)
    keys = [key for delivery in {one.delivery_id: one.delivery for one in rows}.values() for key in _take_out(rows, delivery)]
    for one in rows:
        audit.record(
            "verification.taken_back",
            about=one,
            by=officer,
            because=reason.strip(),
            detail={"person_id": one.person_id, "outcome": str(one.outcome), "settled_on": f"{one.settled_on}"},
        )
        one.person_id, one.outcome, one.because, one.settled_by, one.settled_on, one.settling = None, Outcome.WAITING, "", None, None, None
    WaitingRow.objects.bulk_update(rows, ["person", "outcome", "because", "settled_by", "settled_on", "settling"])
    register.withdraw_former_names_from(sources=map(source_of, rows), because=f"撤销核对：{reason.strip()}", officer=officer, on=on)
    try:
        register.take_back(keys=keys, before=decision.before if decision else {}, after=decision.after if decision else {})
    except CannotRestore as refusal:
        raise CannotTakeBack(str(refusal)) from None
    return next(one for one in rows if one.pk == row.pk)


def _feeds(waiting_id: int) -> list[str]:
    """Whose lake is about to be changed; held before any row is, as receiving does."""
    row = WaitingRow.objects.select_related("settling").filter(pk=waiting_id).first()
    return sorted({one.delivery.feed for one in _alike(row)}) if row and row.outcome in MAY_BE_TAKEN_BACK else []


def _decided(waiting_id: int, officer: Officer, reason: str) -> WaitingRow:
    try:
        row = WaitingRow.objects.select_for_update(of=("self",)).select_related("settling").get(pk=waiting_id)
    except WaitingRow.DoesNotExist:
        raise CannotTakeBack("没有这条核对记录，或不在您负责的区域内。") from None
    access.require(officer, "verification.take_back", row.region)
    if not reason.strip():
        raise CannotTakeBack("请写明撤销的理由。")
    if row.outcome not in MAY_BE_TAKEN_BACK:
        raise CannotTakeBack("这条记录尚未核对，或已由来源更正，没有可以撤销的核对。")
    return row


def _with_alike(row: WaitingRow) -> tuple[list[WaitingRow], Settling | None]:
    """The rows of one decision, for nobody else to change."""
    return list(_alike(row).select_for_update(of=("self",))), row.settling


def _alike(row: WaitingRow) -> QuerySet[WaitingRow]:
    """The rows of one decision; of what was accepted by likeness every row of this number and name that was taken for this person."""
    alike = WaitingRow.objects.select_related("delivery", "requested").order_by("id")
    if row.settling:
        return alike.filter(settling=row.settling)
    return alike.filter(outcome=row.outcome, settling=None, id_index=row.id_index, name=row.name, region=row.region, person=row.person_id)


def _refuse_newer(rows: list[WaitingRow]) -> None:
    for one in rows:
        said = lakeside.newest(one.delivery.feed, one.ref)
        if said is not None and said > one.delivery.revision:
            raise CannotTakeBack("来源在此之后已更正这条记录，不能撤销；以更正为准。")


def _close(rows: list[WaitingRow], decision: Settling | None, row: WaitingRow, reason: str, officer: Officer, on: date) -> None:
    """Write down that it was taken back, then take away the answers that rest on it: the database lets those go, and no others."""
    if decision is None:
        Settling.objects.create(
            region=row.region,
            person=row.person_id,
            outcome=row.outcome,
            settled_on=row.settled_on or on,
            taken_back_on=on,
            taken_back_by=officer,
            taken_back_because=reason,
        )
        return
    decision.taken_back_on, decision.taken_back_by, decision.taken_back_because = on, officer, reason
    decision.save(update_fields=["taken_back_on", "taken_back_by", "taken_back_because"])
    if row.outcome == Outcome.NOBODY:
        return
    for one in rows:
        if one.requested_id:
            Answer.objects.filter(requested=one.requested_id, delivery=one.delivery_id).delete()
    unanswered = RequestedPerson.objects.filter(answers=None, pk__in=[one.requested_id for one in rows if one.requested_id])
    Request.objects.filter(pk__in=unanswered.values("request")).update(answered_on=None)


def _take_out(rows: list[WaitingRow], delivery: Delivery) -> list[tuple[str, str, date]]:
    theirs = [one for one in rows if one.delivery_id == delivery.pk and one.outcome != Outcome.NOBODY]
    if not theirs:
        return []
    by_likeness = theirs[0].outcome == Outcome.ACCEPTED
    return lakeside.take_out(delivery, [one.ref for one in theirs], day=theirs[0].settled_on or delivery.received_on, waits_again=by_likeness)
