"""一座小城: a folder of facts as a screening reads it, made of dice alone, with families near every line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

ON = date(2026, 8, 1)
COUNTIES = ("370702", "370783", "370725")
OFTEN_NOTHING = {"pension_12m": 0.7, "other_transfer_12m": 0.9, "elder_allowance_12m": 0.9, "disability_allowance_12m": 0.9, "support_received_12m": 0.95}
RARE = dict.fromkeys(["property_net_12m", "other_income_12m", "transfer_paid_12m", "scholarship_12m", "honour_benefit_12m", "assistance_received_12m"], 0.97)


def make_lake(*, people: int, to: Path, on: date = ON, known: bool = True, per_bucket: int = 250_000, seed: int = 1) -> Path:
    """Write the folder; `unknown` is the share of wages and assets nobody knows."""
    folder, unknown = to, 0.0 if known else 0.003
    dice, made, households, bucket = np.random.default_rng(seed), 0, 0, 0
    while made < people:
        sizes = dice.integers(1, 6, size=per_bucket // 3)
        sizes = sizes[: np.searchsorted(np.cumsum(sizes), people - made) + 1]
        homes = np.arange(len(sizes)) + households
        _write(folder, "households", bucket, _households(dice, homes, unknown))
        _write(folder, "members", bucket, _members(dice, np.repeat(homes, sizes), made, unknown))
        made, households, bucket = made + int(sizes.sum()), households + len(sizes), bucket + 1
    told = {"made_up": True, "on": on, "people": made, "households": households, "supporters": 0, "buckets": bucket}
    (folder / "lake.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return folder


def _write(folder: Path, table: str, bucket: int, rows: pa.Table) -> None:
    (folder / table).mkdir(parents=True, exist_ok=True)
    pq.write_table(rows, folder / table / f"bucket-{bucket:04}.parquet", compression="zstd")


def _households(dice: np.random.Generator, homes: np.ndarray, unknown: float) -> pa.Table:
    many = len(homes)
    return pa.table(
        {
            "household_id": homes,
            "region": pa.array(np.char.add(dice.choice(COUNTIES, many), "001001")).dictionary_encode(),
            "area": pa.array(dice.choice(["urban", "rural"], many)).dictionary_encode(),
            "financial_assets": pa.array(dice.integers(0, 60, many) * 101_000, mask=dice.random(many) < unknown),
            "homes": dice.choice([0, 1, 2, 3], many, p=[0.1, 0.7, 0.15, 0.05]).astype(np.int8),
            "vehicles": (dice.random(many) < 0.2).astype(np.int8),
            "companies": (dice.random(many) < 0.03).astype(np.int8),
        }
    )


def _members(dice: np.random.Generator, of: np.ndarray, first: int, unknown: float) -> pa.Table:
    many = len(of)

    def money(most: int, nothing: float) -> np.ndarray:
        return np.where(dice.random(many) < nothing, 0, dice.integers(0, most, many) * 100)

    wage = np.where(dice.random(many) < 0.1, 1_212_000, money(30_000, 0.4))  # a tenth earns exactly the standard of a year
    return pa.table(
        {
            "household_id": of,
            "person_id": np.arange(many) + first,
            "died_on": pa.array(np.where(dice.random(many) < 0.01, np.datetime64("2026-08-01"), np.datetime64("9999-12-31"))),
            **{name: pa.array(dice.random(many) < 0.02) for name in ("lives_apart", "in_custody", "declared_missing")},
            "years_in_religious_life_apart": (dice.integers(0, 5, many) * (dice.random(many) < 0.02)).astype(np.int8),
            "wage_12m": pa.array(wage, mask=dice.random(many) < unknown),
            "work_cost_12m": money(2_000, 0.8),
            "business_net_12m": money(20_000, 0.8) - money(10_000, 0.9),
            **{name: money(6_000, share) for name, share in (OFTEN_NOTHING | RARE).items()},
            **{name: money(3_000, 0.95) for name in ("base_pension_12m", "other_disregarded_12m")},
        }
    )
