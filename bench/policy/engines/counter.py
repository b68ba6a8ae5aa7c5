"""窗口: one family with every rule of the law and every step kept, in process; what an officer waits for."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq

from bench.policy.families import first_families
from bench.policy.task import Task
from doudi import law

PEOPLE = 1_000


def prepare(task: Task) -> Callable[[], pa.Table]:
    """The families read; only the deciding is timed, each family by itself."""
    book = law.book(task.day)
    plan = book.plan()
    families = first_families(task, PEOPLE, *(_there(task, table, [fact.name for fact in plan.facts_of(level)]) for table, level in TABLES.items()))

    def answer() -> pa.Table:
        seconds, found = [], []
        for key, case in families:
            began = perf_counter()
            decision = book.decide(case)
            seconds.append(perf_counter() - began)
            found.append((key, decision.results["tier"]))
        table = pa.table([pa.array(column) for column in zip(*found, strict=True)], ["household_id", "tier"])
        return table.replace_schema_metadata({"note": f"{len(found)} 户，一户的中位数 {median(seconds) * 1e6:.0f} 微秒，{len(plan.steps)} 步"})

    return answer


TABLES = {"members": "person", "households": "household", "supporters": "supporter"}


def _there(task: Task, table: str, names: list[str]) -> list[str]:
    """The columns the city has; one that is not there is unknown."""
    files = task.files(table)
    return [name for name in names if files and name in pq.read_schema(files[0]).names]
