"""受限进程: what strangers send is opened by a process of its own that can reach nothing, for so long and with so much memory, and is then gone."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from doudi.base.limited.child import main; main()"
LONGEST_WORDS = 300
_AT_ONCE = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Limits:
    """How long (processor and clock, in seconds), how much memory and how large an answer, in bytes."""

    seconds: int = 20
    memory: int = 1_000_000_000
    answer: int = 60_000_000


class CannotOpenSafely(Exception):
    """Why nothing could be made of the content, worded for whoever sent it."""


def work(task: str, content: bytes, *, limits: Limits, wait: int = 30) -> tuple[Any, list[bytes]]:
    """What `work(content)` of the module `task` answers, run apart: something JSON can say, and pieces of bytes. Raises CannotOpenSafely.

    The other side may have been taken over by what it read: its answer is believed for its form alone.
    """
    if not _AT_ONCE.acquire(timeout=wait):
        raise CannotOpenSafely("正在打开的文件较多，请稍后再试。")
    try:
        code, answer = _run(task, content, limits)
    finally:
        _AT_ONCE.release()
    if code is None:
        raise CannotOpenSafely(f"文件在 {limits.seconds} 秒内没有打开，已停止。请重新拍照或另存后再传。")
    try:
        head, _, body = answer.partition(b"\n")
        said = json.loads(head)
        pieces = _cut(body, said["sizes"])
        refused, found = said["refused"], said["found"]
    except (ValueError, KeyError, TypeError):
        raise CannotOpenSafely("文件无法安全打开。请重新拍照或另存后再传。") from None
    if refused is not None or code != 0:
        raise CannotOpenSafely(str(refused)[:LONGEST_WORDS])
    return found, pieces


def _run(task: str, content: bytes, limits: Limits) -> tuple[int | None, bytes]:
    """Exit code (None: it ran out of time) and answer. Both ways lead through memory that has no name and is gone with its last reader."""
    with contextlib.ExitStack() as stack:
        sent, answer = (stack.enter_context(os.fdopen(os.memfd_create(name), "w+b")) for name in ("sent", "answer"))
        sent.write(content)
        sent.seek(0)
        command = [sys.executable, "-I", "-c", BOOT, str(ROOT), task, *(str(limit) for limit in (limits.seconds, limits.memory, limits.answer))]
        bare = {"PATH": "/nowhere", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "HOME": "/nowhere"}
        child = subprocess.Popen(command, stdin=sent, stdout=answer, stderr=subprocess.DEVNULL, env=bare, cwd="/", start_new_session=True)
        try:
            code = child.wait(timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if code == -signal.SIGXCPU:
            code = None
        answer.seek(0)
        return code, answer.read(limits.answer + 1)


def _cut(body: bytes, sizes: list[int]) -> list[bytes]:
    """The pieces one after another; what does not add up is no answer."""
    pieces, at = [], 0
    for size in sizes:
        if type(size) is not int or size < 0:
            raise ValueError
        pieces.append(body[at : at + size])
        at += size
    if at != len(body):
        raise ValueError
    return pieces
