"""发送方: which machines may send files by themselves, and what one of them has sent."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePath

from django.db import transaction

from doudi.base import access, audit, regions
from doudi.base.models import Officer
from doudi.verification.actions.receive import receive
from doudi.verification.envelope import CannotTrust, Envelope, check_file, fingerprint_of, open_envelope, signer_of
from doudi.verification.feed import BadFileName, all_feeds, read_file_name
from doudi.verification.letters import CROSS
from doudi.verification.models import Request, Sender
from doudi.verification.receipts import Receipt

UNKNOWN = "这个发送方没有登记，或已停用。请联系接收方。"


class CannotRegisterSender(Exception):
    """Worded for the person at the terminal."""


@transaction.atomic
def register_sender(*, name: str, region: str, feeds: Sequence[str], public_key: str, officer: Officer | None, on: date) -> Sender:
    """From today the holder of this key may send files of these feeds for this county. The same key again is known, and stays as it was."""
    access.require(officer, "verification.register_sender", region)
    if strange := sorted(set(feeds) - all_feeds().keys() - {CROSS}):
        raise CannotRegisterSender(f"没有这项数据：{'、'.join(strange)}。可以是：{'、'.join([*all_feeds(), CROSS])}。")
    try:
        known = regions.level_of(region) == "county"
    except regions.UnknownRegion:
        known = False
    if not known or not feeds or not name.strip():
        raise CannotRegisterSender("请写明名称、一个县区的代码和至少一项数据。")
    try:
        fingerprint = fingerprint_of(public_key)
    except CannotTrust as error:
        raise CannotRegisterSender(str(error)) from None
    sender, is_new = Sender.objects.get_or_create(
        fingerprint=fingerprint, defaults={"name": name.strip()[:60], "region": region, "feeds": list(feeds), "public_key": public_key, "from_on": on}
    )
    if is_new:
        audit.record("verification.sender_registered", about=sender, by=officer, detail={"feeds": list(feeds), "fingerprint": fingerprint})
    return sender


@transaction.atomic
def end_sender(*, fingerprint: str, because: str, officer: Officer | None, on: date) -> Sender:
    """From today nothing that this key signed is believed."""
    sender = Sender.objects.select_for_update().filter(fingerprint__startswith=fingerprint).first() if len(fingerprint) >= 8 else None
    if sender is None:
        raise CannotRegisterSender("没有这个指纹的发送方。请写明指纹的前 8 位以上。")
    access.require(officer, "verification.register_sender", sender.region)
    if not because.strip():
        raise CannotRegisterSender("请写明停用理由。")
    if sender.until_on is None:
        sender.until_on = on
        sender.save(update_fields=["until_on"])
        audit.record("verification.sender_ended", about=sender, by=officer, because=because.strip())
    return sender


def trust(*, token: str, now: datetime, on: date) -> tuple[Sender, Envelope]:
    """Who signed this token, and what it vouches for; raises CannotTrust, and writes down what bore a known sender's name."""
    sender = Sender.objects.filter(fingerprint=signer_of(token)).first()
    if sender is None:
        raise CannotTrust(UNKNOWN)
    try:
        if sender.from_on > on or (sender.until_on is not None and sender.until_on <= on):
            raise CannotTrust(UNKNOWN)
        return sender, open_envelope(token, public_key=sender.public_key, region=sender.region, now=now)
    except CannotTrust as refusal:
        audit.record("verification.envelope_refused", about=sender, by=None, because=str(refusal))
        raise


def receive_signed(*, path: Path, digest: str, sender: Sender, envelope: Envelope, on: date) -> Receipt:
    """Take in a file that a trusted machine brought; one that its envelope does not vouch for is refused, written down, and nothing of it is looked at."""
    try:
        check_file(envelope, file_name=path.name, digest=digest, feeds=sender.feeds, region=_answers_for(sender, path.name))
    except CannotTrust as refusal:
        audit.record("verification.envelope_refused", about=sender, by=None, because=str(refusal))
        raise
    return receive(path=path, on=on, officer=None)


def _answers_for(sender: Sender, file_name: str) -> str:
    """Of which county a file of this sender may be: of its own; and of one that has asked its county's department by the list which the file names."""
    try:
        name = read_file_name(PurePath(file_name))
    except BadFileName:
        return sender.region
    number = f"{name.feed.name}-{name.region}-{name.of_list.replace('_', '-')}"
    has_asked = bool(name.of_list) and Request.objects.filter(number=number, region=name.region, asked_in=sender.region).exists()
    of_own = not Request.objects.filter(number=number, region=name.region).exclude(asked_in="").exists()
    return name.region if has_asked else sender.region if of_own else ""
