"""引擎: who answers the two queries about a bucket: DuckDB here, or Spark where one machine is too small; either way the answers lie in DuckDB afterwards."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from doudi.analysis.screening.asking import Asked, look_at
from doudi.policy import CannotRead
from doudi.policy.following import SUPPORTER_KEY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_LIMIT = "1500MB"
"""Of one thread's engine; what needs more goes to disk meanwhile."""
_SPARK_TYPES = {"int64": "bigint", "boolean": "boolean", "string": "string", "date": "date", "array<int64>": "array<bigint>"}
_SETTINGS = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.session.timeZone": "UTC", "spark.log.level": "ERROR"}
_NO_SPARK = "没有 Spark：请安装 pip install 'doudi[spark]' 与 Java 17 后再用 --engine spark，或改用 --engine duckdb。"


def one_bucket() -> DuckDBPyConnection:
    """An engine for one thread, in bounded memory."""
    return duckdb.connect(config={"threads": 1, "memory_limit": MEMORY_LIMIT, "temp_directory": tempfile.gettempdir()})


class DuckDB:
    """Answers with the engine at hand."""

    name, workers = "duckdb", os.cpu_count() or 1

    def answer(self, asked: Asked, bucket: str, engine: DuckDBPyConnection) -> None:
        """Name the answers about a bucket `answers` and `answers_persons`."""
        look_at(engine, [asked], [bucket])
        asked.tell(engine)

    def close(self) -> None:
        """Nothing to end."""


class Spark:
    """Answers with a Spark session of its own; raises CannotRead, worded for the officer, where there is no Spark or no Java."""

    name, workers = "spark", 1

    def __init__(self) -> None:
        if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
            raise CannotRead(_NO_SPARK)
        try:
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError:
            raise CannotRead(_NO_SPARK) from None
        logging.getLogger("py4j").setLevel(logging.ERROR)
        several = str(os.cpu_count() or 1)
        builder = SparkSession.builder.appName("doudi")
        for name, value in {**_SETTINGS, "spark.sql.shuffle.partitions": several}.items():
            builder = builder.config(name, value)
        try:
            self.session: Any = builder.getOrCreate()
        except (PySparkException, OSError):
            raise CannotRead(_NO_SPARK) from None

    def answer(self, asked: Asked, bucket: str, engine: DuckDBPyConnection) -> None:
        """Name the answers about a bucket `answers` and `answers_persons`: found by Spark, handed over as Arrow."""
        self._tell(asked, [bucket])
        engine.register(asked.name, self.session.table(asked.questions.households).toArrow())
        engine.register(asked.questions.persons, self.session.table(asked.questions.persons).toArrow())
        self.session.catalog.clearCache()

    def households(self, asked: Asked, buckets: list[str]) -> pa.Table:
        """The answers about the households of these buckets."""
        self._tell(asked, buckets)
        found = self.session.table(asked.questions.households).toArrow()
        self.session.catalog.clearCache()
        return found

    def _tell(self, asked: Asked, buckets: list[str]) -> None:
        """Every stage by its name; each is kept while the next are made of it: a plan that repeats them would grow with every phase."""
        self._look_at(asked, buckets)
        self.session.createDataFrame(asked.questions.law).createOrReplaceTempView(f"{asked.name}_law")
        for stage in asked.stages_for_spark:
            told = self.session.sql(stage.text)
            (told.cache() if stage.kept else told).createOrReplaceTempView(stage.name)

    def _look_at(self, asked: Asked, buckets: list[str]) -> None:
        from pyspark.sql import functions

        for table, types in asked.types.items():
            files = asked.lake.of(table, buckets)
            here = {name for file in files for name in asked.lake.columns[file]}
            rows = self.session.read.option("mergeSchema", "true").parquet(*map(str, files)) if files else self.session.createDataFrame([], "nobody int")
            columns = [
                (functions.col(name) if name in here else functions.lit(None)).cast(_SPARK_TYPES[kind]).alias(name)
                for name, kind in types.items()
                if name != SUPPORTER_KEY
            ]
            told = rows.select(*columns)
            if SUPPORTER_KEY in types:  # numbered once, on this side: a number given anew in each use would be another one
                numbered = told.toArrow()
                numbered = numbered.append_column(SUPPORTER_KEY, pa.array(range(len(numbered)), pa.int64()))
                told = self.session.createDataFrame(numbered, f"{told._jdf.schema().toDDL()}, {SUPPORTER_KEY} bigint")
            told.createOrReplaceTempView(table)

    def close(self) -> None:
        """End the session."""
        self.session.stop()


ENGINES = {"duckdb": DuckDB, "spark": Spark}
