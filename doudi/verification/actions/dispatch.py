"""发送: a list goes out, is tried again until it is there, and what comes back at once goes in by the same door as any file.

Three steps, so that no transaction waits for a line: `begin` writes down that a try begins (and until when nobody else tries), `carry` brings the list,
`end` writes down how it ended. Killed in between, the list is tried again when its lease has run out, under the same number. What goes by folder takes
one transaction for all three.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from doudi.base import access, audit, crypto, home
from doudi.base.workdays import workdays_after
from doudi.verification.actions.held import FileHeld
from doudi.verification.actions.receive import CannotKeep
from doudi.verification.actions.senders import receive_signed, trust
from doudi.verification.actions.taking import CannotReceive
from doudi.verification.envelope import CannotTrust
from doudi.verification.exchange import circuit, lists, rest, signing
from doudi.verification.feed import BadFileName, read_file_name
from doudi.verification.models import Attempt, Circuit, Exchange, Request, Source
from doudi.verification.receipts import Receipt

START_WORKDAYS = 3
"""最低生活保障审核确认办法 第十七条."""
DIFFERENT = "返回的文件答的不是这份名单。"


@dataclass(frozen=True)
class Trial:
    """One try that has begun: everything the line needs, so that nothing is asked of the database while it is used."""

    attempt_id: int
    number: str
    file_name: str
    content: bytes = field(repr=False)  # people's names and numbers: in no log and no trace
    digest: str
    channel: str
    address: str
    audience: str
    seconds: int
    began_at: datetime
    asked_in: str = ""

    @property
    def is_by_folder(self) -> bool:
        return self.channel == Source.Channel.FOLDER


@dataclass(frozen=True)
class Outcome:
    """How a try ended: why it failed (empty: it arrived), and the answer that came at once, as a file that is gone after `carry`."""

    trouble: str = ""
    reply: rest.Reply = rest.Reply()
    path: Path | None = None


def open_exchange(request: Request) -> Exchange:
    """The list is to go out; laid into its folder as soon as the caller's transaction stands, brought to an address by `flows.exchanging`."""
    start_by = workdays_after(request.asked_on, START_WORKDAYS)
    return Exchange.objects.create(request=request, feed=request.feed, region=request.region, start_by_on=start_by)


def lay_down_once_committed(exchange: Exchange, *, on: date, now: datetime) -> None:
    """By folder at once; whatever goes wrong there is written down with the try, and the list is tried again."""
    if _source_of(exchange, on).channel == Source.Channel.FOLDER:
        transaction.on_commit(partial(_lay_down_now, exchange.region, exchange.pk, on, now), robust=True)


def _lay_down_now(region: str, exchange_id: int, on: date, now: datetime) -> None:
    with access.acting_as_system(region):
        trial = begin(on=on, now=now, exchange_id=exchange_id)
        if trial is not None and trial.is_by_folder:
            lay_down(trial, on=on, now=now)


def lay_down(trial: Trial, *, on: date, now: datetime) -> None:
    """The other two steps of a list that goes by folder, in the transaction that began it: what is done is done on our own disk, the same bytes again are
    the same list, and a try that was cut off leaves no trace."""
    with carry(trial) as outcome:
        end(trial, outcome, on=on, now=now)


def adopt() -> int:
    """Lists that were asked before exchanges were kept are to go out again: whoever has them recognises them by their number."""
    without = Request.objects.filter(answered_on=None).exclude(Exists(Exchange.objects.filter(request=OuterRef("pk"))))
    return len([open_exchange(one) for one in without.select_for_update(skip_locked=True)])


def begin(*, on: date, now: datetime, exchange_id: int | None = None) -> Trial | None:
    """The next list whose time has come at a source that does not rest, taken so that nobody else takes it; None where there is none."""
    due = Exchange.objects.filter(Q(next_at=None) | Q(next_at__lte=now), sent_at=None, request__answered_on=None)
    if exchange_id is not None:
        due = due.filter(pk=exchange_id)
    resting = Circuit.objects.filter(feed=OuterRef("feed"), region=OuterRef("region"), asked_in=OuterRef("request__asked_in"), rests_until_at__gt=now)
    found = due.exclude(Exists(resting)).order_by("attempts", "id").select_for_update(skip_locked=True, of=("self",)).select_related("request").first()
    if found is None:
        return None
    source, line = _source_of(found, on), _line_of(found)
    if not circuit.may_try(line, now):  # another has just begun the one try after a rest
        return None
    try:
        content, unreadable = lists.content_of(found.request, on), ""
    except crypto.CannotOpen as error:
        content, unreadable = b"", f"名单没有写成：{error}"
    digest = crypto.sm3(content).hex()
    found.attempts, found.last_at, found.next_at = found.attempts + 1, now, now + max(circuit.LEASE, circuit.pause_after(found.attempts + 1))
    found.save(update_fields=["attempts", "last_at", "next_at"])
    attempt = Attempt.objects.create(exchange=found, number=found.attempts, channel=source.channel, began_at=now, sent_digest=digest, region=found.region)
    if unreadable:  # its source is not to blame, and the lists behind it do not wait for it
        attempt.outcome, attempt.words = Attempt.Outcome.FAILED, unreadable
        attempt.save(update_fields=["outcome", "words"])
        return begin(on=on, now=now) if exchange_id is None else None
    circuit.note_begin(line, source, now)
    name = lists.file_name(found.request)
    way = (source.channel, source.address, source.audience, source.seconds)
    return Trial(attempt.pk, found.request.number, name, content, digest, *way, now, found.request.asked_in)


@contextmanager
def carry(trial: Trial) -> Iterator[Outcome]:
    """Bring the list where it belongs; outside any transaction, and never an exception of the line. An answer lies in a file of its own until the end."""
    with tempfile.TemporaryDirectory() as folder:
        if trial.is_by_folder:
            yield _lay_down(trial)
            return
        path = Path(folder) / "answer"
        headers = {
            "Content-Type": "text/csv; charset=utf-8",
            "Idempotency-Key": trial.number,
            rest.FILE: trial.file_name,
            "Authorization": f"Bearer {signing.sign(file_name=trial.file_name, digest=trial.digest, audience=trial.audience, now=trial.began_at)}",
        }
        try:
            with path.open("wb") as into:
                reply = rest.post(trial.address, trial.content, headers=headers, seconds=trial.seconds, into=into)
            outcome = Outcome(reply=reply, path=path)
        except rest.CannotReach as error:
            outcome = Outcome(str(error))
        yield outcome


def _lay_down(trial: Trial) -> Outcome:
    try:
        home.put_down(lists.folder_of(trial.asked_in) / trial.file_name, trial.content)
    except OSError as error:
        return Outcome(f"名单没有写入（{error.strerror or '磁盘有故障'}）。")
    return Outcome()


def end(trial: Trial, outcome: Outcome, *, on: date, now: datetime) -> Receipt | None:
    """Write down how a try ended, once, and take in the answer that came with it. An answer nobody may believe, or that answers another list, is none."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("exchange__request").get(pk=trial.attempt_id)
    exchange = Exchange.objects.select_for_update(of=("self",)).select_related("request").get(pk=attempt.exchange_id)
    if attempt.outcome:
        return None
    receipt, trouble, words = None, outcome.trouble, ""
    if not trouble and outcome.reply.token:
        receipt, trouble, words = _answer(attempt.exchange.request, outcome, on=on, now=now)
    attempt.outcome = Attempt.Outcome.FAILED if trouble else Attempt.Outcome.ANSWERED if receipt else Attempt.Outcome.SENT
    attempt.words, attempt.back_digest, attempt.back_bytes = (trouble or words)[:300], outcome.reply.digest, outcome.reply.size
    attempt.delivery_id = receipt.delivery_id if receipt else None
    attempt.save(update_fields=["outcome", "words", "back_digest", "back_bytes", "delivery"])
    circuit.note_end(_line_of(exchange), _source_of(exchange, on), is_success=not trouble, now=now)
    if exchange.sent_at is None:
        exchange.sent_at, exchange.next_at = (None, now + circuit.pause_after(attempt.number)) if trouble else (now, None)
        exchange.save(update_fields=["sent_at", "next_at"])
    detail = {"number": trial.number, "attempt": attempt.number, "outcome": str(attempt.outcome), "sent": trial.digest, "back": outcome.reply.digest}
    audit.record("verification.dispatched", about=exchange, by=None, because=attempt.words, detail=detail)
    return receipt


def _answer(request: Request, outcome: Outcome, *, on: date, now: datetime) -> tuple[Receipt | None, str, str]:
    """The receipt of an answer; or why it is none; or what the officer should know of it."""
    reply = outcome.reply
    try:
        name = read_file_name(Path(reply.file_name))
        is_plain = reply.file_name == Path(reply.file_name).name
        if not is_plain or outcome.path is None or (name.feed.name, name.region, name.of_list) != (request.feed, request.region, list_of(request)):
            return None, DIFFERENT, ""
        with circuit.at_department(request.department_region):
            sender, envelope = trust(token=reply.token, now=now, on=on)
        path = outcome.path.rename(outcome.path.with_name(reply.file_name))
        receipt = receive_signed(path=path, digest=reply.digest, sender=sender, envelope=envelope, on=on)
    except (BadFileName, CannotTrust, CannotReceive, CannotKeep) as refusal:
        return None, str(refusal), ""
    except FileHeld as held:
        return None, "", str(held)
    return receipt, "", "与此前收到的相同，没有重复计入。" if receipt.exists else ""


def list_of(request: Request) -> str:
    """How the name of a file says which list it answers: the day and number of the list."""
    _, _, day, place = request.number.rsplit("-", 3)
    return f"{day}_{place}"


def _source_of(exchange: Exchange, on: date) -> Source:
    """How the department is reached that the list is for."""
    return circuit.source_of(exchange.feed, exchange.request.department_region, on)


def _line_of(exchange: Exchange) -> Circuit:
    """The source's circuit, locked."""
    asked_in = exchange.request.asked_in
    Circuit.objects.get_or_create(feed=exchange.feed, region=exchange.region, asked_in=asked_in)
    return Circuit.objects.select_for_update().get(feed=exchange.feed, region=exchange.region, asked_in=asked_in)
