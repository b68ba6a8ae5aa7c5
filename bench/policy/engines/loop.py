"""逐户: the same rules through Book.decide, one household at a time with every step kept, on a slice of the city."""

from collections.abc import Callable

import pyarrow as pa

from bench.policy.families import first_families
from bench.policy.law import WANT, common_book
from bench.policy.task import RESULTS, TIERS, Task


def prepare(task: Task) -> Callable[[], pa.Table]:
    """The rule book open; reading the slice and deciding are timed."""
    book = common_book(task.day, task.law["standard"])

    def answer() -> pa.Table:
        families = first_families(task, task.slice_people, [*task.member_columns], [*task.household_columns], [])
        found = []
        for key, case in families:
            results = book.decide(case, WANT).results
            found.append((key, results["countable_income_12m"], TIERS.index(results["tier"]), results["dibao_monthly_amount"]))
        return pa.table([pa.array(column) for column in zip(*found, strict=True)], RESULTS.names).cast(RESULTS)

    return answer
