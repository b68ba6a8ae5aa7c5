"""收件: one file of a department, taken in, held, or refused with what its sender must put right."""

import errno
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from django.db import connection, transaction

from doudi.base import access, audit, crypto
from doudi.base.models import Officer
from doudi.verification.actions.held import hold
from doudi.verification.actions.taking import CannotReceive, Strange, Told, take_in, unheard
from doudi.verification.ahead import Ahead, look
from doudi.verification.feed import BadFileName
from doudi.verification.models import RefusedFile
from doudi.verification.reading import CannotRead
from doudi.verification.receipts import Receipt

# No file we expect has one in its name: it may be somebody's.
LONG_NUMBER = re.compile(r"\d{14,}[Xx]?")


class CannotKeep(Exception):
    """The disk did not take it: nothing of the file is kept, the file itself is as it was, and it may come again. Worded for the operator."""


def receive(*, path: Path, on: date, officer: Officer | None, told: Told = unheard, found: Callable[[], Ahead] | None = None) -> Receipt:
    """Take in one file that came on this day (`told` hears how far it is; `found` has its bytes, where it was read ahead); the same bytes again are
    recognised, a refused file is remembered with the reason, one that differs from those before it as no ordinary day does is held for a person (raises
    FileHeld). Where the disk is full nothing of it is kept (raises CannotKeep).

    Good rows become facts, unreadable ones wait for the sender in quarantine, rows about somebody uncertain wait for an officer,
    rows about people the sender was not asked about are sent back and nothing of them is kept (社会救助法 第四十一条; 个人信息保护法 第三十四条).
    """
    access.require(officer, "verification.receive")
    content = b""
    try:
        ahead = _looked_at(found or partial(look, path))
        content = ahead.content
        with transaction.atomic():
            return take_in(path.name, ahead, on=on, officer=officer, told=told)
    except OSError as error:
        raise CannotKeep(f"文件 {shown_name(path)}：没有入库，{_disk(error)}。文件原样留着，腾出空间后会再次接收。") from None
    except Strange as strange:
        raise hold(shown_name(path), content, strange, on=on) from None
    except (BadFileName, CannotRead, CannotReceive) as error:
        file_name = shown_name(path)
        words = f"文件 {file_name}：{error}"
        _remember_refusal(file_name, content, words, on=on, officer=officer)
        raise CannotReceive(words) from None


def shown_name(path: Path) -> str:
    """The file's name as it may be shown and kept: without what may be somebody's number."""
    return LONG_NUMBER.sub("＊", path.name.encode(errors="replace").decode())


def _looked_at(found: Callable[[], Ahead]) -> Ahead:
    try:
        return found()
    except OSError:
        raise CannotReceive("找不到或无法读取。请核对路径。") from None


def _remember_refusal(file_name: str, content: bytes, words: str, *, on: date, officer: Officer | None) -> None:
    """Keep the refusal for the county's page, once for each file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('doudi.region', true)")
        [mine] = cursor.fetchone()
    parts = file_name.split("_")
    region = next((part for part in parts if part.isdigit() and part.startswith(mine)), mine)[:12]
    refused, is_new = RefusedFile.objects.get_or_create(
        file_name=file_name[:255], digest=crypto.sm3(content).hex(), region=region, defaults={"refused_on": on, "words": words}
    )
    if is_new:
        audit.record("verification.refused", about=refused, by=officer, because=words)


def _disk(error: OSError) -> str:
    return "磁盘空间不足" if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else "磁盘读写有故障"
