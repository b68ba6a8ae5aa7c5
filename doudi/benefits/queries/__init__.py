"""发放的问题: everything others may ask of the room; each sees what the asker's region shows."""

from doudi.benefits.rules import payday

from .bank import files_of, files_to_send, returns_to_read
from .entitlements import (
    accounts_of,
    awards_of,
    find_award,
    get_account,
    get_award,
    get_standing,
    recipients,
    standing_of,
    standings_ever,
    standings_in_force,
    standings_of,
)
from .ledger import Books, books_of
from .runs import (
    Line,
    Overview,
    Part,
    adjustments_of,
    find_run,
    get_line,
    get_run,
    held_lines,
    lines_of,
    months_that_came_back,
    open_adjustments_on,
    overview,
    payments_of,
    runs,
)

__all__ = [
    "Books",
    "Line",
    "Overview",
    "Part",
    "accounts_of",
    "adjustments_of",
    "awards_of",
    "books_of",
    "files_of",
    "files_to_send",
    "find_award",
    "find_run",
    "get_account",
    "get_award",
    "get_line",
    "get_run",
    "get_standing",
    "held_lines",
    "lines_of",
    "months_that_came_back",
    "open_adjustments_on",
    "overview",
    "payday",
    "payments_of",
    "recipients",
    "returns_to_read",
    "runs",
    "standing_of",
    "standings_ever",
    "standings_in_force",
    "standings_of",
]
