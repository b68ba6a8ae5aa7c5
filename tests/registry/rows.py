"""事实行: fact rows as departments' deliveries bring them, short to write."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa

from doudi.registry.received import Received
from doudi.registry.rows import FACT_ROWS

ON = date(2026, 10, 12)


def a_row(name: str, *, person: int | None = None, household: int | None = None, amount: int | None = 1, **rest: Any) -> dict[str, Any]:
    """One row, learned on ON from the household registration unless it says otherwise."""
    row = {"person_id": person, "household_id": household, "name": name, "amount": amount, "word": None, "until_on": None, "source": "hukou", "known_on": ON}
    return {**row, "ref": f"{name}/{person}/{household}", "from_on": row["known_on"], **rest}


def a_delivery(rows: Iterable[dict[str, Any]], covered: Iterable[Any] = (), source: str = "hukou") -> Received:
    """A delivery of these rows."""
    return Received(source, pa.Table.from_pylist(list(rows), schema=FACT_ROWS), list(covered))
