"""人口: a folder of families by bucket, as `doudi city make` and the registry write it; read one bucket at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from doudi.analysis.simulation.changes import CannotSimulate

LEVELS = ("households", "members", "supporters")


@dataclass(frozen=True)
class Tables:
    """Whole families: a row for each household, member and supporter."""

    households: pa.Table
    members: pa.Table
    supporters: pa.Table | None

    def of(self, household_ids: Any) -> Tables:
        """Some of the families."""
        kept = [table and table.filter(pc.is_in(table["household_id"], household_ids)) for table in (self.households, self.members, self.supporters)]
        return Tables(*kept)


@dataclass(frozen=True)
class Lake:
    """What a lake says of itself."""

    folder: Path
    is_made_up: bool
    about: Mapping[str, Any]
    buckets: tuple[str, ...]

    def read(self, columns: Iterable[str]) -> Iterator[Tables]:
        """A bucket at a time, of its columns those that are asked for."""
        names = list(columns)
        return (self._bucket(name, names) for name in self.buckets)

    def _bucket(self, name: str, columns: Sequence[str]) -> Tables:
        """Whole families of one bucket; a table with nobody in it may lack its file."""
        try:
            found = {level: _read(path, columns) if (path := self.folder / level / name).exists() else None for level in LEVELS}
        except (pa.ArrowException, OSError) as error:
            raise CannotSimulate(f"{self.folder}：{name} 读不了（{type(error).__name__}）。请重新制作这一份。") from None
        members = found["members"] if found["members"] is not None else pa.table({"household_id": pa.array([], pa.int64()), "person_id": pa.array([], pa.int64())})
        return Tables(found["households"], members, found["supporters"])


def _read(path: Path, columns: Sequence[str]) -> pa.Table:
    there = pq.read_schema(path).names
    return pq.read_table(path, columns=[name for name in there if name in columns])


def open_lake(folder: Path) -> Lake:
    """The lake of a folder; raises CannotSimulate where it is none."""
    try:
        about = yaml.safe_load((folder / "lake.yaml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotSimulate(f"{folder} 不是人口文件夹：没有 lake.yaml。请先运行 doudi city make --people 100000 --only lake --to {folder}。") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise CannotSimulate(f"{folder}/lake.yaml 读不了。请检查文件。") from None
    buckets = tuple(sorted(path.name for path in (folder / "households").glob("bucket-*.parquet")))
    if not isinstance(about, dict) or not isinstance(about.get("made_up"), bool) or not buckets:
        raise CannotSimulate(f"{folder} 不是完整的人口文件夹：lake.yaml 应写明 made_up，households 里应有 bucket-0000.parquet。")
    return Lake(folder, about["made_up"], about, buckets)
