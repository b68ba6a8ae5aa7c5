"""我们的全部规则，DuckDB: every rule of the law as it stands, on a city with unknowns and supporters."""

from collections.abc import Callable

import duckdb
import pyarrow as pa

from bench.policy.task import Task
from doudi import law


def prepare(task: Task) -> Callable[[], pa.Table]:
    """The rule book open; reading, planning and computing are timed."""
    book = law.book(task.day)

    def answer() -> pa.Table:
        engine = duckdb.connect()
        tables = [engine.read_parquet(files) if (files := task.files(name)) else None for name in ("households", "members", "supporters")]
        return book.assess(*tables, on=task.day).households

    return answer
