"""受限的一侧: limits itself for good, then reads what was sent, works, answers, and is gone."""

import importlib
import json
import os
import resource
import sys


class Refused(Exception):
    """Why the content is not taken, worded for whoever sent it; never repeats what was in it."""


def main() -> None:
    """`task seconds memory answer` from the command line; the content on one side, the answer on the other."""
    from doudi.base.limited import confine

    _, _, task, *limits = sys.argv
    seconds, memory, answer = (int(limit) for limit in limits)
    _limit(seconds, memory, answer)
    work = importlib.import_module(task).work
    confine.confine()
    refused, found, pieces = None, None, []
    try:
        found, pieces = work(_content())
    except Refused as why:
        refused = str(why)
    except MemoryError:
        refused = "打开这个文件所需的内存超过限制。请重新拍照或另存后再传。"
    said = {"refused": refused, "found": found, "sizes": [len(piece) for piece in pieces]}
    for piece in (json.dumps(said).encode() + b"\n", *pieces):
        view = memoryview(piece)
        while view:
            view = view[os.write(1, view) :]
    os._exit(0)


def _content() -> bytes:
    with os.fdopen(0, "rb", closefd=False) as sent:
        return sent.read()


def _limit(seconds: int, memory: int, answer: int) -> None:
    """No way back: the hard limits are set as well. Written files and the answer share one limit; no core is left behind."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
