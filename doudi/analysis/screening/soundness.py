"""人群核对: no household twice, no member without a household, no number beyond belief; refused before anything is computed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from doudi.analysis.screening.lake import HOUSEHOLDS, MEMBERS, SUPPORTERS, Lake, parquet
from doudi.policy.facts import FACTS
from doudi.policy.parameters import AREAS
from doudi.policy.population import TABLES
from doudi.policy.reading import MOST_FEN, MOST_NUMBER, CannotRead
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


def check_bucket(engine: DuckDBPyConnection, lake: Lake, bucket: str) -> None:
    """What must hold within one bucket; raises CannotRead."""
    try:
        _check_bucket(engine, lake, bucket)
    except duckdb.Error:
        raise CannotRead(f"{lake.folder} 的 {bucket} 读到一半出错：文件可能损坏，请重新生成。") from None


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


def _refuse(engine: DuckDBPyConnection, query: str, sentence: str) -> None:
    for (key,) in engine.execute(query).fetchall():
        raise CannotRead(sentence.format("（空）" if key is None else key))
