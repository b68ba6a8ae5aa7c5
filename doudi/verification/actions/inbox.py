"""收件箱: everything that came by a day is received, and then is no longer kept as it came; a bad file stops nobody."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from django.db import transaction

from doudi.base import access, audit, home
from doudi.verification.actions.held import FileHeld
from doudi.verification.actions.receive import CannotKeep, receive
from doudi.verification.actions.taking import CannotReceive
from doudi.verification.ahead import Ahead, one_ahead, seen_at
from doudi.verification.models import Delivery
from doudi.verification.receipts import Receipt, receipt_of


def receive_inbox(*, on: date) -> list[Receipt]:
    """Receive what lies in `inbox/<day>/` by this day, early and late, each read while the one before is kept; returns what was received on this day, also by
    an earlier run of it.

    A file that was taken in is deleted once that is committed: it still holds the rows of which nothing may be kept, in clear. What stays is its
    digest, its receipt, and the rows that were taken. One whose process died in between is recognised by its bytes, and then deleted.
    One held for a person is kept sealed elsewhere. One that the disk did not take is told of and stays for the next time. Refused files stay in the
    inbox for the sender to replace, and on the county's list of refused files.
    """
    fresh = {}
    for path, found in one_ahead(_files(on)):
        try:
            receipt = receive(path=path, on=on, officer=None, found=found)
        except CannotReceive:
            continue
        except CannotKeep as full:
            audit.record("verification.no_room", about=None, by=None, because=str(full), region=access.region_in_sight())
            continue
        except FileHeld:
            transaction.on_commit(partial(_take_away, path, found))  # it is kept sealed
            continue
        fresh[receipt.delivery_id] = receipt
        transaction.on_commit(partial(_take_away, path, found))
    return [fresh.get(delivery.pk) or receipt_of(delivery, on=on) for delivery in Delivery.objects.filter(received_on=on).order_by("pk")]


def _take_away(path: Path, found: Callable[[], Ahead]) -> None:
    """The file that was taken in; one that was put in its place meanwhile stays for the next time."""
    with suppress(FileNotFoundError):
        if seen_at(path) == found().seen:
            path.unlink()


def _files(on: date) -> Iterator[Path]:
    for folder in sorted(folder for folder in home.folder("inbox").glob("????-??-??") if folder.name <= on.isoformat()):
        yield from sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
