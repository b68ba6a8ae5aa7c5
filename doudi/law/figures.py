"""地方数值: a figure that a place may leave out: what it has set, or nothing."""

from datetime import date
from typing import Any

from doudi.base.workdays import workdays_after
from doudi.law import book
from doudi.policy.parameters import SET_TO_NONE


def figure_or_none(name: str, *, region: str, area: str = "", on: date) -> Any:
    """The figure of a place on a day; None where it has set nothing, or says that it has no such thing."""
    try:
        figure = book(on).figure(name, region=region, area=area, on=on)
    except LookupError:
        return None
    return None if figure == SET_TO_NONE else figure


def last_day(name: str, *, region: str, on: date) -> date | None:
    """The last day of a place's term in working days, counted from a day that itself does not count; None where it has set none."""
    workdays = figure_or_none(name, region=region, on=on)
    return None if workdays is None else workdays_after(on, int(workdays))
