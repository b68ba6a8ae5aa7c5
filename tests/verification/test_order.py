"""The order in which files come never changes how it ends: corrections, late files and repeated refs in every order."""

from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from django.db import transaction

from doudi.base import lake
from doudi.registry import actions as registry
from doudi.registry.models import Fact, Membership, Person
from doudi.verification import lakeside
from doudi.verification.actions import receive
from doudi.verification.columnar import ask
from doudi.verification.models import WaitingRow
from tests.people import a_household, a_person, an_id
from tests.verification.files import DAY, a_death, a_file

pytestmark = pytest.mark.usefixtures("system")
LAST = DAY + timedelta(days=40)


class Undone(Exception):
    """Ends one order of arrival; nothing of it stays."""


def how_it_ends(files: tuple[Path, ...], days: list[date]) -> tuple[object, ...]:
    """Receive and record the files in this order, and read what then stands; when each thing became known is no part of it."""
    try:
        with transaction.atomic():
            for path, day in zip(files, days, strict=True):
                registry.record([receive(path=path, on=day, officer=None)], on=day)
            standing = ask(
                f"SELECT ref, name, person_id, household_id, from_on FROM read_parquet({lake.read('hukou', until_on=LAST)}) "
                "QUALIFY row_number() OVER (PARTITION BY ref ORDER BY known_on DESC) = 1 ORDER BY ref"
            )
            ended = (
                str(standing.to_pylist()),
                list(Person.objects.order_by("id").values_list("id", "died_on")),
                list(Membership.objects.order_by("ref").values_list("household", "person", "from_on")),
                list(Fact.objects.filter(superseded_on=None).order_by("ref").values_list("ref", "name", "person", "from_on")),
                list(WaitingRow.objects.filter(settled_on=None).order_by("ref").values_list("ref", "name")),
            )
            raise Undone
    except Undone:
        return ended


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    """A file, its correction, the next day's with one ref put right again and one that waited, and a third day's with the move back."""
    numbers, home = [an_id(), an_id()], a_household(number="H370702001000001")
    one, two = (a_person(name=name, id_number=number) for name, number in zip(("某甲", "某乙"), numbers, strict=True))
    moved = {"YWLX": "迁入", "HH": home.number, "YHZGX": "子女"}
    return (
        a_file(
            tmp_path,
            "hukou",
            [
                a_death(numbers[0], "某甲", on="20261001", ref="HJ1"),
                a_death(numbers[1], "某乙", on="20261002", ref="HJ2", **moved),
                a_death(an_id(), "某丙", ref="HJ3"),
            ],
        ),
        a_file(tmp_path, "hukou", [a_death(numbers[0], "某甲", on="20261003", ref="HJ1")], correction=1),
        a_file(
            tmp_path,
            "hukou",
            [a_death(numbers[1], "某乙", on="20261004", ref="HJ1"), a_death(numbers[0], "某甲", on="20260101", ref="HJ3")],
            on=DAY + timedelta(days=1),
        ),
        a_file(tmp_path, "hukou", [a_death(numbers[1], "某乙", on="20261005", ref="HJ4", **moved)], on=DAY + timedelta(days=2)),
    )


def test_every_order_ends_alike_on_one_day_and_over_many(files: tuple[Path, ...]) -> None:
    one_day = {str(how_it_ends(order, [LAST - timedelta(days=20)] * 4)) for order in permutations(files)}
    many_days = {str(how_it_ends(order, [LAST - timedelta(days=20 - at) for at in range(4)])) for order in permutations(files)}
    assert len(one_day | many_days) == 1


def test_without_the_memory_of_refs_the_order_does_change_the_end(files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(lakeside, "spoken_of", lambda feed, refs: {})
    days = [LAST - timedelta(days=20 - at) for at in range(4)]
    assert len({str(how_it_ends(order, days)) for order in (files, files[::-1])}) == 2
