"""一户一户: the first families of a city as cases, for the engines that decide one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.policy.task import Task
from doudi.policy import Case

KEY = "household_id"


def first_families(task: Task, people: int, members: Sequence[str], households: Sequence[str], supporters: Sequence[str]) -> list[tuple[int, Case]]:
    """Whole households of the first bucket with at most so many people in all, read with the columns named."""
    persons = pq.read_table(task.files("members")[0], columns=[KEY, "person_id", *members])
    cut = len(persons) if len(persons) <= people else _whole(persons, people)
    found = {key: list(rows) for key, rows in groupby(persons.slice(0, cut).to_pylist(), itemgetter(KEY))}
    homes = pq.read_table(task.files("households")[0], columns=[KEY, "region", "area", *households], filters=[(KEY, "in", [*found])]).to_pylist()
    outside: dict[int, list[dict[str, Any]]] = {}
    if supporters and (files := task.files("supporters")):
        for row in pq.read_table(files[0], columns=[KEY, "supports", *supporters], filters=[(KEY, "in", [*found])]).to_pylist():
            outside.setdefault(row[KEY], []).append(row)
    return [(home[KEY], _case(task, home, found[home[KEY]], outside.get(home[KEY], []))) for home in homes]


def _whole(persons: pa.Table, people: int) -> int:
    """The row at which the household of the first person too many begins."""
    keys = persons[KEY].slice(0, people + 1).to_pylist()
    return keys.index(keys[-1])


def _case(task: Task, home: dict[str, Any], members: list[dict[str, Any]], supporters: list[dict[str, Any]]) -> Case:
    place = {row["person_id"]: number for number, row in enumerate(members, 1)}
    for row in supporters:
        row["supports"] = None if row["supports"] is None else [place[person] for person in row["supports"]]
    return Case(task.day, home["region"], home["area"], home, members, supporters)
