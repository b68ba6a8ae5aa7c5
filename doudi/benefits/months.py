"""月份: a month is its first day."""

from datetime import date


def month_of(day: date) -> date:
    """The month a day lies in."""
    return day.replace(day=1)


def month_after(day: date, count: int = 1) -> date:
    """The month `count` months after the one a day lies in; before it, when negative."""
    number = day.year * 12 + day.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)
