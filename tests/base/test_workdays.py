"""工作日: terms over weekends, holidays and swapped days; and the end of the calendar."""

from datetime import date

import pytest

from doudi.base import workdays


def test_swapped_days_of_national_day():
    assert not workdays.is_workday(date(2026, 10, 1))
    assert workdays.is_workday(date(2026, 10, 10))
    assert not workdays.is_workday(date(2026, 10, 11))


def test_the_day_of_the_event_is_not_counted():
    assert workdays.workdays_after(date(2026, 10, 12), 3) == date(2026, 10, 15)
    assert workdays.workdays_after(date(2026, 10, 16), 1) == date(2026, 10, 19)
    assert workdays.workdays_after(date(2026, 10, 17), 1) == date(2026, 10, 19)


def test_a_term_over_the_holiday_counts_the_swapped_saturday():
    assert workdays.workdays_after(date(2026, 9, 30), 3) == date(2026, 10, 10)


def test_thirty_working_days():
    last = workdays.workdays_after(date(2026, 10, 12), 30)
    assert workdays.workdays_between(date(2026, 10, 12), last) == 30
    assert last == date(2026, 11, 23)


def test_a_calendar_term_that_ends_on_a_day_off_ends_on_the_next_working_day():
    assert workdays.days_after(date(2026, 10, 12), 7) == date(2026, 10, 19)
    assert workdays.days_after(date(2026, 10, 10), 7) == date(2026, 10, 19)
    assert workdays.days_after(date(2026, 9, 24), 7) == date(2026, 10, 8)
    assert workdays.notice_last_day(date(2026, 10, 10)) == date(2026, 10, 19)


def test_between():
    assert workdays.workdays_between(date(2026, 10, 16), date(2026, 10, 19)) == 1
    assert workdays.workdays_between(date(2026, 10, 19), date(2026, 10, 16)) == -1
    assert workdays.workdays_between(date(2026, 10, 16), date(2026, 10, 16)) == 0


def test_beyond_the_published_calendar_weekdays_count():
    assert workdays.is_published(date(2026, 12, 31)) and not workdays.is_published(date(2027, 1, 1))
    assert workdays.workdays_after(date(2026, 12, 30), 5) == date(2027, 1, 6)  # 31 December, then 1, 4, 5, 6 January: New Year's Day is not known yet
    assert workdays.days_after(date(2026, 12, 26), 7) == date(2027, 1, 4)


def test_before_the_calendar_is_refused_in_words():
    with pytest.raises(workdays.CannotCountWorkdays, match="早于放假日历"):
        workdays.is_workday(date(2003, 1, 1))
