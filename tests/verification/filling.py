"""Takes in a day's inbox in a process that may write no file larger than so many bytes, as on a disk with so much room left; run by test_disk_full.

    python -m tests.verification.filling MOST_BYTES [--keeps-what-was-cut]
"""

import io
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

import django

django.setup()

from doudi.base import access, lake  # noqa: E402
from doudi.verification.actions import receive_inbox  # noqa: E402
from tests.verification.files import DAY  # noqa: E402


class Careless(io.FileIO):
    """The fault of the control: a write that failed is taken for done."""

    def write(self, content: Any) -> int:
        with suppress(OSError):
            super().write(content)
        return len(content)


if __name__ == "__main__":
    if "--keeps-what-was-cut" in sys.argv:
        lake.home.own_file = lambda path: Careless(path, "w")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
    with access.acting_as_system():
        print(len(receive_inbox(on=DAY)))
