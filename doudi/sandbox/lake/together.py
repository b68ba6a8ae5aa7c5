"""一起造: several processes write buckets, each its own share; they pass nothing to one another but an exit code, so none can wait for a dead one."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

from doudi.sandbox.folder import CannotMakeCity
from doudi.sandbox.lake.counties import Bucket

MOST_PROCESSES = 64
_FAILED = 1


def make_together(make: Callable[[Bucket], None], buckets: Sequence[Bucket], processes: int) -> None:
    """Make every bucket; when one cannot be made, or the call is interrupted, the other processes are stopped before the error is raised."""
    context = get_context("spawn")
    workers = [context.Process(target=_make_each, args=(make, buckets[place::processes]), daemon=True) for place in range(min(processes, len(buckets)))]
    try:
        for worker in workers:
            worker.start()
        while running := [worker.sentinel for worker in workers if worker.exitcode is None]:
            wait(running)
            for worker in workers:
                _refuse(worker.exitcode or 0)
    finally:
        for worker in workers:
            if worker.pid is not None:
                worker.terminate()
                worker.join()


def _make_each(make: Callable[[Bucket], None], buckets: Sequence[Bucket]) -> None:
    """One process's share, for as long as its parent lives, who alone hears an interrupt; the number of an operating system's error is the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    try:
        for bucket in buckets:
            if parent and parent.is_alive():
                make(bucket)
    except OSError as error:
        sys.exit(error.errno or errno.EIO)


def _refuse(code: int) -> None:
    if code < 0:
        raise CannotMakeCity("造湖的进程被系统终止了（多半是内存不够），没有留下半座城。请减少 --processes。")
    if code == _FAILED:
        raise RuntimeError("a bucket could not be made; its error stands above")
    if code:
        raise OSError(code, os.strerror(code))
