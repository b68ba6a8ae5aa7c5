"""代发文件落盘: whole or not at all; staged until the books are closed over it, then out, under one name for one batch."""

import os
from pathlib import Path

from django.conf import settings

from doudi.benefits.bank.sheet import digest_of


def folder(name: str) -> Path:
    """`staged`, `out` (for the bank to take) or `in` (what it answered)."""
    path = Path(settings.DOUDI_HOME) / "bank" / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def stage(name: str, content: bytes) -> None:
    """Keep the file ready to go: written aside, flushed to disk, then renamed. Call it holding the run's row: one writer at a time."""
    aside = folder("staged") / f".{name}.part"
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, folder("staged") / name)
    _flush(folder("staged"))


def is_staged(name: str) -> bool:
    """Whether the file is ready and has not left."""
    return (folder("staged") / name).exists()


def publish(name: str, digest: str) -> bool:
    """Let the staged file out, once; False when it is not, byte for byte, the file of that digest.

    The file was staged before the books were closed over it, so a file that is not staged any more has left.
    """
    staged = folder("staged") / name
    try:
        if digest_of(staged.read_bytes()) != digest:
            return False
        os.replace(staged, folder("out") / name)
    except FileNotFoundError:
        return True
    _flush(folder("out"))
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
