"""答复情况: of each connected department and each member, whether it was asked, has answered, has found something, or contradicts itself.

Nothing here is a zero by silence: 未反馈 is not 未命中.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch

from doudi.base import access
from doudi.registry.queries import FamilyCase
from doudi.verification.beside import living
from doudi.verification.consenting import parties
from doudi.verification.exchange.states import CONFLICT as CONFLICT
from doudi.verification.exchange.states import HIT as HIT
from doudi.verification.exchange.states import MISS as MISS
from doudi.verification.exchange.states import SILENT as SILENT
from doudi.verification.exchange.states import Said, state_of
from doudi.verification.feed import Feed
from doudi.verification.models import Answer, Delivery, RequestedPerson, WaitingRow
from doudi.verification.tellers import connected

NOT_ASKED = "未请求"


@dataclass(frozen=True)
class Told:
    """One department about one member: `state` in the field's words, the list it was asked by, its last answer (None where there is none), what the house
    knows from it now (fen, a number, yes; None is unknown, as of everybody outside the family), and `words` where the state alone would mislead."""

    person_id: int
    whose: str
    feed: Feed
    state: str
    asked_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None
    answer_id: int | None = None
    value: int | None = None
    words: str = ""
    is_outside: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether the department has said one thing, and one thing only."""
        return self.state in (HIT, MISS)


def told_about(case: FamilyCase) -> list[Told]:
    """Every connected department about every living member, in the order of members, then about supporters outside who consented to be asked about."""
    concerned = parties([case.household_id], case.date)
    signed = {one.person.pk for one in concerned if one.consents}
    people = dict(living(case))
    outside = {one.person.pk: {"name": f"{one.person.name}（{one.consents[0].relation}）"} for one in concerned if one.person.pk not in people and one.consents}
    people |= outside
    feeds = connected(case.region, case.date)
    given = Prefetch("answers", Answer.objects.filter(answered_on__lte=case.date).order_by("answered_on", "correction", "id"))
    lists = RequestedPerson.objects.filter(person_id__in=list(people), request__asked_on__lte=case.date, request__feed__in=[feed.name for feed in feeds])
    asked: dict[tuple[int, str], list[RequestedPerson]] = defaultdict(list)
    for one in lists.select_related("request").prefetch_related(given).order_by("request__asked_on", "id"):
        asked[one.person_id, one.request.feed].append(one)
    waiting = _waiting([one.pk for lists in asked.values() for one in lists], case.region)
    told = [
        _told(person, str(member["name"]), feed, asked[person, feed.name], waiting, member.get(feed.tells[0]), case.date)
        for person, member in people.items()
        for feed in feeds
        if person not in outside or asked[person, feed.name]
    ]
    return [
        replace(one, is_outside=one.person_id in outside, words="没有有效授权" if one.state == NOT_ASKED and one.person_id not in signed else one.words)
        for one in told
    ]


def files_of(delivery_ids: Iterable[int], region: str) -> dict[int, Delivery]:
    """The files that answers came in: name, day, correction and digest, which name nobody. A file is its county's, and a township does not see it; without
    it an answer would look like silence."""
    with access.acting_as_system(region[:4]):
        return Delivery.objects.only("on", "correction", "file_name", "digest").in_bulk(list(delivery_ids))


def _waiting(asked: Iterable[int], region: str) -> set[int]:
    """Of whom an answer waits until an officer has said who it is about: the county's rows too, of which no more is told than that they wait."""
    with access.acting_as_system(region[:4]):
        return set(WaitingRow.objects.filter(requested__in=list(asked), settled_on=None).values_list("requested_id", flat=True))


def _told(person: int, whose: str, feed: Feed, lists: Sequence[RequestedPerson], waiting: set[int], value: int | None, on: date) -> Told:
    if not lists:
        return Told(person, whose, feed, NOT_ASKED, value=value)
    last = lists[-1]
    answers = list(last.answers.all())
    asked = {"asked_on": last.request.asked_on, "due_on": last.request.due_on}
    if last.pk in waiting:
        return Told(person, whose, feed, CONFLICT, **asked, value=value, words="答复中的姓名与名单不符，待人工核对")
    if answers:
        final = answers[-1]
        said = {"answered_on": final.answered_on, "answer_id": final.pk, "value": value}
        state = state_of(Said(one.answered_on, one.correction, one.found == Answer.Found.HIT, bytes(one.said)) for one in answers)
        return Told(person, whose, feed, state, **asked, **said, words="先后答复不一致，来源没有说明是更正" if state == CONFLICT else "")
    before = next((one for earlier in reversed(lists[:-1]) for one in reversed(earlier.answers.all())), None)
    words = f"已过答复期限（{last.request.due_on}）" if last.request.due_on < on else ""
    if before is None:
        return Told(person, whose, feed, SILENT, **asked, value=value, words=words)
    earlier = f"此前 {before.answered_on} 答复{before.get_found_display()}"
    return Told(person, whose, feed, SILENT, **asked, answer_id=before.pk, value=value, words="；".join(filter(None, [words, earlier])))
