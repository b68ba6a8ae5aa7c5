"""比对的准确: twenty thousand labelled records hold the bars of precision and recall; with a defence taken away they do not."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from bench.verification.labelled import Answered, answers_of, load
from bench.verification.learn import counted, ladder_of
from bench.verification.match import judged
from bench.verification.steps import PRECISION, RECALL
from doudi.base.access import acting_as_system
from doudi.sandbox.labelled import AS_MEASURED, BESIDES
from doudi.verification.matching import Verdict, cascade, deciding, likeness, slips
from doudi.verification.matching.learnt import BAR, Learnt, Seen, learnt
from tests.databases import Clone
from tests.played import at_home

PEOPLE = 20_000
SLIPS = AS_MEASURED | BESIDES | {"relative": 0.005}
"""A relative's number is written oftener than in life: it is what must not be taken for its holder."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the keys of the register lie that all these tests share."""
    return tmp_path_factory.mktemp("labelled")


@pytest.fixture(autouse=True)
def own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOUDI_HOME", str(home))
    monkeypatch.setattr(settings, "DOUDI_HOME", home)
    return home


@pytest.fixture(scope="module")
def known(django_db_setup: None, django_db_blocker: DjangoDbBlocker, home: Path) -> Iterator[Answered]:
    """A register of its own, and records about its people of a seed that nothing was learnt from."""
    with django_db_blocker.unblock(), Clone("labelled"):
        with at_home(home):
            made = load(PEOPLE, seed=77, slips=SLIPS)
        right = made.population.id_number.take(pa.array(made.person))
        with acting_as_system("3707"), transaction.atomic():
            with at_home(home):
                answered = answers_of(made.records.append_column("right", right))
            yield answered


def judged_with(known: Answered, by: Learnt | None = None) -> tuple[float, float]:
    person, found = deciding.in_the_register(known.people, by)
    for place, one in found.items():
        person[place] = one.person_id or 0
    return judged(known, person, {place: {one.person_id for one in verdict.candidates} for place, verdict in found.items()})


def test_what_is_accepted_is_right_and_who_is_registered_is_found(known: Answered) -> None:
    precision, recall = judged_with(known)
    assert precision >= PRECISION and recall >= RECALL
    person, _ = deciding.exactly(known.people)
    taken, found = deciding.in_the_register(known.people)
    assert (person > 0).mean() < 0.96 and sum(one.is_likely for one in found.values()) > PEOPLE * 0.025


def test_recorded_former_names_are_told_from_other_names_and_never_wrong(known: Answered) -> None:
    person, holders = deciding.exactly(known.people)
    seen = counted(cascade.pairs(deciding.written(known.people, np.flatnonzero(person == 0)), holders), known.truth)
    right, wrong = seen["same_number", "former", "alone"]
    assert right >= 3 and wrong == 0 and seen["same_number", "different", "alone"][1] > 0


def test_where_the_number_alone_decides_relatives_are_taken_for_each_other(known: Answered, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: accept everybody whose number agrees, whatever the name."""

    def holder(number: str, pairs: list[tuple[int, str, str, str]], by: Learnt) -> Verdict:
        return Verdict(next((person for person, slip, _, _ in pairs if slip == cascade.SAME_NUMBER), None))

    monkeypatch.setattr(deciding, "_verdict", holder)
    assert judged_with(known)[0] < PRECISION


def test_without_the_cascade_or_likeness_people_are_lost(known: Answered, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = judged_with(known)[1]
    with monkeypatch.context() as patched:
        patched.setattr(slips, "meant", lambda numbers: slips.MEANT.empty_table())
        patched.setattr(deciding, "_likeness", lambda left, known: {})
        assert judged_with(known)[1] < RECALL
    monkeypatch.setattr(deciding, "_likeness", lambda left, known: {})
    assert judged_with(known)[1] < whole


def test_a_pattern_is_proved_by_what_was_counted_and_not_by_an_average(known: Answered) -> None:
    """Twenty thousand records are too few to prove anything; what is in use was proved by a million."""
    person, holders = deciding.exactly(known.people)
    pairs = cascade.pairs(deciding.written(known.people, np.flatnonzero(person == 0)), holders)
    seen = {kind: Seen(*both) for kind, both in counted(pairs, known.truth).items()}
    assert seen["one_digit", "same", "alone"].certainty == 10_000 and not any(one.may_be_accepted for one in seen.values())
    assert learnt().patterns["one_digit", "same", "alone"].may_be_accepted
    weak = [kind for kind, one in learnt().patterns.items() if one.at_least < BAR]
    assert ("same_number", "different", "alone") in weak and not any(learnt().patterns[kind].may_be_accepted for kind in weak)


@pytest.mark.parametrize(("right", "wrong", "proved"), [(5_400, 0, False), (5_420, 0, True), (40_000, 8, True), (40_000, 25, False), (0, 0, False)])
def test_how_many_must_be_seen(right: int, wrong: int, proved: bool) -> None:
    assert Seen(right, wrong).may_be_accepted is proved


def test_likeness_accepts_only_from_where_it_was_proved() -> None:
    """Of two steps the upper is proved by itself, the lower pulls both below the bar."""
    place = pa.array(np.arange(20_000))
    weight = pa.array(np.r_[np.full(10_000, 950), np.full(10_000, 250)])
    person = np.r_[np.ones(10_000, np.int64), np.ones(10_000, np.int64)]
    truth = np.r_[np.ones(10_000, np.int64), np.ones(9_900, np.int64), np.zeros(100, np.int64)]
    weighed = pa.table({"place": place, "person_id": person, "weight": weight, "anywhere": weight})
    found = ladder_of(weighed, truth, offered=set())
    assert (found["accept_from"], found["ask_from"]) == (900, 200)
    assert found["ladder"][-1] == {"from": 900, "right": 10_000, "wrong": 0}


def test_nothing_of_likeness_touches_a_disk() -> None:
    import duckdb

    with duckdb.connect(config=likeness.IN_MEMORY) as engine:
        assert engine.sql("SELECT current_setting('temp_directory')").fetchall() == [("",)]
