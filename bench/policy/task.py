"""题目: what every engine is given, and the table every engine must give back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

TIERS = ("none", "marginal", "dibao")
"""A tier's code is its place here."""
RESULTS = pa.schema([("household_id", pa.int64()), ("income", pa.int64()), ("tier", pa.int8()), ("amount", pa.int64())])
"""Income of twelve months and amount a month in fen, the tier by its code; rows in any order."""


@dataclass(frozen=True)
class Task:
    """A city's folder, the day, the columns the rules rest on, and the figures of the law by county and area (money in fen)."""

    city: str
    on: str
    member_columns: tuple[str, ...]
    household_columns: tuple[str, ...]
    law: dict[str, Any]
    slice_people: int = 20_000

    def write(self, path: Path) -> None:
        """For the child to read."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Task:
        """As the parent wrote it."""
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**told, "member_columns": tuple(told["member_columns"]), "household_columns": tuple(told["household_columns"])})

    @property
    def day(self) -> date:
        """The day of judgment."""
        return date.fromisoformat(self.on)

    def files(self, table: str) -> list[str]:
        """The Parquet files of one of the city's tables, in order."""
        return sorted(str(path) for path in (Path(self.city) / table).glob("bucket-*.parquet"))

    def members(self) -> pa.Table:
        """Every person: the household's number and the columns of the rules, read by Arrow with all cores."""
        return ds.dataset(self.files("members")).to_table(["household_id", *self.member_columns])

    def households(self) -> pa.Table:
        """Every household: its number, region, area and the columns of the rules."""
        return ds.dataset(self.files("households")).to_table(["household_id", "region", "area", *self.household_columns])
