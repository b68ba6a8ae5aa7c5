"""人群核对: no household twice, no member without a household, no number beyond belief; refused before anything is computed of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from doudi.analysis.screening.lake import HOUSEHOLDS, MEMBERS, SUPPORTERS, Lake, parquet
from doudi.policy.facts import FACTS
from doudi.policy.parameters import AREAS
from doudi.policy.population import TABLES
from doudi.policy.reading import MOST_FEN, MOST_NUMBER, CannotRead, quoted
from doudi.policy.rule import MONEY, NUMBER

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SLICES = 16
"""In so many goes the households of all buckets are compared, where their numbers overlap: so that it takes little memory."""


def check_lake(lake: Lake) -> None:
    """What must hold between buckets; raises CannotRead."""
    for area in sorted({area for _, area in lake.places if area is not None} - set(AREAS)):
        raise CannotRead(f"{lake.folder / HOUSEHOLDS} 的 area 一列有 {area!r}：只能写 urban、rural，不清楚的留空。")
    for fact in (one for one in FACTS if one.kind in (MONEY, NUMBER)):
        for file, least, most in lake.extremes(TABLES[fact.level], fact.name):
            limit = MOST_FEN if fact.kind == MONEY else fact.most or MOST_NUMBER
            if most > limit or least < (-limit if fact.least is None else fact.least):
                raise CannotRead(f"{file} 的 {fact.name} 一列有超出范围的数（{least} 到 {most}）：金额以分计，请核对后再来。")
    if all(before[1] < after[0] for before, after in zip(lake.ranges, lake.ranges[1:], strict=False)):
        return
    files = parquet(lake.of(HOUSEHOLDS, lake.buckets))
    with duckdb.connect() as engine:
        for number in range(_SLICES):
            query = f"SELECT household_id FROM {files} WHERE household_id % {_SLICES} = {number} GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
            _refuse(engine, query, f"{lake.folder / HOUSEHOLDS} 里家庭 {{}} 出现不止一次：一户只能在一个文件里有一行。")


def check_all(lake: Lake, on: date) -> None:
    """What must hold of the whole lake, between buckets and within each; raises CannotRead."""
    check_lake(lake)

    def one(bucket: str) -> None:
        with duckdb.connect(config={"threads": 1}) as engine:
            check_bucket(engine, lake, bucket, on)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(one, lake.buckets))


@contextmanager
def damage_told(where: str) -> Iterator[None]:
    """Whatever DuckDB finds wrong while it reads there becomes one line: CannotRead."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise CannotRead(f"{where} 读到一半，内存或临时磁盘不够：请腾出空间后再来。") from error
    except duckdb.Error as error:
        raise CannotRead(f"{where} 读到一半出错：文件可能损坏，请重新生成。") from error


def check_bucket(engine: DuckDBPyConnection, lake: Lake, bucket: str, on: date) -> None:
    """What must hold within one bucket on a day; raises CannotRead."""
    with damage_told(f"{lake.folder} 的 {bucket}"):
        _check_bucket(engine, lake, bucket)
        for table in lake.files:
            _check_values(engine, lake, table, bucket, max(on, lake.facts_on or on))


def _check_bucket(engine: DuckDBPyConnection, lake: Lake, bucket: str) -> None:
    homes, people = (lake.files[table].get(bucket) for table in (HOUSEHOLDS, MEMBERS))
    home = parquet([homes]) if homes else ""
    _refuse(
        engine,
        f"SELECT household_id FROM {home} GROUP BY 1 HAVING count(*) > 1 OR household_id IS NULL LIMIT 1",
        f"{homes} 里家庭 {{}} 出现不止一次，或没有编号：一户只能有一行。",
    )
    if people:
        _refuse(
            engine,
            f"SELECT person_id FROM {parquet([people])} GROUP BY household_id, person_id HAVING count(*) > 1 OR person_id IS NULL LIMIT 1",
            f"{people} 里人员 {{}} 在一户中出现不止一次，或没有编号：一人只能有一行。",
        )
    for table in (MEMBERS, SUPPORTERS):
        if bucket in lake.files[table]:
            file = lake.files[table][bucket]
            query = f"SELECT coalesce(household_id::VARCHAR, '（空）') FROM {parquet([file])} AS rows ANTI JOIN {home} AS homes USING (household_id) LIMIT 1"
            _refuse(engine, query, f"{file} 里有家庭 {{}} 的人，而 {homes} 里没有这一户：同一编号的文件应当是同一批家庭。")
    query = f"SELECT household_id FROM {home} AS homes " + (f"ANTI JOIN {parquet([people])} AS rows USING (household_id) LIMIT 1" if people else "LIMIT 1")
    _refuse(engine, query, f"{homes} 里家庭 {{}} 在 {people or lake.folder / MEMBERS / f'{bucket}.parquet'} 里没有一个人：一户至少要有一名成员。")
    aided = lake.files[SUPPORTERS].get(bucket)
    if aided and people and pa.types.is_list(lake.columns[aided].get("supports", pa.null())):
        rows = f"SELECT household_id, unnest(supports) AS person_id FROM {parquet([aided])}"
        query = f"SELECT person_id FROM ({rows}) AS rows ANTI JOIN {parquet([people])} AS people USING (household_id, person_id) LIMIT 1"
        _refuse(engine, query, f"{aided} 的 supports 一列有 {{}}，不是这一户的成员：请写 members 里同一户的 person_id。")


def _check_values(engine: DuckDBPyConnection, lake: Lake, table: str, bucket: str, day: date) -> None:
    """No word that no rule knows, nobody born after the day: either would pass for known and be none of the cases a rule tells apart."""
    if (file := lake.files[table].get(bucket)) is None:
        return
    here = {name for name, kind in lake.columns[file].items() if not pa.types.is_null(kind)}
    words = {fact.name: fact.words for fact in FACTS if TABLES[fact.level] == table and fact.words}
    wrong = {name: "NOT IN (" + ", ".join(f"'{word}'" for word in known) + ")" for name, known in words.items() if name in here}
    if table == MEMBERS and "born_on" in here:
        wrong["born_on"] = f"> DATE '{day}'"
    if not wrong:
        return
    columns = ", ".join(f'min("{name}") FILTER ("{name}" {test}) AS "{name}"' for name, test in wrong.items())
    for name, value in zip(wrong, engine.execute(f"SELECT {columns} FROM {parquet([file])}").fetchall()[0], strict=True):
        if value is not None:
            only = f"只能写 {'、'.join(words[name])}" if name in words else f"不能晚于 {day}"
            raise CannotRead(f"{file} 的 {name} 一列有 {quoted(str(value))}：{only}，不清楚的留空。")


def _refuse(engine: DuckDBPyConnection, query: str, sentence: str) -> None:
    for (key,) in engine.execute(query).fetchall():
        raise CannotRead(sentence.format("（空）" if key is None else key))
