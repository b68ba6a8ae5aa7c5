"""地方数值: what a place has set of the figures this room asks for."""

from datetime import date
from typing import Any

from doudi import law
from doudi.base.workdays import workdays_after
from doudi.policy.parameters import SET_TO_NONE


def figure_or_none(name: str, *, region: str, on: date) -> Any:
    """The figure of a county on a day; None where it has set nothing, or says that it has no such thing."""
    try:
        figure = law.book(on).figure(name, region=region, on=on)
    except LookupError:
        return None
    return None if figure == SET_TO_NONE else figure


def last_day(name: str, *, region: str, on: date) -> date | None:
    """The last day of a place's term in working days, counted from a day that itself does not count; None where it has set none."""
    workdays = figure_or_none(name, region=region, on=on)
    return None if workdays is None else workdays_after(on, int(workdays))
