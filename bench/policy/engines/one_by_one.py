"""一户一户: our rules through Book.decide, every step kept: a slice of the city, and one family at the counter."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq

from bench.policy.families import first_families
from bench.policy.law import WANT, common_book
from bench.policy.task import RESULTS, TIERS, Task
from doudi import law

AT_THE_COUNTER = 1_000
"""People in the families decided one after the other."""
TABLES = {"members": "person", "households": "household", "supporters": "supporter"}


def loop(task: Task) -> Callable[[], pa.Table]:
    """The common rules on a slice; reading and deciding are timed."""
    book = common_book(task.day, task.law["standard"])

    def answer() -> pa.Table:
        found = []
        for key, case in first_families(task, task.slice_people, task.member_columns, task.household_columns, ()):
            results = book.decide(case, WANT).results
            found.append((key, results["countable_income_12m"], TIERS.index(results["tier"]), results["dibao_monthly_amount"]))
        return pa.table([pa.array(column) for column in zip(*found, strict=True)], RESULTS.names).cast(RESULTS)

    return answer


def counter(task: Task) -> Callable[[], pa.Table]:
    """Every rule of the law; the families are read before, each decision is timed by itself."""
    book = law.book(task.day)
    plan = book.plan()
    columns = {table: tuple(fact.name for fact in plan.facts_of(level) if fact.name in _told(task, table)) for table, level in TABLES.items()}
    families = first_families(task, AT_THE_COUNTER, *columns.values())

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


def _told(task: Task, table: str) -> list[str]:
    """The columns the city has; a fact without one is unknown."""
    files = task.files(table)
    return pq.read_schema(files[0]).names if files else []
