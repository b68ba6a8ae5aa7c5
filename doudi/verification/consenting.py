"""核对授权的门: who may be asked about for a family, by which department and on whose leave; there is no other way onto a list.

社会救助法 第四十、四十一、四十六条; 个人信息保护法 第十四、十五条.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from doudi.registry import queries as registry
from doudi.verification.feed import Feed
from doudi.verification.models import Consent, RequestedPerson


@dataclass(frozen=True)
class Party:
    """Somebody of a family's case: a member, or a supporter who consented; `consents` are those in force, none where nobody has given any."""

    person: Any
    household_id: int
    region: str
    consents: tuple[Consent, ...]

    def leave_for(self, feed: Feed, asked_in: str = "") -> Consent | None:
        """The consent by which this department may be asked: of the family's county, or of that other county alone which the paper names."""
        there = (one for one in self.consents if one.asked_at != Consent.AskedAt.ELSEWHERE and one.asked_in == asked_in)
        return next((one for one in there if one.covers_everything or feed.name in one.feeds), None)

    @property
    def asked_in(self) -> set[str]:
        """Other counties of the city whose departments may be asked."""
        return {one.asked_in for one in self.consents if one.asked_in}

    @property
    def leave_elsewhere(self) -> Consent | None:
        """The consent by which an office of another province may be asked: one that covers all the form lists, and names no county here as the one to ask."""
        return next((one for one in self.consents if one.covers_everything and not one.asked_in), None)

    @property
    def is_outside(self) -> bool:
        """Whether they are no member, but bound to support the family."""
        return bool(self.consents) and self.consents[0].role == Consent.Role.SUPPORTER


def in_force(on: date, prefix: str = "") -> Q:
    """Consents, or what names one by `prefix`, that hold on a day; one withdrawn holds no more from the day of the withdrawal."""
    given = Q(**{f"{prefix}given_on__lte": on})
    unended = Q(**{f"{prefix}until_on": None}) | Q(**{f"{prefix}until_on__gte": on})
    unwithdrawn = Q(**{f"{prefix}withdrawn_on": None}) | Q(**{f"{prefix}withdrawn_on__gt": on})
    return given & unended & unwithdrawn


def given_with(consent: Consent, on: date) -> QuerySet[Consent]:
    """What goes when this goes: all the same person let be asked for the same family's case, and this paper where a move has carried it."""
    theirs = Q(person=consent.person_id) & (Q(household=consent.household_id) | Q(reference=consent.reference))
    return Consent.objects.filter(theirs | Q(pk__in=copies_of([consent.pk])), in_force(on))


def copies_of(consents: Iterable[int]) -> set[int]:
    """These papers wherever moves have carried them from and to, as far as the reader may see; themselves among them."""
    found = fresh = set(consents)
    while fresh:
        fresh = set(Consent.objects.filter(Q(carried_from__in=fresh) | Q(carried_to__in=fresh)).values_list("pk", flat=True)) - found
        found = found | fresh
    return found


def parties(household_ids: Iterable[int], on: date) -> list[Party]:
    """The living members of these families, and their supporters outside who have consented, each with what they consented to.

    A supporter who has come to live in the family is none any more: what they signed for themselves outside is no leave to ask about a member.
    """
    households = list(household_ids)
    held: dict[tuple[int, int], list[Consent]] = {}
    for one in Consent.objects.filter(in_force(on), household__in=households).select_related("person").order_by("given_on", "id"):
        held.setdefault((one.household_id, one.person_id), []).append(one)
    members = [one for one in registry.members_of_households(households, on) if one.person.died_on is None]
    found = [Party(one.person, one.household_id, one.region, tuple(held.pop((one.household_id, one.person_id), ()))) for one in members]
    outside = [consents for consents in held.values() if consents[0].role == Consent.Role.SUPPORTER and consents[0].person.died_on is None]
    dead = registry.known_dead(consents[0].person for consents in outside)
    inside = {(one.household_id, mark) for one in members if (mark := registry.mark_of(one.person))}
    outside = [ones for ones in outside if ones[0].person_id not in dead and (ones[0].household_id, registry.mark_of(ones[0].person)) not in inside]
    return [*found, *(Party(ones[0].person, ones[0].household_id, ones[0].region, tuple(ones)) for ones in outside)]


def ended(asked: Mapping[tuple[str, ...], RequestedPerson], on: date) -> Collection[tuple[str, ...]]:
    """Of those on a list, those whose consent holds no more on the day their answer comes: nothing of it is kept."""
    holding = set(RequestedPerson.objects.filter(in_force(on, "consent__"), pk__in=[one.pk for one in asked.values()]).values_list("pk", flat=True))
    return {pair for pair, one in asked.items() if one.pk not in holding}
