"""到达次序: eight files of three departments that put one another right, told in any order; what stands at the end is the same.

Orders that begin alike are told once as far as they do: a walk over their tree, each branch in a savepoint that is undone behind it.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from math import factorial
from pathlib import Path

from django.db import transaction

from doudi.base import lake
from doudi.registry import actions as registry
from doudi.registry.models import Coverage, Fact, Membership, Person
from doudi.verification.actions import receive
from doudi.verification.columnar import ask
from doudi.verification.models import Delivery, QuarantinedRow, WaitingRow
from tests.people import a_household, a_person, an_id, join
from tests.verification.files import DAY, a_bill, a_death, a_file

LAST = DAY + timedelta(days=40)
FEEDS = ("hukou", "funerals", "hospital_bills")

Order = tuple[int, ...]
Tell = Callable[[Path, date], None]


class Undone(Exception):
    """Ends one branch; nothing of it stays."""


def the_files(folder: Path) -> tuple[Path, ...]:
    """Deaths, moves and bills of four people in a watched home and two others: corrections, refs that come again (about somebody else, too), rows nobody
    can read, rows that wait for an officer and are put right later, and a number with one wrong digit."""
    watched, other, third = (a_household(number=f"H37070200100000{number}") for number in (1, 2, 3))
    registry.watch_household(household_id=watched.pk, on=DAY - timedelta(days=9))
    numbers = [an_id() for _ in range(4)]
    people = [a_person(name=name, id_number=number) for name, number in zip(("某甲", "某乙", "某丙", "某丁"), numbers, strict=True)]
    for person, home in zip(people, (watched, other, other, watched), strict=True):
        join(home, person)
    (jia, yi, bing, ding), stranger = zip(numbers, ("某甲", "某乙", "某丙", "某丁"), strict=True), an_id()
    to_watched, away = {"YWLX": "迁入", "HH": watched.number, "YHZGX": "子女"}, {"YWLX": "迁出", "HH": watched.number}
    to_third, from_other = {"YWLX": "迁入", "HH": third.number}, {"YWLX": "迁出", "HH": other.number}
    slip = bing[0][:15] + str((int(bing[0][15]) + 1) % 10) + bing[0][16:]
    day = DAY + timedelta(days=1)
    hukou = [
        a_death(*jia, on="20261001", ref="HJ1"),
        a_death(*yi, on="20261002", ref="HJ2", **to_watched),
        a_death(stranger, "某戊", ref="HJ3"),
        a_death(*bing, on="2026年13月1日", ref="HJ5"),  # nobody can read it
        a_death(ding[0], "某叮", on="20261001", ref="HJ6"),  # sounds alike: an officer is asked
        a_death(*bing, on="20261003", ref="HJ8", **to_third),
        a_death(bing[0], "某饼", ref="HJ9"),
    ]
    bills = [
        a_bill(*jia, yuan="5000", ref="YB1"),
        a_bill(*yi, yuan="6000", ref="YB2"),
        a_bill(slip, bing[1], yuan="7000", ref="YB3"),  # one digit wrong: taken by likeness
        a_bill(*ding, yuan="八千", ref="YB4"),
    ]
    moves = [
        a_death(*yi, on="20261005", ref="HJ4", **to_watched),
        a_death(*yi, on="20261008", ref="HJ7", **away),
        a_death(*jia, on="20261007", ref="HJ6", **away),
    ]
    put_right = [a_bill(*jia, yuan="5555.55", ref="YB1"), a_bill(*jia, yuan="6000", ref="YB2"), a_bill(*ding, yuan="8000", ref="YB4")]
    return (
        a_file(folder, "hukou", hukou),
        a_file(folder, "hukou", [a_death(*jia, on="20261003", ref="HJ1"), a_death(*bing, on="20261006", ref="HJ5", **from_other)], correction=1),
        a_file(folder, "hukou", [a_death(*yi, on="20261004", ref="HJ1"), a_death(*jia, on="20260101", ref="HJ3")], on=day),
        a_file(folder, "hukou", moves, on=day + timedelta(days=1)),
        a_file(folder, "funerals", [_burnt(*jia, "20261002", "BZ1"), _burnt(yi[0], "某亿", "20261003", "BZ2"), _burnt(*ding, "昨天", "BZ3")]),
        a_file(folder, "funerals", [_burnt(*bing, "20261004", "BZ1"), _burnt(*yi, "20261003", "BZ2")], on=day),
        a_file(folder, "hospital_bills", bills),
        a_file(folder, "hospital_bills", put_right, on=day),
    )


def _burnt(number: str, name: str, on: str, ref: str) -> dict[str, str]:
    return {"SFZH": number, "XM": name, "SWRQ": on, "BZDW": "示例殡仪馆", "HHBH": ref}


def some_orders(count: int, of: int, *, seed: int) -> list[Order]:
    """So many distinct orders of `of` files, the first and the last among them, in the order of a dictionary."""
    assert count <= factorial(of)
    chance, found = random.Random(seed), {tuple(range(of)), tuple(reversed(range(of)))}
    while len(found) < count:
        found.add(tuple(chance.sample(range(of), of)))
    return sorted(found)


def tell(path: Path, on: date) -> None:
    """Receive a file and record what it says, as the day's run does."""
    registry.record([receive(path=path, on=on, officer=None)], on=on)


def ends(files: Sequence[Path], orders: Iterable[Order], *, told: Tell = tell, each_day: int = 2) -> Iterator[tuple[Order, str]]:
    """Every order with what stands at its end; so many files come on each day."""
    yield from _walk(files, sorted(orders), (), told, each_day)


def _walk(files: Sequence[Path], orders: Sequence[Order], before: Order, told: Tell, each_day: int) -> Iterator[tuple[Order, str]]:
    if len(before) == len(files):
        yield before, how_it_ended()
        return
    for following, some in groupby(orders, key=lambda order: order[len(before)]):
        found = []
        try:
            with transaction.atomic():
                told(files[following], LAST - timedelta(days=20 - len(before) // each_day))
                found = list(_walk(files, list(some), (*before, following), told, each_day))
                raise Undone
        except Undone:
            yield from found


def how_it_ended() -> str:
    """What then stands in lake and register; when each thing became known is no part of it."""
    return "\n".join(f"{what}: {rows}" for what, rows in what_stands().items())


def what_stands() -> dict[str, list[object]]:
    """By what it is: each must hold something, or the orders prove nothing about it."""
    waiting, likely = (WaitingRow.objects.filter(outcome=outcome).order_by("delivery__feed", "ref") for outcome in ("", "accepted"))
    return {
        "lake": [_in_the_lake(feed) for feed in FEEDS],
        "died": list(Person.objects.exclude(died_on=None).order_by("id").values_list("id", "died_on")),
        "places": list(Person.objects.order_by("id").values_list("id", "region")),
        "memberships": list(Membership.objects.order_by("ref").values_list("household", "person", "relation", "from_on", "until_on")),
        "moved out": list(Membership.objects.exclude(until_on=None).order_by("ref").values_list("ref", "until_on")),
        "copied": list(
            Fact.objects.filter(superseded_on=None).order_by("source", "ref").values_list("ref", "name", "amount", "person", "household", "from_on")
        ),
        "covered": list(Coverage.objects.order_by("name", "source", "from_on").values_list("name", "source", "from_on", "until_on")),
        "waiting": [(row.ref, row.name, row.reason, sorted(row.candidates.values_list("person", "why"))) for row in waiting],
        "likely": [(row.ref, row.person_id) for row in likely],
        "quarantined": list(QuarantinedRow.objects.order_by("delivery__file_name", "row_number").values_list("delivery__file_name", "row_number", "reason")),
        "files": sorted(Delivery.objects.values_list("file_name", "rows", "quarantined", "refused")),
    }


def _in_the_lake(feed: str) -> list[object]:
    if not (files := lake.read(feed, until_on=LAST)):
        return []
    return ask(
        f"SELECT ref, name, amount, person_id, household_id, from_on, until_on FROM read_parquet({files}) "
        "QUALIFY row_number() OVER (PARTITION BY ref ORDER BY known_on DESC) = 1 ORDER BY ref"
    ).to_pylist()
