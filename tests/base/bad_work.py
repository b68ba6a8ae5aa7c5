"""受限进程里的坏差事: what a process could do that was taken over by what it read; the content says which of it."""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from doudi.base.limited.child import Refused


def work(content: bytes) -> tuple[Any, list[bytes]]:
    """Does what it is told: `name argument`."""
    name, _, argument = content.decode().partition(" ")
    return DEEDS[name](argument), [b"piece", b""]


def _hang(_: str) -> None:
    time.sleep(60)


def _spin(_: str) -> None:
    while True:
        pass


def _eat(_: str) -> int:
    return len(bytearray(3_000_000_000))


def _flood(_: str) -> None:
    while True:
        os.write(1, b"x" * 1_000_000)


def _crash(_: str) -> None:
    os.abort()


def _babble(_: str) -> None:
    os.write(1, b'{"refused": null, "found": "planted", "sizes": [99999]}\n<script>')
    os._exit(0)


def _read(path: str) -> str:
    return _tried(lambda: Path(path).read_text(encoding="utf-8"))


def _write(path: str) -> str:
    return _tried(lambda: str(Path(path).write_text("x", encoding="utf-8")))


def _connect(port: str) -> str:
    def go() -> str:
        with socket.create_connection(("127.0.0.1", int(port)), timeout=2):
            return "connected"

    return _tried(go)


def _run(program: str) -> str:
    return _tried(lambda: f"ended with {os.waitstatus_to_exitcode(os.waitpid(os.posix_spawn(program, [program], {}), 0)[1])}")


def _signal(process: str) -> str:
    return _tried(lambda: str(os.kill(int(process), 0)))


def _tell(_: str) -> dict[str, Any]:
    return {"environment": sorted(os.environ), "arguments": sys.argv[2:], "folder": os.getcwd()}


def _refuse(words: str) -> None:
    raise Refused(words)


def _tried(deed: Callable[[], str]) -> str:
    try:
        return deed()
    except OSError as why:
        return f"not possible: {type(why).__name__}"


DEEDS: dict[str, Callable[[str], Any]] = {
    "hang": _hang,
    "spin": _spin,
    "eat": _eat,
    "flood": _flood,
    "crash": _crash,
    "babble": _babble,
    "read": _read,
    "write": _write,
    "connect": _connect,
    "run": _run,
    "signal": _signal,
    "tell": _tell,
    "refuse": _refuse,
}
