"""监管: the one thing this room writes down, that a day was finished."""

from datetime import date

from doudi.oversight.models import DayRecord


def finish_day(*, on: date, region: str, counts: dict[str, int]) -> DayRecord:
    """Record that every step of the day has been done; a second time keeps the first record."""
    record, _ = DayRecord.objects.get_or_create(region=region, on=on, defaults={"counts": counts})
    return record
