"""结论: who a written number and name are; or nobody for sure, why, and who it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

SAME_NUMBER = "身份证号相同，姓名不同"
AGREES = "身份证号和姓名相同"
UNKNOWN = "身份证号不在库中"
CROWD = "大量记录指向同一人，须先向来源核实"
TOO_MANY = "一人在一个文件中超过 {most} 条，须先向来源核实"
MOST_CANDIDATES = 10


@dataclass(frozen=True)
class Candidate:
    """Somebody a row may be about, why, and how sure: of ten thousand so alike among labelled records, how many were the same person (None: not learnt)."""

    person_id: int
    why: str
    certainty: int | None = None


@dataclass(frozen=True)
class Verdict:
    """Who it is; or nobody for sure, why, and who it may be. Accepted by likeness: who it is, and why it is not agreed to the letter, with the candidates."""

    person_id: int | None = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    requested_id: int | None = None

    @property
    def is_sure(self) -> bool:
        return self.person_id is not None

    @property
    def is_likely(self) -> bool:
        """Whether it was accepted although number and name do not agree to the letter: kept beside the fact, and may be taken back."""
        return self.is_sure and bool(self.candidates)

    def waits(self, reason: str) -> "Verdict":
        """The same, for a person to decide."""
        offered = self.candidates or ((Candidate(self.person_id, AGREES),) if self.person_id else ())
        return replace(self, person_id=None, reason=reason, candidates=offered)


@dataclass(frozen=True)
class Verdicts:
    """Who the distinct people of a file are: `who` by `verdict` with person_id, the person it means in any case, requested_id, whether it is sure, and
    whether by likeness; `told` says more of those who are not, and of the likely. `rows` is which of them each row has."""

    who: pa.Table
    told: dict[int, Verdict]
    rows: pa.Array


WHO = pa.schema(
    [
        ("verdict", pa.int64()),
        ("person_id", pa.int64()),
        ("meant", pa.int64()),
        ("requested_id", pa.int64()),
        ("is_sure", pa.bool_()),
        ("is_likely", pa.bool_()),
    ]
)


def told(person: np.ndarray, found: Mapping[int, Verdict], rows: pa.Array) -> Verdicts:
    """From the person of each exact match (0: none) and what was found of the others."""
    meant, requested, sure, likely = person.copy(), np.zeros(len(person), np.int64), person > 0, np.zeros(len(person), np.bool_)
    person = person.copy()
    for place, one in found.items():
        person[place], requested[place], sure[place], likely[place] = one.person_id or 0, one.requested_id or 0, one.is_sure, one.is_likely
        meant[place] = one.person_id or next((candidate.person_id for candidate in one.candidates), 0)
    named = {"person_id": person, "meant": meant, "requested_id": requested}
    ids = {name: pa.array(numbers, pa.int64(), mask=numbers == 0) for name, numbers in named.items()}
    flags = {"is_sure": pa.array(sure, pa.bool_()), "is_likely": pa.array(likely, pa.bool_())}
    who = pa.table({"verdict": pa.array(np.arange(len(person)), pa.int64()), **ids, **flags}, WHO)
    return Verdicts(who, {place: one for place, one in found.items() if not one.is_sure or one.is_likely}, rows)


def ordered(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The likeliest first, not more than a person can compare."""
    return tuple(sorted(candidates, key=lambda one: (-(one.certainty or 0), one.person_id))[:MOST_CANDIDATES])
