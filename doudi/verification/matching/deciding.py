"""比对: whom each row of a file is about: agreed to the letter, accepted by a likeness that labelled records have proved, or an officer is asked."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q

from doudi.base import crypto, idnumber
from doudi.registry import queries as registry
from doudi.verification.feed import Feed
from doudi.verification.matching import cascade, likeness
from doudi.verification.matching.gateways import listed
from doudi.verification.matching.learnt import UNSEEN, Learnt, learnt
from doudi.verification.matching.marks import Marks
from doudi.verification.matching.verdicts import CROWD, SAME_NUMBER, TOO_MANY, UNKNOWN, Candidate, Verdict, Verdicts, ordered, told
from doudi.verification.matching.whereabouts import written_in
from doudi.verification.models import Outcome, RequestedPerson, WaitingRow

MOST_ROWS = 200
MOST_CLAIMS = 20


def identify(rows: pa.Table, feed: Feed, region: str, marks: Marks | None = None) -> Verdicts:
    """Decide for each distinct number and name of the file once: a requested feed against the list that was sent, any other against the register (by the
    `marks` of its numbers, where they are known already).

    Those whose number and name agree with one person are found all together; of the others those whom a proved likeness leads to exactly one person are
    accepted, but never by a feed whose facts change the register itself (a death, a move); the rest wait with everybody they may be about.
    """
    columns = [feed.request_column] * feed.is_requested + [feed.id_column, feed.name_column]
    distinct = pc.dictionary_encode(
        pa.concat_arrays(pc.binary_join_element_wise(*[rows[column] for column in columns], "\t").chunks or [pa.array([], pa.string())])
    )
    which = distinct.indices.to_numpy(zero_copy_only=False)
    first = pa.array(np.flatnonzero(np.diff(np.maximum.accumulate(which), prepend=-1)))  # they are numbered as they come
    people = pa.table({name: rows[column].take(first) for name, column in zip(("request", "number", "name")[-len(columns) :], columns, strict=True)})
    counts = np.bincount(which, minlength=people.num_rows)
    if feed.is_requested:
        person, found = np.zeros(people.num_rows, np.int64), dict(enumerate(_on_the_list(people, feed, region)))
    else:
        people = people.append_column("region", written_in(rows, feed, region, which))
        person, found = in_the_register(people, marks=marks)
        if feed.changes_register:
            found = {place: one.waits(one.reason) if one.is_likely else one for place, one in found.items()}
        found = _without_crowds(_without_doubts(found, people))
    for place in np.flatnonzero(counts > MOST_ROWS).tolist():
        found[place] = (found.get(place) or Verdict(int(person[place]))).waits(TOO_MANY.format(most=MOST_ROWS))
    return told(person, found, distinct.indices)


def in_the_register(people: pa.Table, by: Learnt | None = None, *, marks: Marks | None = None) -> tuple[np.ndarray, dict[int, Verdict]]:
    """For each number and name the person both agree with (0: none), and of the others by place what was found."""
    person, known = exactly(people, marks)
    rest = np.flatnonzero(person == 0)
    return person, verdicts(written(people, rest), known, by or learnt()) if len(rest) else {}


def exactly(people: pa.Table, marks: Marks | None = None) -> tuple[np.ndarray, pa.Table]:
    """For each number and name the person of that number, where the name is theirs as the register writes it, otherwise 0; and the holders of the numbers
    whose name is another (place, person_id)."""
    numbers = people["number"].combine_chunks()
    known = registry.match_all(marks.of(numbers) if marks else crypto.index_each(numbers.to_pylist(), purpose="id_number"))
    person = np.zeros(people.num_rows, np.int64)
    places = known["place"].to_numpy()
    same = pc.equal(people["name"].take(known["place"]), known["name"]).to_numpy()
    person[places[same]] = known["person_id"].to_numpy()[same]
    return person, known.filter(pa.array(~same)).select(["place", "person_id"])


def written(people: pa.Table, places: np.ndarray) -> pa.Table:
    """The people in these places, as WRITTEN."""
    at = pa.array(places)
    return pa.table([at, *(people[name].take(at) for name in cascade.WRITTEN.names[1:])], schema=cascade.WRITTEN)


def verdicts(rest: pa.Table, known: pa.Table, by: Learnt) -> dict[int, Verdict]:
    """What the cascade says of each of the rest; where it offers nobody who is rather right than wrong, likeness besides."""
    found = by_cascade(rest, known, by)
    left = rest.filter(pc.is_in(rest["place"], pa.array(unexplained(found), pa.int64())))
    return found | {place: _weighed(found[place], weighed, by) for place, weighed in _likeness(left, known).items()}


def by_cascade(rest: pa.Table, known: pa.Table, by: Learnt) -> dict[int, Verdict]:
    """What the cascade says of each of the rest."""
    pairs = defaultdict(list)
    for place, person, *kind in zip(*(column.to_pylist() for column in cascade.pairs(rest, known).columns), strict=True):
        pairs[place].append((person, *kind))
    return {place: _verdict(number, pairs.get(place, ()), by) for place, number in zip(*(rest[name].to_pylist() for name in ("place", "number")), strict=True)}


def unexplained(found: Mapping[int, Verdict]) -> list[int]:
    """Those whom the cascade leaves without anybody who is rather right than wrong."""
    return [place for place, one in found.items() if not one.is_sure and all((candidate.certainty or 0) < 5_000 for candidate in one.candidates)]


def _likeness(left: pa.Table, known: pa.Table) -> dict[int, list[dict[str, Any]]]:
    """By place everybody who comes into question, the heaviest first."""
    if not left.num_rows:
        return {}
    about = described(left, known.filter(pc.is_in(known["place"], left["place"])))
    found = defaultdict(list)
    for one in likeness.weigh(about, registry.alike(about.select(registry.ASKED.names))).to_pylist():
        found[one["place"]].append(one)
    return found


def _weighed(verdict: Verdict, weighed: Sequence[dict[str, Any]], by: Learnt) -> Verdict:
    """With those beside whom likeness offers, wherever they live; one far above all others, where that has been proved, is accepted."""
    offered = [one for one in weighed if one["anywhere"] >= by.ask_from]
    known = {one.person_id for one in verdict.candidates}
    likely = [Candidate(one["person_id"], likeness.words(one), by.certainty_of(one["weight"]) if one is weighed[0] else None) for one in offered]
    best = weighed[0]["weight"] if weighed else by.ask_from
    is_proved = by.accept_from is not None and best >= by.accept_from and len(offered) == 1 and known <= {offered[0]["person_id"]}
    candidates = ordered([*verdict.candidates, *(one for one in likely if one.person_id not in known)])
    return replace(verdict, person_id=offered[0]["person_id"] if is_proved else None, candidates=candidates)


def described(rest: pa.Table, known: pa.Table) -> pa.Table:
    """The rest as it is weighed: what numbers and names say, and the home of a number's holder."""
    return cascade.with_home(cascade.described(rest), registry.described(known))


def _verdict(number: str, pairs: Sequence[tuple[int, str, str, str]], by: Learnt) -> Verdict:
    """The holder of the number under the same name is sure; one likeness that is proved, with nobody close beside it, is accepted. `pairs`: the person, the
    slip, the spelling, the rivals."""
    equals = Counter(pair[1:3] for pair in pairs)  # of two as near to it each is at most half as sure
    candidates: list[Candidate] = []
    proved, reason = [], ""
    for person, slip, spelling, rivals in pairs:
        if slip == cascade.SAME_NUMBER:
            if spelling == cascade.SAME:
                return Verdict(person)
            reason = SAME_NUMBER
        seen = by.patterns.get((slip, spelling, rivals), UNSEEN)
        candidates.append(Candidate(person, cascade.words(slip, spelling), None if seen == UNSEEN else seen.certainty // equals[slip, spelling]))
        if seen.may_be_accepted and rivals != cascade.SEVERAL:
            proved.append(person)
    return Verdict(proved[0] if len(proved) == 1 else None, reason or idnumber.check(number) or UNKNOWN, ordered(candidates))


def _on_the_list(people: pa.Table, feed: Feed, region: str) -> list[Verdict]:
    """Nobody else is left here: rows about others went back before."""
    each = list(zip(*(people[name].to_pylist() for name in ("request", "number", "name")), strict=True))
    asked = listed([(request, number) for request, number, _ in each], feed, region)
    return [_as_listed(asked[request, number], name) for request, number, name in each]


def _as_listed(asked: RequestedPerson, name: str) -> Verdict:
    if registry.spelt(asked.person.name) == registry.spelt(name):
        return Verdict(asked.person_id, requested_id=asked.pk)
    return Verdict(reason=SAME_NUMBER, candidates=(Candidate(asked.person_id, SAME_NUMBER),), requested_id=asked.pk)


def _without_doubts(found: dict[int, Verdict], people: pa.Table) -> dict[int, Verdict]:
    """What an officer is asked about, or has decided in another way, no likeness decides: the same number and name wait, or wait again."""
    likely = [place for place, one in found.items() if one.is_likely]
    numbers, names = (people[column].take(pa.array(likely, pa.int64())).to_pylist() for column in ("number", "name"))
    marks = crypto.index_many(numbers, purpose="id_number")
    kept = WaitingRow.objects.filter(Q(settled_on=None) | Q(outcome__in=[Outcome.NOBODY, Outcome.MATCHED]), id_index__in=set(marks))
    said = defaultdict(set)
    for mark, name, person in kept.values_list("id_index", "name", "person_id"):
        said[bytes(mark), name].add(person)
    doubted = [place for place, mark, name in zip(likely, marks, names, strict=True) if said[mark, name] - {found[place].person_id}]
    return found | {place: found[place].waits(found[place].reason) for place in doubted}


def _without_crowds(found: dict[int, Verdict]) -> dict[int, Verdict]:
    """Somebody whom very many strangers resemble is taken for none of them: that is the source's fault, not a likeness. Such rows wait and name them."""
    claims = Counter(one.person_id for verdict in found.values() for one in verdict.candidates)
    crowded = {person for person, count in claims.items() if count > MOST_CLAIMS}
    named = {place: tuple(one for one in verdict.candidates if one.person_id in crowded) for place, verdict in found.items()} if crowded else {}
    return found | {place: Verdict(reason=CROWD, candidates=candidates) for place, candidates in named.items() if candidates}
