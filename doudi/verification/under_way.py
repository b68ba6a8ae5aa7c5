"""正在接收: how far each file is that is being read just now, by whichever way it came; told to the pages of other processes while its transaction is open.

What a transaction has written nobody else sees before its end: so each file has a line of its own in `receiving/` of the data folder, locked by the
process that reads it. A lock ends with its process, however that dies: a line without one is about nothing and is taken away.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import BinaryIO, Self

from django.db import transaction

from doudi.base import access, home
from doudi.base.models import Officer

READING, CHECKING, MATCHING, KEEPING = STAGES = ("读取", "检查", "比对人员", "入库")
Told = Callable[[str], None]
_FOLDER = "receiving"
_SIZE = 2_000
"""Bytes of a line: written over in one piece, so that nobody reads half of it."""


def unheard(stage: str) -> None:
    """Nobody looks."""


@dataclass(frozen=True)
class UnderWay:
    """One file: its name as it may be shown, its feed and county, the stage it is in, and how many rows have been read of it so far."""

    file_name: str
    feed: str
    region: str
    stage: str = READING
    rows: int = 0

    @property
    def step(self) -> int:
        """Which of the stages it is in; 1 is the first."""
        return STAGES.index(self.stage) + 1

    @property
    def done(self) -> int:
        """How many of the stages lie behind it."""
        return self.step - 1


class Line:
    """What one process says of the file it reads, until its transaction ends, well or not. Receiving never waits for it, and never fails with it."""

    def __init__(self, said: UnderWay, told: Told) -> None:
        self._said, self._told, self._path = said, told, home.home() / _FOLDER / secrets.token_hex(8)
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        with suppress(OSError):
            fresh = home.folder(_FOLDER) / f".{self._path.name}"
            self._file = home.own_file(fresh)
            fcntl.flock(self._file, fcntl.LOCK_EX)  # before it can be seen: a line without a lock is taken for a dead one's
            self._tell(self._said)
            os.replace(fresh, self._path)
        # Where a wider transaction is undone, Django forgets this call and with it the line: nothing holds the file open, and its lock is gone.
        transaction.on_commit(self._end)
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            self._end()

    def begin(self, stage: str) -> None:
        """A stage begins."""
        self._tell(replace(self._said, stage=stage))
        self._told(stage)

    def read(self, rows: int) -> None:
        """So many more rows have been read."""
        self._tell(replace(self._said, rows=self._said.rows + rows))

    def _tell(self, said: UnderWay) -> None:
        self._said = said
        with suppress(OSError):
            if self._file:
                os.pwrite(self._file.fileno(), json.dumps(asdict(said)).encode().ljust(_SIZE), 0)

    def _end(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            if self._file:
                self._file.close()


def under_way(officer: Officer) -> list[UnderWay]:
    """The files that are being read for the counties an officer answers for, by name."""
    found = []
    for path in (home.home() / _FOLDER).glob("[!.]*"):
        with suppress(OSError, ValueError, TypeError), path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                found.append(UnderWay(**json.loads(file.read())))
            else:
                path.unlink(missing_ok=True)
    return sorted((one for one in found if access.may(officer, "verification.view", one.region)), key=lambda one: one.file_name)
