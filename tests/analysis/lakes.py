"""人群试样: little lakes, written with numpy: families near the lines, unknowns where asked for, a few supporters outside."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from doudi.policy import NEVER
from doudi.policy.facts import FACTS

ON = date(2026, 10, 12)
SIZES = [0.3, 0.28, 0.24, 0.12, 0.06]
PLACES = [("370702", "urban"), ("370702001001", "urban"), ("370783001", "rural"), ("370724", "rural"), ("3707", "urban")]


def write_lake(
    folder: Path,
    people: int,
    *,
    buckets: int = 4,
    unknown: float = 0.003,
    seed: int = 1,
    made_up: bool = True,
    in_hand: float | None = None,
    settled: bool = False,
) -> Path:
    """A lake of about so many people; `unknown` is how often a fact is NULL, `in_hand` the share of households with a standing or a case.

    `settled`: nobody has a multiple disability, which leaves things open though everything is told.
    """
    chance = np.random.default_rng(seed)
    homes = 0
    for number in range(buckets):
        sizes = chance.choice(np.arange(1, 6), int(people / buckets / 2.36), p=SIZES)
        tables = _bucket(chance, sizes, homes, unknown, in_hand, settled)
        homes += len(sizes)
        for name, table in tables.items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            pq.write_table(table, folder / name / f"bucket-{number:04}.parquet", compression="zstd", row_group_size=100_000)
    (folder / "lake.yaml").write_text(yaml.safe_dump({"made_up": made_up, "on": ON, "households": homes, "buckets": buckets}))
    return folder


def _bucket(chance: np.random.Generator, sizes: np.ndarray, first: int, unknown: float, in_hand: float | None, settled: bool) -> dict[str, pa.Table]:
    homes = np.arange(first, first + len(sizes), dtype=np.int64) * 7 + 10**9
    place = np.repeat(chance.integers(0, len(PLACES)), len(sizes)) if len(sizes) else np.array([], int)
    place = (place + chance.integers(0, 2, len(sizes))) % len(PLACES)
    keys = {"household_id": pa.array(homes), **{name: pa.array(np.array([one[at] for one in PLACES])[place]) for at, name in enumerate(("region", "area"))}}
    if in_hand is not None:
        keys["in_hand"] = pa.array(chance.random(len(homes)) < in_hand)
    owner = np.repeat(np.arange(len(homes)), sizes)
    persons = homes[owner] * 10 + np.concatenate([np.arange(size) for size in sizes]) if len(sizes) else np.array([], np.int64)
    helped = np.flatnonzero(chance.random(len(homes)) < 0.03)
    supports = [None if one % 2 else [int(homes[one]) * 10] for one in helped]
    return {
        "households": pa.table({**keys, **_facts(chance, "household", len(homes), unknown, settled)}),
        "members": pa.table({"household_id": homes[owner], "person_id": persons, **_facts(chance, "person", len(persons), unknown, settled)}),
        "supporters": pa.table(
            {"household_id": homes[helped], "supports": pa.array(supports, pa.list_(pa.int64())), **_facts(chance, "supporter", len(helped), unknown, settled)}
        ),
    }


def _facts(chance: np.random.Generator, level: str, many: int, unknown: float, settled: bool) -> dict[str, pa.Array]:
    columns = {}
    for fact in FACTS:
        if fact.level != level or fact.name in ("name", "id_number"):
            continue
        gone = chance.random(many) < unknown
        match fact.kind:
            case "money":
                often = 0.55 if fact.name in ("wage_12m", "financial_assets", "supporter_income_12m") else 0.05
                values = np.where(chance.random(many) < often, chance.integers(0, 4_000_000, many), 0)
            case "number":
                values = np.where(chance.random(many) < 0.9, fact.left_out or 0, chance.integers(0, min(fact.most or 90, 90) + 1, many))
            case "yesno":
                values = chance.random(many) < (0.97 if fact.left_out else 0.03)
            case "date":
                born = fact.name == "born_on"
                days = chance.integers(-12000, 20000, many)
                never = (NEVER - date(1970, 1, 1)).days
                columns[fact.name] = pa.array(np.where(chance.random(many) < (0.0 if born else 0.99), never, days).astype("int32"), pa.date32(), mask=gone)
                continue
            case _:
                words = tuple(word for word in fact.words if not (settled and word == "multiple")) or ("370702001001",)
                at = np.where(chance.random(many) < 0.9, words.index(fact.left_out) if fact.left_out in words else 0, chance.integers(0, len(words), many))
                columns[fact.name] = pa.DictionaryArray.from_arrays(pa.array(at.astype("int32"), mask=gone), pa.array(words)).cast(pa.string())
                continue
        columns[fact.name] = pa.array(values, mask=gone)
    return columns
