"""How far a file is stands before the eyes of others while it is read, and no longer; only of their own counties; receiving does without it."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from doudi.base import access
from doudi.base.models import Officer
from doudi.verification.actions import STAGES, CannotReceive, receive, receive_inbox
from doudi.verification.queries import UnderWay, under_way
from doudi.verification.reading import csv_file
from doudi.verification.under_way import Line
from tests.databases import TOP, Clone
from tests.people import an_id
from tests.verification.files import COUNTY, DAY, a_death, a_file, csv_bytes, laid

NAME = f"hukou_{COUNTY}_{DAY:%Y%m%d}.csv"
SAID = UnderWay(NAME, "hukou", COUNTY)

HOLDS = """
import sys, time
from django.db import transaction
from doudi.verification.under_way import Line, UnderWay
with transaction.atomic(), Line(UnderWay(sys.argv[1], "hukou", sys.argv[2]), print):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def officer(officer_of: Callable[..., Officer]) -> Officer:
    return officer_of("county", COUNTY)


def lines(home: Path) -> list[Path]:
    return list((home / "receiving").glob("*"))


def test_each_stage_and_the_rows_are_seen_while_a_file_is_read(fresh_database: Clone, own_home: Path, officer: Officer) -> None:
    seen = []
    path = laid(own_home / "brought", NAME, csv_bytes([a_death(an_id(), "某甲", ref=f"HJ{place}") for place in range(3)]))
    with access.acting_as_system():
        receive(path=path, on=DAY, officer=None, told=lambda stage: seen.append((stage, under_way(officer))))
        assert [one.stage for one in under_way(officer)] == [STAGES[-1]], "what nobody else sees yet is not done"
    assert under_way(officer) == [] and lines(own_home) == []
    assert [(stage, [(one.file_name, one.stage, one.rows) for one in found]) for stage, found in seen] == [
        (STAGES[0], [(NAME, STAGES[0], 0)]),
        *[(stage, [(NAME, stage, 3)]) for stage in STAGES[1:]],
    ]


def test_a_file_of_the_watched_folder_is_seen_too(fresh_database: Clone, own_home: Path, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    a_file(own_home / "inbox" / str(DAY), "hukou", [a_death(an_id(), "某甲")])
    read, seen = csv_file.read, []

    def looked_at(*given: object, **more: object) -> object:
        seen.extend(under_way(officer))
        return read(*given, **more)

    monkeypatch.setattr(csv_file, "read", looked_at)
    with access.acting_as_system():
        receive_inbox(on=DAY)
    assert [(one.file_name, one.stage) for one in seen] == [(NAME, STAGES[0])] and under_way(officer) == []


def test_a_large_file_is_counted_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    from doudi.verification.feed import all_feeds

    content = csv_bytes([a_death(an_id(), "某甲", ref=f"HJ{place}") for place in range(40)])
    whole = csv_file.read(content, all_feeds()["hukou"])
    monkeypatch.setattr(csv_file, "PIECE", 500)
    heard: list[int] = []
    cut = csv_file.read(content, all_feeds()["hukou"], heard.append)
    assert len(heard) == 5 and sum(heard) == 40
    assert cut.rows.equals(whole.rows) and cut.broken == whole.broken


def test_what_was_refused_or_undone_is_under_way_no_more(fresh_database: Clone, own_home: Path, officer: Officer) -> None:
    class Undone(Exception):
        pass

    with access.acting_as_system(), pytest.raises(CannotReceive) as refusal:
        receive(path=laid(own_home, NAME, csv_bytes([]).replace(b"SFZH", b"SFZ")), on=DAY, officer=None)
    assert under_way(officer) == [] and "缺少列" in str(refusal.value)
    with pytest.raises(Undone), access.acting_as_system():
        receive(path=laid(own_home, NAME, csv_bytes([a_death(an_id(), "某甲")])), on=DAY, officer=None)
        assert under_way(officer)
        raise Undone
    assert under_way(officer) == []


def test_a_killed_process_leaves_nothing_to_be_seen(fresh_database: Clone, own_home: Path, officer: Officer) -> None:
    environment = {**fresh_database.env, "DOUDI_HOME": str(own_home), "DJANGO_SETTINGS_MODULE": "doudi.settings"}
    code = f"import django; django.setup()\n{HOLDS}"
    with subprocess.Popen([sys.executable, "-c", code, NAME, COUNTY], cwd=TOP, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout and child.stdout.readline() == "held\n"
        assert under_way(officer) == [SAID], "the control: it lives, and is seen"
        child.send_signal(signal.SIGKILL)
    assert len(lines(own_home)) == 1, "the dead leave their line"
    assert under_way(officer) == [] and lines(own_home) == []


@pytest.mark.usefixtures("system")
def test_only_the_counties_one_answers_for_are_seen(own_home: Path, officer_of: Callable[..., Officer]) -> None:
    with transaction.atomic(), Line(SAID, print):
        seen = {place: len(under_way(officer_of("county", place))) for place in (COUNTY, "370783")}
        assert seen == {COUNTY: 1, "370783": 0}
        assert under_way(officer_of("township", f"{COUNTY}001")) == []


@pytest.mark.usefixtures("system")
def test_receiving_does_without_it(own_home: Path, officer: Officer) -> None:
    laid(own_home, "receiving", b"no folder")
    receipt = receive(path=laid(own_home, NAME, csv_bytes([a_death(an_id(), "某甲")])), on=DAY, officer=None)
    assert receipt.rows == 1 and under_way(officer) == []
