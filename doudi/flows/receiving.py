"""收件: one department's file, brought by an officer, is taken in and known from this day."""

from datetime import date
from pathlib import Path

from django.db import transaction

from doudi.base.models import Officer
from doudi.registry import actions as registry
from doudi.verification import actions as verification


@transaction.atomic
def take_in(*, path: Path, officer: Officer, on: date) -> verification.Receipt:
    """What `doudi receive` does, for one file and one officer."""
    receipt = verification.receive(path=path, on=on, officer=officer)
    registry.record([receipt], on=on)
    return receipt
