"""磁盘写满: the lake cannot take a file's facts; nothing of it is there, the file waits, somebody is told, and the next try ends as if there had been none."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doudi.base import access, lake
from doudi.base.models import AuditEntry, LakeDay
from doudi.verification.actions import receive_inbox
from doudi.verification.models import Delivery, RefusedFile, WaitingRow
from tests.databases import TOP, Clone
from tests.people import a_person, an_id
from tests.verification.files import DAY, a_death, a_file


def filled(database: Clone, most_bytes: int, *flags: str) -> subprocess.CompletedProcess[str]:
    environment = {**database.env, "DJANGO_SETTINGS_MODULE": "doudi.settings"}
    command = [sys.executable, "-m", "tests.verification.filling", str(most_bytes), *flags]
    return subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture
def lying(fresh_database: Clone, own_home: Path) -> Path:
    """A file in the inbox about somebody registered and somebody who is not."""
    number = an_id()
    with access.acting_as_system():
        a_person(name="某甲", id_number=number)
    return a_file(own_home / "inbox" / str(DAY), "hukou", [a_death(number, "某甲", ref="HJ1"), a_death(an_id(), "某乙", ref="HJ2")])


@pytest.mark.parametrize("room", [0, 100, 1000])
def test_what_the_lake_cannot_take_is_not_there_and_comes_again(fresh_database: Clone, lying: Path, room: int) -> None:
    ran = filled(fresh_database, room)
    assert (ran.returncode, ran.stdout.strip()) == (0, "0"), ran.stderr[-2000:]
    with access.acting_as_system():
        assert not any(kind.objects.exists() for kind in (Delivery, WaitingRow, LakeDay, RefusedFile)) and lying.exists()
        told = AuditEntry.objects.get(verb="verification.no_room")
        assert "磁盘空间不足" in told.because and lying.name in told.because
    with access.acting_as_system():
        [receipt] = receive_inbox(on=DAY)
        assert (receipt.accepted, receipt.waiting) == (1, 1) and [one["person_id"] for one in receipt.facts.to_pylist()]
    assert not lying.exists()


def test_a_file_kept_though_it_was_cut_would_be_seen(fresh_database: Clone, lying: Path) -> None:
    """The negative control."""
    ran = filled(fresh_database, 1000, "--keeps-what-was-cut")
    assert ran.returncode == 0, ran.stderr[-2000:]
    with access.acting_as_system():
        assert Delivery.objects.count() == 1
        [file] = lake.read("hukou", until_on=DAY)
    with pytest.raises((OSError, pa.ArrowInvalid)):
        pq.read_table(file)
