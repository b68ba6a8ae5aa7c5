"""收件: one file of a department enters in one transaction, whole or not at all."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives import hashes
from django.db import connection, transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.registry import queries as registry
from doudi.verification import lakeside
from doudi.verification.actions.keep import keep_answers, keep_quarantined, keep_waiting, supersede_waiting
from doudi.verification.checking import Checked, check, quarantine
from doudi.verification.columnar import facts_of
from doudi.verification.feed import BadFileName, FileName, read_file_name
from doudi.verification.matching import Verdicts, identify
from doudi.verification.models import Delivery, RefusedFile
from doudi.verification.reading import MOST_BYTES, ROW, CannotRead, read_sheet
from doudi.verification.receipts import Receipt, receipt_of, words_for_sender, write_for_sender


class CannotReceive(Exception):
    """Why the whole file was refused: file, line, field, and what the sender should do. Nothing of it was kept."""


def receive(*, path: Path, on: date, officer: Officer | None) -> Receipt:
    """Take in one file received on this day; the same bytes again are recognised, a refused file is remembered with the reason.

    Good rows become facts, unreadable ones wait for the sender in quarantine, rows about somebody uncertain wait for an officer,
    rows about people beyond what the feed may be about are sent back and nothing of them is kept (社会救助法 第四十一条; 个人信息保护法 第三十四条).
    """
    access.require(officer, "verification.receive")
    content = b""
    try:
        content = _content_of(path)
        with transaction.atomic():
            return _take_in(path, content, on=on, officer=officer)
    except (BadFileName, CannotRead, CannotReceive) as error:
        words = f"文件 {path.name}：{error}"
        _remember_refusal(path, content, words, on=on, officer=officer)
        raise CannotReceive(words) from None


def _take_in(path: Path, content: bytes, *, on: date, officer: Officer | None) -> Receipt:
    name = read_file_name(path)
    _check_place_and_day(name, on=on, officer=officer)
    digest = _digest_of(content)
    if before := _received_before(name, digest):
        transaction.on_commit(lambda: write_for_sender(before) and None)
        return receipt_of(before, exists=True, on=on)
    checked = check(read_sheet(content, name.feed), name.feed, region=name.region, on=name.on)
    sorted_out = _sort_out(checked, name)
    delivery = _keep(sorted_out, name, path, digest, on=on, officer=officer)
    audit.record("verification.received", about=delivery, by=officer, detail={"file": delivery.file_name, "rows": delivery.rows, "digest": digest})
    transaction.on_commit(lambda: write_for_sender(delivery) and None)
    return receipt_of(delivery, exists=False, on=on)


@dataclass(frozen=True)
class _Sorted:
    """Where each row of a file belongs."""

    rows: pa.Table
    verdicts: Verdicts
    facts: pa.Table
    waiting: pa.Table
    refused: list[int]
    quarantined: pa.Table
    repeated: int

    @property
    def count(self) -> int:
        return int(self.rows.num_rows) + int(self.quarantined.num_rows) + self.repeated


def _sort_out(checked: Checked, name: FileName) -> _Sorted:
    """Match people, translate into facts, find households; outdated rows count as repeated."""
    feed, rows = name.feed, checked.rows
    verdicts = identify(rows, feed)
    refused = rows[ROW].filter(verdicts.refused).to_pylist()
    facts = _with_people(facts_of(rows.filter(pc.invert(verdicts.refused)), feed), rows, verdicts, is_requested=feed.is_requested)
    facts, homeless = _with_households(facts, name)
    old = lakeside.outdated(feed.name, facts["ref"], revision=name.revision)
    is_old = pc.is_in(facts["ref"], pa.array(sorted(old), pa.string()))
    gone = pa.concat_arrays([facts[ROW].filter(is_old).combine_chunks(), homeless[ROW].combine_chunks()])
    ...


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CannotRead(f"文件超过 {MOST_BYTES // 1_000_000} MB。请按日期拆分后发送。")
        return path.read_bytes()
    except OSError:
        raise CannotReceive("找不到这个文件或无法读取。请核对路径。") from None
