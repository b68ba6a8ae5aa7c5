"""丧命: something done in a process of its own, which may kill itself on the way; for the tests that ask what is left then."""

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

from django.db import connections

LATE = ("pandas", "pyarrow.dataset", "python_calamine", "splink", "encodings.gb18030", "_strptime")


def import_what_is_late() -> None:
    """What the house imports when it is first needed, once before the first fork instead of in each child; none of it starts a thread."""
    for name in LATE:
        with suppress(ImportError):
            import_module(name)


def lives_through(act: Callable[[], object]) -> bool:
    """Whether the process lived to the end of `act`; ending in any way but by SIGKILL is a mistake of ours.

    Nothing columnar may have run before: threads do not survive a fork.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if status:
        raise SystemExit(f"a process ended with status {status}")
    return True
