"""请求: a list of people goes to a department, because they apply or receive; only who is on it may be answered about."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from doudi.base import access, audit
from doudi.base.models import Officer
from doudi.base.workdays import workdays_after
from doudi.registry import queries as registry
from doudi.verification.actions.dispatch import lay_down_once_committed, open_exchange
from doudi.verification.consenting import Party, in_force, parties
from doudi.verification.exchange import circuit
from doudi.verification.exchange.states import FRESH
from doudi.verification.feed import Feed
from doudi.verification.models import Request, RequestedPerson
from doudi.verification.tellers import connected

BATCH = 5_000


class CannotRequest(Exception):
    """Worded for the officer; shown on the page as it stands."""


@transaction.atomic
def request_checks(
    *, household_ids: Iterable[int], reason: str, officer: Officer | None, on: date, now: datetime | None = None, again: Collection[str] = ()
) -> list[Request]:
    """Ask every connected department about everybody of these families who lets it be asked and whose answer is neither fresh nor still due; a list
    for each that has somebody left to ask about. Of a supporter whose paper names another county of the city that county's departments are asked instead.
    Who has not consented is on none: that is told, and decides nothing. With `again` only these feeds are asked, whatever is fresh or due: somebody says
    that their answer is wrong.

    Lawful for applicants (社会救助法 第四十、四十一条) and recipients (第四十六条) alone; who they are, the caller knows and says in `reason`.
    Laid into their folders the same day, where 57号 第十七条 gives three working days; those with an address go by `flows.exchanging`. `now`: the moment,
    for the evidence; the day's opening where the caller knows only the day.
    """
    if not reason.strip():
        raise CannotRequest("请写明核对依据。")
    people = parties(household_ids, on)
    counties = sorted({one.region[:6] for one in people})
    if len(counties) > 1:
        raise CannotRequest("一次请求只能涉及一个县区。")
    for region in {one.region for one in people}:
        access.require(officer, "verification.request", region)
    now = now or circuit.opening(on)
    turns = _once_each(people)
    whose = ["", *sorted(set().union(*(one.asked_in for one in people)))] if people else []
    lists = [
        _ask(feed, turn, counties[0], asked_in, reason.strip(), officer, on, now, is_again=bool(again))
        for asked_in in whose
        for feed in connected(asked_in or counties[0], on)
        if not again or feed.name in again
        for turn in turns
    ]
    return [one for one in lists if one]


def _once_each(people: list[Party]) -> list[list[Party]]:
    """Nobody stands twice on a list: who is asked about for two families' cases (their parents', their own) is asked about by two lists, and each answer
    belongs to the case it was asked for."""
    turns: list[list[Party]] = []
    seen: Counter[bytes | int] = Counter()
    for one in people:
        who = registry.mark_of(one.person) or one.person.pk
        if seen[who] == len(turns):
            turns.append([])
        turns[seen[who]].append(one)
        seen[who] += 1
    return turns


def _ask(
    feed: Feed, people: list[Party], county: str, asked_in: str, reason: str, officer: Officer | None, on: date, now: datetime, *, is_again: bool
) -> Request | None:
    _one_at_a_time(feed, county)
    consenting = {one.person.pk: (one, leave) for one in people if (leave := one.leave_for(feed, asked_in))}
    still_due = Q(answers=None, request__due_on__gte=on) & in_force(on, "consent__")  # of whose consent has ended since, the answer is not kept
    unwithdrawn = Q(consent__withdrawn_on=None) | Q(consent__withdrawn_on__gt=on)
    known = Q(answers__answered_on__gt=on - FRESH) & unwithdrawn | still_due
    of_them = RequestedPerson.objects.filter(request__feed=feed.name, request__asked_in=asked_in, person_id__in=list(consenting))
    settled = set(of_them.filter(known).values_list("person_id", flat=True))
    asked = [both for person, both in consenting.items() if is_again or person not in settled]
    if not asked:
        return None
    number = f"{feed.name}-{county}-{on:%Y%m%d}-{Request.objects.filter(feed=feed.name, region=county, asked_on=on).count() + 1:03d}"
    due_on = workdays_after(on, circuit.source_of(feed.name, asked_in or county, on).workdays or feed.late_after_workdays)
    said = {"feed": feed.name, "region": county, "asked_in": asked_in, "asked_on": on, "due_on": due_on, "reason": reason}
    made = Request.objects.create(number=number, asked_by=officer, **said)
    RequestedPerson.objects.bulk_create(
        [
            RequestedPerson(request=made, place=place, person=one.person, household_id=one.household_id, consent=leave, region=one.region)
            for place, (one, leave) in enumerate(asked, start=1)
        ],
        batch_size=BATCH,
    )
    detail = {"number": number, "people": len(asked), **({"asked_in": asked_in} if asked_in else {})}
    audit.record("verification.requested", about=made, by=officer, because=made.reason, detail=detail)
    lay_down_once_committed(open_exchange(made), on=on, now=now)
    return made


def _one_at_a_time(feed: Feed, county: str) -> None:
    """Two who ask at once get two numbers, and nobody stands on both lists."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"request {feed.name} {county}"])
