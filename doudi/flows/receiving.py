"""收件: one department's file, brought by an officer, is taken in and known from this day."""

from datetime import date
from pathlib import Path

from doudi.base.models import Officer
from doudi.registry import actions as registry
from doudi.verification import actions as verification


def take_in(*, path: Path, officer: Officer | None, on: date) -> verification.Receipt:
    """What the page and `doudi receive` do with one file, in the caller's transaction: a refusal is remembered in it, so it must not be undone here."""
    receipt = verification.receive(path=path, on=on, officer=officer)
    registry.record([receipt], on=on)
    return receipt
