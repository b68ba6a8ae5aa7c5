"""全部规则的下限: the columns every rule rests on, scanned with one group-by."""

from collections.abc import Callable

import pyarrow as pa

from bench.policy.engines.limit import scan
from bench.policy.task import Task
from doudi import law


def prepare(task: Task) -> Callable[[], pa.Table]:
    """Connected; the scans of the three tables and the one group-by are timed."""
    plan = law.book(task.day).plan()
    tables = {"members": "person", "households": "household", "supporters": "supporter"}
    columns = {table: [fact.name for fact in plan.facts_of(level)] for table, level in tables.items() if task.files(table)}
    columns["households"] = ["region", "area", *columns["households"]]
    return scan(task, columns)
