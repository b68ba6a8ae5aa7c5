"""代发文件落盘: whole or not at all; staged until the books are closed over it, then out, under one name for one batch."""

import os
from functools import lru_cache
from pathlib import Path

from doudi.base import home
from doudi.benefits.bank.sheet import digest_of


def folder(name: str) -> Path:
    """`staged`, `out` (for the bank to take) or `in` (what it answered)."""
    return home.folder("bank", name)


def stage(name: str, content: bytes) -> None:
    """Keep the file ready to go: complete or absent. Call it holding the run's row: one writer at a time."""
    home.put_down(folder("staged") / name, content)


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
    home.make_durable(folder("out"))
    return True


def digest_at(path: Path) -> str:
    """The digest of the file that lies there now; one that has not changed is not read again."""
    seen = path.stat()
    return _digest_of(path, seen.st_size, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=10_000)
def _digest_of(path: Path, _size: int, _changed: int, _inode: int) -> str:
    return digest_of(path.read_bytes())
