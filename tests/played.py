"""演过的县: a small made-up county whose days have been played through the house's verbs, for tests that need a house in use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings

from doudi.sandbox.demo import Plan, play


@contextmanager
def at_home(home: Path) -> Iterator[Path]:
    """DOUDI_HOME is this folder."""
    before = os.environ["DOUDI_HOME"], settings.DOUDI_HOME
    os.environ["DOUDI_HOME"], settings.DOUDI_HOME = str(home), home
    try:
        yield home
    finally:
        os.environ["DOUDI_HOME"], settings.DOUDI_HOME = before


def play_all(plan: Plan, *, until: date | None = None) -> None:
    """The plan's days to its last, or through `until`, in the database Django uses now and the home of now."""
    for told in play(plan):
        if told.on and told.on == until:
            return
