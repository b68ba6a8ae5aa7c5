"""已标注记录: places come from a stream of their own, as often as departments write them, and most are right."""

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from doudi.base import regions
from doudi.sandbox import whereabouts
from doudi.sandbox.labelled import AS_MEASURED, BESIDES, TO_LEARN, Labelled, label
from doudi.sandbox.population import Population

START = date(2026, 1, 1)
AS_BEFORE_PLACES = {
    77: "b13f054e88149c56a074d8cad5a9c5c2298ee8689de414b560e125e490351bfb",
    21: "1ecd331dadcf37cfd870ad1dcfe1f04a5babf4a23093d12c5525076662eda484",
}
SLIPS = {77: AS_MEASURED | BESIDES, 21: TO_LEARN}


def digest(known: Labelled) -> str:
    """Of everything but the places."""
    records = [known.records[name].to_pylist() for name in ("id_number", "name")]
    labels = [each.tolist() for each in (known.person, known.registered, known.number_slip, known.name_slip)]
    return hashlib.sha256(json.dumps([*records, *labels, sorted(known.former.items())], ensure_ascii=False).encode()).hexdigest()


@pytest.mark.parametrize("seed", AS_BEFORE_PLACES)
def test_numbers_names_and_slips_are_what_they_were_before_places_were_written(seed: int) -> None:
    assert digest(label(3_000, seed=seed, start=START, slips=SLIPS[seed])) == AS_BEFORE_PLACES[seed]
    assert digest(label(3_000, seed=seed + 1, start=START, slips=SLIPS[seed])) != AS_BEFORE_PLACES[seed]


@pytest.fixture(scope="module")
def known() -> Labelled:
    return label(20_000, seed=5, start=START, slips=TO_LEARN)


def test_so_many_records_say_so_much_and_few_say_another_place(known: Labelled) -> None:
    lives = known.population.region[known.population.household[known.person]]
    told = known.records["region"].to_pylist()
    for digits, share in (whereabouts.SAID | {0: 1 - sum(whereabouts.SAID.values())}).items():
        assert abs(np.mean([len(one or "") == digits for one in told]) - share) < 0.02
    elsewhere = np.mean([not home.startswith(one) for one, home in zip(told, lives, strict=True) if one and len(one) == 12])
    assert 0.03 < elsewhere < 0.06
    assert all(regions.as_known(one) == one for one in told if one)


def test_families_live_throughout_the_city_and_kin_among_kin(known: Labelled, monkeypatch: pytest.MonkeyPatch) -> None:
    people = known.population
    assert len({code[:6] for code in people.region.tolist()}) == len(regions.children_of(regions.top()))
    assert kin_among_neighbours(people) > 1.5 * kin_anywhere(people)
    monkeypatch.setattr(whereabouts, "KIN", 0)  # the control
    scattered = label(20_000, seed=5, start=START, slips=TO_LEARN).population
    assert kin_among_neighbours(scattered) < 1.5 * kin_anywhere(people)


def surnames(people: Population) -> list[str]:
    return [name[0] for name in people.name.take(pa.array(people.head)).to_pylist()]


def pairs_of(each: Iterable[Hashable]) -> int:
    """How many pairs of families have this in common."""
    return sum(count * (count - 1) // 2 for count in Counter(each).values())


def kin_anywhere(people: Population) -> float:
    return pairs_of(surnames(people)) / (people.families * (people.families - 1) // 2)


def kin_among_neighbours(people: Population) -> float:
    """Of the pairs of families of one village the share that bears one surname."""
    return pairs_of(zip(people.region.tolist(), surnames(people), strict=True)) / pairs_of(people.region.tolist())
