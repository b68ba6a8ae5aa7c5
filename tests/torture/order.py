"""折磨次序: a thousand distinct orders in which the files of three departments come, told to the end. `pytest tests/torture/order.py`."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verification.orders import ends, some_orders, the_files

ORDERS = int(os.environ.get("DOUDI_TORTURE", "1000"))
PARTS = 4
"""So that two processes may share them (`-n 2`)."""


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_orders_end_alike(part: int, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Each part also tells the first order of all, so that the parts are held to one end, too."""
    files = the_files(tmp_path)
    orders = some_orders(ORDERS, len(files), seed=20261012)
    mine = sorted({orders[0], *orders[part * ORDERS // PARTS : (part + 1) * ORDERS // PARTS]})
    ended = dict(ends(files, mine))
    different = [order for order, end in ended.items() if end != ended[orders[0]]]
    assert (len(ended), different) == (len(mine), [])
    record_property("orders", len(ended))
    print(f"{len(ended)} orders, one end")
