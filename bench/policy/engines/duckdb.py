"""我们的规则，DuckDB: the same functions as at the counter, as columns, unknowns minded throughout."""

from collections.abc import Callable

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from bench.policy.law import WANT, common_book
from bench.policy.task import RESULTS, TIERS, Task


def prepare(task: Task) -> Callable[[], pa.Table]:
    """The rule book open; reading, planning and computing are timed."""
    book = common_book(task.day, task.law["standard"])

    def answer() -> pa.Table:
        engine = duckdb.connect()
        households, members = (engine.read_parquet(task.files(name)) for name in ("households", "members"))
        return coded(book.assess(households, members, on=task.day, want=WANT).households)

    return answer


def coded(found: pa.Table) -> pa.Table:
    """The answers as the benchmark's table: the tier by its code."""
    tier = found["tier"].combine_chunks()
    codes = pc.index_in(tier, pa.array(TIERS))
    return pa.table([found["household_id"], found["countable_income_12m"], codes, found["dibao_monthly_amount"]], RESULTS.names).cast(RESULTS)
