"""比对: whom a row is about. The number and the name agree with one registered person, or an officer is asked."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.base import crypto, idnumber
from doudi.registry import queries as registry
from doudi.registry.queries import Known, spelt
from doudi.verification.feed import Feed
from doudi.verification.models import RequestedPerson

SAME_NUMBER = "身份证号相同，姓名不同"
ONE_DIGIT = "姓名相同，身份证号差一位"
TRANSPOSED = "姓名相同，身份证号相邻两位颠倒"
SAME_BIRTHDAY = "姓名和出生日期相同"
UNKNOWN = "身份证号不在库中"
MOST_CANDIDATES = 10
MOST_ROWS = 200
MOST_CLAIMS = 20


@dataclass(frozen=True)
class Verdict:
    """Who it is; or nobody for sure, why, and who it may be."""

    person_id: int | None = None
    reason: str = ""
    candidates: tuple[tuple[int, str], ...] = ()
    requested_id: int | None = None

    @property
    def is_sure(self) -> bool:
        return self.person_id is not None and not self.reason


@dataclass(frozen=True)
class Verdicts:
    """Who the distinct people of a file are: `who` by `verdict` with person_id, the person it means in any case, requested_id, and whether it is sure;
    `unsure` says more of those who are not. `rows` is which of them each row has."""

    who: pa.Table
    unsure: dict[int, Verdict]
    rows: pa.Array


WHO = pa.schema([("verdict", pa.int64()), ("person_id", pa.int64()), ("meant", pa.int64()), ("requested_id", pa.int64()), ("is_sure", pa.bool_())])


def identify(rows: pa.Table, feed: Feed, region: str) -> Verdicts:
    """Decide for each distinct number and name of the file once: a requested feed against the list that was sent, any other against the register.

    Those whose number and name agree with one person are found all together; only of the others is anything more asked, one by one.
    """
    columns = [feed.request_column] * feed.is_requested + [feed.id_column, feed.name_column]
    distinct = pc.dictionary_encode(
        pa.concat_arrays(pc.binary_join_element_wise(*[rows[column] for column in columns], "\t").chunks or [pa.array([], pa.string())])
    )
    people = [tuple(text.split("\t")) for text in distinct.dictionary.to_pylist()]
    person = np.zeros(len(people), np.int64) if feed.is_requested else _agreeing(people)
    rest = np.flatnonzero(person == 0).tolist()
    asked = [people[place] for place in rest]
    verdicts = _on_the_list(asked, feed, region) if feed.is_requested else _in_the_register(asked)
    found = dict(zip(rest, verdicts, strict=True))
    counts = np.bincount(distinct.indices.to_numpy(zero_copy_only=False), minlength=len(people))
    for place in np.flatnonzero(counts > MOST_ROWS).tolist():
        found[place] = _capped(found.get(place) or Verdict(int(person[place])))
    return Verdicts(_who(person, found), {place: one for place, one in found.items() if not one.is_sure}, distinct.indices)


def _agreeing(people: Sequence[tuple[str, ...]]) -> np.ndarray:
    """For each number and name the person of that number, where the name is theirs as the register writes it; otherwise 0."""
    known = registry.match_all(crypto.index_many([number for number, _ in people], purpose="id_number"))
    person = np.zeros(len(people), np.int64)
    places = known["place"].to_numpy()
    written = pa.array([name for _, name in people], pa.string()).take(known["place"])
    same = pc.equal(written, known["name"]).to_numpy()
    person[places[same]] = known["person_id"].to_numpy()[same]
    return person


def _who(person: np.ndarray, found: dict[int, Verdict]) -> pa.Table:
    meant, requested, sure = person.copy(), np.zeros(len(person), np.int64), person > 0
    for place, one in found.items():
        person[place], requested[place], sure[place] = one.person_id or 0, one.requested_id or 0, one.is_sure
        meant[place] = one.person_id or next((candidate for candidate, _ in one.candidates), 0)
    named = {"person_id": person, "meant": meant, "requested_id": requested}
    ids = {name: pa.array(numbers, pa.int64(), mask=numbers == 0) for name, numbers in named.items()}
    return pa.table({"verdict": pa.array(np.arange(len(person)), pa.int64()), **ids, "is_sure": pa.array(sure, pa.bool_())}, WHO)


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name."""
    return spelt(one) == spelt(other)


def neighbours(number: str) -> dict[str, str]:
    """Well-formed numbers that this malformed one may have been meant to be, and by what slip."""
    found = {}
    for at in range(17):
        for digit in "0123456789":
            found[number[:at] + digit + number[at + 1 :]] = ONE_DIGIT
        found.setdefault(number[:at] + number[at + 1] + number[at] + number[at + 2 :], TRANSPOSED)
    found[number[:17] + idnumber.check_character(number)] = ONE_DIGIT
    return {meant: why for meant, why in found.items() if meant != number and idnumber.check(meant) is None}


def listed(pairs: Sequence[tuple[str, ...]], feed: Feed, region: str) -> dict[tuple[str, ...], RequestedPerson]:
    """Of these request numbers and ID numbers those that stand together on a list that was sent to this department by this county: the one gateway of
    requested feeds. Another department's list is nobody's leave to tell of the same people."""
    marks = crypto.index_many([number for _, number in pairs], purpose="id_number")
    asked = RequestedPerson.objects.filter(
        request__number__in={request for request, _ in pairs}, request__feed=feed.name, request__region=region
    ).select_related("person", "request")
    found = {(one.request.number, bytes(one.person.id_index)): one for one in asked if one.person.id_index}
    return {(request, number): found[request, mark] for (request, number), mark in zip(pairs, marks, strict=True) if (request, mark) in found}


def watched(numbers: Sequence[str]) -> list[str]:
    """Those of these numbers whose people belong to a low-income family: the one gateway of feeds about them."""
    marks = crypto.index_many(numbers, purpose="id_number")
    known = registry.watched_marks(marks)
    return [number for number, mark in zip(numbers, marks, strict=True) if mark in known]


def _on_the_list(people: Sequence[tuple[str, ...]], feed: Feed, region: str) -> list[Verdict]:
    """Nobody else is left here: rows about others went back before."""
    asked = listed([(request, number) for request, number, _ in people], feed, region)
    return [_as_listed(asked[request, number], name) for request, number, name in people]


def _as_listed(asked: RequestedPerson, name: str) -> Verdict:
    if same_name(asked.person.name, name):
        return Verdict(asked.person_id, requested_id=asked.pk)
    return Verdict(reason=SAME_NUMBER, candidates=((asked.person_id, SAME_NUMBER),), requested_id=asked.pk)


def _in_the_register(people: Sequence[tuple[str, ...]]) -> list[Verdict]:
    marks = crypto.index_many([number for number, _ in people], purpose="id_number")
    known = registry.match(marks)
    verdicts = [_as_registered(known.get(mark), number, name) for (number, name), mark in zip(people, marks, strict=True)]
    unsure = [place for place, verdict in enumerate(verdicts) if verdict.person_id is None and not verdict.candidates]
    for place, candidates in zip(unsure, _candidates([people[place] for place in unsure]), strict=True):
        verdicts[place] = replace(verdicts[place], candidates=candidates)
    return _without_crowds(verdicts)


def _as_registered(known: Known | None, number: str, name: str) -> Verdict:
    if known is None:
        return Verdict(reason=idnumber.check(number) or UNKNOWN)
    if same_name(known.name, name):
        return Verdict(known.person_id)
    return Verdict(reason=SAME_NUMBER, candidates=((known.person_id, SAME_NUMBER),))


def _candidates(people: Sequence[tuple[str, ...]]) -> list[tuple[tuple[int, str], ...]]:
    """Of each unknown number and name those it may be about: one slip away with the same name first, then the same name and birthday."""
    meant = [neighbours(number) if idnumber.check(number) else {} for number, _ in people]
    spellings = sorted({number for ways in meant for number in ways})
    marks = dict(zip(spellings, crypto.index_many(spellings, purpose="id_number"), strict=True))
    near = registry.match(marks.values())
    namesakes: dict[tuple[str, date], list[Known]] = defaultdict(list)
    for one in registry.named({name for _, name in people}):
        namesakes[spelt(one.name), one.born_on].append(one)
    found = []
    for (number, name), ways in zip(people, meant, strict=True):
        slips = {near[marks[way]].person_id: why for way, why in ways.items() if marks[way] in near and same_name(near[marks[way]].name, name)}
        born_on = _birthday(number)
        birthday = {one.person_id: SAME_BIRTHDAY for one in namesakes.get((name, born_on), ())} if born_on else {}
        found.append(tuple((birthday | slips).items())[:MOST_CANDIDATES])
    return found


def _birthday(number: str) -> date | None:
    try:
        return idnumber.born_on(number)
    except ValueError:
        return None


def _without_crowds(verdicts: list[Verdict]) -> list[Verdict]:
    """Somebody whom very many strangers resemble is offered to none of them: that is the source's fault, not a likeness."""
    claims = Counter(person for verdict in verdicts for person, _ in verdict.candidates)
    crowded = {person for person, count in claims.items() if count > MOST_CLAIMS}
    return [
        replace(verdict, reason="大量记录指向同一人，须先向来源核实", candidates=()) if any(person in crowded for person, _ in verdict.candidates) else verdict
        for verdict in verdicts
    ]


def _capped(verdict: Verdict) -> Verdict:
    """Nobody has hundreds of events in one file: such rows wait until the source has been asked."""
    if verdict.person_id is None:
        return verdict
    return replace(
        verdict, person_id=None, reason=f"一人在一个文件中超过 {MOST_ROWS} 条，须先向来源核实", candidates=((verdict.person_id, "身份证号和姓名相同"),)
    )
