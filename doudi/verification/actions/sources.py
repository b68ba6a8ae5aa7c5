"""来源: how each department is reached, entered by an administrator; what is not entered goes by folder."""

from datetime import date

from django.db import transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.verification.exchange import rest
from doudi.verification.feed import all_feeds
from doudi.verification.models import Circuit, Exchange, Source


class CannotSetSource(Exception):
    """Worded for the person at the terminal."""


@transaction.atomic
def set_source(
    *,
    feed: str,
    region: str,
    address: str,
    audience: str,
    officer: Officer | None,
    on: date,
    seconds: int = 20,
    workdays: int = 0,
    most_failures: int = 5,
    rest_minutes: int = 30,
) -> Source:
    """From today lists of this feed and county go to this address (an empty one: into the folder). What stood before ends; the same again is known."""
    access.require(officer, "verification.set_source", region)
    _check(feed, region)
    limits = {"seconds": seconds, "workdays": workdays, "most_failures": most_failures, "rest_minutes": rest_minutes}
    if not (1 <= seconds <= 300 and 0 <= workdays <= 60 and 1 <= most_failures <= 1_000 and 1 <= rest_minutes <= 1_440):
        raise CannotSetSource("等待 1 至 300 秒，答复期限至多 60 个工作日，失败 1 至 1000 次后暂停，暂停 1 至 1440 分钟。")
    if address:
        try:
            rest.address_of(address)
        except rest.CannotReach as error:
            raise CannotSetSource(str(error)) from None
        if not audience.strip():
            raise CannotSetSource("请写明接收方代号：凭证只对它有效。")
    channel = Source.Channel.REST if address else Source.Channel.FOLDER
    said = {"channel": channel, "address": address, "audience": audience.strip() if address else "", **limits}
    before = Source.objects.select_for_update().filter(feed=feed, region=region, until_on=None).first()
    if before is not None:
        if all(getattr(before, name) == value for name, value in said.items()):
            return before
        Source.objects.filter(pk=before.pk).update(until_on=on)
    source = Source.objects.create(feed=feed, region=region, from_on=on, **said)
    audit.record("verification.source_set", about=source, by=officer, detail={"feed": feed, **said, "channel": str(channel)})
    return source


@transaction.atomic
def end_source(*, feed: str, region: str, because: str, officer: Officer | None, on: date) -> Source:
    """From today lists of this feed and county go by folder again."""
    access.require(officer, "verification.set_source", region)
    if not because.strip():
        raise CannotSetSource("请写明停用理由。")
    source = Source.objects.select_for_update().filter(feed=feed, region=region, until_on=None).first()
    if source is None:
        raise CannotSetSource("这项数据在这个县区没有另行登记的来源，名单本来就放入文件夹。")
    source.until_on = on
    source.save(update_fields=["until_on"])
    audit.record("verification.source_ended", about=source, by=officer, because=because.strip(), detail={"feed": feed})
    return source


@transaction.atomic
def wake_source(*, feed: str, region: str, because: str, officer: Officer | None, asked_in: str = "") -> int:
    """The department (of another county of the city: `asked_in`) says that it is back: its rest is over, and every list of this county that waits for it is
    tried at once; how many."""
    access.require(officer, "verification.receive", region)
    _check(feed, asked_in or region)
    if not because.strip():
        raise CannotSetSource("请写明与对方核实的情况。")
    line = Circuit.objects.select_for_update().filter(feed=feed, region=region, asked_in=asked_in).first()
    if line is not None and line.rests_until_at is not None:
        line.rests_until_at = None
        line.save(update_fields=["rests_until_at"])
    waiting = Exchange.objects.filter(feed=feed, region=region, request__asked_in=asked_in, sent_at=None).update(next_at=None)
    if line is not None:
        audit.record("verification.source_woken", about=line, by=officer, because=because.strip(), detail={"feed": feed, "lists": waiting})
    return waiting


def _check(feed: str, region: str) -> None:
    asked = [name for name, one in all_feeds().items() if one.is_requested]
    if feed not in asked:
        raise CannotSetSource(f"“{feed}”不是按名单请求的数据。可以是：{'、'.join(asked)}。")
    try:
        known = regions.level_of(region) == "county"
    except regions.UnknownRegion:
        known = False
    if not known:
        raise CannotSetSource(f"“{region}”不是本市的县区代码。")
