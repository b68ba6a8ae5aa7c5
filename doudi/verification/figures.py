"""地方数值: what a place has set of the figures this room asks for."""

from datetime import date
from typing import Any

from doudi import law
from doudi.policy.parameters import SET_TO_NONE


def figure_or_none(name: str, *, region: str, on: date) -> Any:
    """The figure of a county on a day; None where it has set nothing, or says that it has no such thing."""
    try:
        figure = law.book(on).figure(name, region=region, on=on)
    except LookupError:
        return None
    return None if figure == SET_TO_NONE else figure
