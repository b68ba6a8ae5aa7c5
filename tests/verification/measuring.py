"""Receives one file in a process that may take so much memory more than it takes at rest, and prints how much it took; run by test_memory.

    python -m tests.verification.measuring FILE MOST_MB [--without-a-look]

At rest: everything is imported, the database is connected, and one small file has been refused by its table. From there on the growth of the largest
resident set (VmHWM: ru_maxrss would count what the process that started this one took) is what is printed, in MB. The address space may grow by eight
times MOST_MB (RLIMIT_AS): a thread's stack and heap reserve much of it and use little, and a library whose thread could not start would wait for it for
ever; what reads without end is stopped all the same.
"""

import json
import resource
import sys
from pathlib import Path

import django

django.setup()

from doudi.base import access  # noqa: E402
from doudi.verification.actions import CannotReceive, FileHeld, receive  # noqa: E402
from tests.verification.files import DAY, csv_bytes, laid  # noqa: E402

MB = 1 << 20


def at_rest(folder: Path) -> None:
    """Everything that any file needs is there."""
    from doudi.verification.reading import csv_file, jsonl_file, parquet_file, xlsx_file

    assert csv_file and jsonl_file and parquet_file and xlsx_file
    said(laid(folder, "hukou_370702_20261001.csv", csv_bytes([]).replace(b"SFZH", b"SFZ")))


def said(path: Path) -> str:
    """What is told of the file."""
    with access.acting_as_system():
        try:
            receipt = receive(path=path, on=DAY, officer=None)
        except (CannotReceive, FileHeld) as refusal:
            return str(refusal)
        return f"{receipt.rows} 行，入库 {receipt.accepted}，隔离 {receipt.quarantined}"


def largest_mb() -> int:
    """The most memory this process has had so far."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) // 1024


def main(path: Path, most_mb: int, *, without_a_look: bool) -> dict[str, object]:
    """The words, and the memory."""
    at_rest(path.parent)
    if without_a_look:
        from doudi.verification import ahead

        ahead.first_look = lambda path: None
    before = largest_mb()
    taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + 8 * most_mb * MB, resource.RLIM_INFINITY))
    words = said(path)
    return {"words": words, "mb": largest_mb() - before}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), without_a_look="--without-a-look" in sys.argv)))
