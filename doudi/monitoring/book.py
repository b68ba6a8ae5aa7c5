"""规则书: the law's rules of a day with the signals and the house's own facts beside them."""

from dataclasses import replace
from datetime import date
from functools import cache

from doudi import law
from doudi.monitoring.signal import all_signals, signal_rules
from doudi.policy import Book
from doudi.registry.house_facts import HOUSE_FACTS


def book(on: date) -> Book:
    """What a population is assessed with each day: the law's own results, every signal, and what the signals' alerts show."""
    return _extended(law.book(on))


@cache
def _extended(base: Book) -> Book:
    extended = base.extended(rules=signal_rules(), facts=HOUSE_FACTS)
    shown = [name for one in all_signals().values() for name in one.columns]
    return replace(extended, results=tuple(dict.fromkeys([*base.results, *shown])))
