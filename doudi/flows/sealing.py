"""审计封存: the day's audit rows are chained, and the chain's end is written outside the database."""

from datetime import date

from doudi.base import audit
from doudi.base.access import acting_as_system


def seal_audit(*, on: date, region: str) -> int:
    """Seal every row written so far; returns how many were new."""
    with acting_as_system(region):
        return audit.seal()
