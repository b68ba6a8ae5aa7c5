"""工作日: terms counted one way, by China's calendar with its swapped days (调休); 民法典 第二百零一条至第二百零三条.

The calendar is published year by year, for the next one late in autumn. Until it is taken in, Monday to Friday count there: a family's case
does not wait for a calendar, and a term that counts a holiday as a working day ends early, which binds the office and harms nobody.
`decisions/0008`.
"""

from datetime import date, timedelta

import chinese_calendar

_DAY = timedelta(days=1)
_SATURDAY = 5


class CannotCountWorkdays(Exception):
    """A day before China's calendar of swapped days begins (2004): no term of this law lies there."""


def is_workday(day: date) -> bool:
    """Whether offices work that day: swapped Saturdays count, holidays do not; beyond the published calendar, Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        if day.year < 2020:
            raise CannotCountWorkdays(f"{day} 早于放假日历，期限无法推算。请核对日期。") from None
        return day.weekday() < _SATURDAY


def is_published(day: date) -> bool:
    """Whether the holidays of that year have been taken in; where not, a deadline there is provisional."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def workdays_after(day: date, count: int) -> date:
    """The last day of a term of `count` working days; the day of the event is not counted."""
    while count > 0:
        day += _DAY
        count -= is_workday(day)
    return day


def days_after(day: date, count: int) -> date:
    """The last day of a term of `count` calendar days; when it is a day off, the next working day."""
    last = day + count * _DAY
    while not is_workday(last):
        last += _DAY
    return last


def notice_last_day(posted_on: date, days: int = 7) -> date:
    """The last day of a public notice: `days` full days after posting, moved like any term."""
    return days_after(posted_on, days)


def workdays_between(start: date, end: date) -> int:
    """How many working days lie after `start` up to `end`; negative when `end` comes first."""
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + number * _DAY) for number in range(1, (end - start).days + 1))
