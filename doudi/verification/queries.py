"""信息核对·问题: what came, what could not be taken, who is waited for, and what is known for whom."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet

from doudi.base import access, audit, crypto, idnumber
from doudi.base.models import AuditEntry, Officer
from doudi.base.workdays import is_workday, workdays_after
from doudi.registry import queries as registry
from doudi.verification.consenting import in_force
from doudi.verification.feed import Feed, all_feeds
from doudi.verification.matching.verdicts import CROWD, TOO_MANY
from doudi.verification.models import (
    Answer,
    Consent,
    Delivery,
    HeldFile,
    Outcome,
    QuarantinedRow,
    RefusedFile,
    Request,
    RequestedPerson,
    Sender,
    WaitingCandidate,
    WaitingRow,
)
from doudi.verification.side_by_side import names_side_by_side as names_side_by_side
from doudi.verification.side_by_side import said_beside as said_beside
from doudi.verification.side_by_side import side_by_side as side_by_side
from doudi.verification.side_by_side import sure_words as sure_words
from doudi.verification.under_way import UnderWay as UnderWay
from doudi.verification.under_way import under_way as under_way

LOOK_BACK = timedelta(days=30)
SETTLED_SHOWN = timedelta(days=90)
_CROWDED = Q(reason=CROWD) | Q(reason__startswith=TOO_MANY.partition("{")[0])


@dataclass(frozen=True)
class Arrived:
    """How far a feed's files reach in a county on a day: the last one's day (none came: None), and the days that are missing."""

    feed: Feed
    latest_on: date | None
    missing: tuple[date, ...]

    @property
    def is_late(self) -> bool:
        """Whether something that should have come has not."""
        return bool(self.missing)


@dataclass(frozen=True)
class Coverage(Arrived):
    """The same, with how many people a requested feed was asked about, has answered about, and has found something of."""

    asked: int
    answered: int
    hits: int


def feeds() -> list[Feed]:
    """Every feed, by name."""
    return [feed for _, feed in sorted(all_feeds().items())]


def deliveries(on: date | None = None) -> QuerySet[Delivery]:
    """What was received, that day or ever, newest first."""
    received = Delivery.objects.order_by("-received_on", "-id")
    return received if on is None else received.filter(received_on=on)


def get_delivery(delivery_id: int) -> Delivery:
    """One delivery in the reader's region."""
    return Delivery.objects.get(pk=delivery_id)


def refused_files(on: date | None = None) -> QuerySet[RefusedFile]:
    """What was refused whole, with the words for the sender, newest first."""
    refused = RefusedFile.objects.order_by("-refused_on", "-id")
    return refused if on is None else refused.filter(refused_on=on)


def senders() -> QuerySet[Sender]:
    """Machines that send files by themselves, those in use first."""
    return Sender.objects.order_by("until_on", "region", "name", "id")


def held_files() -> QuerySet[HeldFile]:
    """Files that wait for a person, oldest first."""
    return HeldFile.objects.filter(outcome="").order_by("held_on", "id")


def get_held(held_id: int) -> HeldFile:
    """One held file in the reader's region; raises HeldFile.DoesNotExist."""
    return HeldFile.objects.select_related("decided_by").get(pk=held_id)


def corrections(delivery_id: int, *, officer: Officer) -> tuple[list[str], list[list[str]]]:
    """The quarantined rows of a delivery as their sender wrote them, each with what is wrong, to be put right and sent back; who took them is in the
    audit. Headings, and rows under them."""
    delivery = get_delivery(delivery_id)
    access.require(officer, "verification.receive", delivery.region)
    columns = all_feeds()[delivery.feed].columns
    bad = list(quarantined(delivery_id))
    texts = crypto.open_many([bytes(one.row_sealed) for one in bad if one.row_sealed], purpose="id_number")
    rows = []
    for one in bad:
        written = json.loads(next(texts) or "{}") if one.row_sealed else {}
        title = columns[one.column].title if one.column in columns else one.column
        rows.append([str(one.row_number), f"{title}：{one.reason}", *(written.get(code, "") for code in columns)])
    audit.record("verification.corrections_taken", about=delivery, by=officer, detail={"rows": len(rows)})
    return ["原行号", "须更正", *columns], rows


def quarantined(delivery_id: int) -> QuerySet[QuarantinedRow]:
    """Rows of a delivery nobody could read: row number, column, reason."""
    return QuarantinedRow.objects.filter(delivery=delivery_id).order_by("row_number")


def waiting() -> QuerySet[WaitingRow]:
    """Rows that wait for an officer, oldest first, each with its candidates and their people."""
    return _waiting().filter(settled_on=None).order_by("delivery__received_on", "id")


def waiting_by_themselves() -> QuerySet[WaitingRow]:
    """The same without those of a crowd (`crowds`), of which one stands for all."""
    return waiting().exclude(_CROWDED)


def count_waiting() -> int:
    """How many rows wait."""
    return WaitingRow.objects.filter(settled_on=None).count()


def get_waiting(waiting_id: int) -> WaitingRow:
    """One waiting row with its candidates side by side; raises WaitingRow.DoesNotExist outside the reader's region."""
    return _waiting().get(pk=waiting_id)


@dataclass(frozen=True)
class Crowd:
    """Very many rows of one file that lead to one person: none of them counts until the source has been asked."""

    delivery: Delivery
    person: Any
    rows: int
    first: int


def crowds() -> list[Crowd]:
    """Those that wait, the greatest first."""
    held = WaitingCandidate.objects.filter(waiting__in=WaitingRow.objects.filter(_CROWDED, settled_on=None))
    counted = list(held.values("waiting__delivery", "person").annotate(rows=Count("waiting", distinct=True), first=Min("waiting")).order_by("-rows"))
    deliveries_in = Delivery.objects.in_bulk([one["waiting__delivery"] for one in counted])
    people = {one.person_id: one.person for one in held.select_related("person")} if counted else {}
    return [Crowd(deliveries_in[one["waiting__delivery"]], people[one["person"]], one["rows"], one["first"]) for one in counted]


def accepted_by_likeness(on: date) -> QuerySet[WaitingRow]:
    """Rows of the last weeks that were accepted without a person although not all agreed, newest first: to be looked at, and taken back where wrong."""
    return _waiting().filter(outcome=Outcome.ACCEPTED, settled_on__gte=on - SETTLED_SHOWN).order_by("-settled_on", "-id")


def settled_by_officers(on: date) -> QuerySet[WaitingRow]:
    """Rows of the last weeks that officers decided, newest first."""
    decided = [Outcome.MATCHED, Outcome.ADMITTED, Outcome.NOBODY]
    return _waiting().filter(outcome__in=decided, settled_on__gte=on - SETTLED_SHOWN).order_by("-settled_on", "-id")


def decided_before(row: WaitingRow) -> list[AuditEntry]:
    """What was decided about a row and taken back again, newest first: who, when, why."""
    return list(audit.entries_about(row._meta.label_lower, row.pk).filter(verb="verification.taken_back"))


def masked_number(row: WaitingRow) -> str:
    """The written number as pages show it: enough to compare, not to copy."""
    return idnumber.masked(crypto.open_text(bytes(row.id_sealed), purpose="id_number"))


def open_number(row: WaitingRow, *, officer: Officer, because: str) -> str:
    """The written number in full, for the officer who settles the row, until it is settled; who read it and why is in the audit."""
    access.require(officer, "verification.settle", row.region)
    if row.settled_on is not None:
        raise access.CannotAccess("这条记录已经核对完毕，不再显示完整号码。")
    audit.record("verification.number_opened", about=row, by=officer, because=because)
    return crypto.open_text(bytes(row.id_sealed), purpose="id_number")


def arrived(on: date, *, region: str) -> list[Arrived]:
    """Every feed of a county at once, in two questions."""
    received = Delivery.objects.filter(region=region, received_on__lte=on)
    spans = {feed: (first, last) for feed, first, last in received.values_list("feed").annotate(Min("on"), Max("on"))}
    lately: dict[str, set[date]] = {}
    for feed, day in received.filter(on__gte=on - LOOK_BACK).values_list("feed", "on"):
        lately.setdefault(feed, set()).add(day)
    found = []
    for feed in feeds():
        first, last = spans.get(feed.name, (None, None))
        missing = () if feed.is_requested or first is None else tuple(_missing({first, *lately.get(feed.name, ())}, feed, on))
        found.append(Arrived(feed, last, missing))
    return found


def coverage(on: date, *, region: str) -> list[Coverage]:
    """What every feed has told of a county by this day."""
    people = RequestedPerson.objects.filter(request__region=region, request__asked_on__lte=on)
    answers = Answer.objects.filter(requested__request__region=region, requested__request__asked_on__lte=on, answered_on__lte=on)
    hit = Count("requested", filter=Q(found=Answer.Found.HIT), distinct=True)
    asked = dict(people.values_list("request__feed").annotate(Count("id")))
    answered = {feed: counts for feed, *counts in answers.values_list("requested__request__feed").annotate(Count("requested", distinct=True), hits=hit)}
    found = arrived(on, region=region)
    return [Coverage(one.feed, one.latest_on, one.missing, asked.get(one.feed.name, 0), *answered.get(one.feed.name, (0, 0))) for one in found]


@dataclass(frozen=True)
class Signer:
    """Somebody of a family and what they have signed, latest first; `holds` is the consent in force. `has_joined`: a supporter who has come to live in the
    family, and is asked about by what they sign as a member alone."""

    person: Any
    relation: str
    is_supporter: bool
    consents: tuple[Consent, ...]
    holds: Consent | None
    has_joined: bool = False


def supporters_holding(household_id: int, on: date) -> int:
    """How many supporters outside have a consent for this family's case that goes on after this day."""
    held = Consent.objects.filter(in_force(on + timedelta(days=1)), household=household_id, role=Consent.Role.SUPPORTER)
    return held.values("person").distinct().count()


def signers_of(household_id: int, on: date) -> list[Signer]:
    """The living members of a family, signed or not, then its supporters outside who ever have."""
    given: dict[int, list[Consent]] = {}
    papers = Consent.objects.filter(household=household_id).select_related("person", "recorded_by", "withdrawn_by").order_by("-given_on", "-id")
    for one in papers:
        given.setdefault(one.person_id, []).append(one)
    holding = set(Consent.objects.filter(in_force(on), household=household_id).values_list("pk", flat=True))
    members = [one for one in registry.members_of(household_id, on) if one.person.died_on is None]
    known = [(one.person, one.get_relation_display(), False) for one in members]
    living, marks = {one.person_id for one in members}, {registry.mark_of(one.person) for one in members} - {b""}
    known += [(ones[0].person, ones[0].relation, True) for person, ones in given.items() if person not in living and ones[0].role == Consent.Role.SUPPORTER]
    return [
        Signer(
            person,
            relation,
            outside,
            tuple(papers),
            next((one for one in papers if one.pk in holding), None),
            outside and registry.mark_of(person) in marks,
        )
        for person, relation, outside in known
        for papers in [given.get(person.pk, [])]
    ]


def get_consent(consent_id: int) -> Consent:
    """One consent in the reader's region; raises Consent.DoesNotExist."""
    return Consent.objects.get(pk=consent_id)


def open_requests() -> QuerySet[Request]:
    """Lists that were sent out and are not answered in full, nearest term first, each with how many people it names."""
    return Request.objects.filter(answered_on=None).annotate(asked=Count("people")).order_by("due_on", "id")


def unanswered_requests(on: date) -> QuerySet[Request]:
    """Lists whose answer is overdue on this day, oldest first."""
    return Request.objects.filter(answered_on=None, due_on__lt=on).order_by("due_on", "id")


def _missing(days: set[date], feed: Feed, on: date) -> list[date]:
    """Working days since the first file of the last weeks without a file of their own, of a feed that sends one each."""
    if not days or not feed.is_daily:
        return []
    day, expected = max(min(days), on - LOOK_BACK), []
    while workdays_after(day, feed.late_after_workdays) < on:
        if is_workday(day) and day not in days:
            expected.append(day)
        day += timedelta(days=1)
    return expected


def _waiting() -> QuerySet[WaitingRow]:
    candidates = Prefetch("candidates", WaitingCandidate.objects.select_related("person").order_by("id"))
    return WaitingRow.objects.select_related("delivery", "household", "person", "settled_by").prefetch_related(candidates)
