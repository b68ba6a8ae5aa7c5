"""The order in which files come never changes how it ends: corrections, late files, repeated refs, quarantine, waiting rows, deaths and moves of three feeds.

A few orders here; `make torture` tells a thousand.
"""

from datetime import date
from pathlib import Path

import pytest

from doudi.verification import lakeside
from doudi.verification.feed import read_file_name
from tests.verification.orders import ends, some_orders, tell, the_files, what_stands

pytestmark = pytest.mark.usefixtures("system")


def test_every_order_ends_alike_on_one_day_and_over_many(tmp_path: Path) -> None:
    files = the_files(tmp_path)
    few, one_day = some_orders(4, len(files), seed=20261012), some_orders(2, len(files), seed=0)
    ended = list(ends(files, few)) + list(ends(files, one_day, each_day=len(files)))
    assert (len(ended), len({end for _, end in ended})) == (6, 1)


def test_something_of_every_kind_stands_at_the_end(tmp_path: Path) -> None:
    """Else the orders would prove nothing about it."""
    for path in the_files(tmp_path):
        tell(path, date(2026, 10, 20))
    stands = what_stands()
    assert [what for what, rows in stands.items() if not rows] == []
    assert (len(stands["files"]), [ref for ref, *_ in stands["waiting"]], stands["likely"][0][0]) == (8, ["HJ9"], "YB3")


def test_without_the_memory_of_refs_the_order_does_change_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the last to speak is right."""
    files = the_files(tmp_path)
    monkeypatch.setattr(lakeside, "spoken_of", lambda feed, refs: {})
    assert len({end for _, end in ends(files, some_orders(2, len(files), seed=0))}) == 2


def test_a_rule_that_passes_over_late_files_is_noticed(tmp_path: Path) -> None:
    """Another: what is older than a file that came before it is left out."""
    files, days = the_files(tmp_path), dict[str, date]()

    def tell_unless_late(path: Path, on: date) -> None:
        name = read_file_name(path)
        if name.on >= days.get(name.feed.name, name.on):
            tell(path, on)
        days[name.feed.name] = max(name.on, days.get(name.feed.name, name.on))

    found = set()
    for order in some_orders(2, len(files), seed=0):
        days.clear()
        found.update(end for _, end in ends(files, [order], told=tell_unless_late))
    assert len(found) == 2
