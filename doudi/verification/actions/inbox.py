"""收件箱: everything that came by a day is received; a bad file stops nobody."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from doudi.base import home
from doudi.verification.actions.receive import CannotReceive, receive
from doudi.verification.models import Delivery
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
    inbox = home.home() / "inbox"
    days = sorted(folder for folder in inbox.glob("????-??-??") if (on - LOOK_BACK).isoformat() <= folder.name <= on.isoformat())
    for folder in days:
        yield from sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
