"""检索: who is meant by a few words: a name, its pinyin or initials, the end of a number, a household, a village; within the reader's region."""

# ruff: noqa: S608 (statements are put together from this file's own texts; what was typed is bound)

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F, Q, QuerySet

from doudi.base import access, crypto, idnumber, regions
from doudi.registry.models import Household, Membership
from doudi.registry.names import hidden, plain

TAIL = re.compile(r"\d{3}[\dX]", re.ASCII)
REFERENCE = re.compile(r"[A-Z-]*\d[\dA-Z-]*", re.ASCII)
LAST = chr(0x10FFFF)
"""Sorts after everything that may follow the beginning of a name."""


@dataclass(frozen=True)
class _Reading:
    """One way to understand the words: whose name or pinyin begins so, whose number ends so, who lives in one of these places."""

    name: str = ""
    tails: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass
class _Query:
    """The parts of one statement: each part walks one index of one township, in its order, and stops at the limit."""

    parts: list[str] = field(default_factory=list)
    given: dict[str, object] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        name = f"p{len(self.given)}"
        self.given[name] = value
        return f"%({name})s"


def find_people(text: str, *, limit: int = 50) -> list[Membership]:
    """Who is meant, each with household and person, the closest first and then by name.

    Understood are: a name or given name by its beginning, in plain or variant characters; pinyin in full or by initials; the last four characters
    of an ID number or a phone; a whole ID number; a household number; a name beside a tail or beside the name of a village. Last, where there is room,
    who bore such a name before: that name itself is not shown (`found_as`).
    """
    number = idnumber.normalise(text)
    if idnumber.check(number) is None:
        return list(_homes(Q(person__id_index=crypto.index(number, purpose="id_number")))[:limit])
    pieces = unicodedata.normalize("NFKC", text).split()
    if len(pieces) == 1 and REFERENCE.fullmatch(pieces[0].upper()) and not TAIL.fullmatch(pieces[0].upper()):
        return list(_homes(Q(household__number=pieces[0]))[:limit])
    if not (region := access.region_in_sight()):
        return []
    readings = list(_readings(pieces, region))
    closeness = _found(readings, regions.towns_in(region), limit)
    found = sorted(_homes(Q(pk__in=closeness)), key=lambda home: (closeness[home.pk], home.person.name_key, home.pk))
    return found + _under_former_names(readings, set(closeness), limit - len(found))


def _under_former_names(readings: Iterable[_Reading], known: set[int], most: int) -> list[Membership]:
    """Where those live now whose former name, or its pinyin in full, begins so; besides those who are known already."""
    found: dict[int, Membership] = {}
    for reading in readings:
        if word := _word(reading.name):
            column = f"person__former_names__{'pinyin' if word.isascii() and word.isalpha() else 'plain'}"
            begins = Q(**{f"{column}__gte": word, f"{column}__lt": word + LAST, "person__former_names__withdrawn_on": None})
            there = Q(*(Q(region__startswith=place) for place in reading.places), _connector=Q.OR)
            homes = _homes(begins & there & Q(*(_ends_so(tail) for tail in reading.tails))).exclude(pk__in=known)
            for home in homes.annotate(former=F("person__former_names__name"))[:most]:
                home.found_as = hidden(home.former)
                found.setdefault(home.pk, home)
    return sorted(found.values(), key=lambda home: (home.person.name_key, home.pk))[:most]


def _ends_so(tail: str) -> Q:
    return Q(*(Q(**{f"person__{column}": crypto.tail_marks([tail], purpose=column)[0]}) for column in _tailed(tail)), _connector=Q.OR)


def families_in(village: str) -> QuerySet[Membership]:
    """The heads of the households of a village, by name."""
    return _homes(Q(household__region=village, household__closed_on=None, relation="head"))


def count_families_in(village: str) -> int:
    """How many households a village has."""
    return Household.objects.filter(region=village, closed_on=None).count()


def _homes(wanted: Q) -> QuerySet[Membership]:
    return Membership.objects.filter(wanted, until_on=None).select_related("person", "household").order_by("person__name_key", "id")


def _readings(pieces: list[str], region: str) -> Iterator[_Reading]:
    """All the words as one name; and, of several, each that is part of a place's name as that place."""
    tails = tuple(piece.upper() for piece in pieces if TAIL.fullmatch(piece.upper()))
    words = [piece for piece in pieces if piece.upper() not in tails]
    if words or tails:
        yield _Reading("".join(words), tails)
    for word in words if len(pieces) > 1 else ():
        if len(word) > 1 and (places := regions.named_like(word, region)):
            yield _Reading("".join(other for other in words if other is not word), tails, tuple(places))


def _found(readings: Iterable[_Reading], towns: list[str], limit: int) -> dict[int, int]:
    """The memberships and how close they are, 0 the closest; every township gives its first ones and the first of all are taken."""
    query = _Query()
    for reading in readings:
        _add(query, reading, query.bind(limit))
    if not query.parts:
        return {}
    statement = f"""
        SELECT membership_id, min(rank) FROM unnest({query.bind(towns)}::text[]) AS t(town) CROSS JOIN LATERAL ({" UNION ALL ".join(query.parts)}) f
        GROUP BY membership_id ORDER BY min(rank), min(key), membership_id LIMIT {query.bind(limit)}
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, query.given)
        return dict(cursor.fetchall())


def _add(query: _Query, reading: _Reading, limit: str) -> None:
    """One part for each index that may know the answer; a tail decides first, because it leaves the fewest."""
    begins = list(_begins(query, reading.name))
    there = _any(_lives_in(query, place) for place in reading.places)
    if not reading.tails:
        for place, (column, start, condition) in enumerate(begins):
            _part(query, f"{2 * place} + ({column} <> {start})::int", column, f"{condition} AND {there}", limit)
        return
    first, *others = (list(_ends(query, tail)) for tail in reading.tails)
    also = " AND ".join([*map(_any, others), _any(condition for _, _, condition in begins), there])
    for condition in first:
        _part(query, "0", "pinyin", f"{condition} AND {also}", limit)


def _any(conditions: Iterable[str]) -> str:
    """At least one of them; always, where nothing is asked."""
    return f"({' OR '.join(conditions) or 'true'})"


def _part(query: _Query, rank: str, key: str, condition: str, limit: str) -> None:
    query.parts.append(
        f"(SELECT membership_id, {rank} AS rank, {key} AS key FROM registry_searchentry WHERE town = t.town AND {condition} ORDER BY {key} LIMIT {limit})"
    )


def _begins(query: _Query, name: str) -> Iterator[tuple[str, str, str]]:
    """Each column in which a name may begin so, the word it is compared with, and the condition."""
    word = _word(name)
    if word:
        start, end = query.bind(word), query.bind(word + LAST)
        for column in ("pinyin", "given_pinyin", "initials") if word.isascii() and word.isalpha() else ("name", "given_name"):
            yield column, start, f"({column} >= {start} AND {column} < {end})"


def _word(name: str) -> str:
    """A name, or its pinyin, as names are kept to be found."""
    return plain(name).replace("ü", "v").replace("'", "")


def _lives_in(query: _Query, place: str) -> str:
    return f"starts_with(t.town, {query.bind(place[:9])}) AND starts_with(region, {query.bind(place)})"


def _ends(query: _Query, tail: str) -> Iterator[str]:
    """The number that may end so: an ID number, or a phone unless the tail is an X's."""
    for column in _tailed(tail):
        yield f"{column} = {query.bind(crypto.tail_marks([tail], purpose=column)[0])}"


def _tailed(tail: str) -> tuple[str, ...]:
    """Of which numbers the end may be one."""
    return ("id_tail",) if tail.endswith("X") else ("id_tail", "phone_tail")
