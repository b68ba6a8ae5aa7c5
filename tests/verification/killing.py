"""Receives one file again and again in processes that kill themselves at each statement; prints what was left each time. Run by test_killed.

    python -m tests.verification.killing FILE [--commits-early]

It forks before anything columnar has run, because threads do not survive a fork.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from doudi.base import access, lake  # noqa: E402
from doudi.base.models import AuditEntry  # noqa: E402
from doudi.verification import columnar  # noqa: E402
from doudi.verification.actions import receive  # noqa: E402
from doudi.verification.models import Delivery, QuarantinedRow, WaitingRow  # noqa: E402
from tests.killed import import_what_is_late, lives_through  # noqa: E402
from tests.verification.files import DAY  # noqa: E402

NOTHING, WHOLE = "nothing", "whole"


class Killer:
    """Kills its own process with SIGKILL after the nth statement; with `commits_early`, after committing what the first insert left: half a file."""

    def __init__(self, at: int, commits_early: bool) -> None:
        self.at, self.commits_early, self.count = at, commits_early, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.count += 1
        result = execute(sql, params, many, context)
        if self.commits_early and sql.startswith("INSERT") and "verification_delivery" in sql:
            context["connection"].connection.commit()
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def receive_it(path: Path, at: int, commits_early: bool) -> None:
    """Receive the file, killed after the nth statement."""
    with access.acting_as_system(), connection.execute_wrapper(Killer(at, commits_early)):
        receive(path=path, on=DAY, officer=None)


def what_is_there() -> str:
    """Nothing, the whole file, or which part of it."""
    with access.acting_as_system():
        parts = {
            "delivery": Delivery.objects.count(),
            "quarantined": QuarantinedRow.objects.count(),
            "waiting": WaitingRow.objects.count(),
            "lake": len(lake.read("hukou", until_on=DAY)),
            "refs": len(lake.read("spoken.hukou", until_on=DAY)),
            "audit": AuditEntry.objects.filter(verb="verification.received").count(),
        }
    return NOTHING if not any(parts.values()) else WHOLE if set(parts.values()) == {1} else str(parts)


def main(path: Path, commits_early: bool) -> list[str]:
    """What was there after each killing, until the file is in. What can be made ready once is, before the first fork."""
    import_what_is_late()
    columnar._facts_sql("hukou"), columnar._impossible_sql("hukou")
    seen: list[str] = []
    while not seen or seen[-1] == NOTHING:
        lives_through(partial(receive_it, path, len(seen) + 1, commits_early))
        seen.append(what_is_there())
    return seen


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), "--commits-early" in sys.argv)))
