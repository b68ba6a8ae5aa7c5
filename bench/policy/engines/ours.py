"""我们的规则: the same functions as at the counter, as columns, unknowns minded throughout; asked as `doudi screen` asks them."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from duckdb import connect

from bench.policy.law import WANT, common_book
from bench.policy.task import RESULTS, TIERS, Task
from doudi import law
from doudi.analysis.screening.asking import Asked, ask
from doudi.analysis.screening.engines import Spark
from doudi.analysis.screening.lake import open_lake
from doudi.policy import Book

CODED = f"household_id, countable_income_12m, (list_position({list(TIERS)}, tier) - 1)::TINYINT, dibao_monthly_amount"


def duckdb(task: Task) -> Callable[[], pa.Table]:
    """The rule book open; looking through the folder, planning, reading and computing are timed."""
    book = common_book(task.day, task.law["standard"])
    return lambda: answered(task, book)


def answered(task: Task, book: Book) -> pa.Table:
    """What a book of the common rules finds."""
    return _asked(task, book, WANT, CODED).rename_columns(RESULTS.names).cast(RESULTS)


def spark(task: Task) -> Callable[[], pa.Table]:
    """The rule book and the session open; looking through the folder, planning, reading and computing are timed, all buckets at once."""
    book, engine = common_book(task.day, task.law["standard"]), Spark()

    def answer() -> pa.Table:
        asked = Asked.of(open_lake(Path(task.city)), book, task.day, WANT)
        with connect() as here:
            here.register("answers", engine.households(asked, asked.lake.buckets))
            return here.sql(f"SELECT {CODED} FROM answers").to_arrow_table().rename_columns(RESULTS.names).cast(RESULTS)

    return answer


def duckdb_all(task: Task) -> Callable[[], pa.Table]:
    """Every rule of the law as it stands, to every result of a household, on a city with unknowns and supporters."""
    book = law.book(task.day)
    results = tuple(name for name, step in book.steps.items() if step.level == "household")
    return lambda: _asked(task, book, results, f"household_id, {', '.join(results)}")


def _asked(task: Task, book: Book, want: tuple[str, ...], columns: str) -> pa.Table:
    return ask(Asked.of(open_lake(Path(task.city)), book, task.day, want), sql=f"SELECT {columns} FROM answers")
