"""文件: what is kept of papers and photographs, sealed, under a name made from its bytes; the same bytes are kept once.

The name is a keyed digest: whoever has the disk and a known picture still cannot tell whether it is here. How often a file is used is counted
in the database, so that it goes with its last use, whoever may see which of them; a file is on the disk before anything counts on it.
"""

import contextlib
from pathlib import Path

from django.db import connection, transaction

from doudi.base import crypto, home
from doudi.base.models import KeptFile

PURPOSE = "file"


class CannotRead(Exception):
    """The file is gone, or not what was once put here; worded for the officer."""


@transaction.atomic
def keep(content: bytes) -> str:
    """Keep these bytes, once more; their name."""
    name = digest(content)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_keptfile AS kept (name, size, uses) VALUES (%s, %s, 1) ON CONFLICT (name) DO UPDATE SET uses = kept.uses + 1",
            [name, len(content)],
        )
    path = _path(name)
    if not path.exists():
        home.put_down(path, crypto.seal_bytes(content, purpose=PURPOSE))
    return name


def read(name: str) -> bytes:
    """The bytes kept under the name; raises CannotRead where they are not there, or not those."""
    try:
        content = crypto.open_bytes(_path(name).read_bytes(), purpose=PURPOSE)
    except FileNotFoundError:
        raise CannotRead("文件不在本机，可能没有随数据一起恢复。请联系系统管理员。") from None
    except crypto.CannotOpen:
        raise CannotRead("文件被改动过，不能打开。请联系系统管理员。") from None
    if digest(content) != name:
        raise CannotRead("文件被换过，不能打开。请联系系统管理员。")
    return content


@transaction.atomic
def let_go(name: str) -> None:
    """One use less; with the last one the bytes are gone when the transaction is kept."""
    if not KeptFile.objects.select_for_update().filter(name=name, uses__gt=0).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_keptfile SET uses = uses - 1 WHERE name = %s", [name])
    transaction.on_commit(erase_unused)


@transaction.atomic
def erase_unused() -> int:
    """Erase what nobody uses any more; how many. Whoever keeps the same bytes again waits here, and then writes them anew."""
    unused = list(KeptFile.objects.select_for_update(skip_locked=True).filter(uses=0))
    for one in unused:
        with contextlib.suppress(FileNotFoundError):
            _path(one.name).unlink()
        one.delete()
    return len(unused)


def digest(content: bytes) -> str:
    """The name these bytes have, and only they."""
    return crypto.mark(content, purpose=PURPOSE).hex()


def _path(name: str) -> Path:
    return home.folder("files", name[:2]) / name[2:]
