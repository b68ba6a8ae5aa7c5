"""收件: one file of a department enters in one transaction, whole or not at all."""

import re
from datetime import date
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from django.db import connection, transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.verification.actions.keep import keep
from doudi.verification.checking import check
from doudi.verification.feed import BadFileName, FileName, read_file_name
from doudi.verification.models import Delivery, RefusedFile
from doudi.verification.reading import MOST_BYTES, CannotRead, read_sheet
from doudi.verification.receipts import Receipt, receipt_of, write_for_sender
from doudi.verification.sorting import sort_out

# No file we expect has one in its name: it may be somebody's.
LONG_NUMBER = re.compile(r"\d{14,}[Xx]?")


class CannotReceive(Exception):
    """Why the whole file was refused: file, line, field, and what the sender should do. Nothing of it was kept."""


def receive(*, path: Path, on: date, officer: Officer | None) -> Receipt:
    """Take in one file that came on this day; the same bytes again are recognised, a refused file is remembered with the reason.

    Good rows become facts, unreadable ones wait for the sender in quarantine, rows about somebody uncertain wait for an officer,
    rows about people the sender was not asked about are sent back and nothing of them is kept (社会救助法 第四十一条; 个人信息保护法 第三十四条).
    """
    access.require(officer, "verification.receive")
    content = b""
    try:
        content = _content_of(path)
        with transaction.atomic():
            return _take_in(path, content, on=on, officer=officer)
    except (BadFileName, CannotRead, CannotReceive) as error:
        file_name = shown_name(path)
        words = f"文件 {file_name}：{error}"
        _remember_refusal(file_name, content, words, on=on, officer=officer)
        raise CannotReceive(words) from None


def shown_name(path: Path) -> str:
    """The file's name as it may be shown and kept: without what may be somebody's number."""
    return LONG_NUMBER.sub("＊", path.name.encode(errors="replace").decode())


def _take_in(path: Path, content: bytes, *, on: date, officer: Officer | None) -> Receipt:
    name = read_file_name(path)
    _check_place_and_day(name, on=on, officer=officer)
    digest = digest_of(content)
    before = _find_before(name, digest)
    if before:
        transaction.on_commit(partial(write_for_sender, before))
        return receipt_of(before, on=on)
    _refuse_copies(name, digest)
    sorted_rows = sort_out(check(read_sheet(content, name.feed, name.suffix), name.feed, region=name.region, on=name.on), name)
    delivery, facts = keep(sorted_rows, name, file_name=path.name, digest=digest, on=on, officer=officer)
    audit.record(
        "verification.received", about=delivery, by=officer, detail={"file": path.name, "rows": delivery.rows, "accepted": delivery.accepted, "digest": digest}
    )
    transaction.on_commit(partial(write_for_sender, delivery))
    return receipt_of(delivery, facts, on=on)


def digest_of(content: bytes) -> str:
    """SM3 of a file's bytes, as departments can compute it too."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CannotRead(f"文件超过 {MOST_BYTES // 1_000_000} MB。请按日期拆分后发送。")
        return path.read_bytes()
    except OSError:
        raise CannotReceive("找不到或无法读取。请核对路径。") from None


def _check_place_and_day(name: FileName, *, on: date, officer: Officer | None) -> None:
    try:
        known = regions.level_of(name.region) == "county"
    except regions.UnknownRegion:
        known = False
    if not known:
        raise CannotReceive(f"文件名中的 {name.region} 不是本市的县区代码。请核对后重新命名。")
    if not access.may(officer, "verification.receive", name.region):
        raise CannotReceive(f"文件属于{regions.name_of(name.region)}，不在您负责的区域内。请交由该县区接收。")
    if name.on > on:
        raise CannotReceive(f"文件日期 {name.on} 晚于收到日期 {on}。请核对文件名中的日期。")


def _find_before(name: FileName, digest: str) -> Delivery | None:
    """The delivery these bytes made before; other bytes under its name are refused. Two who bring the same file at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"verification {name.feed.name}"])
    before = Delivery.objects.filter(feed=name.feed.name, region=name.region, on=name.on, correction=name.correction).first()
    if before and before.digest != digest:
        again = name.feed.file_name(name.region, name.on, name.correction + 1)
        raise CannotReceive(f"告警：同名文件已于 {before.received_on} 收到，而这次内容不同，已拒收。确需更正的，请以更正文件 {again} 发送。")
    return before


def _refuse_copies(name: FileName, digest: str) -> None:
    copy = Delivery.objects.filter(feed=name.feed.name, digest=digest, rows__gt=0).first()
    if copy:
        raise CannotReceive(f"内容与 {copy.received_on} 收到的 {copy.file_name} 完全相同，只是名称不同。请核对是否发错了文件。")


def _remember_refusal(file_name: str, content: bytes, words: str, *, on: date, officer: Officer | None) -> None:
    """Keep the refusal for the county's page, once for each file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('doudi.region', true)")
        [mine] = cursor.fetchone()
    parts = file_name.split("_")
    region = next((part for part in parts if part.isdigit() and part.startswith(mine)), mine)[:12]
    refused, is_new = RefusedFile.objects.get_or_create(
        file_name=file_name[:255], digest=digest_of(content), region=region, defaults={"refused_on": on, "words": words}
    )
    if is_new:
        audit.record("verification.refused", about=refused, by=officer, because=words)
