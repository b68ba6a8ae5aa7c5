"""The order in which files come never changes how it ends: corrections, late files, repeated refs, quarantine, waiting rows, deaths and moves of three feeds.

A few orders here; `make torture` tells a thousand.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from doudi.base.models import Officer
from doudi.verification import lakeside
from doudi.verification.actions import settle
from doudi.verification.feed import read_file_name
from doudi.verification.models import WaitingRow
from tests.people import a_person, an_id
from tests.verification.files import a_bill, a_death, a_file
from tests.verification.orders import LAST, Undone, ends, some_orders, tell, the_files, what_stands

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


def test_what_waits_in_one_order_alone_ends_alike_once_an_officer_has_said_who_it_is(tmp_path: Path, officer_of: Callable[..., Officer]) -> None:
    """A likeness waits while an officer is asked about the same number and name, and is taken when it came before: the end is the officer's word."""
    number, officer = an_id(), officer_of("county")
    person, slip = a_person(name="某甲", id_number=number), number[:15] + str((int(number[15]) + 1) % 10) + number[16:]
    files = (a_file(tmp_path, "hukou", [a_death(slip, "某甲")]), a_file(tmp_path, "hospital_bills", [a_bill(slip, "某甲")]))
    waited, ended = [], []
    for order in (files, files[::-1]):
        with suppress(Undone), transaction.atomic():
            for path in order:
                tell(path, LAST)
            waited.append(WaitingRow.objects.filter(settled_on=None).count())
            settle(waiting_id=WaitingRow.objects.get(ref="HJ1").pk, person_id=person.pk, reason="核实", officer=officer, on=LAST)
            ended.append((what_stands()["lake"], what_stands()["died"]))
            raise Undone
    assert waited == [2, 1] and ended[0] == ended[1] and ended[0][1]
