"""工作日: terms counted one way, by China's calendar with its swapped days (调休); 民法典 第二百零一条至第二百零三条."""

from datetime import date, timedelta

import chinese_calendar

_DAY = timedelta(days=1)


class CannotCountWorkdays(Exception):
    """The calendar of that year has not been published, or not been taken in."""


def is_workday(day: date) -> bool:
    """Whether offices work that day: swapped Saturdays count, holidays do not."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise CannotCountWorkdays(f"{day.year} 年的放假安排不在日历里，{day} 前后的期限无法推算。请先更新放假日历。") from None


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
