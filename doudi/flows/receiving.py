"""收件: one department's file, brought by an officer, is taken in and known from this day."""

from datetime import date
from pathlib import Path

from django.db import transaction

from doudi.base.models import Officer
from doudi.registry import actions as registry
from doudi.verification import actions as verification


def take_in(*, path: Path, officer: Officer | None, on: date) -> verification.Receipt:
    """What the page and `doudi receive` do with one file, in the caller's transaction: a refusal is remembered in it, so it must not be undone here."""
    receipt = verification.receive(path=path, on=on, officer=officer)
    registry.record([receipt], on=on)
    return receipt


@transaction.atomic
def let_in(*, held_id: int, because: str, officer: Officer, on: date) -> verification.Receipt:
    """A file that was held, and whose sender stands by it, is taken in and known from this day."""
    receipt = verification.let_in(held_id=held_id, because=because, officer=officer, on=on)
    registry.record([receipt], on=on)
    return receipt
