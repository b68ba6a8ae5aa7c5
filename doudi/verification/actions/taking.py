"""入库: one file's bytes enter in one transaction, whole or not at all; what no ordinary day explains is not let in without a person."""

from datetime import date
from functools import partial
from pathlib import PurePath

from django.db import connection, transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.verification.actions.keep import keep
from doudi.verification.ahead import Ahead
from doudi.verification.checking import Checked, check
from doudi.verification.feed import FileName, read_file_name
from doudi.verification.former_names import keep_former_names
from doudi.verification.items import keep_items
from doudi.verification.models import Delivery
from doudi.verification.profile import SEEN_BEFORE, Profile, limits_of, profile_of, strange_beside, strange_in
from doudi.verification.receipts import Receipt, receipt_of, write_for_sender
from doudi.verification.sorting import sort_out
from doudi.verification.under_way import CHECKING, KEEPING, MATCHING, READING, STAGES, Line, Told, UnderWay, unheard

__all__ = ["STAGES", "CannotReceive", "Strange", "Told", "hold_feed", "take_in", "unheard"]


class CannotReceive(Exception):
    """Why the whole file was refused: file, line, field, and what the sender should do. Nothing of it was kept."""


class Strange(Exception):
    """A file that differs from those before it; `reasons` are sentences for officers."""

    def __init__(self, name: FileName, reasons: list[str]) -> None:
        super().__init__("".join(reasons))
        self.name, self.reasons = name, reasons


def take_in(file_name: str, ahead: Ahead, *, on: date, officer: Officer | None, is_let_in: bool = False, told: Told = unheard) -> Receipt:
    """Take in this file, in the caller's transaction; `told` hears of each of the STAGES as it begins.

    Raises CannotReceive, CannotRead, BadFileName, and Strange for a file that a person has not let in.
    """
    name = read_file_name(PurePath(file_name))
    _check_place_and_day(name, on=on, officer=officer)
    digest = ahead.digest
    before = _find_before(name, digest)
    if before:
        transaction.on_commit(partial(write_for_sender, before))
        return receipt_of(before, on=on)
    _refuse_copies(name, digest)
    with Line(UnderWay(file_name, name.feed.name, name.region), told) as line:
        line.begin(READING)
        typed = ahead.typed(name, line.read)
        line.begin(CHECKING)
        checked = check(typed, name.feed, region=name.region, received_on=on)
        profile = profile_of(checked, name.feed)
        if not is_let_in and (reasons := _strange(checked, profile, name)):
            raise Strange(name, reasons)
        line.begin(MATCHING)
        rows = sort_out(checked, name, typed.marks)
        line.begin(KEEPING)
        delivery, facts = keep(rows, name, file_name=file_name, digest=digest, profile=profile, on=on, officer=officer)
        keep_items(checked, rows, name.feed, delivery)
        keep_former_names(checked, rows, name.feed, delivery)
    audit.record(
        "verification.received", about=delivery, by=officer, detail={"file": file_name, "rows": delivery.rows, "accepted": delivery.accepted, "digest": digest}
    )
    transaction.on_commit(partial(write_for_sender, delivery))
    return receipt_of(delivery, facts, on=on)


def _strange(checked: Checked, profile: Profile, name: FileName) -> list[str]:
    """By itself, and beside the last files of this feed and county that were no corrections and answered more than one list."""
    if name.correction or name.of_list:  # how many rows answer one list is known from the list
        return strange_in(checked, name.feed)
    known = Delivery.objects.filter(feed=name.feed.name, region=name.region, correction=0, of_list="").exclude(profile={}).order_by("-on", "-id")
    before = [Profile(**one) for one in known.values_list("profile", flat=True)[:SEEN_BEFORE]]
    return strange_in(checked, name.feed) + strange_beside(profile, before, name.feed, limits_of(name.region, name.on))


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
    hold_feed(name.feed.name)
    before = Delivery.objects.filter(feed=name.feed.name, region=name.region, on=name.on, of_list=name.of_list, correction=name.correction).first()
    if before and before.digest != digest:
        again = name.feed.file_name(name.region, name.on, name.correction + 1, name.of_list)
        raise CannotReceive(f"告警：同名文件已于 {before.received_on} 收到，而这次内容不同，已拒收。确需更正的，请以更正文件 {again} 发送。")
    return before


def hold_feed(feed: str) -> None:
    """Until the transaction ends nobody else changes what the lake holds of this feed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"verification {feed}"])


def _refuse_copies(name: FileName, digest: str) -> None:
    if not name.feed.is_daily:  # a list that comes less often may say the same again
        return
    copy = Delivery.objects.filter(feed=name.feed.name, digest=digest, rows__gt=0).first()
    if copy:
        raise CannotReceive(f"内容与 {copy.received_on} 收到的 {copy.file_name} 完全相同，只是名称不同。请核对是否发错了文件。")
