"""评分: how much of the planted truth the house has found, and how much of what it found is true."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from doudi.base.workdays import is_workday

# What a finding is known by: a person's ID number, or a family's number.
KEYS = {"deaths": "id_number", "double_registration": "id_number", "hidden_vehicles": "household_number", "hardship": "household_number"}
GRACE_WORKDAYS = 5


@dataclass(frozen=True)
class Score:
    """Recall over the truths whose record came in time; precision over everything found; the counts both rest on."""

    planted: int
    arrived: int
    found: int
    true: int
    recall: float
    precision: float


def score(city: Path, found: Mapping[str, Collection[str]], *, ends: date, answered: Callable[[str], date | None] = lambda _: None) -> dict[str, Score]:
    """Compare what was found, by kind and key, with the truth.

    A truth counts for recall when its record had come five working days before the end; a vehicle's record comes when its owner's number
    is answered (`answered` says when).
    """
    last = _workdays_before(ends, GRACE_WORKDAYS)
    return {kind: _score(kind, pq.read_table(city / "truth" / f"{kind}.parquet"), set(found[kind]), last, answered) for kind in KEYS}


def _score(kind: str, truth: pa.Table, found: set[str], last: date, answered: Callable[[str], date | None]) -> Score:
    keys = truth[KEYS[kind]].to_pylist()
    days = [_answered_on(row, answered) if kind == "hidden_vehicles" else row["arrived_on"] for row in truth.to_pylist()]
    arrived = {key for key, day in zip(keys, days, strict=True) if day is not None and day <= last}
    true = found & set(keys)
    return Score(len(set(keys)), len(arrived), len(found), len(true), _share(len(found & arrived), len(arrived)), _share(len(true), len(found)))


def _share(part: int, whole: int) -> float:
    """Nothing of nothing is 0: what could not be shown is not claimed."""
    return part / whole if whole else 0.0


def _answered_on(row: dict[str, Any], answered: Callable[[str], date | None]) -> date | None:
    """When the vehicle office told of this vehicle: not before it was registered."""
    day = answered(row["id_number"])
    return day if day is not None and row["registered_on"] <= day else None


def _workdays_before(day: date, count: int) -> date:
    """The working day that lies so many working days before."""
    while count:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day
