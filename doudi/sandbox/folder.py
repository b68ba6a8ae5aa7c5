"""整份写入: a made-up city's folder is whole or absent."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CannotMakeCity(Exception):
    """Worded for whoever asked for the city."""


@contextmanager
def whole(to: Path) -> Iterator[Path]:
    """A folder beside, to write into; it takes the name `to` when all is written, and is gone when anything fails."""
    to = to.absolute()
    beside = to.parent / f".{to.name}.{os.getpid()}"
    try:
        if any((to / page).exists() for page in ("city.yaml", "lake.yaml")):
            raise CannotMakeCity(f"{to} 里已有一座城，请换一个文件夹。")
        if to.exists() and (not to.is_dir() or any(to.iterdir())):
            raise CannotMakeCity(f"{to} 不是空文件夹，请换一个。")
        beside.mkdir(parents=True)
        yield beside
        beside.rename(to)
    except OSError as error:
        why = "磁盘空间不够" if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise CannotMakeCity(f"写不下这座城（{why}），没有留下半座：{to}。") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
