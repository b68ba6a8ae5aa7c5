"""交换·问题: how far each source has answered about a family, which sources can be reached, and what is kept of every exchange."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from doudi.base import access
from doudi.verification.exchange import circuit, states
from doudi.verification.exchange.states import SILENT, Said
from doudi.verification.feed import Feed, all_feeds
from doudi.verification.models import Answer, Attempt, Circuit, Exchange, Request, RequestedPerson, Source, WaitingRow
from doudi.verification.tellers import connected, whose_department


@dataclass(frozen=True)
class Progress:
    """One source about one person: `state` is 命中, 未命中, 未反馈 or 冲突; since when, until when, the last try and the next while it is not there."""

    person_id: int
    name: str
    feed: Feed
    asked_in: str
    state: str
    asked_on: date
    due_on: date
    answered_on: date | None
    sent_at: datetime | None
    last_at: datetime | None
    next_at: datetime | None
    attempts: int
    words: str

    @property
    def is_silent(self) -> bool:
        return self.state == SILENT

    def is_overdue(self, on: date) -> bool:
        """Whether the department should have answered by now."""
        return self.is_silent and self.due_on < on


@dataclass(frozen=True)
class SourceState:
    """One source of a county, of its own or of another county of the city (`asked_in`): can it be reached, since when, and what waits for it."""

    feed: Feed
    asked_in: str
    channel: str
    rests_until_at: datetime | None
    since_at: datetime | None
    failures: int
    to_send: int
    late_start: int
    unanswered: int
    overdue: int
    last: Attempt | None

    @property
    def department(self) -> str:
        """Who is asked."""
        return whose_department(self.feed, self.asked_in)

    @property
    def is_resting(self) -> bool:
        return self.rests_until_at is not None


def progress_of(household_id: int, *, on: date) -> list[Progress]:
    """Of each member who was asked about and each source the last list and what has come of it, people in the order of lists, sources by name; of a consent
    taken back no more than that."""
    asked = (
        RequestedPerson.objects.filter(household=household_id, request__asked_on__lte=on)
        .select_related("person", "consent", "request", "request__exchange")
        .annotate(rests_until_at=_rests("request__"))
        .order_by("request__asked_on", "request_id")
    )
    last = {(one.person_id, one.request.feed): one for one in asked}
    said = _said([one.pk for one in last.values() if not one.consent.is_withdrawn(on)], on)
    found = {key: states.state_of(said[one.pk]) for key, one in last.items()}
    people: dict[int, dict[str, tuple[str, date]]] = defaultdict(dict)
    for (person, feed), one in last.items():
        if said[one.pk]:
            people[person][feed] = found[person, feed], said[one.pk][-1].on
    odds = {person: states.at_odds(known, on) for person, known in people.items()}
    words = _last_words({one.request_id for one in last.values()})
    unsure = unsure_of([one.pk for one in last.values()])
    feeds = all_feeds()
    rows = []
    for (person, feed), one in sorted(last.items(), key=lambda item: (item[1].place, feeds[item[0][1]].title)):
        other = odds.get(person, {}).get(feed)
        if one.consent.is_withdrawn(on):
            rows.append(_progress(one, feeds[feed], states.WITHDRAWN, [], ""))
            continue
        state = states.CONFLICT if other or one.pk in unsure else found[person, feed]
        rows.append(_progress(one, feeds[feed], state, said[one.pk], _words(one, other, said, unsure, words)))
    return rows


def unsure_of(asked: Collection[int]) -> set[int]:
    """Of these who were asked about, those of whom an answer waits until an officer has said whose it is. The rows are the county's and hidden from its
    townships; of them no more is told than that they wait, for otherwise an answer would look like silence."""
    region = RequestedPerson.objects.filter(pk__in=asked).values_list("region", flat=True).first()
    if region is None:
        return set()
    with access.acting_as_system(region[:4]):
        return set(WaitingRow.objects.filter(requested__in=asked, settled_on=None).values_list("requested_id", flat=True))


def _words(one: RequestedPerson, other: str | None, said: dict[int, list[Said]], unsure: set[int], words: dict[int, str]) -> str:
    """What an officer should know beside the state."""
    if other:
        return f"与{all_feeds()[other].title}的答复不一致，请向两个部门核实。"
    if one.pk in unsure:
        return "答复中的姓名与名单不符，待人工核对。"
    if states.contradict(said[one.pk]):
        return "同一部门先后的答复不一致，请向该部门核实，由其发更正文件。"
    return "" if said[one.pk] else words.get(one.request_id, "")


def _progress(one: RequestedPerson, feed: Feed, state: str, said: list[Said], words: str) -> Progress:
    way = getattr(one.request, "exchange", None)
    return Progress(
        person_id=one.person_id,
        name=one.person.name,
        feed=feed,
        asked_in=one.request.asked_in,
        state=state,
        asked_on=one.request.asked_on,
        due_on=one.request.due_on,
        answered_on=said[-1].on if said else None,
        sent_at=way.sent_at if way else None,
        last_at=way.last_at if way else None,
        next_at=max(filter(None, (way.next_at, one.rests_until_at)), default=None) if way else None,
        attempts=way.attempts if way else 0,
        words=words,
    )


def _said(asked: list[int], on: date) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for one in Answer.objects.filter(requested__in=asked, answered_on__lte=on).order_by("answered_on", "correction", "id"):
        found[one.requested_id].append(Said(one.answered_on, one.correction, one.found == Answer.Found.HIT, bytes(one.said)))
    return found


def _rests(to: str = "") -> Subquery:
    """Until when the source of a list rests; none where it does not."""
    whose = "request__asked_in" if not to else f"{to}asked_in"
    return Subquery(Circuit.objects.filter(feed=OuterRef(f"{to}feed"), region=OuterRef(f"{to}region"), asked_in=OuterRef(whose)).values("rests_until_at"))


def _last_words(requests: set[int]) -> dict[int, str]:
    """Why the last try of each list that is not there failed."""
    tries = Attempt.objects.filter(exchange__request__in=requests, exchange__sent_at=None).order_by("number")
    return {request: words for request, words in tries.values_list("exchange__request", "words") if words}


def sources(on: date, *, region: str) -> list[SourceState]:
    """Every source of a county that is asked, or was: those that rest first, then those with most to send."""
    known = {(feed.name, "") for feed in connected(region, on)} | set(Exchange.objects.filter(region=region).values_list("feed", "request__asked_in"))
    lines = {(one.feed, one.asked_in): one for one in Circuit.objects.filter(region=region)}
    counts = {"waiting": Count("id"), "late": Count("id", filter=Q(attempts=0, start_by_on__lt=on))}
    lists = {(feed, where): found for feed, where, *found in _unsent(region).values_list("feed", "request__asked_in").annotate(**counts)}
    silent = Request.objects.filter(region=region, answered_on=None, exchange__sent_at__isnull=False)
    counts = {"waiting": Count("id"), "overdue": Count("id", filter=Q(due_on__lt=on))}
    waits = {(feed, where): found for feed, where, *found in silent.values_list("feed", "asked_in").annotate(**counts)}
    every = Attempt.objects.filter(exchange__region=region).values("exchange__feed", "exchange__request__asked_in")
    newest = every.annotate(newest=Max("id")).values_list("newest", flat=True)
    last = Attempt.objects.filter(pk__in=list(newest)).select_related("exchange__request")
    tries = {(one.exchange.feed, one.exchange.request.asked_in): one for one in last}
    rows = []
    for key in known:
        (name, asked_in), line = key, lines.get(key)
        way = circuit.source_of(name, asked_in or region, on)
        to_send, late_start = lists.get(key, (0, 0))
        unanswered, overdue = waits.get(key, (0, 0))
        rests = line.rests_until_at if line else None
        state = (rests, line.since_at if line else None, line.failures if line else 0)
        waiting = (to_send, late_start, unanswered, overdue)
        rows.append(SourceState(all_feeds()[name], asked_in, way.get_channel_display(), *state, *waiting, tries.get(key)))
    return sorted(rows, key=lambda one: (not one.is_resting, -one.to_send, -one.overdue, one.feed.title, one.asked_in))


def counties(region: str) -> list[str]:
    """The county of a reader; of one who looks after several, those that have sent lists."""
    if len(region) >= 6:
        return [region[:6]]
    return sorted(set(Exchange.objects.filter(region__startswith=region).values_list("region", flat=True)))


def _unsent(region: str) -> QuerySet[Exchange]:
    """Lists that are not there yet, and of whom an answer would be kept."""
    return Exchange.objects.filter(region__startswith=region, sent_at=None, request__answered_on=None)


def to_send(region: str) -> QuerySet[Exchange]:
    """Lists that are not there yet, those due first, each with how many people it names."""
    return (
        _unsent(region)
        .select_related("request")
        .annotate(people=Count("request__people"), tried_at=Greatest("next_at", _rests()))
        .order_by(F("next_at").asc(nulls_first=True), "id")
    )


def tries(region: str) -> QuerySet[Attempt]:
    """Every try, newest first: the evidence of what left the house."""
    return (
        Attempt.objects.filter(region__startswith=region)
        .select_related("exchange__request", "exchange__request__asked_by", "delivery")
        .order_by("-began_at", "-id")
    )


def entered_sources() -> QuerySet[Source]:
    """What administrators have entered, those in force first."""
    return Source.objects.order_by("region", "feed", F("until_on").desc(nulls_first=True), "id")
