"""收件: one department's file, brought by an officer, is taken in and known from this day."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import OperationalError, connections, transaction

from doudi.base.access import acting_as_system
from doudi.base.models import Officer
from doudi.flows.clock import now_on, today
from doudi.flows.exchanging import send_due
from doudi.registry import actions as registry
from doudi.verification import actions as verification
from doudi.verification.envelope import Envelope

if TYPE_CHECKING:
    from doudi.verification.models import Sender


def take_in(*, path: Path, officer: Officer | None, on: date, told: verification.Told = verification.unheard) -> verification.Receipt:
    """What the page and `doudi receive` do with one file, in the caller's transaction: a refusal is remembered in it, so it must not be undone here."""
    receipt = verification.receive(path=path, on=on, officer=officer, told=told)
    registry.record([receipt], on=on)
    return receipt


def take_in_signed(*, path: Path, digest: str, sender: Sender, envelope: Envelope, on: date) -> verification.Receipt:
    """What a department's trusted machine brought; a refusal is remembered in the caller's transaction."""
    receipt = verification.receive_signed(path=path, digest=digest, sender=sender, envelope=envelope, on=on)
    registry.record([receipt], on=on)
    return receipt


def keep_watching(*, every: float, region: str, goes_on: Callable[[], bool], say: Callable[[list[verification.Receipt]], None]) -> None:
    """Take in what lies in the inbox, and bring out the lists whose time has come, every few seconds for as long as `goes_on` says; a database that is away is
    asked again."""
    while goes_on():
        try:
            with acting_as_system(region):
                fresh = verification.receive_inbox(on=today())
                registry.record(fresh, on=today())
            say(fresh)
            send_due(on=today(), now=now_on(today()), region=region)
        except OperationalError:
            pass
        finally:
            connections.close_all()
        time.sleep(every)


@transaction.atomic
def let_in(*, held_id: int, because: str, officer: Officer, on: date) -> verification.Receipt:
    """A file that was held, and whose sender stands by it, is taken in and known from this day."""
    receipt = verification.let_in(held_id=held_id, because=because, officer=officer, on=on)
    registry.record([receipt], on=on)
    return receipt
