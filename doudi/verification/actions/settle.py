"""人工核对: an officer says who a waiting row is about; then it counts as if it had matched."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from doudi.base import access, audit, crypto, idnumber
from doudi.base.models import Officer
from doudi.registry import actions as register
from doudi.registry import queries as registry
from doudi.verification import lakeside
from doudi.verification.actions.keep import keep_answers
from doudi.verification.models import Answer, Delivery, Outcome, Settling, WaitingRow


class CannotSettle(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def settle(*, waiting_id: int, person_id: int | None, reason: str, officer: Officer, on: date, is_former_name: bool = False) -> WaitingRow:
    """Confirm that a row, and every other waiting row with the same written number and name, is about this person, or about nobody here.

    `is_former_name`: the name written is one this person bore before; it is recorded as such, and goes when this is taken back.
    """
    row = _open_row(waiting_id, officer, reason)
    outcome = Outcome.NOBODY if person_id is None else Outcome.MATCHED
    if row.settled_on:
        return _as_settled(row, person_id)
    if person_id is not None:
        try:
            registry.get_person(person_id)
        except ObjectDoesNotExist:
            raise CannotSettle("没有这个人员，或不在您负责的区域内。") from None
    settled = _settle_alike(row, person_id, outcome, reason, officer, on)
    if is_former_name:
        _record_former_name(settled, officer, on)
    return settled


@transaction.atomic
def admit(*, waiting_id: int, reason: str, officer: Officer, on: date) -> WaitingRow:
    """Register a newcomer (born here, or moved in from elsewhere) whom the household registration names, and settle the row with them."""
    row = _open_row(waiting_id, officer, reason)
    if row.settled_on:
        return _as_settled(row, row.person_id)
    number = crypto.open_text(bytes(row.id_sealed), purpose="id_number")
    if row.fact != "moved_in" or row.household is None:
        raise CannotSettle("只有出生和迁入记录可以登记新人员。")
    if wrong := idnumber.check(number):
        raise CannotSettle(f"{wrong}，不能登记为新人员。请确认是否为已登记人员，或退回来源更正。")
    if registry.match([bytes(row.id_index)]):
        raise CannotSettle("这个身份证号已有登记人员。请核对姓名后确认本人。")
    home = row.household
    newcomer = register.Newcomer(
        name=row.name, id_number=number, born_on=idnumber.born_on(number), sex=idnumber.sex(number), region=home.region, area=home.area
    )
    try:
        [person_id] = register.register_people([newcomer])
    except register.CannotRegister as refusal:
        raise CannotSettle(str(refusal)) from None
    return _settle_alike(row, person_id, Outcome.ADMITTED, reason, officer, on)


def _record_former_name(row: WaitingRow, officer: Officer, on: date) -> None:
    if row.person_id is None:
        raise CannotSettle("“不是本地人员”的记录不能登记曾用名。")
    try:
        register.record_former_name(person_id=row.person_id, name=row.name, because=row.because, officer=officer, on=on, source=source_of(row))
    except register.CannotRecordFormerName as refusal:
        raise CannotSettle(str(refusal)) from None


def source_of(row: WaitingRow) -> str:
    """By which a former name that rests on this row's settling is found again."""
    return f"waiting:{row.pk}"


def _open_row(waiting_id: int, officer: Officer, reason: str) -> WaitingRow:
    try:
        row = WaitingRow.objects.select_for_update(of=("self",)).select_related("delivery", "household", "requested").get(pk=waiting_id)
    except WaitingRow.DoesNotExist:
        raise CannotSettle("没有这条待核对记录，或不在您负责的区域内。") from None
    access.require(officer, "verification.settle", row.region)
    if not reason.strip():
        raise CannotSettle("请写明核对依据。")
    return row


def _as_settled(row: WaitingRow, person_id: int | None) -> WaitingRow:
    """The same answer again changes nothing; another one is refused."""
    if row.outcome == Outcome.SUPERSEDED:
        raise CannotSettle("来源已更正这条记录，不需要再核对。")
    if row.person_id != person_id:
        raise CannotSettle(f"这条记录已于 {row.settled_on} 核对，结果不同。请由来源发更正文件。")
    return row


def _settle_alike(row: WaitingRow, person_id: int | None, outcome: Outcome, reason: str, officer: Officer, on: date) -> WaitingRow:
    alike = (
        WaitingRow.objects.select_for_update(of=("self",))
        .select_related("delivery", "requested")
        .filter(settled_on=None, id_index=row.id_index, name=row.name, region=row.region)
    )
    rows = list(alike.order_by("id"))
    if any(one.requested and person_id not in (None, one.requested.person_id) for one in rows):
        raise CannotSettle("这是对请求名单的答复，只能确认为名单上的本人，或不是本人。")
    refs = [(one.delivery.feed, one.ref) for one in rows]
    about = [] if person_id is None else [person_id]
    before = register.image(people=about if outcome == Outcome.MATCHED else [], refs=refs)
    for one in rows:
        one.person_id, one.outcome, one.because, one.settled_by, one.settled_on = person_id, outcome, reason.strip(), officer, on
        audit.record("verification.settled", about=one, by=officer, because=reason.strip(), detail={"person_id": person_id, "outcome": str(outcome)})
    if person_id is not None:
        for delivery in {one.delivery_id: one.delivery for one in rows}.values():
            _record([one for one in rows if one.delivery_id == delivery.pk], delivery, on=on)
    decision = Settling.objects.create(
        region=row.region,
        person=person_id,
        outcome=outcome,
        settled_on=on,
        settled_by=officer,
        because=reason.strip(),
        before=before,
        after=register.image(people=about, refs=refs),
    )
    for one in rows:
        one.settling = decision
    WaitingRow.objects.bulk_update(rows, ["person", "outcome", "because", "settled_by", "settled_on", "settling"])
    return next(one for one in rows if one.pk == row.pk)


def _record(rows: Sequence[WaitingRow], delivery: Delivery, *, on: date) -> None:
    """The rows' facts go where matched rows' facts went."""
    keep_answers([(one.requested_id, one.found == Answer.Found.HIT, one.fact, one.amount, one.word) for one in rows if one.requested_id], delivery)
    columns = {
        "person_id": "person_id",
        "household_id": "household_id",
        "name": "fact",
        **{name: name for name in ("amount", "word", "from_on", "until_on", "ref")},
    }
    facts = pa.Table.from_pylist([{column: getattr(one, field) for column, field in columns.items()} for one in rows], lakeside.FACT_ROWS)
    known = lakeside.publish(facts, delivery, lakeside.spoken_of(delivery.feed, facts["ref"]), waiting=[], on=on)
    register.record([register.Received(source=delivery.feed, facts=known)], on=on)
