"""湖的文件: one Parquet file for each table and bucket, and lake.yaml, which says what the lake is."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

ROW_GROUP = 100_000
NOTE = "全部人员、家庭均为程序编造，没有姓名和证件号码；标准、收入、比例多为示例。truth/ 是埋设的真相，认定不读它。"


def write(parts: Mapping[str, pa.Table], folder: Path, number: int) -> None:
    """One bucket's tables."""
    for name, table in parts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / name / f"bucket-{number:04d}.parquet", compression="zstd", row_group_size=ROW_GROUP, store_schema=False)


def counted(folder: Path) -> dict[str, int]:
    """How many rows each table has, over all its buckets."""
    return {name: sum(pq.read_metadata(file).num_rows for file in (folder / name).glob("bucket-*.parquet")) for name in ("households", "members", "supporters")}


def describe(folder: Path, rows: Mapping[str, int], people_by_county: Mapping[str, int], *, buckets: int, seed: int, on: date, known: bool) -> None:
    """lake.yaml, for programs and people; the day is the one that the facts are told for."""
    page = {
        "made_up": True,
        "on": on,
        "people": rows["members"],
        "households": rows["households"],
        "supporters": rows["supporters"],
        "buckets": buckets,
        "counties": dict(people_by_county),
        "seed": seed,
        "known": known,
        "note": NOTE,
    }
    (folder / "lake.yaml").write_text(yaml.safe_dump(page, allow_unicode=True, sort_keys=False, width=160), encoding="utf-8")
