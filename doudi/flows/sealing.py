"""审计封存: audit rows are chained within seconds while the pages are served, all of them once a day; the chain's end is signed and kept outside."""

import time
from collections.abc import Callable
from datetime import date

from django.db import OperationalError, connections

from doudi.base import audit
from doudi.base.access import acting_as_system
from doudi.flows.clock import today


def seal_audit(*, on: date, region: str) -> int:
    """Seal every row written so far and keep the day's signed root; returns how many were new."""
    with acting_as_system(region):
        return audit.seal(on=on)


def keep_sealing(*, every: float, goes_on: Callable[[], bool], say: Callable[[int], None]) -> None:
    """Seal what is new every few seconds for as long as `goes_on` says; a database that is away is asked again."""
    is_first = True
    while goes_on():
        try:
            with acting_as_system():
                say(audit.seal(on=today(), is_quick=not is_first))
            is_first = False
        except OperationalError:
            pass
        finally:
            connections.close_all()
        time.sleep(every)
