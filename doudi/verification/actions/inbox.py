"""收件箱: everything that came by a day is received; a bad file stops nobody."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from doudi.base import home
from doudi.verification.actions.receive import CannotReceive, digest_of, receive
from doudi.verification.models import Delivery, RefusedFile
from doudi.verification.receipts import Receipt

LOOK_BACK = timedelta(days=30)


def receive_inbox(*, on: date) -> list[Receipt]:
    """Receive `inbox/<day>/` and what was laid late into the folders of the last weeks; returns what was received on this day, also by an earlier run of it.

    Refused files stay in the inbox and on the county's list of refused files.
    """
    receipts = {}
    for path in _files(on):
        try:
            receipt = receive(path=path, on=on, officer=None)
        except CannotReceive:
            continue
        receipts[receipt.delivery_id] = receipt
    today = set(Delivery.objects.filter(pk__in=receipts, received_on=on).values_list("pk", flat=True))
    return [receipt for number, receipt in receipts.items() if number in today]


def _files(on: date) -> Iterator[Path]:
    """The day's files, and those of earlier days' folders that an earlier day has not dealt with."""
    dealt_with = set(Delivery.objects.filter(received_on__lt=on).values_list("file_name", "digest"))
    dealt_with |= set(RefusedFile.objects.filter(refused_on__lt=on).values_list("file_name", "digest"))
    for folder in sorted((home.home() / "inbox").glob("????-??-??")):
        if (on - LOOK_BACK).isoformat() <= folder.name <= on.isoformat():
            paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
            yield from (path for path in paths if folder.name == on.isoformat() or (path.name, digest_of(path.read_bytes())) not in dealt_with)
