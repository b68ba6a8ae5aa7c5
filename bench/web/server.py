"""被测的服务: the pages as `doudi serve` serves them, on a free port; it can be made to stand still for a moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from doudi.cli.serve import gunicorn

PATIENCE = 60


@contextmanager
def served(log: Path) -> Iterator[tuple[int, int]]:
    """Port and process group, answering; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("wb") as out:
        server = subprocess.Popen(gunicorn("127.0.0.1", port), stdout=out, stderr=out, start_new_session=True)
    try:
        _wait_for(port, server, log)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGCONT)
        server.terminate()
        server.wait()


def stand_still(group: int, *, after: float, seconds: float) -> None:
    """From `after` on, nothing of the server runs for so many seconds."""
    time.sleep(after)
    os.killpg(group, signal.SIGSTOP)
    time.sleep(seconds)
    os.killpg(group, signal.SIGCONT)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"页面服务没有启动：{log.read_text(encoding='utf-8', errors='replace')[-800:]}")
