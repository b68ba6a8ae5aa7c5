"""磁盘写满: the bank file cannot be written whole; nothing is booked, nothing half leaves, and the next try ends as if there had been none."""

import os
import resource
import signal
from collections.abc import Callable

import pytest
from django.db import connections

from doudi.base.access import acting, acting_as_system
from doudi.base.models import AuditEntry, Officer
from doudi.benefits import actions, files
from doudi.benefits.models import BankFile, Entry, PayLine, PayRun
from tests.benefits.builders import COUNTY, RELEASED, REVIEWED, TOWNS, Desk, a_desk, a_recipient, prepare
from tests.databases import Clone

REFUSED, DONE = 7, 0


def signed(desk: Desk) -> PayRun:
    run = prepare()
    actions.sign_run(run_id=run.pk, step="township", officer=desk.townships[0], on=TOWNS)
    actions.sign_run(run_id=run.pk, step="county", officer=desk.county, on=REVIEWED)
    return run


def release_with(run: PayRun, officer: Officer, *, most_bytes: int) -> int:
    """In a child that may write no file larger than that, as on a disk with so much room left; how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
        try:
            with acting(officer):
                actions.release_run(run_id=run.pk, officer=officer, on=RELEASED)
        except OSError:
            os._exit(REFUSED)
        except BaseException:
            os._exit(1)
        os._exit(DONE)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def bank_folder() -> dict[str, list[str]]:
    return {name: sorted(path.name for path in files.folder(name).iterdir() if not path.name.startswith(".")) for name in ("staged", "out")}


@pytest.fixture
def ready(fresh_database: Clone, officer_of: Callable[..., Officer]) -> tuple[PayRun, Desk]:
    with acting_as_system():
        desk = a_desk(officer_of)
        for _ in range(3):
            a_recipient()
        return signed(desk), desk


@pytest.mark.parametrize("room", [0, 1, 200])
def test_a_file_that_does_not_fit_books_nothing_and_the_next_try_pays_once(ready: tuple[PayRun, Desk], room: int) -> None:
    run, desk = ready
    before = bank_folder()
    assert release_with(run, desk.finance, most_bytes=room) == REFUSED
    with acting_as_system():
        run.refresh_from_db()
        assert run.state == "county_signed" and not BankFile.objects.exists() and not Entry.objects.filter(key__endswith=":sent").exists()
        assert set(PayLine.objects.values_list("state", flat=True)) == {"due"} and not AuditEntry.objects.filter(verb="run.released").exists()
    assert bank_folder() == before, "nothing half done lies where the bank looks"
    assert release_with(run, desk.finance, most_bytes=10**9) == DONE
    with acting_as_system():
        file = BankFile.objects.get(region=COUNTY)
        assert file.lines == 3 and set(PayLine.objects.values_list("state", flat=True)) == {"sent"}
    assert files.digest_of((files.folder("out") / file.name).read_bytes()) == file.digest


def test_a_file_written_half_would_be_seen(ready: tuple[PayRun, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: were the cut file kept under its name, the release would end and the file would not be what was booked."""
    run, desk = ready

    def cut(name: str, content: bytes) -> None:
        (files.folder("staged") / name).write_bytes(content[:100])

    monkeypatch.setattr(files, "stage", cut)
    with pytest.raises(actions.CannotSendFile, match="指纹不符"), acting(desk.finance):
        actions.release_run(run_id=run.pk, officer=desk.finance, on=RELEASED)
