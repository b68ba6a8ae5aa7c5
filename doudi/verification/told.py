"""答复情况: of each connected department and each member, whether it was asked, has answered, has found something, or contradicts itself.

Nothing here is a zero by silence: 未反馈 is not 未命中.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from doudi.registry.queries import FamilyCase
from doudi.verification.beside import living
from doudi.verification.consenting import parties
from doudi.verification.exchange.queries import unsure_of
from doudi.verification.exchange.states import CONFLICT as CONFLICT
from doudi.verification.exchange.states import HIT as HIT
from doudi.verification.exchange.states import MISS as MISS
from doudi.verification.exchange.states import SILENT as SILENT
from doudi.verification.exchange.states import WITHDRAWN as WITHDRAWN
from doudi.verification.exchange.states import Said, at_odds, state_of
from doudi.verification.feed import Feed, all_feeds
from doudi.verification.models import Answer, Consent, RequestedPerson
from doudi.verification.tellers import connected, whose_department

NOT_ASKED = "未请求"


@dataclass(frozen=True)
class Told:
    """One department about one member: `state` in the field's words, the list it was asked by, its last answer (None where there is none), what the house
    knows from it now (fen, a number, yes; None is unknown, as of everybody outside the family), and `words` where the state alone would mislead. `asked_in`:
    the county of the city whose department it is, where that is another one."""

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
    asked_in: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether the department has said one thing, and one thing only."""
        return self.state in (HIT, MISS)

    @property
    def department(self) -> str:
        """Who has said it."""
        return whose_department(self.feed, self.asked_in)


def told_about(case: FamilyCase) -> list[Told]:
    """Every connected department about every living member, in the order of members, then about supporters outside who consented to be asked about.

    What somebody let be asked for another family's case is not told here; of a consent taken back no more is told than that (个人信息保护法 第四十七条).
    """
    concerned = parties([case.household_id], case.date)
    signed = {one.person.pk for one in concerned if one.consents}
    people = dict(living(case))
    outside = {one.person.pk: {"name": f"{one.person.name}（{one.consents[0].relation}）"} for one in concerned if one.person.pk not in people and one.consents}
    people |= outside
    feeds = connected(case.region, case.date)
    named = Q(request__feed__in=[feed.name for feed in feeds]) | ~Q(request__asked_in="")
    given = Prefetch("answers", Answer.objects.filter(answered_on__lte=case.date).order_by("answered_on", "correction", "id"))
    lists = asked_for(case.household_id).filter(named, person_id__in=list(people), request__asked_on__lte=case.date)
    asked: dict[tuple[int, str], list[RequestedPerson]] = defaultdict(list)
    for one in lists.select_related("request", "consent").prefetch_related(given).order_by("request__asked_on", "id"):
        asked[one.person_id, one.request.feed].append(one)
    waiting = unsure_of([one.pk for lists in asked.values() for one in lists])
    others = [all_feeds()[name] for name in sorted({name for _, name in asked} - {feed.name for feed in feeds})]
    told = [
        _told(person, str(member["name"]), feed, asked[person, feed.name], waiting, member.get(feed.tells[0]), case.date)
        for person, member in people.items()
        for feed in [*feeds, *others]
        if asked[person, feed.name] or (person not in outside and feed in feeds)
    ]
    odds = _at_odds(told, case.date)
    for place, one in enumerate(told):
        if other := odds.get((one.person_id, one.feed.name)):
            told[place] = replace(one, state=CONFLICT, words=f"与{all_feeds()[other].title}的答复不一致")
        elif one.state == NOT_ASKED and one.person_id not in signed:
            told[place] = replace(one, words="没有有效授权")
    return [replace(one, is_outside=one.person_id in outside) for one in told]


def asked_for(household_id: int) -> QuerySet[RequestedPerson]:
    """Who was asked about for this family's case: on its lists, or before they moved on the paper they brought along."""
    brought = Consent.objects.filter(household=household_id, person=OuterRef("person"), reference=OuterRef("consent__reference"), role=Consent.Role.MEMBER)
    return RequestedPerson.objects.filter(Q(household=household_id) | Exists(brought))


def _at_odds(told: Sequence[Told], on: date) -> dict[tuple[int, str], str]:
    """Who and which department another department contradicts that sees the same thing, and which."""
    said: dict[int, dict[str, tuple[str, date]]] = defaultdict(dict)
    for one in told:
        if one.answered_on:
            said[one.person_id][one.feed.name] = one.state, one.answered_on
    return {(person, feed): other for person, states in said.items() for feed, other in at_odds(states, on).items()}


def _told(person: int, whose: str, feed: Feed, lists: Sequence[RequestedPerson], waiting: set[int], value: int | None, on: date) -> Told:
    if not lists:
        return Told(person, whose, feed, NOT_ASKED, value=value)
    last = lists[-1]
    lists = [one for one in lists if not one.consent.is_withdrawn(on)]
    if not lists:
        was = {"asked_on": last.request.asked_on, "asked_in": last.request.asked_in}
        return Told(person, whose, feed, WITHDRAWN, **was, words="不再使用此前的答复，也不再查询")
    last = lists[-1]
    answers = list(last.answers.all())
    asked = {"asked_on": last.request.asked_on, "due_on": last.request.due_on, "asked_in": last.request.asked_in}
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
