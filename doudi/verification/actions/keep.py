"""留存: what a sorted file leaves behind, in the database and in the lake, within the transaction that receives it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q, QuerySet

from doudi.base import access, crypto
from doudi.base.models import Officer
from doudi.registry import actions as registry
from doudi.verification import lakeside
from doudi.verification.consenting import copies_of, in_force
from doudi.verification.feed import FileName, all_feeds
from doudi.verification.models import Answer, Consent, Delivery, Outcome, QuarantinedRow, Request, RequestedPerson, WaitingCandidate, WaitingRow
from doudi.verification.profile import Profile
from doudi.verification.reading import ROW
from doudi.verification.receipts import words_for_sender
from doudi.verification.sorting import ACCEPTED, REPEATED, WAITING, Sorted

BATCH = 5_000


def keep(rows: Sorted, name: FileName, *, file_name: str, digest: str, profile: Profile, on: date, officer: Officer | None) -> tuple[Delivery, pa.Table]:
    """Write down a delivery, where each of its rows went, and its facts; of refused rows nothing but their number goes back to the sender."""
    delivery = Delivery(
        feed=name.feed.name,
        region=name.region,
        on=name.on,
        of_list=name.of_list,
        correction=name.correction,
        file_name=file_name,
        digest=digest,
        rows=rows.rows,
        repeated=rows.repeated + rows.count(REPEATED),
        quarantined=rows.quarantined.num_rows,
        waiting=rows.count(WAITING),
        refused=rows.beyond.num_rows,
        received_on=on,
        received_by=officer,
        profile=profile.as_json(),
    )
    delivery.accepted = delivery.rows - delivery.repeated - delivery.quarantined - delivery.waiting - delivery.refused
    delivery.receipt = words_for_sender(delivery, _lines(rows))
    delivery.save(force_insert=True)
    _keep_quarantined(rows.quarantined, delivery)
    waiting = rows.at(WAITING)
    supersede_waiting(rows.refs(), delivery, on=on)
    _keep_beside(rows, delivery, on=on)
    accepted = rows.at(ACCEPTED)
    if name.feed.is_requested:
        keep_answers(list(zip(*(accepted[column].to_pylist() for column in ("requested_id", "found", "name", "amount", "word")), strict=True)), delivery)
    return delivery, lakeside.publish(accepted, delivery, rows.spoken, waiting=waiting["ref"].to_pylist(), on=on)


def keep_answers(answers: list[tuple[int, bool, str, int | None, str | None]], delivery: Delivery) -> None:
    """What was answered about people who had been asked about (whom, whether anything was found, the fact with its amount and word); the database refuses
    an answer without its question. The answer itself is a fact in the lake: here stands only a mark by which two answers are known to differ."""
    asked_about = [asked for asked, *_ in answers]
    regions = dict(RequestedPerson.objects.filter(pk__in=asked_about).values_list("pk", "region"))
    marks = crypto.index_many([f"{asked} {name} {amount} {word}" for asked, _, name, amount, word in answers], purpose="answer")
    Answer.objects.bulk_create(
        [
            Answer(
                requested_id=asked,
                delivery=delivery,
                found=Answer.Found.HIT if found else Answer.Found.MISS,
                answered_on=delivery.on,
                correction=delivery.correction,
                said=mark,
                region=regions.get(asked, delivery.region),
            )
            for (asked, found, *_), mark in zip(answers, marks, strict=True)
        ],
        batch_size=BATCH,
    )
    answered = Request.objects.filter(answered_on=None, people__in=asked_about).distinct()
    close_lists(answered, delivery.received_on)


def close_lists(lists: QuerySet[Request], on: date) -> None:
    """Of these lists those are done on which everybody has an answer, or nobody is left of whom one would be kept from tomorrow on. Asked of the whole list:
    a township sees its own people on it alone, and would take who waits elsewhere for nobody."""
    concerned = list(lists.filter(answered_on=None).values_list("pk", flat=True))
    with access.acting_as_system():
        waiting = RequestedPerson.objects.filter(in_force(on + timedelta(days=1), "consent__"), answers=None).values("request")
        Request.objects.filter(pk__in=concerned).exclude(pk__in=waiting).update(answered_on=on)


def take_consents_back(gone: Collection[Consent], on: date, because: str, **by: Any) -> list[Consent]:
    """One person takes these consents back, by an officer (`withdrawn_by`) or themselves (`withdrawal`), also as they stood before a move: no list waits for
    them, and what departments said on their strength stands in no case from today on, but where another paper of theirs still covers the department.
    Returns every row it changed, also where they lived before and what had run out there: the caller audits each of these."""
    gone = list(Consent.objects.select_for_update().filter(pk__in=copies_of(one.pk for one in gone), withdrawn_on=None).order_by("id"))
    Consent.objects.filter(pk__in=[one.pk for one in gone]).update(withdrawn_on=on, because=because, **by)
    close_lists(Request.objects.filter(people__consent__in=gone), on)
    left = list(Consent.objects.filter(in_force(on), person__in={one.person_id for one in gone}))
    asked = {name for name, feed in all_feeds().items() if feed.is_requested}
    silent = asked - {name for one in left for name in (asked if one.covers_everything else one.feeds)}
    registry.unsay(person_ids={one.person_id for one in gone}, sources=silent, on=on)
    return gone


def supersede_waiting(refs: pa.ChunkedArray, delivery: Delivery, *, on: date) -> None:
    """What an earlier file left waiting under these refs has been put right by this one."""
    earlier = Q(delivery__on__lt=delivery.on) | Q(delivery__on=delivery.on, delivery__correction__lt=delivery.correction)
    waiting = WaitingRow.objects.filter(earlier, delivery__feed=delivery.feed, settled_on=None)
    rows = list(waiting.values_list("pk", "ref"))
    named = set(refs.filter(pc.is_in(refs, pa.array([ref for _, ref in rows], pa.string()))).to_pylist())
    superseded = [pk for pk, ref in rows if ref in named]
    WaitingRow.objects.filter(pk__in=superseded).update(outcome=Outcome.SUPERSEDED, settled_on=on)


def _lines(rows: Sorted) -> list[tuple[int, str, str]]:
    """What the sender is told of rows that were not taken."""
    lines = [(row[ROW], row["column"], row["reason"]) for row in rows.quarantined.select([ROW, "column", "reason"]).to_pylist()]
    lines += [(row[ROW], "", row["reason"]) for row in rows.beyond.to_pylist()]
    lines += [
        (number, "", f"待人工核对：{rows.verdicts[verdict].reason}")
        for number, verdict in zip(*(rows.at(WAITING)[column].to_pylist() for column in (ROW, "verdict")), strict=True)
    ]
    return lines


def _keep_quarantined(bad: pa.Table, delivery: Delivery) -> None:
    rows = bad.to_pylist()
    sealed = crypto.seal_many([row["value"] or "" for row in rows], purpose="id_number")
    whole = crypto.seal_many([row["row"] or "" for row in rows], purpose="id_number")
    QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(
                delivery=delivery,
                row_number=row[ROW],
                column=row["column"],
                reason=row["reason"],
                value_sealed=value,
                row_sealed=written,
                region=delivery.region,
            )
            for row, value, written in zip(rows, sealed, whole, strict=True)
        ],
        batch_size=BATCH,
    )


def _keep_beside(rows: Sorted, delivery: Delivery, *, on: date) -> None:
    """Rows that wait for an officer, and those taken by likeness, so that an officer can take them back; each with everybody it may be about."""
    given = rows.beside().to_pylist()
    numbers = [fact["id_written"] for fact in given]
    sealed, marks = crypto.seal_many(numbers, purpose="id_number"), crypto.index_many(numbers, purpose="id_number")
    kept = WaitingRow.objects.bulk_create(
        [
            WaitingRow(
                delivery=delivery,
                row_number=fact[ROW],
                name=fact["name_written"],
                id_sealed=number,
                id_index=mark,
                reason=rows.verdicts[fact["verdict"]].reason,
                region=delivery.region,
                fact=fact["name"],
                amount=fact["amount"],
                word=fact["word"],
                household_id=fact["household_id"],
                requested_id=fact["requested_id"],
                found="" if fact["found"] is None else Answer.Found.HIT if fact["found"] else Answer.Found.MISS,
                from_on=fact["from_on"],
                until_on=fact["until_on"],
                ref=fact["ref"],
                **({"outcome": Outcome.ACCEPTED, "settled_on": on, "person_id": fact["person_id"]} if fact["place"] == ACCEPTED else {}),
            )
            for fact, number, mark in zip(given, sealed, marks, strict=True)
        ],
        batch_size=BATCH,
    )
    WaitingCandidate.objects.bulk_create(
        [
            WaitingCandidate(waiting=row, person_id=one.person_id, why=one.why, certainty=one.certainty, region=delivery.region)
            for row, fact in zip(kept, given, strict=True)
            for one in rows.verdicts[fact["verdict"]].candidates
        ],
        batch_size=BATCH,
    )
