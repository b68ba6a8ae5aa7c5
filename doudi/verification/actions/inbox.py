"""收件箱: everything that came by a day is received and laid aside; a bad file stops nobody."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from django.db import transaction

from doudi.base import home
from doudi.verification.actions.receive import CannotReceive, receive
from doudi.verification.models import Delivery
from doudi.verification.receipts import Receipt, receipt_of


def receive_inbox(*, on: date) -> list[Receipt]:
    """Receive what lies in `inbox/<day>/` by this day, early and late; returns what was received on this day, also by an earlier run of it.

    A file that was taken in moves to `received/<day>/` once that is committed, so that no day reads it again; one that died in between
    is recognised by its bytes. Refused files stay in the inbox and on the county's list of refused files.
    """
    fresh = {}
    for path in _files(on):
        try:
            receipt = receive(path=path, on=on, officer=None)
        except CannotReceive:
            continue
        fresh[receipt.delivery_id] = receipt
        transaction.on_commit(partial(_lay_aside, path))
    return [fresh.get(delivery.pk) or receipt_of(delivery, on=on) for delivery in Delivery.objects.filter(received_on=on).order_by("pk")]


def _files(on: date) -> Iterator[Path]:
    for folder in sorted(folder for folder in (home.home() / "inbox").glob("????-??-??") if folder.name <= on.isoformat()):
        yield from sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _lay_aside(path: Path) -> None:
    """The same file twice is kept once; the same name with other bytes replaces nothing."""
    folder = home.home() / "received" / path.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    to, copies = folder / path.name, 1
    while to.exists() and to.read_bytes() != path.read_bytes():
        copies += 1
        to = folder / f"{path.stem}.{copies}{path.suffix}"
    path.replace(to)
