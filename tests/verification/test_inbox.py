"""A day's inbox: what is late, what is bad, and a day that is begun twice; and the command line."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from doudi.base import access, lake
from doudi.cli import app
from doudi.registry.models import Person
from doudi.verification.actions import STAGES, CannotKeep, receive, receive_inbox
from doudi.verification.models import RefusedFile
from tests.databases import Clone
from tests.people import a_person, an_id
from tests.verification.files import DAY, a_bill, a_death, a_file, laid, reach_of

NEXT = DAY + timedelta(days=1)


def left_in(home: Path, number: str) -> list[Path]:
    """Files below the house's folder in which the number stands in clear."""
    return [path for path in home.rglob("*") if path.is_file() and number.encode() in path.read_bytes()]


def inbox(home: Path, day: object) -> Path:
    return home / "inbox" / str(day)


@pytest.mark.usefixtures("system")
def test_a_bad_file_stops_nobody_and_late_ones_come_too(own_home: Path) -> None:
    number = an_id()
    a_person(name="某甲", id_number=number)
    a_file(inbox(own_home, DAY), "hukou", [a_death(number, "某甲")])
    laid(inbox(own_home, DAY), "hospital_bills_370702_20261012.xlsx", b"PK damaged")
    laid(inbox(own_home, DAY), ".part", b"")
    laid(inbox(own_home, DAY), os.fsdecode(b"\xff_370702.csv"), b"name in no encoding")
    [first] = receive_inbox(on=DAY)
    assert (first.source, first.accepted) == ("hukou", 1) and sorted(RefusedFile.objects.values_list("file_name", flat=True)) == [
        "?_370702.csv",
        "hospital_bills_370702_20261012.xlsx",
    ]
    [again] = receive_inbox(on=DAY)
    assert again.exists and again.facts.equals(first.facts) and RefusedFile.objects.count() == 2
    a_file(inbox(own_home, DAY), "hukou", [a_death(number, "某甲", ref="HJ2")], on=DAY - timedelta(days=3))
    a_file(inbox(own_home, NEXT), "hospital_bills", [a_bill(number, "某甲")], on=NEXT)
    assert sorted(receipt.file_name for receipt in receive_inbox(on=NEXT)) == ["hospital_bills_370702_20261013.xlsx", "hukou_370702_20261009.csv"]


def test_a_file_taken_in_is_gone_once_that_is_committed(fresh_database: Clone, own_home: Path) -> None:
    with access.acting_as_system():
        a_person(name="某甲", id_number=(number := an_id()))
    file = a_file(inbox(own_home, DAY), "hukou", [a_death(number, "某甲")])
    content = file.read_bytes()
    with access.acting_as_system():
        [taken] = receive_inbox(on=DAY)
        assert file.exists(), "not before the commit"
    assert not file.exists() and left_in(own_home, number) == []
    laid(file.parent, file.name, content)  # as when the house died between the commit and the deletion
    with access.acting_as_system():
        [again] = receive_inbox(on=DAY)
    assert again.delivery_id == taken.delivery_id and again.exists and not file.exists()
    assert left_in(own_home, number) == []
    laid(file.parent, file.name, content + b"\r\n")
    with access.acting_as_system():
        receive_inbox(on=DAY)
    assert file.exists(), "what was refused waits for the sender"


@pytest.mark.usefixtures("system")
def test_a_feed_says_which_days_are_missing(own_home: Path) -> None:
    for ahead in (0, 1, 4):
        day = DAY + timedelta(days=ahead)
        a_file(inbox(own_home, day), "hospital_bills", [], on=day)
        [receipt] = receive_inbox(on=day)
        [covered] = receipt.covered
        assert covered.until_on == day and covered.from_on < day
    seen = reach_of("hospital_bills", DAY + timedelta(days=8))
    assert seen.missing == (DAY + timedelta(days=2), DAY + timedelta(days=3)) and seen.is_late
    assert not reach_of("hospital_bills", DAY + timedelta(days=2)).is_late


def test_the_command_tells_each_file_and_records_it(fresh_database: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    number = an_id()
    with access.acting_as_system():
        person = a_person(name="某甲", id_number=number)
    from doudi.base.discover import modules_in

    modules_in("doudi.cli")
    good = a_file(tmp_path, "hukou", [a_death(number, "某甲"), a_death("", "某乙", ref="HJ2")])
    bad = laid(tmp_path, "hospital_bills_370702_20261012.xlsx", b"PK damaged")
    run = CliRunner().invoke(app, ["receive", str(good), "--on", str(DAY)])
    assert run.exit_code == 0 and "已接收" in run.output
    run = CliRunner().invoke(app, ["receive", str(good), str(bad), "--on", str(DAY)])
    assert run.exit_code == 2 and "已收过" in run.output and "文件 hospital_bills_370702_20261012.xlsx：不是完整的 XLSX" in run.output
    assert number not in run.output
    with access.acting_as_system():
        assert Person.objects.get(pk=person.pk).died_on and RefusedFile.objects.exists()


@pytest.mark.usefixtures("system")
def test_somebody_who_looks_hears_how_far_a_file_is(tmp_path: Path) -> None:
    heard: list[str] = []
    receive(path=a_file(tmp_path, "hukou", [a_death(an_id(), "某甲")]), on=DAY, officer=None, told=heard.append)
    assert heard == list(STAGES)


@pytest.mark.usefixtures("system")
def test_a_full_disk_is_told_in_words_and_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lake, "publish", full)
    with pytest.raises(CannotKeep, match="磁盘空间不足。文件原样留着"):
        receive(path=a_file(tmp_path, "hukou", [a_death(an_id(), "某甲")]), on=DAY, officer=None)
    assert not RefusedFile.objects.exists()
