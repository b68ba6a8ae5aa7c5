"""计数: what is counted of each bucket's answers while they are at hand, and added up over all: tiers and yuan, or leads; and a sum over every value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doudi.policy import Book

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNKNOWN = "unknown"
INCOMES = (500, 1000, 1500, 2000, 3000)
"""The edges, in yuan a month for each member, between which leads are counted: for reading, no line of the law."""
_TOLD_OF_LEADS = frozenset({"household_id", "person_id", "region", "area", "in_hand", "counts", "member_count", "income_per_member"})
_ROUND = 2**64


@dataclass
class Tally:
    """Numbers of households and persons. Money in fen a month; `unknown` counts what cannot be told; `facts` are households by unknown fact."""

    households: int = 0
    persons: int = 0
    leads: int = 0
    fen: int = 0
    fen_unknown: int = 0
    tiers: Counter[str] = field(default_factory=Counter)
    fen_of_tiers: Counter[str] = field(default_factory=Counter)
    fen_unknown_of_tiers: Counter[str] = field(default_factory=Counter)
    incomes: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    illustrative: Counter[str] = field(default_factory=Counter)
    sum: int = 0
    """Over a hash of every row: the same in whatever order the rows come, whichever engine found them."""

    def add(self, told: Mapping[str, Any]) -> None:
        """Count one bucket's more."""
        for name, value in told.items():
            if isinstance(value, dict):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)
        self.sum %= _ROUND

    @property
    def checksum(self) -> str:
        """The sum over all values, as 16 digits."""
        return f"{self.sum % _ROUND:016x}"

    def as_plain(self) -> dict[str, Any]:
        """For a file."""
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in vars(self).items()}


def shown(columns: Iterable[str], *, made_up: bool) -> str:
    """The columns as they may be written: of who has no standing and no open case only what is known, what is not, and the income."""
    told = [f'"{name}"' if made_up or told_of_leads(name) else f'CASE WHEN in_hand THEN "{name}" END AS "{name}"' for name in columns]
    return ", ".join(told)


def told_of_leads(name: str) -> bool:
    """Whether a column says nothing of what a family would be entitled to."""
    return name in _TOLD_OF_LEADS or name.endswith("_12m") or name.startswith(("law_", "facts_"))


def amount_of(book: Book) -> str:
    """The rule whose answer is the money a month."""
    return next(name for name in ("monthly_total", "dibao_monthly_amount") if name in book.steps)


def counted(engine: DuckDBPyConnection, households: str, persons: str, book: Book, *, made_up: bool) -> dict[str, Any]:
    """What is counted of the two tables of one bucket."""
    amount, lead = amount_of(book), "false" if made_up else "in_hand IS NOT TRUE"
    edges = "".join(f" WHEN income_per_member < {edge * 100} THEN '<{edge}'" for edge in INCOMES)
    income = f"CASE WHEN income_per_member IS NULL THEN '{UNKNOWN}'{edges} ELSE '>={INCOMES[-1]}' END"
    ours = f"FROM {households} WHERE NOT ({lead})"
    (many, leads, fen, fen_unknown), (people,) = (
        _row(
            engine,
            f"""SELECT count(*), count(*) FILTER ({lead}), coalesce(sum({amount}), 0)::BIGINT, count(*) FILTER (NOT ({lead}) AND {amount} IS NULL)
        FROM {households}""",
        ),
        _row(engine, f"SELECT count(*) FROM {persons}"),
    )

    def by(query: str) -> dict[str, int]:
        return {name: number for name, number in engine.execute(query).fetchall() if number}

    def named(column: str) -> dict[str, int]:
        alike = f"SELECT {column}, count(*) AS many FROM {households} WHERE {column} <> '' GROUP BY 1"
        return by(f"SELECT unnest(string_split({column}, ',')) AS name, sum(many)::BIGINT FROM ({alike}) GROUP BY 1")

    return {
        "households": many,
        "persons": people,
        "leads": leads,
        "fen": fen,
        "fen_unknown": fen_unknown,
        "tiers": by(f"SELECT coalesce(tier, '{UNKNOWN}'), count(*) {ours} GROUP BY 1"),
        "fen_of_tiers": by(f"SELECT coalesce(tier, '{UNKNOWN}'), sum({amount})::BIGINT {ours} GROUP BY 1"),
        "fen_unknown_of_tiers": by(f"SELECT coalesce(tier, '{UNKNOWN}'), count(*) {ours} AND {amount} IS NULL GROUP BY 1"),
        "incomes": by(f"SELECT {income}, count(*) FROM {households} WHERE {lead} GROUP BY 1"),
        "facts": named("facts_missing"),
        "missing": named("law_missing"),
        "illustrative": named("law_illustrative"),
        "sum": sum(_sum_of(engine, table) for table in (households, persons)) % _ROUND,
    }


def _row(engine: DuckDBPyConnection, query: str) -> Any:
    return engine.execute(query).fetchall()[0]


def _sum_of(engine: DuckDBPyConnection, table: str) -> int:
    columns = ", ".join(f'"{name}"' for name in engine.table(table).columns)
    return int(_row(engine, f"SELECT coalesce(sum(hash({columns})), 0)::HUGEINT FROM {table}")[0])
